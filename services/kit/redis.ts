import { Redis } from "ioredis";
import type { Dependency } from "./dependency.ts";
import type { Logger } from "./log.ts";
import type { Settings, redisSettings } from "./settings.ts";

/** A service's access to Redis: keys `<service>:*` and `events:*`. */
export interface RedisStore extends Dependency {
  /** For commands that answer at once: fails within 2 s instead of queueing. */
  client: Redis;
  /** A further connection for commands that wait, such as XREADGROUP BLOCK. The caller ends it. */
  blockingClient(): Redis;
}

/** Opens the connection, and again whenever it is lost, with growing pauses of up to 2 s. */
export function openRedis(
  service: string,
  settings: Settings<typeof redisSettings>,
  log: Logger,
): RedisStore {
  const address = new URL(settings.REDIS_URL);
  if (address.protocol === "rediss:" && settings.REDIS_CA === undefined) {
    throw new Error(
      "REDIS_URL is rediss://, so REDIS_CA_FILE must name the CA that signed the server's certificate",
    );
  }
  const options = {
    host: address.hostname,
    port: Number(address.port || 6379),
    db: Number(address.pathname.slice(1)),
    username: decodeURIComponent(address.username),
    password: settings.REDIS_PASSWORD,
    ...(address.protocol === "rediss:" && { tls: { ca: settings.REDIS_CA!, servername: address.hostname } }),
    connectionName: service,
    // The ready check is INFO, which the service's ACL user may not call.
    enableReadyCheck: false,
    connectTimeout: 5_000,
    keepAlive: 10_000,
    retryStrategy: (attempt: number) => Math.min(attempt * 100, 2_000),
  };
  const client = new Redis({ ...options, commandTimeout: 2_000, maxRetriesPerRequest: 1 });
  watch(client, log);
  return {
    client,
    blockingClient: () => {
      const blocking = new Redis({ ...options, maxRetriesPerRequest: null });
      watch(blocking, log);
      return blocking;
    },
    check: () => client.ping(),
    close: async () => {
      // QUIT would wait for a connection that may never come back.
      if (client.status === "ready") await client.quit().catch(() => undefined);
      client.disconnect();
    },
  };
}

/** Logs when the connection is lost and when it is back, not every attempt in between. */
function watch(client: Redis, log: Logger): void {
  let lost = false;
  client.on("error", (error: Error) => {
    if (!lost) log.warn({ err: error }, "redis connection lost");
    lost = true;
  });
  client.on("ready", () => {
    if (lost) log.info("redis connection restored");
    lost = false;
  });
}
