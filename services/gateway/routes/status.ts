import { Health, ProblemDetails } from "@cloudpos/contracts";
import { Problem, type App } from "@cloudpos/kit";
import type { Registry } from "prom-client";
import { Value } from "typebox/value";
import { upstreams, type Upstream } from "../upstreams.ts";

const timeoutMs = 2_000;

/** `GET /api/<prefix>/health` for every service, and `GET /api/metrics` with the gateway's own metrics. */
export function statusRoutes(app: App, addressOf: (upstream: Upstream) => string, metrics: Registry): void {
  for (const upstream of upstreams) {
    app.get(
      `${upstream.prefix}/health`,
      {
        config: { access: "public" },
        schema: {
          summary: `Whether the ${upstream.service} service runs`,
          tags: ["status"],
          response: { 200: Health, "5xx": ProblemDetails },
        },
      },
      async () => healthOf(upstream, addressOf(upstream)),
    );
  }

  app.get(
    "/api/metrics",
    {
      config: { access: "public" },
      schema: { summary: "The gateway's Prometheus metrics", tags: ["status"] },
    },
    async (_request, reply) => reply.type(metrics.contentType).send(await metrics.metrics()),
  );
}

async function healthOf(upstream: Upstream, address: string): Promise<Health> {
  try {
    const answer = await fetch(`${address}/health`, { signal: AbortSignal.timeout(timeoutMs) });
    const health: unknown = await answer.json();
    if (answer.ok && Value.Check(Health, health)) return health;
    throw new Error(`unexpected answer with status ${answer.status}`);
  } catch (error) {
    throw new Problem("unavailable", `The ${upstream.service} service does not answer.`, {
      cause: error,
      headers: { "retry-after": "5" },
    });
  }
}
