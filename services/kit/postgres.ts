import { Client, Pool, type ClientConfig } from "pg";
import { Gauge } from "prom-client";
import type { Dependency } from "./dependency.ts";
import type { Logger } from "./log.ts";
import type { Settings, databaseSettings } from "./settings.ts";

/**
 * How long PostgreSQL may take to accept a connection, in milliseconds. A server that has just died answers nothing at
 * all, and neither may the proxy before it: the sooner that is given up, the sooner the next attempt finds its successor.
 */
const CONNECT_TIMEOUT_MS = 3_000;

/** The pool's own limit is for the request that waits, whatever for: this one is for the single attempt. */
class ImpatientClient extends Client {
  constructor(config: ClientConfig = {}) {
    // The pool hides the password from copies.
    super({ ...config, password: config.password, connectionTimeoutMillis: CONNECT_TIMEOUT_MS });
  }
}

/** A service's own schema in PostgreSQL. */
export interface Database extends Dependency {
  pool: Pool;
}

/**
 * Opens a pool for the service's own role; connections are made when they are needed. With DATABASE_CA the
 * server's certificate and name are verified (verify-full).
 * @param service appears in PostgreSQL as the connection's `application_name`.
 */
export function openDatabase(
  service: string,
  settings: Settings<typeof databaseSettings>,
  log: Logger,
): Database {
  const address = new URL(settings.DATABASE_URL);
  const pool = new Pool({
    Client: ImpatientClient,
    host: address.hostname,
    port: Number(address.port || 5432),
    database: decodeURIComponent(address.pathname.slice(1)),
    user: decodeURIComponent(address.username),
    password: settings.DATABASE_PASSWORD,
    ssl: settings.DATABASE_CA === undefined ? false : { ca: settings.DATABASE_CA, rejectUnauthorized: true },
    application_name: service,
    max: settings.DATABASE_POOL_SIZE,
    // A request waits that long for a connection, below the gateway's patience of 15 s: late is better than refused.
    connectionTimeoutMillis: 10_000,
    idleTimeoutMillis: 60_000,
    keepAlive: true,
    statement_timeout: 10_000,
    idle_in_transaction_session_timeout: 15_000,
  });
  // Without listeners, a connection that PostgreSQL closes would end the process: while it is idle the pool says so,
  // between two statements of a transaction only the connection itself. The next statement then fails.
  pool.on("error", (error) => log.warn({ err: error }, "idle database connection lost"));
  pool.on("connect", (client) => client.on("error", () => undefined));
  return {
    pool,
    check: () => pool.query("SELECT 1"),
    close: () => pool.end(),
    observe: (registry) => {
      new Gauge({
        name: "db_pool_connections",
        help: "Connections of the PostgreSQL pool by state; `waiting` counts requests without one.",
        labelNames: ["state"],
        registers: [registry],
        collect() {
          this.set({ state: "idle" }, pool.idleCount);
          this.set({ state: "used" }, pool.totalCount - pool.idleCount);
          this.set({ state: "waiting" }, pool.waitingCount);
        },
      });
      new Gauge({
        name: "db_pool_size",
        help: "Largest number of connections of the PostgreSQL pool.",
        registers: [registry],
      }).set(settings.DATABASE_POOL_SIZE);
    },
  };
}
