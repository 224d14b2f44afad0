import { RegisterChanged, StaffChanged, StoreChanged, streams } from "@cloudpos/contracts";
import {
  databaseSettings,
  defineService,
  openDatabase,
  openRedis,
  redisSettings,
  remoteKeys,
  tokenSettings,
} from "@cloudpos/kit";
import { EventConsumer, OutboxRelay } from "@cloudpos/kit/events/index";
import { Gauge } from "prom-client";
import { Type } from "typebox";
import { SaleCommitter } from "./committer.ts";
import { seedHistory } from "./demo/seed.ts";
import { shareWithReporting } from "./reporting.ts";
import { journalRoutes } from "./routes/journal.ts";
import { saleRoutes } from "./routes/sales.ts";
import { shiftRoutes } from "./routes/shifts.ts";
import { StoreDirectory, seedStores } from "./stores.ts";

/**
 * Sales, refunds and shifts: committed once, numbered per register, journalled, and announced on `events:sales` and
 * `events:shifts`.
 */
export function transactionService() {
  // Between the routes, which commit, and the workers: one of each per service.
  let relay: OutboxRelay;
  let stores: StoreDirectory;
  return defineService({
    name: "transaction",
    description: "Sales, refunds, receipts, shifts, the register journal",
    port: 3003,
    settings: {
      ...databaseSettings,
      ...redisSettings,
      ...tokenSettings,
      /** With DEMO_DATA: how many days of sales an empty database gets. */
      DEMO_HISTORY_DAYS: Type.Integer({ minimum: 0, maximum: 365, default: 30 }),
    },
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
    seed: async ({ needs, settings, log }) => {
      await seedStores(needs.database.pool);
      await seedHistory(needs.database.pool, log, settings.DEMO_HISTORY_DAYS);
    },
    routes: (app, { needs, log, metrics, keys }) => {
      const { pool } = needs.database;
      relay = new OutboxRelay({
        pool,
        redis: needs.redis.client,
        log,
        metrics,
        stream: [streams.sales, streams.shifts],
      });
      stores = new StoreDirectory(pool);
      const onCommit = () => relay.wake();
      const committer = new SaleCommitter({ pool, log, onCommit });
      app.addHook("onClose", async () => committer.close());
      new Gauge({
        name: "sales_waiting",
        help: "Sales that wait for PostgreSQL or are being committed.",
        registers: [metrics],
        collect() {
          this.set(committer.waiting);
        },
      });
      saleRoutes(app, { pool, committer, stores, keys: keys! });
      shiftRoutes(app, { pool, stores, onCommit });
      journalRoutes(app, pool);
    },
    workers: [
      (_context, signal) => relay.run(signal),
      ({ needs, log, metrics }, signal) =>
        new EventConsumer({
          stream: streams.stores,
          group: "transaction",
          redis: needs.redis.client,
          blockingClient: needs.redis.blockingClient,
          schema: Type.Union([StoreChanged, RegisterChanged, StaffChanged]),
          handle: async (event) => {
            if (event.type === "store.changed") await stores.take(event);
          },
          log,
          metrics,
        }).run(signal),
      ({ needs, log }, signal) => shareWithReporting(needs.database.pool, log, signal),
    ],
  });
}
