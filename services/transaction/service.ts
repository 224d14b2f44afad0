import { salesStream } from "@cloudpos/contracts";
import {
  databaseSettings,
  defineService,
  openDatabase,
  openRedis,
  redisSettings,
  remoteKeys,
  tokenSettings,
} from "@cloudpos/kit";
import { OutboxRelay } from "@cloudpos/kit/events/index";
import { Gauge } from "prom-client";
import { SaleCommitter } from "./committer.ts";
import { saleRoutes } from "./routes/sales.ts";
import { StoreDirectory, seedStores } from "./stores.ts";

/** Sales: committed once, numbered per register, journalled, and announced on `events:sales`. */
export function transactionService() {
  // Between the routes, which commit, and the worker, which sends: one relay per service.
  let relay: OutboxRelay;
  return defineService({
    name: "transaction",
    description: "Sales, receipts, the register journal",
    port: 3003,
    settings: { ...databaseSettings, ...redisSettings, ...tokenSettings },
    dependencies: (settings, log) => ({
      database: openDatabase("transaction", settings, log),
      // Without Redis sales go on; their events wait in the outbox.
      redis: { ...openRedis("transaction", settings, log), optional: true as const },
    }),
    keys: (settings) => remoteKeys(settings.JWKS_URL),
    migrations: {
      database: (needs) => needs.database,
      folder: `${import.meta.dirname}/migrations`,
    },
    seed: ({ needs }) => seedStores(needs.database.pool),
    routes: (app, { needs, log, metrics }) => {
      const { pool } = needs.database;
      relay = new OutboxRelay({ pool, redis: needs.redis.client, log, metrics, stream: salesStream });
      const committer = new SaleCommitter({ pool, log, onCommit: () => relay.wake() });
      app.addHook("onClose", async () => committer.close());
      new Gauge({
        name: "sales_waiting",
        help: "Sales that wait for PostgreSQL or are being committed.",
        registers: [metrics],
        collect() {
          this.set(committer.waiting);
        },
      });
      saleRoutes(app, { pool, committer, stores: new StoreDirectory(pool) });
    },
    workers: [(_context, signal) => relay.run(signal)],
  });
}
