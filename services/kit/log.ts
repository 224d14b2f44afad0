import { randomUUID } from "node:crypto";
import type { IncomingMessage } from "node:http";
import { hostname } from "node:os";
import type { FastifyInstance } from "fastify";
import { pino, stdTimeFunctions, type DestinationStream, type Logger } from "pino";
// For `request.identity`.
import type {} from "./access.ts";

export type { Logger } from "pino";

/**
 * A service's logger: one JSON object per line on standard output, level as a word, time in ISO 8601, and the name of
 * the container, which tells replicas apart.
 * Fields that may hold a secret are replaced wherever they are logged by name.
 */
export function createLogger(service: string, level: string, destination?: DestinationStream): Logger {
  const options = {
    level,
    base: { service, replica: hostname() },
    timestamp: stdTimeFunctions.isoTime,
    formatters: { level: (label: string) => ({ level: label }) },
    redact: {
      paths: ["pin", "password", "accessToken", "authorization"].flatMap((name) => [
        name,
        `*.${name}`,
        `*.*.${name}`,
      ]),
      censor: "[redacted]",
    },
  };
  return destination ? pino(options, destination) : pino(options);
}

/** Name of the header that carries a request's id through the platform. */
export const requestIdHeader = "x-request-id";

/** The id a caller gave, when it is safe to log and short; otherwise a new one. */
export function requestId(request: Pick<IncomingMessage, "headers">): string {
  const given = request.headers[requestIdHeader];
  return typeof given === "string" && /^[A-Za-z0-9._-]{1,64}$/.test(given) ? given : randomUUID();
}

/**
 * Returns the request id with every answer and logs one line per request, with the path but not the query. What went
 * well is said at level `debug` only: the edge logs every request once.
 */
export function logRequests(app: FastifyInstance): void {
  // These fields are known to hold no secret: looking for one would cost more than the line.
  const log = (app.log as Logger).child({}, { redact: [] });
  app.addHook("onRequest", (request, reply, done) => {
    reply.header(requestIdHeader, request.id);
    done();
  });
  app.addHook("onResponse", (request, reply, done) => {
    const level = reply.statusCode < 400 ? "debug" : "info";
    // What the platform asks of the service itself, every few seconds.
    if (request.routeOptions.config.system || !log.isLevelEnabled(level)) return done();
    log[level](
      {
        requestId: request.id,
        method: request.method,
        path: request.url.split("?")[0],
        status: reply.statusCode,
        milliseconds: Math.round(reply.elapsedTime * 10) / 10,
        ...(request.identity && { userId: request.identity.userId }),
      },
      "request",
    );
    done();
  });
}
