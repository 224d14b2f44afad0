import rateLimit, { type CreateRateLimitOptions } from "@fastify/rate-limit";
import { Problem, type App, type RedisStore, type Settings } from "@cloudpos/kit";
import type { FastifyRequest } from "fastify";
import { Type } from "typebox";

/** Requests per minute. Generous: they stop floods and guessing, not a busy shop behind one address. */
export const limitSettings = {
  RATE_LIMIT_ADDRESS: Type.Integer({ minimum: 1, default: 12_000 }),
  RATE_LIMIT_REGISTER: Type.Integer({ minimum: 1, default: 6_000 }),
  RATE_LIMIT_USER: Type.Integer({ minimum: 1, default: 6_000 }),
  /** Attempts to sign in, per address. */
  RATE_LIMIT_SIGN_IN: Type.Integer({ minimum: 1, default: 60 }),
};

const signInPath = "/api/auth/sign-in";

/** Registers the limiter and its counters in Redis, and limits by address before tokens are looked at. */
export async function limitByAddress(
  app: App,
  redis: RedisStore,
  limits: Settings<typeof limitSettings>,
): Promise<void> {
  await app.register(rateLimit, {
    global: false,
    redis: redis.client,
    nameSpace: "gateway:rate:",
  });
  const address = limiter(app, redis, limits.RATE_LIMIT_ADDRESS, (request) => `address:${request.ip}`);
  const signIn = limiter(app, redis, limits.RATE_LIMIT_SIGN_IN, (request) => `sign-in:${request.ip}`);
  app.addHook("onRequest", async (request) => {
    if (request.routeOptions.config.system) return;
    await address(request);
    if (request.method === "POST" && request.routeOptions.url === signInPath) await signIn(request);
  });
}

/** Limits by the person and the register of the token. */
export function limitByIdentity(app: App, redis: RedisStore, limits: Settings<typeof limitSettings>): void {
  const user = limiter(app, redis, limits.RATE_LIMIT_USER, ({ identity }) => `user:${identity!.userId}`);
  const register = limiter(
    app,
    redis,
    limits.RATE_LIMIT_REGISTER,
    ({ identity }) => `register:${identity!.registerId}`,
  );
  app.addHook("onRequest", async (request) => {
    if (request.identity !== null) await Promise.all([user(request), register(request)]);
  });
}

function limiter(
  app: App,
  redis: RedisStore,
  max: number,
  key: (request: FastifyRequest) => string,
): (request: FastifyRequest) => Promise<void> {
  const options: CreateRateLimitOptions = { max, timeWindow: 60_000, keyGenerator: key };
  const check = app.createRateLimit(options);
  return async (request) => {
    // Without Redis nothing is counted and everything is allowed: a shop that cannot sell is the worse outage.
    // The store has logged that its connection is lost; waiting for it would slow every sale.
    if (redis.client.status !== "ready") return;
    const result = await check(request as never).catch((error: unknown) => {
      request.log.warn({ err: error }, "rate limit not checked");
      return undefined;
    });
    if (result === undefined || result.isAllowed || !result.isExceeded) return;
    request.log.warn({ limit: key(request).split(":")[0], max }, "rate limit exceeded");
    throw new Problem("rate-limited", "Wait, then try again.", {
      headers: { "retry-after": String(result.ttlInSeconds) },
    });
  };
}
