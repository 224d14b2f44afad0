/**
 * The kit and the gateway's limits on a real Redis Cluster: three masters and three replicas with the image's
 * configuration, users and TLS. Above all: what becomes of events while a master dies.
 */
import { randomUUID } from "node:crypto";
import { deadLettersOf, eventField, streams } from "@cloudpos/contracts";
import { openRedis, type RedisStore } from "@cloudpos/kit";
import { EventConsumer, OutboxRelay, handleOnce } from "@cloudpos/kit/events/index";
import { createTestDatabase, type TestDatabase } from "@cloudpos/kit/events/test-stores";
import { recordingLogger } from "@cloudpos/kit/testing";
import type { Cluster } from "ioredis";
import { Pool } from "pg";
import { Registry } from "prom-client";
import { Type } from "typebox";
import { afterAll, afterEach, beforeAll, beforeEach, expect, it, vi } from "vitest";
import { RateCounter } from "../../services/gateway/rate-counter.ts";
import { startRedisCluster, type TestRedisCluster } from "./redis-cluster.ts";

const Event = Type.Object({ id: Type.String(), amount: Type.Integer() });
/** Three streams that live in three different pairs. */
const used = [streams.sales, streams.shifts, streams.stores];
const { log } = recordingLogger();
let cluster: TestRedisCluster;
let database: TestDatabase;
let pool: Pool;
let stop: AbortController;
let running: Promise<void>[];
let stores: RedisStore[];

beforeAll(async () => {
  [cluster, database] = await Promise.all([startRedisCluster(), createTestDatabase("transaction")]);
  pool = new Pool({
    connectionString: database.settings.DATABASE_URL,
    password: database.settings.DATABASE_PASSWORD,
  });
  await pool.query(`
    CREATE TABLE outbox (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, stream text NOT NULL, event text NOT NULL,
      created_at timestamptz NOT NULL DEFAULT now(), sent_at timestamptz, entry_ms bigint, entry_sequence bigint);
    CREATE TABLE outbox_position (stream text PRIMARY KEY, entry_ms bigint NOT NULL DEFAULT 0,
      entry_sequence bigint NOT NULL DEFAULT 0);
    CREATE TABLE inbox (event_id uuid PRIMARY KEY, handled_at timestamptz NOT NULL DEFAULT now());
    CREATE TABLE effect (event_id uuid NOT NULL, amount integer NOT NULL)`);
}, 120_000);
beforeEach(() => {
  stop = new AbortController();
  running = [];
  stores = [];
});
afterEach(async () => {
  stop.abort();
  await Promise.all(running);
  await Promise.all(stores.map((store) => store.close()));
});
afterAll(async () => {
  await pool?.end();
  await Promise.all([cluster?.stop(), database?.drop()]);
});

function open(service: string): RedisStore {
  const store = openRedis(service, cluster.settingsOf(service), log);
  stores.push(store);
  return store;
}

/** A replica of the service that has the events. */
function relay(): Registry {
  const metrics = new Registry();
  const { client: redis } = open("transaction");
  running.push(new OutboxRelay({ pool, redis, log, metrics, stream: used, pollMs: 100 }).run(stop.signal));
  return metrics;
}

/** A replica of a service that gives each event one effect. */
function consume(stream: string, handle?: (event: { amount: number }) => Promise<void>): void {
  const { client: redis, blockingClient } = open("inventory");
  const consumer = new EventConsumer({
    ...{ stream, group: "inventory", consumer: randomUUID(), redis, blockingClient, schema: Event, log },
    handle: async (event) => {
      await handle?.(event);
      await handleOnce(pool, event.id, async (client) => {
        await client.query("INSERT INTO effect VALUES ($1, $2)", [event.id, event.amount]);
      });
    },
    ...{ metrics: new Registry(), retryMs: 20, takeOverMs: 500, waitMs: 50 },
  });
  running.push(consumer.run(stop.signal));
}

async function write(stream: string, count: number): Promise<void> {
  const events = Array.from({ length: count }, () => JSON.stringify({ id: randomUUID(), amount: 1 }));
  await pool.query("INSERT INTO outbox (stream, event) SELECT $1, unnest($2::text[])", [stream, events]);
}

/** How many events there are, and how many effects of how many different events. */
async function books() {
  const { rows } = await pool.query<{ written: number; effects: number; events: number }>(
    `SELECT (SELECT count(*)::int FROM outbox) AS written, count(*)::int AS effects,
            count(DISTINCT event_id)::int AS events FROM effect`,
  );
  return rows[0]!;
}

const eventually = (check: () => Promise<void>) => vi.waitFor(check, { timeout: 60_000, interval: 100 });

it("streams of one service live in different pairs, and each service keeps to its own keys", async () => {
  const pairs = await Promise.all(used.map((stream) => cluster.pairOf(stream)));
  expect(new Set(pairs.map(({ master }) => master)).size).toBe(3);
  const { client } = open("inventory");
  await eventually(async () => expect(await client.ping()).toBe("PONG"));
  const commands = client as unknown as Cluster;
  expect(await commands.set("inventory:mine", "1")).toBe("OK");
  await expect(commands.set("auth:theirs", "1")).rejects.toThrow("NOPERM");
});

it("loses no acknowledged event and doubles none when masters die in the middle of the flow", async () => {
  const relays = [relay(), relay()];
  for (const stream of used) {
    consume(stream);
    consume(stream);
  }
  let writing = true;
  const writer = (async () => {
    while (writing) {
      for (const stream of used) await write(stream, 5);
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  })();
  const { master, replica } = await cluster.pairOf(streams.sales);
  const effectsAbove = (count: number) =>
    eventually(async () => expect((await books()).effects).toBeGreaterThan(count));
  await effectsAbove(100);

  // The replica falls behind, so that what the master takes meanwhile dies with it.
  await cluster.signal(replica, "STOP");
  await effectsAbove((await books()).effects + 200);
  await cluster.signal(master, "KILL");
  await cluster.signal(replica, "CONT");
  await eventually(async () => expect((await cluster.pairOf(streams.sales)).master).toBe(replica));
  await cluster.start(master);
  const after = (await books()).effects;
  await effectsAbove(after + 200);

  // The other way round, without a loss that was prepared.
  await cluster.whole();
  await cluster.signal(replica, "KILL");
  await effectsAbove((await books()).effects + 200);
  await cluster.start(replica);
  await cluster.whole();

  writing = false;
  await writer;
  await eventually(async () => {
    const { written, effects } = await books();
    expect(effects).toBe(written);
  });
  const { written, effects, events } = await books();
  expect({ effects, events }).toEqual({ effects: written, events: written });
  const resent = (
    await Promise.all(relays.map((metrics) => metrics.getSingleMetric("outbox_resent_total")!.get()))
  )
    .flatMap((metric) => metric.values)
    .reduce((sum, { value }) => sum + value, 0);
  expect(resent).toBeGreaterThan(0);
}, 180_000);

it("moves an event that cannot be handled to the dead letters of its stream", async () => {
  const { client } = open("inventory");
  await eventually(async () => expect(await client.ping()).toBe("PONG"));
  consume(streams.stock, async ({ amount }) => {
    if (amount < 0) throw new Error("amounts below zero cannot be handled");
  });
  await client.xadd(streams.stock, "*", eventField, JSON.stringify({ id: randomUUID(), amount: -1 }));
  const commands = client as unknown as Cluster;
  await eventually(async () => expect(await commands.xlen(deadLettersOf(streams.stock))).toBe(1));
  expect((await client.xpending(streams.stock, "inventory"))[0]).toBe(0);
});

it("shares the counts of two gateways", async () => {
  const two = [open("gateway"), open("gateway")];
  await eventually(async () => void (await Promise.all(two.map((store) => store.check()))));
  const [one, other] = two.map((store) => new RateCounter(store, log, new Registry())) as [
    RateCounter,
    RateCounter,
  ];
  const now = Date.now();
  try {
    // Many names in one exchange, as at a busy gateway.
    for (let name = 0; name < 600; name += 1) expect(one.hit(`name-${name}`, 10, now)).toBe(0);
    for (let count = 0; count < 6; count += 1) expect(one.hit("shared", 10, now)).toBe(0);
    for (let count = 0; count < 4; count += 1) expect(other.hit("shared", 10, now)).toBe(0);
    // One may have been under way already, without the last counts.
    await eventually(async () => {
      await one.exchange();
      await other.exchange();
      expect(other.hit("shared", 10, now)).toBeGreaterThan(0);
    });
  } finally {
    one.close();
    other.close();
  }
});
