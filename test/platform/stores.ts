import { randomBytes } from "node:crypto";
import {
  claimRedisDatabase,
  createSharedTestDatabase,
  testPassword,
  testStore,
} from "@cloudpos/kit/events/test-stores";
import type { Redis } from "ioredis";
import { MongoClient, type Db } from "mongodb";
import { Pool } from "pg";
import type { ServiceName } from "./definitions.ts";

/** The stores of one platform, apart from those of every other on the same servers. */
export interface PlatformStores {
  /** PostgreSQL as superuser, for what a test checks by itself. */
  pool: Pool;
  redis: Redis;
  mongodb: Db;
  /** Where a service finds the stores, as settings in its environment; the passwords are {@link testPassword}. */
  settingsOf(service: ServiceName): Record<string, string>;
  /** Deletes everything and ends the connections. */
  drop(): Promise<void>;
}

/** Makes {@link PlatformStores}: a database with a schema and a role for each service, and so in the other two. */
export async function createPlatformStores(services: readonly ServiceName[]): Promise<PlatformStores> {
  const database = await createSharedTestDatabase(services);
  const pool = new Pool({ connectionString: database.url, max: 4 });
  // An idle connection that the server closes must not end the process.
  pool.on("error", () => undefined);
  const redis = await claimRedisDatabase();
  await createRedisUsers(redis.client, services);
  const mongodb = await createMongodb(services);
  return {
    pool,
    redis: redis.client,
    mongodb: mongodb.db,
    settingsOf: (service) => ({
      DATABASE_URL: database.urlOf(service),
      REDIS_URL: redisUrl(service, redis.number),
      MONGODB_URL: mongodb.urlOf(service),
    }),
    drop: async () => {
      await pool.end();
      await Promise.all([database.drop(), redis.release(), mongodb.drop()]);
    },
  };
}

function redisUrl(service: string, database: number): string {
  const url = new URL(testStore("REDIS"));
  url.username = service;
  url.pathname = `/${database}`;
  return url.href;
}

/** Users with the rights that infra/workloads/redis.ts gives them: own keys and the streams, nothing dangerous. */
async function createRedisUsers(client: Redis, services: readonly ServiceName[]): Promise<void> {
  for (const service of services) {
    await client.call(
      ...["ACL", "SETUSER", service, "reset", "on", `>${testPassword}`],
      ...[`~${service}:*`, "~events:*", "&*", "+@all", "-@admin", "-@dangerous"],
    );
  }
}

async function createMongodb(services: readonly ServiceName[]) {
  const client = new MongoClient(testStore("MONGODB"), { serverSelectionTimeoutMS: 5_000 });
  const name = `test_platform_${randomBytes(4).toString("hex")}`;
  const db = client.db(name);
  for (const service of services) {
    await db.command({ createUser: service, pwd: testPassword, roles: [{ role: "readWrite", db: name }] });
  }
  return {
    db,
    urlOf: (service: string) => {
      const url = new URL(testStore("MONGODB"));
      url.username = service;
      url.pathname = `/${name}`;
      return url.href;
    },
    drop: async () => {
      for (const service of services) await db.command({ dropUser: service });
      await db.dropDatabase();
      await client.close();
    },
  };
}
