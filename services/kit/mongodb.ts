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

/** Opens a MongoDB client; it connects when it is first used, and again after a loss. */
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
  return { client, db, check: () => db.command({ ping: 1 }), close: () => client.close() };
}
