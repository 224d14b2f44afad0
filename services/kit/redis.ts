import { Cluster, Redis } from "ioredis";
import type { Dependency } from "./dependency.ts";
import type { Logger } from "./log.ts";
import type { Settings, redisSettings } from "./settings.ts";

/**
 * A connection to one Redis or to a Redis Cluster. In a cluster, keys of one command, script, pipeline or transaction
 * must have one slot: give them the same hash tag, `{...}`.
 */
export type RedisClient = Pick<
  Redis,
  | "ping"
  | "eval"
  | "pipeline"
  | "multi"
  | "xack"
  | "xadd"
  | "xclaim"
  | "xgroup"
  | "xinfo"
  | "xpending"
  | "xreadgroup"
  | "quit"
  | "disconnect"
> & {
  readonly status: string;
  on(event: "error", listener: (error: Error) => void): unknown;
  on(event: "ready", listener: () => void): unknown;
};

/** A service's access to Redis: keys `<service>:*` and `events:*`. */
export interface RedisStore extends Dependency {
  /** For commands that answer at once: fails within seconds instead of queueing. */
  client: RedisClient;
  /** A further connection for commands that wait, such as XREADGROUP BLOCK. The caller ends it. */
  blockingClient(): RedisClient;
}

/** A server that takes this long for an answer is away, though its connection may not say so, in milliseconds. */
const silenceMs = 10_000;

/**
 * Opens the connection, and again whenever it is lost, with growing pauses of up to 2 s. With several REDIS_NODES it
 * is one to a cluster, which finds the keys' owners and follows when others take over.
 */
export function openRedis(
  service: string,
  settings: Settings<typeof redisSettings>,
  log: Logger,
): RedisStore {
  const address = new URL(settings.REDIS_URL);
  const encrypted = address.protocol === "rediss:";
  if (encrypted && settings.REDIS_CA === undefined) {
    throw new Error(
      "REDIS_URL is rediss://, so REDIS_CA_FILE must name the CA that signed the server's certificate",
    );
  }
  const nodes = settings.REDIS_NODES?.split(",") ?? [];
  const common = {
    username: decodeURIComponent(address.username),
    password: settings.REDIS_PASSWORD,
    connectionName: service,
    connectTimeout: 5_000,
    keepAlive: 10_000,
    socketTimeout: silenceMs,
    // The ready check is INFO, which a service's ACL user may not call on a single node.
    enableReadyCheck: false,
  };
  const retry = (attempt: number) => Math.min(attempt * 100, 2_000);
  const single = (options: { commandTimeout?: number; maxRetriesPerRequest: number | null }) =>
    new Redis({
      ...common,
      ...options,
      host: address.hostname,
      port: Number(address.port || 6379),
      db: Number(address.pathname.slice(1)),
      ...(encrypted && { tls: { ca: settings.REDIS_CA!, servername: address.hostname } }),
      retryStrategy: retry,
    });
  const cluster = (options: { commandTimeout?: number; waits?: boolean }) =>
    new Cluster(nodes.map(nodeAddress), {
      clusterRetryStrategy: retry,
      // A node's owner is looked up where it is known to have changed; this is for changes nobody told of.
      slotsRefreshInterval: 60_000,
      slotsRefreshTimeout: 5_000,
      enableOfflineQueue: options.waits ?? false,
      // Nodes are known by name: a name is what their certificates are for, and what stays when addresses change.
      dnsLookup: (name, found) => found(null, name),
      redisOptions: {
        ...common,
        ...(options.commandTimeout !== undefined && { commandTimeout: options.commandTimeout }),
        ...(encrypted && { tls: { ca: settings.REDIS_CA! } }),
      },
    });
  const open = (): RedisClient =>
    nodes.length > 1
      ? cluster({ commandTimeout: 2_000 })
      : single({ commandTimeout: 2_000, maxRetriesPerRequest: 1 });
  const openBlocking = (): RedisClient =>
    nodes.length > 1 ? cluster({ waits: true }) : single({ maxRetriesPerRequest: null });
  const client = open();
  watch(client, log);
  return {
    client,
    blockingClient: () => {
      const blocking = openBlocking();
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

function nodeAddress(node: string): { host: string; port: number } {
  const [host, port] = node.split(":") as [string, string];
  return { host, port: Number(port) };
}

/** Logs when the connection is lost and when it is back, not every attempt in between. */
function watch(client: RedisClient, log: Logger): void {
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
