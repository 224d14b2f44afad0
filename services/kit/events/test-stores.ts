import { randomBytes } from "node:crypto";
import { setTimeout as pause } from "node:timers/promises";
import { Redis } from "ioredis";
import { Client } from "pg";
import type { RedisStore } from "../redis.ts";

/**
 * Address of a store of the test run, as test/stores/global-setup.ts has set it: PostgreSQL as superuser, MongoDB
 * without a database's name.
 * @throws Error that says which variable is missing.
 */
export function testStore(store: "POSTGRES" | "REDIS" | "MONGODB"): string {
  const name = `TEST_${store}_URL`;
  const value = process.env[name];
  if (!value) throw new Error(`${name} is not set: run the tests as vitest's project "stores", or set it`);
  return value;
}

/** Password of every service's role in the test stores. */
export const testPassword = "only-for-tests";

/** A database of its own for one test file, with a service's role and schema as in a real stack. */
export interface TestDatabase {
  /** Settings for `openDatabase`. */
  settings: { DATABASE_URL: string; DATABASE_PASSWORD: string; DATABASE_POOL_SIZE: number };
  /** Runs a statement as superuser, past the service's own limits. */
  asSuperuser(sql: string): Promise<void>;
  drop(): Promise<void>;
}

/** Makes a {@link TestDatabase}. */
export async function createTestDatabase(service: string): Promise<TestDatabase> {
  const { url, urlOf, drop } = await createSharedTestDatabase([service]);
  return {
    settings: { DATABASE_URL: urlOf(service), DATABASE_PASSWORD: testPassword, DATABASE_POOL_SIZE: 8 },
    asSuperuser: (sql) => runStatements(url, [sql]),
    drop,
  };
}

/** One database with a role and a schema for each of several services, as in a real stack. */
export interface SharedTestDatabase {
  /** As superuser. */
  url: string;
  /** As the role of a service, without {@link testPassword}. */
  urlOf(service: string): string;
  drop(): Promise<void>;
}

/** Makes a {@link SharedTestDatabase}. */
export async function createSharedTestDatabase(services: readonly string[]): Promise<SharedTestDatabase> {
  const server = testStore("POSTGRES");
  const name = `test_${services.length === 1 ? services[0] : "platform"}_${randomBytes(4).toString("hex")}`;
  await runStatements(server, [...services.map(roleStatement), `CREATE DATABASE "${name}"`]);
  const url = new URL(server);
  url.pathname = `/${name}`;
  await runStatements(
    url.href,
    services.flatMap((service) => [
      `CREATE SCHEMA "${service}" AUTHORIZATION "${service}"`,
      `ALTER ROLE "${service}" IN DATABASE "${name}" SET search_path = "${service}"`,
    ]),
  );
  return {
    url: url.href,
    urlOf: (service) => {
      const own = new URL(url);
      own.username = service;
      own.password = "";
      return own.href;
    },
    drop: () => runStatements(server, [`DROP DATABASE "${name}" WITH (FORCE)`]),
  };
}

/** Roles belong to the whole server: test files that start together must not both create one. */
function roleStatement(service: string): string {
  return `DO $$ BEGIN
       PERFORM pg_advisory_xact_lock(hashtext('test roles'));
       IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = '${service}') THEN CREATE ROLE "${service}"; END IF;
       ALTER ROLE "${service}" LOGIN PASSWORD '${testPassword}';
     END $$`;
}

async function runStatements(url: string, statements: readonly string[]): Promise<void> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    for (const statement of statements) await client.query(statement);
  } finally {
    await client.end();
  }
}

/** A logical database of the test Redis that nobody else uses: streams have fixed names. */
export interface RedisDatabase {
  number: number;
  /** Connected to it. */
  client: Redis;
  /** Empties the database, ends the connection and lets others have it. */
  release(): Promise<void>;
}

const claimMs = 300_000;

/**
 * Claims a {@link RedisDatabase}. The claims stand in database 0, which nobody uses otherwise, and run out when their
 * owner is gone.
 * @throws Error when all are taken for a minute.
 */
export async function claimRedisDatabase(): Promise<RedisDatabase> {
  const connect = (db: number) => new Redis(testStore("REDIS"), { db, maxRetriesPerRequest: null });
  const claims = connect(0);
  const [, databases] = (await claims.config("GET", "databases")) as [string, string];
  const deadline = Date.now() + 60_000;
  for (let number = 1; ; number += 1) {
    if (number >= Number(databases)) {
      if (Date.now() > deadline) throw new Error("every database of the test Redis is taken");
      await pause(500);
      number = 1;
    }
    const key = `claimed:${number}`;
    if ((await claims.set(key, process.pid, "PX", claimMs, "NX")) === null) continue;
    const renewal = setInterval(() => void claims.pexpire(key, claimMs), claimMs / 10).unref();
    const client = connect(number);
    await client.flushdb();
    return {
      number,
      client,
      release: async () => {
        clearInterval(renewal);
        await client.flushdb();
        client.disconnect();
        await claims.del(key);
        claims.disconnect();
      },
    };
  }
}

/** A Redis of its own for one test file. */
export interface TestRedis {
  client: Redis;
  /** As `openRedis` gives it, for a service that can do without. `close` ends it. */
  open(): RedisStore & { optional: true };
  /** Empties the database and ends the connection. */
  close(): Promise<void>;
}

/** Makes a {@link TestRedis}. */
export async function createTestRedis(): Promise<TestRedis> {
  const { number, client, release } = await claimRedisDatabase();
  const connect = () => new Redis(testStore("REDIS"), { db: number, maxRetriesPerRequest: null });
  return {
    client,
    open: () => {
      const own = connect();
      return {
        client: own,
        blockingClient: connect,
        check: () => own.ping(),
        close: async () => own.disconnect(),
        optional: true,
      };
    },
    close: release,
  };
}
