import { randomBytes } from "node:crypto";
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
  const postgresUrl = testStore("POSTGRES");
  const name = `test_${service}_${randomBytes(4).toString("hex")}`;
  const password = "only-for-tests";
  const run = async (database: string | null, statements: string[]) => {
    const url = new URL(postgresUrl);
    if (database) url.pathname = `/${database}`;
    const client = new Client({ connectionString: url.href });
    await client.connect();
    try {
      for (const statement of statements) await client.query(statement);
    } finally {
      await client.end();
    }
  };
  await run(null, [
    `DO $$ BEGIN
       PERFORM pg_advisory_xact_lock(hashtext('test roles'));
       IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = '${service}') THEN CREATE ROLE "${service}"; END IF;
       ALTER ROLE "${service}" LOGIN PASSWORD '${password}';
     END $$`,
    `CREATE DATABASE "${name}"`,
  ]);
  await run(name, [
    `CREATE SCHEMA "${service}" AUTHORIZATION "${service}"`,
    `ALTER ROLE "${service}" IN DATABASE "${name}" SET search_path = "${service}"`,
  ]);
  const url = new URL(postgresUrl);
  url.username = service;
  url.password = "";
  url.pathname = `/${name}`;
  return {
    settings: { DATABASE_URL: url.href, DATABASE_PASSWORD: password, DATABASE_POOL_SIZE: 8 },
    asSuperuser: (sql) => run(name, [sql]),
    drop: () => run(null, [`DROP DATABASE "${name}" WITH (FORCE)`]),
  };
}

/** A Redis of its own for one test file. */
export interface TestRedis {
  client: Redis;
  /** As `openRedis` gives it, for a service that can do without. `close` ends it. */
  open(): RedisStore & { optional: true };
  /** Empties the database and ends the connection. */
  close(): Promise<void>;
}

/**
 * Makes a {@link TestRedis}.
 * @param database number from 0 to 15, different for every test file that runs at the same time.
 */
export async function createTestRedis(database: number): Promise<TestRedis> {
  const connect = () => new Redis(testStore("REDIS"), { db: database, maxRetriesPerRequest: null });
  const client = connect();
  await client.flushdb();
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
    close: async () => {
      await client.flushdb();
      client.disconnect();
    },
  };
}
