import { Problem, type App, type Settings } from "@cloudpos/kit";
import type { FastifyRequest } from "fastify";
import { Counter, type Registry } from "prom-client";
import { Type } from "typebox";
import type { RateCounter } from "./rate-counter.ts";
import type { StrictLimit } from "./upstreams.ts";

/** Requests per minute. Generous: they stop floods and guessing, not a busy shop behind one address. */
export const limitSettings = {
  RATE_LIMIT_ADDRESS: Type.Integer({ minimum: 1, default: 12_000 }),
  RATE_LIMIT_REGISTER: Type.Integer({ minimum: 1, default: 6_000 }),
  RATE_LIMIT_USER: Type.Integer({ minimum: 1, default: 6_000 }),
  /** Attempts to sign in (by PIN or password) or to have something approved, per address. */
  RATE_LIMIT_SIGN_IN: Type.Integer({ minimum: 1, default: 60 }),
  /** Attempts to enrol a device, per address. */
  RATE_LIMIT_ENROLMENT: Type.Integer({ minimum: 1, default: 20 }),
  /** Continuations of a session, per address: all tills of a shop may share one. */
  RATE_LIMIT_REFRESH: Type.Integer({ minimum: 1, default: 600 }),
  /** Requests at a time. Beyond it more are refused at once, because each would wait for all before it. */
  MAX_IN_FLIGHT: Type.Integer({ minimum: 1, default: 1_000 }),
};

type Limits = Settings<typeof limitSettings>;

declare module "fastify" {
  interface FastifyContextConfig {
    /** A stricter limit for what can be guessed at. */
    limit?: StrictLimit;
  }
}

/**
 * Refuses requests beyond a limit: by address before tokens are looked at, by person and register after, and by the
 * number of requests at a time. Register before access is checked. Nothing here waits.
 */
export function limitRequests(app: App, counter: RateCounter, limits: Limits, metrics: Registry): void {
  const refused = new Counter({
    name: "gateway_rate_limited_total",
    help: "Requests refused because of a rate limit, or because too many were under way.",
    labelNames: ["limit"],
    registers: [metrics],
  });
  const check = (request: FastifyRequest, limit: string, who: string, max: number): Problem | undefined => {
    const waitSeconds = counter.hit(`${limit}:${who}`, max);
    if (waitSeconds === 0) return undefined;
    refused.inc({ limit });
    request.log.warn({ limit, max }, "rate limit exceeded");
    return new Problem("rate-limited", "Wait, then try again.", {
      headers: { "retry-after": String(waitSeconds) },
    });
  };
  const strict: Readonly<Record<StrictLimit, number>> = {
    "sign-in": limits.RATE_LIMIT_SIGN_IN,
    enrolment: limits.RATE_LIMIT_ENROLMENT,
    refresh: limits.RATE_LIMIT_REFRESH,
  };

  const underWay = new WeakSet<object>();
  let inFlight = 0;
  const leave = (request: FastifyRequest) => {
    if (underWay.delete(request)) inFlight -= 1;
  };
  app.addHook("onRequest", (request, _reply, done) => {
    const { system, limit } = request.routeOptions.config;
    if (system) return done();
    if (inFlight >= limits.MAX_IN_FLIGHT) {
      refused.inc({ limit: "in-flight" });
      return done(new Problem("overloaded", "Try again in a moment.", { headers: { "retry-after": "1" } }));
    }
    inFlight += 1;
    underWay.add(request);
    done(
      check(request, "address", request.ip, limits.RATE_LIMIT_ADDRESS) ??
        (limit && check(request, limit, request.ip, strict[limit])),
    );
  });
  app.addHook("onResponse", (request, _reply, done) => {
    leave(request);
    done();
  });
  app.addHook("onRequestAbort", async (request) => leave(request));

  // Follows onRequest, in which access is checked.
  app.addHook("preParsing", (request, _reply, _payload, done) => {
    const { identity } = request;
    if (identity === null) return done();
    done(
      check(request, "user", identity.userId, limits.RATE_LIMIT_USER) ??
        (identity.registerId === undefined
          ? undefined
          : check(request, "register", identity.registerId, limits.RATE_LIMIT_REGISTER)),
    );
  });
}
