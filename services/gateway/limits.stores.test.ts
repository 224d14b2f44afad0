import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { createService } from "@cloudpos/kit";
import { createTestRedis, type TestRedis } from "@cloudpos/kit/events/test-stores";
import { recordingLogger, testIssuer, testSettings } from "@cloudpos/kit/testing";
import { Registry } from "prom-client";
import { afterAll, beforeAll, expect, it } from "vitest";
import { RateCounter } from "./rate-counter.ts";
import { gateway } from "./service.ts";
import { upstreams } from "./upstreams.ts";

const issuer = await testIssuer();
const { log } = recordingLogger();
const upstream = createServer((_request, response) => response.end("{}"));
let redis: TestRedis;
let service: Awaited<ReturnType<typeof start>>;

async function start() {
  const { port } = upstream.address() as AddressInfo;
  const settings = {
    ...testSettings,
    REDIS_URL: "redis://unused@127.0.0.1:1",
    REDIS_PASSWORD: "",
    JWKS_URL: "http://127.0.0.1:1/keys",
    PUBLIC_ORIGIN: "https://shop.example",
    RATE_LIMIT_ADDRESS: 6,
    RATE_LIMIT_REGISTER: 4,
    RATE_LIMIT_USER: 3,
    RATE_LIMIT_SIGN_IN: 2,
    RATE_LIMIT_ENROLMENT: 1,
    RATE_LIMIT_REFRESH: 3,
    MAX_IN_FLIGHT: 1000,
    ...(Object.fromEntries(upstreams.map(({ address }) => [address, `http://127.0.0.1:${port}`])) as Record<
      (typeof upstreams)[number]["address"],
      string
    >),
  };
  return createService(gateway, settings, { log, keys: issuer.keys, needs: { redis: redis.open() } });
}

beforeAll(async () => {
  redis = await createTestRedis();
  await new Promise<void>((resolve) => upstream.listen(0, "127.0.0.1", resolve));
  // Counts are of the clock's minute: a test that crosses it would see them start anew.
  const left = 60_000 - (Date.now() % 60_000);
  if (left < 15_000) await new Promise((resolve) => setTimeout(resolve, left));
  service = await start();
}, 30_000);
afterAll(async () => {
  await service.close();
  await redis.close();
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
  const wait = Number(found[6]!.headers["retry-after"]);
  expect([wait > 0, wait <= 60]).toEqual([true, true]);
});

it.each([
  ["to sign in, by PIN and by password together", ["sign-in", "password-sign-in", "sign-in"], 2],
  ["to sign in, however the path is written", ["sign-in", "%73ign-in", "sign%2Din"], 2],
  ["to enrol a device", ["enrolments", "enrolments"], 1],
  ["to continue a session", ["refresh", "refresh", "refresh", "refresh"], 3],
])("limits attempts %s by address", async (name, paths, allowed) => {
  const found = [];
  for (const path of paths) {
    const headers = { "x-forwarded-for": `10.0.1.${name.length}` };
    const url = `/api/auth/${path}`;
    found.push((await service.app.inject({ method: "POST", url, payload: {}, headers })).statusCode);
  }
  expect(found).toEqual(paths.map((_path, index) => (index < allowed ? 200 : 429)));
});

it("never limits the platform's own probes", async () => {
  for (let count = 0; count < 10; count++) expect((await service.app.inject("/health")).statusCode).toBe(200);
});

it("shares the counts of several gateways, a quarter of a second later", async () => {
  const stores = [redis.open(), redis.open()];
  await Promise.all(stores.map((store) => store.check()));
  const [one, two] = stores.map((store) => new RateCounter(store, log, new Registry()));
  const now = Date.now();
  try {
    for (let count = 0; count < 6; count += 1) expect(one!.hit("shared", 10, now)).toBe(0);
    for (let count = 0; count < 4; count += 1) expect(two!.hit("shared", 10, now)).toBe(0);
    await one!.exchange();
    await two!.exchange();
    expect(two!.hit("shared", 10, now)).toBeGreaterThan(0);
    // The first has not heard of the second's yet; with its next count it does.
    expect(one!.hit("shared", 10, now)).toBe(0);
    await one!.exchange();
    expect(one!.hit("shared", 10, now)).toBeGreaterThan(0);
    // And anew in the next minute.
    expect(one!.hit("shared", 10, now + 60_000)).toBe(0);
    const keys = await redis.client.keys("gateway:{rate:*}:shared");
    expect(keys).toHaveLength(1);
    expect(await redis.client.pttl(keys[0]!)).toBeGreaterThan(60_000);
  } finally {
    one!.close();
    two!.close();
    await Promise.all(stores.map((store) => store.close()));
  }
});
