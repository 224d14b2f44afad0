import type { Access, App, Dependencies, ServiceDefinition } from "@cloudpos/kit";
import type { RouteOptions } from "fastify";
import { serviceNames, type ServiceName } from "../../services/names.ts";

export { serviceNames, type ServiceName };

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

/** A route as a service has registered it. */
export interface RegisteredRoute {
  service: ServiceName;
  method: string;
  /** With parameters as `:id`. */
  url: string;
  access: Access;
  /** Health, metrics and the like, which only the platform's own networks reach. */
  system: boolean;
}

/** The same definition, which also notes every route that is registered. HEAD and OPTIONS only repeat others. */
export function noteRoutes(definition: AnyDefinition, routes: RegisteredRoute[]): AnyDefinition {
  const note = (route: RouteOptions) => {
    for (const method of [route.method].flat()) {
      if (method === "HEAD" || method === "OPTIONS") continue;
      routes.push({
        service: definition.name as ServiceName,
        method,
        url: route.url,
        access: route.config!.access!,
        system: route.config!.system ?? false,
      });
    }
  };
  return {
    ...definition,
    plugins: async (app: App, context: never) => {
      app.addHook("onRoute", note);
      await definition.plugins?.(app, context);
    },
  };
}
