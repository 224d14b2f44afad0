import { Strict, type ProblemDetails } from "@cloudpos/contracts";
import { Type } from "typebox";
import { afterEach, describe, expect, it } from "vitest";
import type { Dependency } from "./dependency.ts";
import { identityOf, Problem, createService, defineService, type App, type Service } from "./index.ts";
import { recordingLogger, testIssuer, testSettings } from "./testing.ts";

const issuer = await testIssuer();
const open: Service<object & Record<string, never>, Record<string, Dependency>>[] = [];
afterEach(async () => {
  for (const service of open.splice(0)) await service.close();
});

const item = Strict({ name: Type.String({ maxLength: 5 }), count: Type.Integer({ minimum: 1 }) });

async function start(options: {
  routes?: (app: App) => void;
  needs?: Record<string, Dependency>;
  keys?: boolean;
  workers?: ((context: unknown, signal: AbortSignal) => Promise<void>)[];
}) {
  const { log, lines } = recordingLogger();
  const definition = defineService({
    name: "sample",
    description: "A sample.",
    port: 0,
    settings: {},
    dependencies: () => options.needs ?? {},
    routes: (app) => options.routes?.(app),
    workers: options.workers ?? [],
  });
  const service = await createService(definition, testSettings, {
    log,
    ...(options.keys !== false && { keys: issuer.keys }),
  });
  open.push(service as never);
  return { service, app: service.app, lines };
}

const working: Dependency = { check: async () => undefined, close: async () => undefined };

const foreign = await testIssuer();
const badTokens = [
  ["no token", "", "unauthorized"],
  ["another scheme", "Basic YTpi", "unauthorized"],
  ["not a token", "Bearer abc", "token-invalid"],
  ["an expired token", `Bearer ${await issuer.token({}, { expiresIn: "-1h" })}`, "token-expired"],
  ["another audience", `Bearer ${await issuer.token({}, { claims: { aud: "other" } })}`, "token-invalid"],
  ["another issuer", `Bearer ${await issuer.token({}, { claims: { iss: "other" } })}`, "token-invalid"],
  ["an unknown role", `Bearer ${await issuer.token({}, { claims: { role: "root" } })}`, "token-invalid"],
  ["another key", `Bearer ${await foreign.token()}`, "token-invalid"],
  [
    "an unsigned token",
    `Bearer ${Buffer.from('{"alg":"none"}').toString("base64url")}.${(await issuer.token()).split(".")[1]}.`,
    "token-invalid",
  ],
] as const;

describe("access", () => {
  it("refuses to boot with a route that does not say who may call it", async () => {
    const boot = start({ routes: (app) => void app.get("/api/sample/open", async () => "hello") });
    await expect(boot).rejects.toThrow("Route GET /api/sample/open does not declare config.access");
  });

  it("refuses to boot with a protected route but no keys", async () => {
    const boot = start({
      keys: false,
      routes: (app) => void app.get("/api/sample", { config: { access: "sale:read" } }, async () => "hello"),
    });
    await expect(boot).rejects.toThrow("needs a token, but the service knows no keys");
  });

  const protectedRoute = (app: App) =>
    void app.get("/api/sample", { config: { access: "report:read" } }, async (request) =>
      identityOf(request),
    );

  it("gives the route the token's identity", async () => {
    const { app } = await start({ routes: protectedRoute });
    const answer = await app.inject({ url: "/api/sample", headers: await issuer.headers("manager") });
    expect(answer.statusCode).toBe(200);
    expect(answer.json()).toMatchObject({ role: "manager", storeId: "0198c0de-0000-7000-8000-000000000001" });
  });

  it("refuses a role without the permission", async () => {
    const { app } = await start({ routes: protectedRoute });
    const answer = await app.inject({ url: "/api/sample", headers: await issuer.headers("cashier") });
    expect([answer.statusCode, answer.json<ProblemDetails>().code]).toEqual([403, "forbidden"]);
  });

  it.each(badTokens)("refuses %s", async (_name, authorization, code) => {
    const { app } = await start({ routes: protectedRoute });
    const answer = await app.inject({ url: "/api/sample", headers: authorization ? { authorization } : {} });
    expect([answer.statusCode, answer.json<ProblemDetails>().code]).toEqual([401, code]);
    expect(answer.headers["www-authenticate"]).toMatch(/^Bearer/);
  });
});

describe("errors", () => {
  const routes = (app: App) => {
    app.post(
      "/api/sample",
      { config: { access: "public" }, schema: { body: item } },
      async (request) => request.body,
    );
    const query = Strict({ limit: Type.Optional(Type.Integer({ minimum: 1, default: 50 })) });
    app.get(
      "/api/list",
      { config: { access: "public" }, schema: { querystring: query } },
      async ({ query }) => query,
    );
    app.get("/api/boom", { config: { access: "public" } }, async () => {
      throw new Error("password is hunter2");
    });
    app.get("/api/away", { config: { access: "public" } }, async () => {
      throw Object.assign(new Error("connect ECONNREFUSED 10.0.0.5:5432"), { code: "ECONNREFUSED" });
    });
    app.get("/api/late", { config: { access: "public" } }, async () => {
      throw new Problem("locked-out", "Wait.", { headers: { "retry-after": "9" } });
    });
  };

  it("lists every wrong field of a body by its path, and converts nothing", async () => {
    const { app } = await start({ routes });
    const payload = { count: "1", name: "too long", extra: true };
    const answer = await app.inject({ method: "POST", url: "/api/sample", payload });
    expect(answer.statusCode).toBe(400);
    expect(answer.headers["content-type"]).toMatch(/^application\/problem\+json/);
    const problem = answer.json<ProblemDetails>();
    expect(problem).toMatchObject({
      type: "urn:cloudpos:problem:validation-failed",
      code: "validation-failed",
    });
    expect(problem.errors?.map((error) => error.path).toSorted()).toEqual([
      "/body/count",
      "/body/extra",
      "/body/name",
    ]);
    expect(problem.requestId).toBe(answer.headers["x-request-id"]);
  });

  it("names missing fields", async () => {
    const { app } = await start({ routes });
    const answer = await app.inject({ method: "POST", url: "/api/sample", payload: { name: "a" } });
    expect(answer.json<ProblemDetails>().errors).toEqual([{ path: "/body/count", message: "is missing" }]);
  });

  it("converts and fills in the query, and refuses unknown fields there too", async () => {
    const { app } = await start({ routes });
    expect((await app.inject("/api/list?limit=7")).json()).toEqual({ limit: 7 });
    expect((await app.inject("/api/list")).json()).toEqual({ limit: 50 });
    for (const limit of ["x", "1.5", "", "true", "0x10", "1e3"]) {
      expect((await app.inject(`/api/list?limit=${limit}`)).statusCode).toBe(400);
    }
    for (const unknown of ["page", "__proto__", "constructor"]) {
      expect((await app.inject(`/api/list?${unknown}=1`)).statusCode).toBe(400);
    }
  });

  it.each([
    ["broken JSON", "{", "application/json", 400, "bad-request"],
    ["another media type", "a=b", "text/csv", 415, "unsupported-media-type"],
    ["a body that is too large", `"${"x".repeat(1_100_000)}"`, "application/json", 413, "body-too-large"],
  ])("answers %s with a problem", async (_name, payload, type, status, code) => {
    const { app } = await start({ routes });
    const headers = { "content-type": type };
    const answer = await app.inject({ method: "POST", url: "/api/sample", payload, headers });
    expect([answer.statusCode, answer.json<ProblemDetails>().code]).toEqual([status, code]);
  });

  it("masks an unexpected error and logs it with the request's id", async () => {
    const { app, lines } = await start({ routes });
    const answer = await app.inject({ url: "/api/boom", headers: { "x-request-id": "abc-1" } });
    expect(answer.statusCode).toBe(500);
    expect(answer.body).not.toContain("hunter2");
    const logged = lines.find((line) => line.level === "error");
    expect(logged).toMatchObject({
      requestId: "abc-1",
      service: "test",
      err: { message: "password is hunter2" },
    });
  });

  it("answers 503 while a store is away, and does not say where it is", async () => {
    const { app } = await start({ routes });
    const answer = await app.inject("/api/away");
    expect([answer.statusCode, answer.headers["retry-after"]]).toEqual([503, "2"]);
    expect(answer.json<ProblemDetails>().code).toBe("unavailable");
    expect(answer.body).not.toContain("10.0.0.5");
  });

  it("sends a problem's headers", async () => {
    const { app } = await start({ routes });
    const answer = await app.inject("/api/late");
    expect([answer.statusCode, answer.headers["retry-after"]]).toEqual([429, "9"]);
  });

  it("answers an unknown address with a problem", async () => {
    const { app } = await start({ routes });
    const answer = await app.inject("/nowhere?secret=1");
    expect(answer.json<ProblemDetails>()).toMatchObject({
      status: 404,
      code: "route-not-found",
      detail: "GET /nowhere",
    });
  });
});

describe("request ids", () => {
  it.each(["evil\nid", "x".repeat(65), ""])("replaces %j", async (id) => {
    const { app } = await start({});
    const answer = await app.inject({ url: "/health", headers: { "x-request-id": id } });
    expect(answer.headers["x-request-id"]).toMatch(/^[0-9a-f-]{36}$/);
  });

  it("logs one line per request without the query, what went well for those who look closely", async () => {
    const { app, lines } = await start({
      routes: (app) => void app.get("/api/sample", { config: { access: "public" } }, async () => "x"),
    });
    await app.inject({ url: "/api/sample?pin=1234", headers: { "x-request-id": "r1" } });
    await app.inject({ url: "/api/none?pin=1234", headers: { "x-request-id": "r2" } });
    await app.inject("/health");
    const requests = lines.filter((line) => line.msg === "request");
    expect(requests).toMatchObject([
      { path: "/api/sample", status: 200, requestId: "r1", level: "debug" },
      { path: "/api/none", status: 404, requestId: "r2", level: "info" },
    ]);
    expect(JSON.stringify(lines)).not.toContain("1234");
  });
});

describe("system routes", () => {
  it("is alive before it is ready", async () => {
    const { app, service } = await start({ needs: { store: working } });
    expect((await app.inject("/health")).json()).toMatchObject({ status: "ok", service: "sample" });
    expect((await app.inject("/ready")).statusCode).toBe(503);
    await service.prepare();
    expect((await app.inject("/ready")).json()).toMatchObject({
      status: "ready",
      dependencies: { store: { status: "ok" } },
    });
  });

  it("is given no requests before it is prepared, and keeps them while a store is away and while it drains", async () => {
    const away: Dependency = { ...working, check: () => Promise.reject(new Error("away")) };
    const { app, service } = await start({ needs: { store: away } });
    const started = async () => (await app.inject("/started")).statusCode;
    expect(await started()).toBe(503);
    await service.prepare();
    expect(await started()).toBe(200);
    service.drain();
    expect(await started()).toBe(200);
  });

  it("is not ready when a dependency fails, unless that one is optional", async () => {
    const failing: Dependency = {
      ...working,
      check: () => Promise.reject(Object.assign(new Error("connect 10.0.0.1"), { code: "ECONNREFUSED" })),
    };
    const needs = { store: failing, cache: { ...failing, optional: true } };
    const { app, service } = await start({ needs });
    await service.prepare();
    const answer = await app.inject("/ready");
    expect(answer.statusCode).toBe(503);
    expect(answer.json()).toMatchObject({
      dependencies: { store: { status: "failed", error: "ECONNREFUSED" } },
    });
    needs.store = working as typeof failing;
    const optionalOnly = await start({ needs: { cache: needs.cache } });
    await optionalOnly.service.prepare();
    expect((await optionalOnly.app.inject("/ready")).statusCode).toBe(200);
  });

  it("drains: not ready, still serving, asking clients to reconnect elsewhere", async () => {
    const { app, service } = await start({});
    await service.prepare();
    expect((await app.inject("/health")).headers.connection).not.toBe("close");
    service.drain();
    expect((await app.inject("/ready")).json()).toMatchObject({ status: "draining" });
    const answer = await app.inject("/health");
    expect([answer.statusCode, answer.headers.connection]).toEqual([200, "close"]);
  });

  it("measures requests by route pattern", async () => {
    const { app } = await start({
      routes: (app) => void app.get("/api/sample/:id", { config: { access: "public" } }, async () => "x"),
    });
    await app.inject("/api/sample/42");
    await app.inject("/random/path");
    const { body } = await app.inject("/metrics");
    expect(body).toContain(
      'http_request_duration_seconds_count{method="GET",route="/api/sample/:id",status="200"} 1',
    );
    expect(body).toContain('route="unmatched",status="404"');
    expect(body).toMatch(/^http_requests_in_flight 1$/m);
    expect(body).toContain("nodejs_eventloop_lag_seconds");
    expect(body).not.toContain("/random/path");
  });

  it("documents its routes", async () => {
    const { app } = await start({
      routes: (app) =>
        void app.post(
          "/api/sample",
          { config: { access: "public" }, schema: { body: item } },
          async () => "x",
        ),
    });
    const document = (await app.inject("/openapi.json")).json<{ openapi: string; paths: object }>();
    expect(document.openapi).toBe("3.1.0");
    expect(Object.keys(document.paths)).toEqual(["/api/sample"]);
  });

  it("starts workers when ready and ends them on close, then closes dependencies", async () => {
    const order: string[] = [];
    const store = { ...working, close: async () => void order.push("store closed") };
    const worker = (_context: unknown, signal: AbortSignal) =>
      new Promise<void>((resolve) => {
        order.push("worker started");
        signal.addEventListener("abort", () => {
          order.push("worker ended");
          resolve();
        });
      });
    const { service } = await start({ needs: { store }, workers: [worker] });
    expect(order).toEqual([]);
    await service.prepare();
    await service.close();
    expect(order).toEqual(["worker started", "worker ended", "store closed"]);
  });
});
