import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { createService, openRedis } from "@cloudpos/kit";
import { testStore } from "@cloudpos/kit/events/test-stores";
import { recordingLogger, testIssuer, testSettings } from "@cloudpos/kit/testing";
import { afterAll, beforeAll, expect, it } from "vitest";
import { gateway } from "./service.ts";
import { upstreams } from "./upstreams.ts";

const issuer = await testIssuer();
const { log } = recordingLogger();
const upstream = createServer((_request, response) => response.end("{}"));
let service: Awaited<ReturnType<typeof start>>;

async function start() {
  const { port } = upstream.address() as AddressInfo;
  const redisUrl = new URL(testStore("REDIS"));
  redisUrl.username = "default";
  const settings = {
    ...testSettings,
    REDIS_URL: redisUrl.href,
    REDIS_PASSWORD: "",
    JWKS_URL: "http://127.0.0.1:1/keys",
    PUBLIC_ORIGIN: "https://shop.example",
    RATE_LIMIT_ADDRESS: 6,
    RATE_LIMIT_REGISTER: 4,
    RATE_LIMIT_USER: 3,
    RATE_LIMIT_SIGN_IN: 2,
    ...(Object.fromEntries(upstreams.map(({ address }) => [address, `http://127.0.0.1:${port}`])) as Record<
      (typeof upstreams)[number]["address"],
      string
    >),
  };
  const redis = openRedis("gateway", settings, log);
  await redis.client.ping();
  const old = await redis.client.keys("gateway:rate:*");
  if (old.length > 0) await redis.client.del(...old);
  return createService(gateway, settings, {
    log,
    keys: issuer.keys,
    needs: { redis: { ...redis, optional: true } },
  });
}

beforeAll(async () => {
  await new Promise<void>((resolve) => upstream.listen(0, "127.0.0.1", resolve));
  service = await start();
});
afterAll(async () => {
  await service.close();
  upstream.closeAllConnections();
  upstream.close();
});

/** Statuses of requests from one address, each with its user and register. */
async function statuses(address: string, callers: { user: string; register: string }[]): Promise<number[]> {
  const found: number[] = [];
  for (const { user, register } of callers) {
    const answer = await service.app.inject({
      url: "/api/inventory/products",
      headers: {
        "x-forwarded-for": address,
        ...(await issuer.headers("cashier", {
          userId: `0198c0de-0000-7000-8000-0000000000${user}`,
          registerId: `0198c0de-0000-7000-8000-0000000000${register}`,
        })),
      },
    });
    found.push(answer.statusCode);
  }
  return found;
}

it("limits a user, wherever they call from", async () => {
  const calls = (register: string) => ({ user: "a1", register });
  expect(await statuses("10.0.0.1", [calls("b1"), calls("b2")])).toEqual([200, 200]);
  expect(await statuses("10.0.0.2", [calls("b3"), calls("b4")])).toEqual([200, 429]);
});

it("limits a register, whoever uses it", async () => {
  const calls = ["c1", "c2", "c3", "c4", "c5"].map((user) => ({ user, register: "d1" }));
  expect(await statuses("10.0.0.3", calls)).toEqual([200, 200, 200, 200, 429]);
});

it("limits an address before it looks at tokens, and says when to come back", async () => {
  const call = () =>
    service.app.inject({
      url: "/api/inventory/products",
      headers: { "x-forwarded-for": "10.0.0.4", authorization: "Bearer guess" },
    });
  const found = [];
  for (let count = 0; count < 7; count++) found.push(await call());
  expect(found.map((answer) => answer.statusCode)).toEqual([401, 401, 401, 401, 401, 401, 429]);
  expect(found[6]!.json()).toMatchObject({ code: "rate-limited" });
  expect(Number(found[6]!.headers["retry-after"])).toBeGreaterThan(0);
});

it("limits attempts to sign in by address", async () => {
  const found = [];
  for (let count = 0; count < 3; count++) {
    const headers = { "x-forwarded-for": "10.0.0.5" };
    found.push(
      (await service.app.inject({ method: "POST", url: "/api/auth/sign-in", payload: {}, headers }))
        .statusCode,
    );
  }
  expect(found).toEqual([200, 200, 429]);
});

it("never limits the platform's own probes", async () => {
  for (let count = 0; count < 10; count++) expect((await service.app.inject("/health")).statusCode).toBe(200);
});
