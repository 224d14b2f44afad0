import { Health, ProblemDetails, Readiness, SystemStatus, type ServiceStatus } from "@cloudpos/contracts";
import type { App, Logger } from "@cloudpos/kit";
import Value from "typebox/value";
import { backupStatus, unknownBackup } from "../prometheus.ts";
import { upstreams, type Upstream } from "../upstreams.ts";

const timeoutMs = 2_500;

/** Asks one service for one of its system routes; the answer's body. */
type Ask = (path: "/health" | "/ready") => Promise<unknown>;

/** `GET /api/system`: every service with version, uptime and what it needs, and the last backup. */
export function systemRoutes(
  app: App,
  addressOf: (upstream: Upstream) => string,
  prometheusUrl: string | undefined,
  log: Logger,
): void {
  app.get(
    "/api/system",
    {
      config: { access: "system:read", scope: "none" },
      schema: {
        summary: "Services, versions, and the last backup",
        tags: ["status"],
        response: { 200: SystemStatus, "4xx": ProblemDetails },
      },
    },
    async () => {
      const own: Ask = async (path) => (await app.inject(path)).json<unknown>();
      const [services, backup] = await Promise.all([
        Promise.all([
          statusOf("gateway", own),
          ...upstreams.map((upstream) => statusOf(upstream.service, asking(addressOf(upstream)))),
        ]),
        backupStatus(prometheusUrl).catch((error: unknown) => {
          log.warn({ err: error }, "Prometheus cannot be asked for the backups");
          return unknownBackup;
        }),
      ]);
      return { checkedAt: new Date().toISOString(), services, backup };
    },
  );
}

function asking(address: string): Ask {
  return async (path) =>
    (await fetch(address + path, { signal: AbortSignal.timeout(timeoutMs) })).json() as Promise<unknown>;
}

async function statusOf(service: string, ask: Ask): Promise<ServiceStatus> {
  const [health, readiness] = await Promise.allSettled([ask("/health"), ask("/ready")]);
  const alive = health.status === "fulfilled" && Value.Check(Health, health.value) ? health.value : null;
  const ready =
    readiness.status === "fulfilled" && Value.Check(Readiness, readiness.value) ? readiness.value : null;
  const dependencies = ready?.dependencies ?? {};
  const works =
    ready?.status === "ready" &&
    Object.values(dependencies).every((dependency) => dependency.status === "ok");
  return {
    service,
    status: alive === null ? "down" : works ? "ok" : "degraded",
    version: alive?.version ?? null,
    uptimeSeconds: alive?.uptimeSeconds ?? null,
    dependencies,
  };
}
