import type { IncomingMessage, ServerResponse } from "node:http";
import { deviceTokenHeader } from "@cloudpos/contracts";
import cors from "@fastify/cors";
import { defineService, openRedis, redisSettings, remoteKeys, tokenSettings } from "@cloudpos/kit";
import helmet from "helmet";
import { Type } from "typebox";
import { limitRequests, limitSettings } from "./limits.ts";
import { proxyTo } from "./proxy.ts";
import { RateCounter } from "./rate-counter.ts";
import { prometheusSettings } from "./prometheus.ts";
import { docsRoutes } from "./routes/docs.ts";
import { statusRoutes } from "./routes/status.ts";
import { systemRoutes } from "./routes/system.ts";
import { upstreamSettings, upstreams, type Upstream } from "./upstreams.ts";

/** The public API: access, limits, headers and routing. Keeps nothing. */
export const gateway = defineService({
  name: "gateway",
  description: "The public API of CloudPOS.",
  port: 3000,
  settings: {
    ...redisSettings,
    ...tokenSettings,
    ...upstreamSettings,
    ...limitSettings,
    ...prometheusSettings,
    /** The web app's origin, the only one that browsers may call from. */
    PUBLIC_ORIGIN: Type.String({ pattern: "^https?://[^/]+$" }),
  },
  // The edge, one hop away, says where a request came from.
  server: { trustProxy: (_address, hop) => hop === 0 },
  dependencies: (settings, log) => ({ redis: { ...openRedis("gateway", settings, log), optional: true } }),
  keys: (settings) => remoteKeys(settings.JWKS_URL),
  plugins: async (app, { settings, needs, log, metrics }) => {
    const headers = securityHeaders();
    app.addHook("onRequest", (_request, reply, done) => {
      reply.headers(headers);
      done();
    });
    await app.register(cors, {
      origin: settings.PUBLIC_ORIGIN,
      methods: ["GET", "POST", "PUT", "PATCH", "DELETE"],
      allowedHeaders: ["authorization", "content-type", "x-request-id", deviceTokenHeader],
      exposedHeaders: ["x-request-id", "retry-after", "idempotent-replayed", "content-disposition"],
      maxAge: 600,
    });
    const counter = new RateCounter(needs.redis, log, metrics);
    app.addHook("onClose", async () => counter.close());
    limitRequests(app, counter, settings, metrics);
  },
  routes: async (app, { settings, metrics, log }) => {
    const addressOf = (upstream: Upstream) => settings[upstream.address];
    statusRoutes(app, addressOf, metrics);
    systemRoutes(app, addressOf, settings.PROMETHEUS_URL, log);
    docsRoutes(app, addressOf, `${import.meta.dirname}/docs`, log);
    for (const upstream of upstreams) await proxyTo(app, upstream, addressOf(upstream));
  },
});

/** What helmet sets on every answer. Asked once: for each request anew it takes as long as the proxy does. */
function securityHeaders(): Record<string, string> {
  const headers: Record<string, string> = {};
  const answer = {
    setHeader: (name: string, value: string) => (headers[name.toLowerCase()] = value),
    removeHeader: () => undefined,
  };
  helmet({
    contentSecurityPolicy: {
      useDefaults: false,
      directives: { defaultSrc: ["'none'"], frameAncestors: ["'none'"] },
    },
    crossOriginResourcePolicy: { policy: "same-site" },
    xFrameOptions: { action: "deny" },
  })({} as IncomingMessage, answer as unknown as ServerResponse, (error) => {
    if (error) throw error as Error;
  });
  return headers;
}
