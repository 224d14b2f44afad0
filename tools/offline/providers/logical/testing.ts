/** Calls a resource type as the server does, for tests without an engine. */
import type { CallContext, CheckFailure, PropertyMap, Provider, ResourceType } from "../server/resource.ts";

export interface Driver {
  create(inputs: PropertyMap): Promise<{ id: string; state: PropertyMap }>;
  /** What is wrong, as `property: reason`. */
  failures(inputs: PropertyMap): string[];
  import(id: string): Promise<{ id: string; inputs: PropertyMap; state: PropertyMap }>;
  type: ResourceType<never>;
}

export const context: CallContext<never> = {
  client: { proxy: {} } as never,
  urn: "urn:pulumi:test::test::a:b:C::name",
  signal: new AbortController().signal,
  status: () => {},
};

/** `create` refuses what `check` refuses, as the engine would. */
export function driver(provider: Provider<never>, token: string): Driver {
  const type = provider.resources.find((candidate) => candidate.token === token);
  if (!type) throw new Error(`no ${token}`);
  const failures = (inputs: PropertyMap): string[] => {
    const found: CheckFailure[] = type.check?.(inputs, undefined, new Uint8Array()).failures ?? [];
    return found.map(({ property, reason }) => `${property}: ${reason}`);
  };
  return {
    type,
    failures,
    async create(inputs) {
      const refused = failures(inputs);
      if (refused.length > 0) throw new Error(refused.join("\n"));
      return type.create(inputs, context);
    },
    async import(id) {
      const found = await type.read(id, {}, {}, context);
      if (!found) throw new Error(`${id} was not found`);
      return found;
    },
  };
}
