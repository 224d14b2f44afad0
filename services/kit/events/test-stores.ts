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
