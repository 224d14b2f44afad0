import cors from "@fastify/cors";
import helmet from "@fastify/helmet";
import { defineService, openRedis, redisSettings, remoteKeys, tokenSettings } from "@cloudpos/kit";
import { Type } from "typebox";
import { limitByAddress, limitByIdentity, limitSettings } from "./limits.ts";
import { proxyTo } from "./proxy.ts";
import { docsRoutes } from "./routes/docs.ts";
import { statusRoutes } from "./routes/status.ts";
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
    /** The web app's origin, the only one that browsers may call from. */
    PUBLIC_ORIGIN: Type.String({ pattern: "^https?://[^/]+$" }),
  },
  // The edge, one hop away, says where a request came from.
  server: { trustProxy: (_address, hop) => hop === 0 },
  dependencies: (settings, log) => ({ redis: { ...openRedis("gateway", settings, log), optional: true } }),
  keys: (settings) => remoteKeys(settings.JWKS_URL),
  plugins: async (app, { settings, needs }) => {
    await app.register(helmet, {
      contentSecurityPolicy: {
        useDefaults: false,
        directives: { defaultSrc: ["'none'"], frameAncestors: ["'none'"] },
      },
      crossOriginResourcePolicy: { policy: "same-site" },
      xFrameOptions: { action: "deny" },
    });
    await app.register(cors, {
      origin: settings.PUBLIC_ORIGIN,
      methods: ["GET", "POST", "PUT", "PATCH", "DELETE"],
      allowedHeaders: ["authorization", "content-type", "x-request-id"],
      exposedHeaders: ["x-request-id", "retry-after", "idempotent-replayed"],
      maxAge: 600,
    });
    await limitByAddress(app, needs.redis, settings);
  },
  routes: async (app, { settings, needs, metrics, log }) => {
    const addressOf = (upstream: Upstream) => settings[upstream.address];
    limitByIdentity(app, needs.redis, settings);
    statusRoutes(app, addressOf, metrics);
    docsRoutes(app, addressOf, log);
    for (const upstream of upstreams) await proxyTo(app, upstream, addressOf(upstream));
  },
});
