import type { Dependencies, ServiceDefinition } from "@cloudpos/kit";
import { serviceNames } from "../../services/build.ts";

export { serviceNames };

/** Name of a service: its folder, its DNS name, its role in the stores. */
export type ServiceName = (typeof serviceNames)[number];

/** A service as the platform starts it, whatever its own settings and needs are. */
// eslint-disable-next-line @typescript-eslint/no-explicit-any -- only createService looks inside
export type AnyDefinition = ServiceDefinition<any, Dependencies>;

/**
 * The definition that `services/<name>/service.ts` exports, as a constant or as a function that makes one. Called
 * for every start: a service that keeps something between its routes and its workers gets it anew.
 * @throws Error when the module exports none of that name.
 */
export async function loadDefinition(name: ServiceName): Promise<AnyDefinition> {
  const exported = (await import(`../../services/${name}/service.ts`)) as Record<string, unknown>;
  for (const candidate of [exported[name], exported[`${name}Service`]]) {
    const definition = (typeof candidate === "function" ? candidate() : candidate) as
      AnyDefinition | undefined;
    if (definition?.name === name) return definition;
  }
  throw new Error(`services/${name}/service.ts exports neither ${name} nor ${name}Service`);
}
