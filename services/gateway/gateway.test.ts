import { createServer, type IncomingHttpHeaders, type RequestListener, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import type { ProblemDetails, Role, SystemStatus } from "@cloudpos/contracts";
import { createService, type RedisStore } from "@cloudpos/kit";
import { recordingLogger, testIssuer, testSettings } from "@cloudpos/kit/testing";
import { afterEach, describe, expect, it } from "vitest";
import { retryDelay } from "./proxy.ts";
import { gateway } from "./service.ts";
import { upstreams } from "./upstreams.ts";

const issuer = await testIssuer();
const cleanUps: (() => Promise<unknown> | unknown)[] = [];
afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0).toReversed()) await cleanUp();
});

async function listen(
  handler: RequestListener,
  port = 0,
): Promise<{ server: Server; address: string; port: number }> {
  const server = createServer(handler);
  await new Promise<void>((resolve) => server.listen(port, "127.0.0.1", resolve));
  const bound = (server.address() as AddressInfo).port;
  cleanUps.push(() => {
    server.closeAllConnections();
    return new Promise((resolve) => server.close(resolve));
  });
  return { server, port: bound, address: `http://127.0.0.1:${bound}` };
}

/** Answers with what it was asked, like a service would see it. */
function echo(seen: { headers?: IncomingHttpHeaders } = {}): RequestListener {
  return (request, response) => {
    let body = "";
    request.on("data", (chunk: Buffer) => (body += chunk.toString()));
    request.on("end", () => {
      seen.headers = request.headers;
      response.setHeader("content-type", "application/json");
      response.statusCode = 201;
      response.end(JSON.stringify({ method: request.method, url: request.url, body }));
    });
  };
}

const noRedis = {
  client: { status: "end", defineCommand() {} },
  check: async () => {},
  close: async () => {},
} as unknown as RedisStore;

async function start(
  address: string,
  redis = noRedis,
  settings: { PROMETHEUS_URL?: string; MAX_IN_FLIGHT?: number; RATE_LIMIT_USER?: number } = {},
) {
  const { log, lines } = recordingLogger();
  const service = await createService(
    gateway,
    {
      ...testSettings,
      REDIS_URL: "redis://gateway@127.0.0.1:1",
      REDIS_PASSWORD: "x",
      JWKS_URL: "http://127.0.0.1:1/keys",
      PUBLIC_ORIGIN: "https://shop.example",
      RATE_LIMIT_ADDRESS: 1000,
      RATE_LIMIT_REGISTER: 1000,
      RATE_LIMIT_USER: 1000,
      RATE_LIMIT_SIGN_IN: 1000,
      RATE_LIMIT_ENROLMENT: 1000,
      RATE_LIMIT_REFRESH: 1000,
      MAX_IN_FLIGHT: 1000,
      ...(Object.fromEntries(upstreams.map((upstream) => [upstream.address, address])) as Record<
        (typeof upstreams)[number]["address"],
        string
      >),
      ...settings,
    },
    { log, keys: issuer.keys, needs: { redis: { ...redis, optional: true } } },
  );
  cleanUps.push(() => service.close());
  return { app: service.app, lines };
}

describe("proxy", () => {
  it("forwards method, path, query, body and request id unchanged", async () => {
    const seen: { headers?: IncomingHttpHeaders } = {};
    const { address } = await listen(echo(seen));
    const { app } = await start(address);
    const answer = await app.inject({
      method: "POST",
      url: "/api/transactions/sales?x=%2F1",
      payload: '{"a": 1}',
      headers: {
        ...(await issuer.headers("cashier")),
        "content-type": "application/json",
        "x-request-id": "till-1",
        "x-forwarded-for": "6.6.6.6, 9.9.9.9",
      },
    });
    expect(answer.statusCode).toBe(201);
    expect(answer.json()).toEqual({
      method: "POST",
      url: "/api/transactions/sales?x=%2F1",
      body: '{"a": 1}',
    });
    expect(answer.headers["x-request-id"]).toBe("till-1");
    expect(seen.headers).toMatchObject({
      "x-request-id": "till-1",
      "content-length": "8",
      "x-forwarded-for": "9.9.9.9",
    });
    expect(seen.headers?.authorization).toMatch(/^Bearer /);
  });

  it("needs a token for everything but signing in", async () => {
    const { address } = await listen(echo());
    const { app } = await start(address);
    for (const { prefix } of upstreams) {
      expect((await app.inject(`${prefix}/anything`)).json<ProblemDetails>().code).toBe("unauthorized");
    }
    expect((await app.inject("/api/auth/sign-in-options?register=main-1")).statusCode).toBe(201);
    expect((await app.inject({ method: "POST", url: "/api/auth/sign-in", payload: {} })).statusCode).toBe(
      201,
    );
    expect((await app.inject("/api/unknown/x")).json<ProblemDetails>().code).toBe("route-not-found");
  });

  it("does not forward what is internal to a service", async () => {
    const { address } = await listen(echo());
    const { app } = await start(address);
    const headers = await issuer.headers("owner");
    for (const url of [
      "/api/auth/../../metrics",
      "/api/auth/%2e%2e/%2e%2e/metrics",
      "/.well-known/jwks.json",
    ]) {
      const answer = await app.inject({ url, headers });
      expect([url, answer.statusCode]).not.toEqual([url, 201]);
    }
  });

  it.each(["/api/reports/days/..%2f..%2fmetrics", "/api/reports/days/%", "/api/reports/days/%C3%28"])(
    "refuses the address %s with a problem",
    async (url) => {
      const { address } = await listen(echo());
      const { app } = await start(address);
      const answer = await app.inject({ url, headers: await issuer.headers("owner") });
      expect([answer.statusCode, answer.json<ProblemDetails>().code]).toEqual([400, "bad-request"]);
    },
  );

  it("refuses a body over the limit", async () => {
    const { address } = await listen(echo());
    const { app } = await start(address);
    const headers = { ...(await issuer.headers("cashier")), "content-type": "application/json" };
    const answer = await app.inject({
      method: "POST",
      url: "/api/transactions/sales",
      payload: "x".repeat(1_100_000),
      headers,
    });
    expect([answer.statusCode, answer.json<ProblemDetails>().code]).toEqual([413, "body-too-large"]);
  });

  it("takes a larger body where a file with products is imported", async () => {
    const { address } = await listen(echo());
    const { app } = await start(address);
    const headers = { ...(await issuer.headers("manager")), "content-type": "text/csv" };
    const send = (length: number) =>
      app.inject({ method: "POST", url: "/api/inventory/imports", payload: "x".repeat(length), headers });
    expect((await send(10_000_000)).statusCode).toBe(201);
    expect((await send(10_000_001)).statusCode).toBe(413);
    const elsewhere = await app.inject({
      method: "POST",
      url: "/api/inventory/products",
      payload: "x".repeat(1_100_000),
      headers,
    });
    expect(elsewhere.statusCode).toBe(413);
  });

  it("answers 502 with a problem when the service is away", async () => {
    const { server, address } = await listen(echo());
    await new Promise((resolve) => server.close(resolve));
    const { app } = await start(address);
    const answer = await app.inject({
      url: "/api/inventory/products",
      headers: await issuer.headers("cashier"),
    });
    expect([answer.statusCode, answer.json<ProblemDetails>().code]).toEqual([502, "upstream-unavailable"]);
    expect(answer.json<ProblemDetails>().requestId).toBe(answer.headers["x-request-id"]);
  });

  it("reads once more when a connection is lost, but does not send a sale again", async () => {
    let requests = 0;
    const { address } = await listen((request, response) => {
      requests += 1;
      if (requests === 1 || request.method === "POST") return void request.socket.destroy();
      echo()(request, response);
    });
    const { app } = await start(address);
    const headers = await issuer.headers("cashier");
    expect((await app.inject({ url: "/api/inventory/products", headers })).statusCode).toBe(201);
    expect(requests).toBe(2);
    const sale = await app.inject({ method: "POST", url: "/api/transactions/sales", headers, payload: {} });
    expect(sale.statusCode).toBe(502);
    expect(requests).toBe(3);
  });

  it("passes a long answer on while it comes", async () => {
    let proceed = () => {};
    const { address } = await listen((_request, response) => {
      response.write("first");
      proceed = () => response.end("x".repeat(300_000));
    });
    const { app } = await start(address);
    const origin = await app.listen({ host: "127.0.0.1", port: 0 });
    const answer = await fetch(`${origin}/api/reports/file`, { headers: await issuer.headers("owner") });
    const reader = answer.body!.getReader();
    expect(new TextDecoder().decode((await reader.read()).value)).toBe("first");
    proceed();
    let length = 0;
    for (let part = await reader.read(); !part.done; part = await reader.read()) length += part.value.length;
    expect(length).toBe(300_000);
  });

  it("says so when a service dies within a short answer, and breaks a long one off", async () => {
    const { address } = await listen((request, response) => {
      response.setHeader("content-length", request.url!.endsWith("/long") ? 1_000_000 : 100);
      response.write("x".repeat(50), () => request.socket.destroy());
    });
    const { app } = await start(address);
    const origin = await app.listen({ host: "127.0.0.1", port: 0 });
    const ask = async (path: string) =>
      fetch(`${origin}/api/reports/${path}`, { method: "POST", headers: await issuer.headers("owner") });
    const short = await ask("short");
    expect([short.status, ((await short.json()) as ProblemDetails).code]).toEqual([
      502,
      "upstream-unavailable",
    ]);
    await expect(ask("long").then((answer) => answer.text())).rejects.toThrow();
  });

  it("lets go of a service whose long answer nobody waits for any more", async () => {
    let closed: (value?: unknown) => void;
    const gone = new Promise((resolve) => (closed = resolve));
    const { address } = await listen((_request, response) => {
      response.on("close", () => closed());
      response.write("first");
    });
    const { app } = await start(address);
    const origin = await app.listen({ host: "127.0.0.1", port: 0 });
    const leave = new AbortController();
    const headers = await issuer.headers("owner");
    await fetch(`${origin}/api/reports/file`, { headers, signal: leave.signal });
    leave.abort();
    await gone;
  });

  it("goes on when a caller leaves before the answer", async () => {
    let answerFirst: (() => void) | undefined;
    const { address } = await listen((_request, response) => {
      if (answerFirst) response.end("{}");
      else answerFirst = () => response.end("{}");
    });
    const { app, lines } = await start(address, noRedis, { MAX_IN_FLIGHT: 1 });
    const origin = await app.listen({ host: "127.0.0.1", port: 0 });
    const headers = await issuer.headers("owner");
    const leave = new AbortController();
    const left = fetch(`${origin}/api/reports/x`, { headers, signal: leave.signal });
    await expect.poll(() => answerFirst).toBeDefined();
    leave.abort();
    await expect(left).rejects.toThrow();
    // Its place is free, whether the service has answered or not.
    const ask = async () => (await fetch(`${origin}/api/reports/x`, { headers })).status;
    await expect.poll(ask).toBe(200);
    answerFirst!();
    expect(await ask()).toBe(200);
    expect(lines.filter((line) => line["level"] === "error")).toEqual([]);
  });

  it("answers as the service does where there is no body", async () => {
    const { address } = await listen((request, response) => {
      if (request.method === "HEAD") response.setHeader("content-length", 123_456);
      else response.statusCode = 204;
      response.end();
    });
    const { app } = await start(address);
    const headers = await issuer.headers("owner");
    const head = await app.inject({ method: "HEAD", url: "/api/reports/file", headers });
    expect([head.statusCode, head.headers["content-length"], head.body]).toEqual([200, "123456", ""]);
    const none = await app.inject({ method: "DELETE", url: "/api/customers/customers/1", headers });
    expect([none.statusCode, none.headers["content-length"], none.body]).toEqual([204, undefined, ""]);
  });

  it("keeps what belongs to one connection to itself", async () => {
    const seen: { headers?: IncomingHttpHeaders } = {};
    const { address } = await listen((request, response) => {
      response.setHeader("x-request-id", "of-the-service");
      response.setHeader("keep-alive", "timeout=7");
      echo(seen)(request, response);
    });
    const { app } = await start(address);
    const answer = await app.inject({
      method: "POST",
      url: "/api/transactions/sales",
      payload: "{}",
      headers: {
        ...(await issuer.headers("cashier")),
        "x-request-id": "till-1",
        connection: "close, X-Hop",
        "x-hop": "1",
        "x-kept": "2",
        te: "trailers",
        forwarded: "for=6.6.6.6",
        "x-forwarded-host": "evil.example",
      },
    });
    expect(answer.statusCode).toBe(201);
    expect(answer.headers["x-request-id"]).toBe("till-1");
    expect(answer.headers["keep-alive"]).not.toBe("timeout=7");
    expect(seen.headers).toMatchObject({ "x-kept": "2", "x-request-id": "till-1" });
    for (const name of ["x-hop", "te", "forwarded", "x-forwarded-host"])
      expect(seen.headers).not.toHaveProperty(name);
  });

  it("decides what is tried again", () => {
    const failure = (code: string) => Object.assign(new Error(code), { code });
    expect(retryDelay("POST", failure("ECONNREFUSED"), 0)).toBeGreaterThan(0);
    expect(retryDelay("POST", failure("ECONNREFUSED"), 3)).toBeNull();
    expect(retryDelay("POST", failure("UND_ERR_SOCKET"), 0)).toBeNull();
    expect(retryDelay("GET", failure("UND_ERR_SOCKET"), 0)).toBeGreaterThan(0);
    expect(retryDelay("GET", failure("UND_ERR_SOCKET"), 1)).toBeNull();
    expect(retryDelay("GET", failure("UND_ERR_HEADERS_TIMEOUT"), 0)).toBeNull();
    expect(retryDelay("GET", null, 0)).toBeNull();
  });
});

describe("browsers", () => {
  it("lets only the web app's origin call, without a token for the preflight", async () => {
    const { address } = await listen(echo());
    const { app } = await start(address);
    const preflight = (origin: string) =>
      app.inject({
        method: "OPTIONS",
        url: "/api/transactions/sales",
        headers: { origin, "access-control-request-method": "POST" },
      });
    const allowed = await preflight("https://shop.example");
    expect(allowed.statusCode).toBe(204);
    expect(allowed.headers["access-control-allow-origin"]).toBe("https://shop.example");
    expect((await preflight("https://evil.example")).headers["access-control-allow-origin"]).not.toBe(
      "https://evil.example",
    );
  });

  it("sends security headers with refusals too", async () => {
    const { app } = await start("http://127.0.0.1:1");
    const { headers } = await app.inject("/api/inventory/products");
    expect(headers).toMatchObject({
      "content-security-policy": "default-src 'none';frame-ancestors 'none'",
      "x-content-type-options": "nosniff",
      "x-frame-options": "DENY",
    });
    expect(headers["strict-transport-security"]).toMatch(/max-age=\d{8}/);
  });
});

describe("status", () => {
  it("asks each service for its health", async () => {
    const health = { status: "ok", service: "auth", version: "1", uptimeSeconds: 3 };
    const { address, server } = await listen((request, response) => {
      response.end(request.url === "/health" ? JSON.stringify(health) : "");
    });
    const { app } = await start(address);
    for (const { prefix } of upstreams) {
      const answer = await app.inject(`${prefix}/health`);
      expect([answer.statusCode, answer.json()]).toEqual([200, health]);
    }
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
    const away = await app.inject("/api/auth/health");
    expect([away.statusCode, away.json<ProblemDetails>().code]).toEqual([503, "unavailable"]);
  });

  it("shows its own metrics", async () => {
    const { app } = await start("http://127.0.0.1:1");
    expect((await app.inject("/api/metrics")).body).toContain("http_requests_in_flight");
  });

  it("composes one document and keeps it while a service is away", async () => {
    const document = {
      openapi: "3.1.0",
      info: { title: "x", version: "1" },
      paths: { "/api/auth/sign-in": {}, "/internal": {} },
    };
    const { address, server } = await listen((_request, response) => response.end(JSON.stringify(document)));
    const { app } = await start(address);
    const paths = async () =>
      Object.keys((await app.inject("/api/docs/json")).json<{ paths: object }>().paths);
    const first = await paths();
    expect(first).toEqual(expect.arrayContaining(["/api/auth/sign-in", "/api/auth/health", "/api/metrics"]));
    expect(first).not.toContain("/internal");
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
    expect(await paths()).toEqual(first);
  });
});

describe("cookies", () => {
  const cookieService: RequestListener = (request, response) => {
    response.setHeader("set-cookie", ["a=1; HttpOnly", "b=2"]);
    response.end(JSON.stringify({ cookie: request.headers.cookie ?? null }));
  };

  it("pass to and from auth, and nowhere else", async () => {
    const { address } = await listen(cookieService);
    const { app } = await start(address);
    const ask = async (url: string) =>
      app.inject({
        method: "POST",
        url,
        payload: {},
        headers: { ...(await issuer.headers("cashier")), cookie: "session=secret" },
      });
    const auth = await ask("/api/auth/refresh");
    expect(auth.json()).toEqual({ cookie: "session=secret" });
    expect(auth.headers["set-cookie"]).toEqual(["a=1; HttpOnly", "b=2"]);
    for (const { prefix } of upstreams.filter((upstream) => !upstream.cookies)) {
      const answer = await ask(`${prefix}/anything`);
      expect([prefix, answer.json()]).toEqual([prefix, { cookie: null }]);
      expect(answer.headers).not.toHaveProperty("set-cookie");
    }
  });
});

describe("load", () => {
  it("refuses at once what would wait for too many before it, and takes work again after", async () => {
    const waiting: (() => void)[] = [];
    const { address } = await listen((_request, response) => {
      waiting.push(() => response.end("{}"));
    });
    const { app } = await start(address, noRedis, { MAX_IN_FLIGHT: 3 });
    const headers = await issuer.headers("cashier");
    const get = () => app.inject({ url: "/api/inventory/products", headers });
    const open = [get(), get(), get()];
    await expect.poll(() => waiting.length).toBe(3);
    const refused = await get();
    expect([refused.statusCode, refused.json<ProblemDetails>().code]).toEqual([503, "overloaded"]);
    expect(refused.headers["retry-after"]).toBe("1");
    expect((await app.inject("/health")).statusCode).toBe(200);
    for (const answer of waiting) answer();
    expect((await Promise.all(open)).map((answer) => answer.statusCode)).toEqual([200, 200, 200]);
    const next = get();
    await expect.poll(() => waiting.length).toBe(4);
    waiting[3]!();
    expect((await next).statusCode).toBe(200);
  });

  it("limits by its own counts while Redis is away, and says so in log and metrics", async () => {
    const { address } = await listen(echo());
    const { app, lines } = await start(address, noRedis, { RATE_LIMIT_USER: 2 });
    const headers = await issuer.headers("cashier");
    const sell = async () =>
      (await app.inject({ method: "POST", url: "/api/transactions/sales", headers, payload: {} })).statusCode;
    expect([await sell(), await sell(), await sell()]).toEqual([201, 201, 429]);
    await expect
      .poll(() => lines.some((line) => String(line["msg"]).startsWith("rate limits are not shared")))
      .toBe(true);
    const metrics = (await app.inject("/api/metrics")).body;
    expect(metrics).toMatch(/^gateway_rate_limit_exchange_failures_total [1-9]/m);
    expect(metrics).toContain('gateway_rate_limited_total{limit="user"} 1');
  });
});

describe("documentation", () => {
  it("is a page that loads only files from here, under a policy that allows nothing else", async () => {
    const { app } = await start("http://127.0.0.1:1");
    const page = await app.inject("/api/docs");
    expect(page.headers["content-type"]).toBe("text/html; charset=utf-8");
    expect(page.headers["content-security-policy"]).toMatch(
      /^default-src 'none'; script-src 'self'; style-src 'self'; /,
    );
    const addresses = [...page.body.matchAll(/(?:src|href)="([^"]+)"/g)].map((match) => match[1]!);
    const files = addresses.filter((address) => address !== "data:,");
    expect(files).toHaveLength(4);
    for (const file of files) {
      const answer = await app.inject(file);
      expect([file, answer.statusCode]).toEqual([file, 200]);
      expect(answer.headers["content-type"]).toMatch(/^(text\/css|application\/javascript)/);
      expect(answer.rawPayload).toHaveLength(Number(answer.headers["content-length"]));
    }
    expect(page.body).not.toMatch(/<script>|style=/);
    expect((await app.inject("/api/docs/package.json")).statusCode).toBe(404);
  });
});

describe("system", () => {
  const health = (service: string) => ({ status: "ok", service, version: "1.2.3", uptimeSeconds: 60 });
  const ready = {
    status: "ready",
    service: "x",
    dependencies: { database: { status: "ok", milliseconds: 1 } },
  };

  const ask = async (app: Awaited<ReturnType<typeof start>>["app"], role: Role = "owner") =>
    app.inject({ url: "/api/system", headers: await issuer.headers(role) });

  it("tells of every service: well, lacking something, or down", async () => {
    let answer = ready as object;
    const { address, server } = await listen((request, response) =>
      response.end(JSON.stringify(request.url === "/health" ? health("x") : answer)),
    );
    const { app } = await start(address);
    const states = async () => (await ask(app)).json<SystemStatus>().services;
    const first = await states();
    expect(first.map(({ service }) => service)).toEqual([
      "gateway",
      ...upstreams.map(({ service }) => service),
    ]);
    // The gateway of this test is never prepared and has no Redis.
    expect(first[0]).toMatchObject({ status: "degraded", version: "dev" });
    expect(first[1]).toEqual({
      service: "auth",
      status: "ok",
      version: "1.2.3",
      uptimeSeconds: 60,
      dependencies: ready.dependencies,
    });
    answer = {
      ...ready,
      status: "not-ready",
      dependencies: { database: { status: "failed", milliseconds: 3, error: "ECONNREFUSED" } },
    };
    expect((await states())[1]!.status).toBe("degraded");
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
    expect((await states())[1]).toEqual({
      service: "auth",
      status: "down",
      version: null,
      uptimeSeconds: null,
      dependencies: {},
    });
  });

  it("is for those who may read it", async () => {
    const { app } = await start("http://127.0.0.1:1");
    expect((await ask(app, "cashier")).statusCode).toBe(403);
    expect((await ask(app, "auditor")).statusCode).toBe(200);
    expect((await app.inject("/api/system")).statusCode).toBe(401);
  });

  const sample = (name: string, value: number, labels: object = {}) => ({
    metric: { __name__: name, ...labels },
    value: [0, String(value)],
  });
  const seconds = Math.floor(Date.now() / 1000);
  const last = (age: number, type = "full") =>
    sample("cloudpos_backup_last_success_timestamp_seconds", seconds - age, { type });

  it.each([
    ["fresh", "ok", [last(90_000), last(3600, "incr")], 0],
    ["older than 26 hours", "late", [last(26 * 3600 + 60)], 0],
    ["fresh, but a later one failed", "failed", [last(3600)], 1],
    ["none yet", "missing", [sample("cloudpos_backup_prepared", 0)], 0],
    ["never heard of", "unknown", [], 0],
  ])("says how the backups are: %s", async (_name, status, samples, failures) => {
    const queries: string[] = [];
    const { address } = await listen((request, response) => {
      const query = new URL(request.url!, "http://x").searchParams.get("query")!;
      queries.push(query);
      const result = query.startsWith("sum") ? [{ metric: {}, value: [0, String(failures)] }] : samples;
      response.end(JSON.stringify({ status: "success", data: { resultType: "vector", result } }));
    });
    const { app } = await start("http://127.0.0.1:1", noRedis, { PROMETHEUS_URL: address });
    const { backup } = (await ask(app)).json<SystemStatus>();
    expect(backup.status).toBe(status);
    expect(queries[0]).toContain("cloudpos_backup_last_success_timestamp_seconds");
    if (status === "ok") {
      expect(backup.ageSeconds).toBeGreaterThanOrEqual(3600);
      expect(backup.ageSeconds).toBeLessThan(3700);
    }
  });

  it("does not pretend to know of backups without Prometheus, or when it does not answer", async () => {
    for (const settings of [{}, { PROMETHEUS_URL: "http://127.0.0.1:1" }]) {
      const { app } = await start("http://127.0.0.1:1", noRedis, settings);
      expect((await ask(app)).json<SystemStatus>().backup).toEqual({
        status: "unknown",
        lastSuccessAt: null,
        ageSeconds: null,
        sizeBytes: null,
        restorableUntil: null,
      });
    }
  });
});
