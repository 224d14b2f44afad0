/**
 * Resources that exist in the state only: a password, a key, a certificate. Creating one computes its outputs,
 * reading one gives back what the state holds, deleting one has nothing to delete.
 */
import type {
  CallContext,
  CheckFailure,
  PackageSchema,
  PropertyMap,
  ResourceType,
} from "../server/resource.ts";

/** What creating or importing gives: the resource's id and the outputs that are not inputs. */
export interface Generated {
  id: string;
  outputs: PropertyMap;
}

/** An import names a value; `inputs` are those a program needs to describe it. */
export interface Imported extends Generated {
  inputs: PropertyMap;
}

export interface LogicalType {
  schema: PackageSchema;
  /** The published type token. */
  token: string;
  /** The official provider's version of this state; without it that provider would run its migrations on it. */
  stateVersion?: number;
  /** The official state names the id among the outputs too, except where this is false. */
  idAmongOutputs?: boolean;
  /** Inputs with everything that the program left out filled in. Recorded in the state, not as inputs. */
  complete?(inputs: PropertyMap): PropertyMap;
  /** Refuses bad values. Gets completed inputs, any of which may be `UNKNOWN`. */
  check?(inputs: PropertyMap): CheckFailure[];
  /** Gets completed inputs. */
  generate(inputs: PropertyMap, context: CallContext<unknown>): Promise<Generated>;
  /** Absent: this type cannot be imported. Throws on an id that says nothing. */
  importFrom?(id: string): Promise<Imported>;
  /** Inputs that may change without a new value being generated. */
  updatable?: readonly string[];
  /** Inputs that never reach the state: the official provider promises not to keep them. */
  writeOnly?: readonly string[];
  /** Outputs that follow from the inputs alone, computed again on an update. */
  derive?(inputs: PropertyMap): PropertyMap;
  /** State as a refresh finds it. */
  refresh?(state: PropertyMap): PropertyMap;
  outdated?(state: PropertyMap, inputs: PropertyMap): readonly string[];
}

export function logicalResource(type: LogicalType): ResourceType {
  const published = type.schema.resources[type.token];
  if (!published) throw new Error(`${type.token} is not in the schema of ${type.schema.name}`);
  const inputProperties = Object.entries(published.inputProperties ?? {});
  const names = inputProperties.map(([name]) => name);
  const updatable = type.updatable ?? [];
  const writeOnly = type.writeOnly ?? [];
  const complete = (inputs: PropertyMap): PropertyMap => type.complete?.(inputs) ?? inputs;

  function stateOf(inputs: PropertyMap, generated: Generated): PropertyMap {
    const completed = complete(inputs);
    return {
      ...without(completed, writeOnly),
      ...generated.outputs,
      ...type.derive?.(completed),
      ...(type.idAmongOutputs === false ? {} : { id: generated.id }),
      ...(type.stateVersion === undefined
        ? {}
        : { __meta: JSON.stringify({ schema_version: String(type.stateVersion) }) }),
    };
  }

  return {
    token: type.token,
    inputs: Object.fromEntries(
      inputProperties.map(([name, { secret = false }]) => [
        name,
        { required: published.requiredInputs?.includes(name) ?? false, secret },
      ]),
    ),
    secretOutputs: Object.entries(published.properties ?? {})
      .filter(([name, { secret }]) => secret && !names.includes(name))
      .map(([name]) => name),
    replaceOnChanges: names.filter((name) => !updatable.includes(name)),
    // A new value of what is never kept counts by its version alone; the value itself is not comparable.
    normalise: (inputs) => without(complete(inputs), writeOnly),
    ...(type.outdated ? { outdated: (state, news) => type.outdated?.(state, complete(news)) ?? [] } : {}),
    check: (inputs) => ({ inputs, failures: type.check?.(complete(inputs)) ?? [] }),
    async create(inputs, context) {
      const generated = await type.generate(complete(inputs), context);
      return { id: generated.id, state: stateOf(inputs, generated) };
    },
    async read(id, inputs, state) {
      if (Object.keys(state).length > 0) return { id, inputs, state: type.refresh?.(state) ?? state };
      if (!type.importFrom)
        throw new Error(`${type.token} cannot be imported: its id does not hold its value`);
      const imported = await type.importFrom(id);
      return { id: imported.id, inputs: imported.inputs, state: stateOf(imported.inputs, imported) };
    },
    async update(id, news, _olds, state) {
      const outputs = without(state, names);
      return stateOf(news, { id, outputs });
    },
    async delete() {},
  };
}

function without(map: PropertyMap, names: readonly string[]): PropertyMap {
  return Object.fromEntries(Object.entries(map).filter(([name]) => !names.includes(name)));
}
