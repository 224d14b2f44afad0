import fc from "fast-check";

/** JSON Schema as the services' OpenAPI documents use it. */
export interface Schema {
  type?: "string" | "integer" | "number" | "boolean" | "null" | "array" | "object";
  const?: unknown;
  enum?: unknown[];
  anyOf?: Schema[];
  oneOf?: Schema[];
  allOf?: Schema[];
  properties?: Record<string, Schema>;
  required?: string[];
  additionalProperties?: boolean | Schema;
  patternProperties?: Record<string, Schema>;
  items?: Schema;
  minItems?: number;
  maxItems?: number;
  uniqueItems?: boolean;
  pattern?: string;
  format?: string;
  minLength?: number;
  maxLength?: number;
  minimum?: number;
  maximum?: number;
  default?: unknown;
}

/** Values that mean something to the platform, by the name of the property that holds them. */
export type Hints = Readonly<Record<string, readonly unknown[]>>;

/** So many elements at most, however many a schema allows: numbers of requests find more than long ones. */
const mostItems = 4;

/**
 * Values that fit `schema`. Where `hints` know the property, it is one of theirs three times in four.
 * @throws Error for a construct that is not known here, so that none is left untested in silence.
 */
export function valuesOf(schema: Schema, hints: Hints = {}, name = ""): fc.Arbitrary<unknown> {
  const known = hints[name]?.filter((hint) => fits(schema, hint)) ?? [];
  const any = anyValuesOf(schema, hints, name);
  if (known.length === 0) return any;
  return fc.oneof({ weight: 3, arbitrary: fc.constantFrom(...known) }, { weight: 1, arbitrary: any });
}

function anyValuesOf(schema: Schema, hints: Hints, name: string): fc.Arbitrary<unknown> {
  if (schema.const !== undefined) return fc.constant(schema.const);
  if (schema.enum) return fc.constantFrom(...schema.enum);
  const options = schema.anyOf ?? schema.oneOf;
  if (options) return fc.oneof(...options.map((option) => valuesOf(option, hints, name)));
  if (schema.allOf) {
    return fc
      .tuple(...schema.allOf.map((part) => valuesOf(part, hints, name)))
      .map((parts) => Object.assign({}, ...parts) as unknown);
  }
  switch (schema.type) {
    case "null":
      return fc.constant(null);
    case "boolean":
      return fc.boolean();
    case "integer":
      return integers(schema);
    case "number":
      return fc.double({
        min: schema.minimum ?? -1e9,
        max: schema.maximum ?? 1e9,
        noNaN: true,
        noDefaultInfinity: true,
      });
    case "string":
      return strings(schema);
    case "array": {
      const minLength = schema.minItems ?? 0;
      const maxLength = Math.max(minLength, Math.min(schema.maxItems ?? mostItems, mostItems));
      const items = valuesOf(schema.items ?? {}, hints, name);
      return schema.uniqueItems
        ? fc.uniqueArray(items, { minLength, maxLength, selector: (item) => JSON.stringify(item) })
        : fc.array(items, { minLength, maxLength });
    }
    case "object":
      return objects(schema, hints);
    case undefined:
      break;
  }
  if (Object.keys(schema).length === 0) return fc.jsonValue({ maxDepth: 2 });
  throw new Error(`no values for the schema ${JSON.stringify(schema)}`);
}

function integers({
  minimum: min = Number.MIN_SAFE_INTEGER,
  maximum: max = Number.MAX_SAFE_INTEGER,
}: Schema) {
  // The ends are where mistakes are; small numbers are where the work is.
  const small = { min: Math.min(Math.max(min, -1_000), max), max: Math.max(Math.min(max, 20_000), min) };
  return fc.oneof(
    { weight: 6, arbitrary: fc.integer(small) },
    { weight: 2, arbitrary: fc.integer({ min, max }) },
    { weight: 1, arbitrary: fc.constantFrom(min, max) },
  );
}

function strings(schema: Schema): fc.Arbitrary<string> {
  const { minLength = 0, maxLength = 1_000, pattern } = schema;
  const size = "small" as const;
  const any =
    pattern === undefined
      ? fc.string({ unit: "grapheme", minLength, maxLength: Math.min(maxLength, 60), size })
      : fc.stringMatching(new RegExp(pattern), { size });
  return any.filter((text) => fits(schema, text));
}

function objects(schema: Schema, hints: Hints): fc.Arbitrary<Record<string, unknown>> {
  const properties = Object.entries(schema.properties ?? {});
  const own = fc.record(
    Object.fromEntries(properties.map(([name, property]) => [name, valuesOf(property, hints, name)])),
    { requiredKeys: properties.map(([name]) => name).filter((name) => schema.required?.includes(name)) },
  ) as fc.Arbitrary<Record<string, unknown>>;
  const [pattern, values] = Object.entries(schema.patternProperties ?? {})[0] ?? [];
  if (pattern === undefined || values === undefined) return own;
  const further = fc.dictionary(fc.stringMatching(new RegExp(pattern)), valuesOf(values, hints), {
    maxKeys: 3,
  });
  return fc.tuple(own, further).map((parts) => Object.assign({}, ...parts) as Record<string, unknown>);
}

/** Whether a plain value fits the parts of a schema that concern plain values. */
function fits(schema: Schema, value: unknown): boolean {
  const options = schema.anyOf ?? schema.oneOf;
  if (options) return options.some((option) => fits(option, value));
  if (schema.const !== undefined) return schema.const === value;
  if (typeof value === "number") {
    const { minimum = -Infinity, maximum = Infinity } = schema;
    return ["integer", "number"].includes(schema.type ?? "") && value >= minimum && value <= maximum;
  }
  if (typeof value !== "string" || schema.type !== "string") return false;
  const { minLength = 0, maxLength = Infinity, pattern } = schema;
  const length = [...value].length;
  return length >= minLength && length <= maxLength && (!pattern || new RegExp(pattern).test(value));
}
