/** Refuses inputs that the published schema does not know, lacks, or gives another type. */
import { isObject } from "./marshal.ts";
import { renderPath } from "./diff.ts";
import { UNKNOWN } from "./resource.ts";
import type { CheckFailure, PackageSchema, PropertyMap, PropertySchema, ResourceType } from "./resource.ts";

type Path = readonly (string | number)[];

export function validate(
  type: ResourceType<never>,
  inputs: PropertyMap,
  schema: PackageSchema | undefined,
): CheckFailure[] {
  const failures = [
    ...unknownProperties(inputs, Object.keys(type.inputs), []),
    ...missingProperties(type, inputs),
  ];
  const declared = schema?.resources[type.token]?.inputProperties ?? {};
  for (const [name, property] of Object.entries(declared)) {
    failures.push(...checkValue(inputs[name], property, [name], schema));
  }
  return failures;
}

function unknownProperties(value: PropertyMap, known: readonly string[], path: Path): CheckFailure[] {
  return Object.keys(value)
    .filter((name) => !known.includes(name))
    .map((name) => ({
      property: renderPath([...path, name]),
      reason: `there is no such property; known here: ${[...known].sort().join(", ")}`,
    }));
}

function missingProperties(type: ResourceType<never>, inputs: PropertyMap): CheckFailure[] {
  return Object.entries(type.inputs)
    .filter(([name, declared]) => declared.required && (inputs[name] === undefined || inputs[name] === null))
    .map(([name]) => ({ property: name, reason: "is required" }));
}

function checkValue(
  value: unknown,
  expected: PropertySchema,
  path: Path,
  schema: PackageSchema | undefined,
): CheckFailure[] {
  if (value === undefined || value === null || value === UNKNOWN) return [];
  if (expected.$ref?.startsWith("#/types/")) {
    const token = decodeURIComponent(expected.$ref.slice("#/types/".length));
    const type = schema?.types?.[token];
    if (!type?.properties) return [];
    if (!isObject(value)) return wrongType(path, "an object", value);
    const properties = type.properties;
    return [
      ...unknownProperties(value, Object.keys(properties), path),
      ...(type.required ?? [])
        .filter((name) => value[name] === undefined || value[name] === null)
        .map((name) => ({ property: renderPath([...path, name]), reason: "is required" })),
      ...Object.entries(properties).flatMap(([name, property]) =>
        checkValue(value[name], property, [...path, name], schema),
      ),
    ];
  }
  switch (expected.type) {
    case "array":
      if (!Array.isArray(value)) return wrongType(path, "a list", value);
      return value.flatMap((item, index) => checkValue(item, expected.items ?? {}, [...path, index], schema));
    case "object":
      if (!isObject(value)) return wrongType(path, "a map", value);
      return Object.entries(value).flatMap(([key, item]) =>
        checkValue(item, expected.additionalProperties ?? {}, [...path, key], schema),
      );
    case "integer":
    case "number":
      return typeof value === "number" ? [] : wrongType(path, "a number", value);
    case "boolean":
    case "string":
      return typeof value === expected.type ? [] : wrongType(path, `a ${expected.type}`, value);
    case undefined:
  }
  return [];
}

function wrongType(path: Path, expected: string, value: unknown): CheckFailure[] {
  const actual = Array.isArray(value) ? "a list" : isObject(value) ? "an object" : `a ${typeof value}`;
  return [{ property: renderPath(path), reason: `must be ${expected}, not ${actual}` }];
}
