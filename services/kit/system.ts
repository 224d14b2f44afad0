import { Health, Readiness } from "@cloudpos/contracts";
import type { Registry } from "prom-client";
import { stateOf, type Dependency } from "./dependency.ts";
import type { App } from "./service.ts";

/** Where a service is in its life. */
export interface Lifecycle {
  state: "starting" | "ready" | "draining";
}

/** Adds `/health`, `/started`, `/ready`, `/metrics` and `/openapi.json`, which only the platform's networks can reach. */
export function systemRoutes(
  app: App,
  options: {
    service: string;
    version: string;
    lifecycle: Lifecycle;
    needs: Record<string, Dependency>;
    metrics: Registry;
  },
): void {
  const { service, version, lifecycle, needs, metrics } = options;
  const system = { config: { access: "public", system: true }, logLevel: "warn" } as const;

  app.get("/health", { ...system, schema: { hide: true, response: { 200: Health } } }, async () => ({
    status: "ok" as const,
    service,
    version,
    uptimeSeconds: Math.floor(process.uptime()),
  }));

  // What the platform asks before it sends requests: the schema has to be there first. Afterwards a store that is away
  // is no reason to take the service away too, which says so better than nobody would.
  app.get("/started", { ...system, schema: { hide: true } }, async (_request, reply) =>
    reply.code(lifecycle.state === "starting" ? 503 : 200).send({ state: lifecycle.state }),
  );

  app.get(
    "/ready",
    { ...system, schema: { hide: true, response: { 200: Readiness, 503: Readiness } } },
    async (_request, reply) => {
      const states = await Promise.all(
        Object.entries(needs).map(async ([name, dependency]) => [name, await stateOf(dependency)] as const),
      );
      const working = states.every(([name, state]) => state.status === "ok" || needs[name]!.optional);
      const status =
        lifecycle.state === "draining"
          ? "draining"
          : lifecycle.state === "ready" && working
            ? "ready"
            : "not-ready";
      return reply
        .code(status === "ready" ? 200 : 503)
        .send({ status, service, dependencies: Object.fromEntries(states) });
    },
  );

  app.get("/metrics", { ...system, schema: { hide: true } }, async (_request, reply) =>
    reply.type(metrics.contentType).send(await metrics.metrics()),
  );

  app.get("/openapi.json", { ...system, schema: { hide: true } }, async () => app.swagger());
}
