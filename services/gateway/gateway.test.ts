import { createServer, type IncomingHttpHeaders, type RequestListener, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import type { ProblemDetails } from "@cloudpos/contracts";
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

async function start(address: string, redis = noRedis) {
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
      ...(Object.fromEntries(upstreams.map((upstream) => [upstream.address, address])) as Record<
        (typeof upstreams)[number]["address"],
        string
      >),
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

it("sells on without Redis", async () => {
  const { address } = await listen(echo());
  const failing = {
    client: {
      status: "ready",
      defineCommand() {},
      rateLimit: (...args: unknown[]) => (args.at(-1) as (e: Error) => void)(new Error("gone")),
      rateLimitRead() {},
    },
    check: async () => {},
    close: async () => {},
  } as unknown as RedisStore;
  const { app, lines } = await start(address, failing);
  const headers = await issuer.headers("cashier");
  const answer = await app.inject({ method: "POST", url: "/api/transactions/sales", headers, payload: {} });
  expect(answer.statusCode).toBe(201);
  expect(lines.some((line) => line.msg === "rate limit not checked")).toBe(true);
});
