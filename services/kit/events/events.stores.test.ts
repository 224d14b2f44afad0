import { randomUUID } from "node:crypto";
import { eventField } from "@cloudpos/contracts";
import { Redis } from "ioredis";
import { Pool } from "pg";
import { Registry } from "prom-client";
import { Type } from "typebox";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { recordingLogger } from "../testing.ts";
import { EventConsumer, type EventConsumerOptions } from "./consumer.ts";
import { handleOnce } from "./inbox.ts";
import { OutboxRelay } from "./outbox.ts";
import { createTestDatabase, createTestRedis, type TestDatabase, type TestRedis } from "./test-stores.ts";

const stream = "events:test";
const Event = Type.Object({ id: Type.String(), amount: Type.Integer() });

let database: TestDatabase;
let pool: Pool;
let redis: TestRedis;
let stop: AbortController;
let running: Promise<void>[];

beforeAll(async () => {
  database = await createTestDatabase("transaction");
  pool = new Pool({
    connectionString: database.settings.DATABASE_URL,
    password: database.settings.DATABASE_PASSWORD,
  });
  await pool.query(`
    CREATE TABLE outbox (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, event text NOT NULL,
      created_at timestamptz NOT NULL DEFAULT now(), sent_at timestamptz, entry_ms bigint, entry_sequence bigint);
    CREATE TABLE outbox_position (stream text PRIMARY KEY, entry_ms bigint NOT NULL DEFAULT 0,
      entry_sequence bigint NOT NULL DEFAULT 0);
    CREATE TABLE inbox (event_id uuid PRIMARY KEY, handled_at timestamptz NOT NULL DEFAULT now());
    CREATE TABLE account (sum bigint NOT NULL);
    INSERT INTO account VALUES (0)`);
  redis = await createTestRedis();
});
beforeEach(async () => {
  stop = new AbortController();
  running = [];
  await redis.client.flushdb();
  await pool.query("TRUNCATE outbox, outbox_position, inbox; UPDATE account SET sum = 0");
});
afterEach(async () => {
  stop.abort();
  await Promise.all(running);
});
afterAll(async () => {
  await redis.close();
  await pool.end();
  await database.drop();
});

const log = recordingLogger().log;

function relay(options: { redis?: Redis } = {}): OutboxRelay {
  return new OutboxRelay({
    pool,
    redis: redis.client,
    log,
    metrics: new Registry(),
    stream,
    pollMs: 50,
    ...options,
  });
}

/** A consumer that adds amounts to the account, exactly once each, and runs until the test ends. */
function consume(options: Partial<EventConsumerOptions<typeof Event>> = {}) {
  const metrics = new Registry();
  const consumer = new EventConsumer({
    stream,
    group: "test",
    consumer: randomUUID(),
    redis: redis.client,
    blockingClient: redis.open().blockingClient,
    schema: Event,
    handle: async (event) => void (await addOnce(event)),
    log,
    metrics,
    retryMs: 20,
    takeOverMs: 200,
    waitMs: 20,
    ...options,
  });
  const stopThis = new AbortController();
  const done = consumer.run(AbortSignal.any([stop.signal, stopThis.signal]));
  running.push(done);
  return { consumer, metrics, stop: () => (stopThis.abort(), done) };
}

const addOnce = (event: { id: string; amount: number }) =>
  handleOnce(pool, event.id, async (client) => {
    await client.query("UPDATE account SET sum = sum + $1", [event.amount]);
  });

async function write(count: number, amount = 1): Promise<string[]> {
  const ids = Array.from({ length: count }, () => randomUUID());
  await pool.query("INSERT INTO outbox (event) SELECT unnest($1::text[])", [
    ids.map((id) => JSON.stringify({ id, amount })),
  ]);
  return ids;
}

const add = (fields: string[]) => redis.client.xadd(stream, "*", ...fields);
const account = async () =>
  Number((await pool.query<{ sum: string }>("SELECT sum FROM account")).rows[0]!.sum);
const unsent = async () =>
  Number(
    (await pool.query<{ n: string }>("SELECT count(*) AS n FROM outbox WHERE sent_at IS NULL")).rows[0]!.n,
  );
const eventually = (check: () => Promise<void>) => vi.waitFor(check, { timeout: 15_000, interval: 20 });
const entries = async () =>
  (await redis.client.xrange(stream, "-", "+")).map(
    ([, fields]) => (JSON.parse(fields[1]!) as { id: string }).id,
  );

/** What the group has not acknowledged, and what it has not even read. */
async function unfinished() {
  const [group] = (await redis.client.xinfo("GROUPS", stream)) as unknown[][];
  const value = (name: string) => group?.[group.indexOf(name) + 1];
  return { pending: value("pending"), lag: value("lag") };
}

describe("OutboxRelay", () => {
  it("sends every event once and in order, with several relays at work", async () => {
    const ids = await write(500);
    const relays = [relay(), relay(), relay()];
    while ((await unsent()) > 0) await Promise.all(relays.map((each) => each.sendBatch()));
    expect(await entries()).toEqual(ids);
  });

  it("sends as soon as it is woken", async () => {
    const woken = relay();
    running.push(woken.run(stop.signal));
    const ids = await write(1);
    woken.wake();
    await eventually(async () => expect(await entries()).toEqual(ids));
  });

  it("keeps events while Redis is away and sends them when it is back", async () => {
    const away = new Redis({
      port: 1,
      lazyConnect: true,
      maxRetriesPerRequest: 0,
      retryStrategy: () => null,
    });
    away.on("error", () => undefined);
    const ids = await write(3);
    await expect(relay({ redis: away }).sendBatch()).rejects.toThrow();
    expect(await unsent()).toBe(3);
    await relay().sendBatch();
    expect(await entries()).toEqual(ids);
  });

  it("sends everything again after Redis was flushed, without being asked", async () => {
    const ids = await write(300);
    const working = relay();
    running.push(working.run(stop.signal));
    await eventually(async () => expect(await entries()).toHaveLength(300));
    await redis.client.flushdb();
    await eventually(async () => expect(await entries()).toEqual(ids));
  });

  it("sends again just what Redis lost when it came back with an older state", async () => {
    const sender = relay();
    const first = await write(2);
    await sender.sendBatch();
    const snapshot = (await redis.client.dumpBuffer(stream))!;
    const second = await write(2);
    await sender.sendBatch();
    await redis.client.restore(stream, 0, snapshot, "REPLACE");
    await write(1);
    await sender.sendBatch();
    while ((await unsent()) > 0) await sender.sendBatch();
    expect(await entries()).toHaveLength(5);
    expect((await entries()).slice(0, 4)).toEqual([...first, ...second]);
  });

  describe("of several streams", () => {
    const streams = ["events:test", "events:other"];
    const several = (change: { redis?: Redis } = {}) =>
      new OutboxRelay({
        pool,
        redis: redis.client,
        log,
        metrics: new Registry(),
        stream: streams,
        ...change,
      });
    const write = async (target: string, count: number) => {
      const ids = Array.from({ length: count }, () => randomUUID());
      await pool.query("INSERT INTO outbox (stream, event) SELECT $1, unnest($2::text[])", [
        target,
        ids.map((id) => JSON.stringify({ id, amount: 1 })),
      ]);
      return ids;
    };
    const entriesOf = async (target: string) =>
      (await redis.client.xrange(target, "-", "+")).map(
        ([, fields]) => (JSON.parse(fields[1]!) as { id: string }).id,
      );
    beforeEach(async () => {
      await pool.query("ALTER TABLE outbox ADD COLUMN stream text NOT NULL");
    });
    afterEach(async () => {
      await pool.query("ALTER TABLE outbox DROP COLUMN stream");
    });

    it("sends every event once to its own stream and in order, with several relays at work", async () => {
      const expected: string[][] = [[], []];
      for (let round = 0; round < 5; round += 1) {
        for (const index of [0, 1]) expected[index]!.push(...(await write(streams[index]!, 70)));
      }
      const relays = [several(), several(), several()];
      while ((await unsent()) > 0) await Promise.all(relays.map((each) => each.sendBatch()));
      expect(await entriesOf(streams[0]!)).toEqual(expected[0]);
      expect(await entriesOf(streams[1]!)).toEqual(expected[1]);
    });

    it("sends again what one of them lost, and of the other nothing", async () => {
      const relay = several();
      const kept = await write(streams[0]!, 3);
      const lost = await write(streams[1]!, 3);
      await relay.sendBatch();
      await redis.client.del(streams[1]!);
      const later = await write(streams[1]!, 1);
      for (let round = 0; round < 3; round += 1) await relay.sendBatch();
      expect(await entriesOf(streams[0]!)).toEqual(kept);
      expect(await entriesOf(streams[1]!)).toEqual([...lost, ...later]);
    });

    it("goes on with the others when one cannot be written to", async () => {
      await redis.client.set(streams[0]!, "no stream");
      await write(streams[0]!, 2);
      const ids = await write(streams[1]!, 2);
      await expect(several().sendBatch()).rejects.toThrow("WRONGTYPE");
      expect(await entriesOf(streams[1]!)).toEqual(ids);
      expect(await unsent()).toBe(2);
    });
  });

  it("deletes what was sent longer ago than the retention, and nothing else", async () => {
    await write(3);
    await relay().sendBatch();
    await pool.query(
      "UPDATE outbox SET sent_at = now() - interval '8 days' WHERE id = (SELECT min(id) FROM outbox)",
    );
    await write(1);
    await relay().deleteExpired();
    expect((await pool.query("SELECT FROM outbox")).rowCount).toBe(3);
  });
});

describe("EventConsumer", () => {
  it("gives an event its effect once, however often it is delivered", async () => {
    const event = JSON.stringify({ id: randomUUID(), amount: 7 });
    for (let copy = 0; copy < 20; copy += 1) await add([eventField, event]);
    consume();
    consume();
    await eventually(async () => expect(await unfinished()).toEqual({ pending: 0, lag: 0 }));
    expect(await account()).toBe(7);
  });

  it("takes over the events of a consumer that died between effect and acknowledgement", async () => {
    await redis.client.xgroup("CREATE", stream, "test", "0", "MKSTREAM");
    const events = Array.from({ length: 5 }, () => ({ id: randomUUID(), amount: 1 }));
    for (const event of events) await add([eventField, JSON.stringify(event)]);
    // It reads all five, gives three their effect, and is never heard of again.
    await redis.client.xreadgroup("GROUP", "test", "dead", "COUNT", 5, "STREAMS", stream, ">");
    for (const event of events.slice(0, 3)) await addOnce(event);

    consume();
    await eventually(async () => expect((await redis.client.xpending(stream, "test"))[0]).toBe(0));
    expect(await account()).toBe(5);
  });

  it("forgets consumers that are gone, but none that still owes something", async () => {
    await redis.client.xgroup("CREATE", stream, "test", "0", "MKSTREAM");
    await redis.client.xgroup("CREATECONSUMER", stream, "test", "gone");
    await add([eventField, JSON.stringify({ id: randomUUID(), amount: 1 })]);
    await redis.client.xreadgroup("GROUP", "test", "owing", "COUNT", 5, "STREAMS", stream, ">");
    consume({ consumer: "living", forgetMs: 100, takeOverMs: 3_600_000 });
    const names = async () =>
      ((await redis.client.xinfo("CONSUMERS", stream, "test")) as unknown[][]).map((fields) => fields[1]);
    await eventually(async () => expect(await names()).toEqual(["living", "owing"]));
  });

  it("leaves alone what a living consumer is working on", async () => {
    await redis.client.xgroup("CREATE", stream, "test", "0", "MKSTREAM");
    await add([eventField, JSON.stringify({ id: randomUUID(), amount: 1 })]);
    await redis.client.xreadgroup("GROUP", "test", "busy", "COUNT", 5, "STREAMS", stream, ">");
    consume({ takeOverMs: 3_600_000 });
    const later = { id: randomUUID(), amount: 10 };
    await add([eventField, JSON.stringify(later)]);
    await eventually(async () => expect(await account()).toBe(10));
    const [[, owner]] = (await redis.client.xpending(stream, "test", "-", "+", 5)) as [[string, string]];
    expect(owner).toBe("busy");
  });

  it("moves what it cannot handle to the dead letters with the reason, and the rest flows on", async () => {
    const poison = { id: randomUUID(), amount: -1 };
    await add([eventField, "no JSON"]);
    await add(["other", "field"]);
    await add([eventField, JSON.stringify({ id: 5 })]);
    await add([eventField, JSON.stringify(poison)]);
    for (let index = 0; index < 30; index += 1) {
      await add([eventField, JSON.stringify({ id: randomUUID(), amount: 1 })]);
    }
    let tries = 0;
    const { consumer, metrics } = consume({
      maxDeliveries: 3,
      handle: async (event) => {
        if (event.amount < 0) {
          tries += 1;
          throw new Error("amounts below zero cannot be handled");
        }
        await addOnce(event);
      },
    });
    await eventually(async () => expect(await redis.client.xlen(consumer.deadLetters)).toBe(4));
    await eventually(async () => expect((await redis.client.xpending(stream, "test"))[0]).toBe(0));
    expect(await account()).toBe(30);
    expect(tries).toBe(3);
    const dead = (await redis.client.xrange(consumer.deadLetters, "-", "+")).map(([, fields]) =>
      Object.fromEntries(
        Array.from({ length: fields.length / 2 }, (_, index) => [fields[2 * index]!, fields[2 * index + 1]!]),
      ),
    );
    expect(dead.map((letter) => letter.reason)).toEqual(
      expect.arrayContaining([
        expect.stringContaining("JSON"),
        'the entry has no field "event"',
        expect.stringContaining("does not fit its schema"),
        "amounts below zero cannot be handled",
      ]),
    );
    const letter = dead.find((each) => each.reason!.startsWith("amounts"))!;
    expect(letter).toMatchObject({ stream, group: "test", event: JSON.stringify(poison) });
    expect(await metrics.metrics()).toContain('events_dead_total{stream="events:test"} 4');
  });

  it("buries nothing while the store behind it is away, however long", async () => {
    await add([eventField, JSON.stringify({ id: randomUUID(), amount: 1 })]);
    let tries = 0;
    const { consumer } = consume({
      maxDeliveries: 2,
      handle: async (event) => {
        tries += 1;
        if (tries <= 4) throw Object.assign(new Error("connect"), { code: "ECONNREFUSED" });
        await addOnce(event);
      },
    });
    await eventually(async () => expect(await account()).toBe(1));
    expect(await redis.client.exists(consumer.deadLetters)).toBe(0);
  });

  it("goes on after the stream and its group have vanished", async () => {
    consume();
    await add([eventField, JSON.stringify({ id: randomUUID(), amount: 1 })]);
    await eventually(async () => expect(await account()).toBe(1));
    await redis.client.flushdb();
    await add([eventField, JSON.stringify({ id: randomUUID(), amount: 2 })]);
    await eventually(async () => expect(await account()).toBe(3));
  });

  it("finishes and acknowledges what it has begun before it stops, and leaves the group", async () => {
    let begin!: () => void;
    let finish!: () => void;
    const begun = new Promise<void>((resolve) => (begin = resolve));
    const mayFinish = new Promise<void>((resolve) => (finish = resolve));
    await add([eventField, JSON.stringify({ id: randomUUID(), amount: 4 })]);
    const { stop: stopConsumer } = consume({
      handle: async (event) => {
        begin();
        await mayFinish;
        await addOnce(event);
      },
    });
    await begun;
    const stopped = stopConsumer();
    finish();
    await stopped;
    expect(await account()).toBe(4);
    expect((await redis.client.xpending(stream, "test"))[0]).toBe(0);
    expect(await redis.client.xinfo("CONSUMERS", stream, "test")).toEqual([]);
  });

  it("stops while Redis is away", async () => {
    const { stop: stopConsumer } = consume({
      redis: new Redis({ port: 1, lazyConnect: true, maxRetriesPerRequest: 0, retryStrategy: () => null }).on(
        "error",
        () => undefined,
      ),
      blockingClient: () => new Redis({ port: 1, maxRetriesPerRequest: null }).on("error", () => undefined),
    });
    await expect(stopConsumer()).resolves.toBeUndefined();
  });
});
