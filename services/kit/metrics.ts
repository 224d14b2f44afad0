import type { FastifyInstance } from "fastify";
import { Gauge, Histogram, Registry, collectDefaultMetrics } from "prom-client";

/**
 * A registry with the process's metrics (memory, CPU, event loop lag, garbage collection) and those of every
 * request of `app`. Requests are labelled by route pattern, never by path, which would be without bound.
 */
export function measure(app: FastifyInstance): Registry {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const duration = new Histogram({
    name: "http_request_duration_seconds",
    help: "Time from a request's arrival to the end of its answer.",
    labelNames: ["method", "route", "status"],
    buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.2, 0.3, 0.5, 1, 2.5, 5, 10],
    registers: [registry],
  });
  const inFlight = new Gauge({
    name: "http_requests_in_flight",
    help: "Requests being answered now.",
    registers: [registry],
  });
  const open = new WeakSet<object>();
  const leave = (request: object) => {
    if (open.delete(request)) inFlight.dec();
  };
  app.addHook("onRequest", (request, _reply, done) => {
    open.add(request);
    inFlight.inc();
    done();
  });
  app.addHook("onRequestAbort", async (request) => leave(request));
  app.addHook("onResponse", (request, reply, done) => {
    leave(request);
    const route = request.routeOptions.url ?? "unmatched";
    duration.observe({ method: request.method, route, status: reply.statusCode }, reply.elapsedTime / 1000);
    done();
  });
  return registry;
}
