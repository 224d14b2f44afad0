import { setTimeout as pause } from "node:timers/promises";
import { MongoClient, type Db } from "mongodb";
import { Type } from "typebox";
import type { Dependency } from "./dependency.ts";
import type { Settings } from "./settings.ts";

/** Settings of a service that uses MongoDB. */
export const mongodbSettings = {
  /** `mongodb://user@host:port/database?tls=true`. */
  MONGODB_URL: Type.String({ pattern: "^mongodb://[^:@/]+@[^/]+/[^?]+" }),
  MONGODB_PASSWORD_FILE: Type.String(),
  MONGODB_CA_FILE: Type.Optional(Type.String()),
};

/** A service's database in MongoDB. */
export interface DocumentStore extends Dependency {
  db: Db;
  client: MongoClient;
}

/** Between two attempts to reach a MongoDB that has not answered yet. */
const RECONNECT_MS = 1_000;

/** Opens a MongoDB client; it connects as soon as MongoDB answers, and again after a loss. */
export function openMongodb(service: string, settings: Settings<typeof mongodbSettings>): DocumentStore {
  const address = new URL(settings.MONGODB_URL);
  address.password = encodeURIComponent(settings.MONGODB_PASSWORD);
  const client = new MongoClient(address.href, {
    appName: service,
    ...(settings.MONGODB_CA !== undefined && { ca: settings.MONGODB_CA }),
    maxPoolSize: 10,
    serverSelectionTimeoutMS: 5_000,
    connectTimeoutMS: 5_000,
  });
  const db = client.db();
  const closing = new AbortController();
  void connectAtLast(client, closing.signal);
  return {
    client,
    db,
    check: () => db.command({ ping: 1 }),
    async close() {
      closing.abort();
      await client.close();
    },
  };
}

/**
 * The driver looks for a lost server for ever, but gives up for good when the first attempt fails: whoever starts while
 * MongoDB is away would never find it.
 */
async function connectAtLast(client: MongoClient, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    const connected = await client.connect().then(
      () => true,
      () => false,
    );
    if (connected) break;
    await pause(RECONNECT_MS, undefined, { signal }).catch(() => {});
  }
  if (signal.aborted) await client.close();
}
