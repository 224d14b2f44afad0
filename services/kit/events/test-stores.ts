import { randomBytes } from "node:crypto";
import { Redis } from "ioredis";
import { Client } from "pg";

/** Where the stores of a test run are; set by test/stores/global-setup.ts. */
export interface TestStores {
  /** As superuser, on any database. */
  postgresUrl: string;
  redisUrl: string;
  /** Without a database's name. */
  mongodbUrl: string;
}

/** Reads the addresses from the environment. @throws Error that says which variable is missing. */
export function testStores(): TestStores {
  const read = (name: string) => {
    const value = process.env[name];
    if (!value) throw new Error(`${name} is not set: run these tests as vitest's project "stores"`);
    return value;
  };
  return {
    postgresUrl: read("TEST_POSTGRES_URL"),
    redisUrl: read("TEST_REDIS_URL"),
    mongodbUrl: read("TEST_MONGODB_URL"),
  };
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
  const { postgresUrl } = testStores();
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

/** A Redis of its own for one test file: keys are apart by a database number, flushed first. */
export async function createTestRedis(
  database: number,
): Promise<{ url: string; client: Redis; close(): Promise<void> }> {
  const url = new URL(testStores().redisUrl);
  url.pathname = `/${database}`;
  const client = new Redis(url.href);
  await client.flushdb();
  return {
    url: url.href,
    client,
    close: async () => {
      await client.flushdb();
      client.disconnect();
    },
  };
}
