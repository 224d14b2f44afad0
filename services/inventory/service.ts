import { SaleCompleted, streams } from "@cloudpos/contracts";
import {
  databaseSettings,
  defineService,
  openDatabase,
  openRedis,
  redisSettings,
  remoteKeys,
  tokenSettings,
} from "@cloudpos/kit";
import { Batches, EventConsumer, OutboxRelay } from "@cloudpos/kit/events/index";
import { catalogueRoutes } from "./routes/catalogue.ts";
import { importRoutes } from "./routes/imports.ts";
import { productRoutes } from "./routes/products.ts";
import { stockRoutes } from "./routes/stock.ts";
import { seedDemoGoods } from "./seed.ts";
import { takeSoldGoods } from "./stock.ts";
import { StoresEvent, noteStore } from "./stores.ts";

/** Catalogue and stock. Stock follows the sales on `events:sales` and tells on `events:stock` what became low. */
export function inventoryService() {
  // Between the routes and the consumer, which write events, and the worker, which sends them.
  let relay: OutboxRelay;
  const wakeRelay = () => relay.wake();
  return defineService({
    name: "inventory",
    description: "Products, prices, barcodes and stock.",
    port: 3002,
    settings: { ...databaseSettings, ...redisSettings, ...tokenSettings },
    dependencies: (settings, log) => ({
      database: openDatabase("inventory", settings, log),
      // Without Redis the catalogue is still served; stock follows later.
      redis: { ...openRedis("inventory", settings, log), optional: true as const },
    }),
    keys: (settings) => remoteKeys(settings.JWKS_URL),
    migrations: { database: ({ database }) => database, folder: `${import.meta.dirname}/migrations` },
    seed: ({ needs }) => seedDemoGoods(needs.database.pool),
    routes: async (app, { needs, log, metrics }) => {
      const { pool } = needs.database;
      relay = new OutboxRelay({ pool, redis: needs.redis.client, log, metrics, stream: streams.stock });
      productRoutes(app, pool);
      catalogueRoutes(app, pool);
      stockRoutes(app, pool, wakeRelay);
      await importRoutes(app, pool);
    },
    workers: [
      (_context, signal) => relay.run(signal),
      ({ needs, log, metrics }, signal) => {
        const sales = new Batches<SaleCompleted>(
          async (events) => void (await takeSoldGoods(needs.database.pool, events, wakeRelay)),
        );
        return new EventConsumer({
          stream: streams.sales,
          group: "inventory",
          redis: needs.redis.client,
          blockingClient: needs.redis.blockingClient,
          schema: SaleCompleted,
          // As many as may share a write.
          concurrency: 512,
          handle: (event) => sales.add(event),
          log,
          metrics,
        }).run(signal);
      },
      ({ needs, log, metrics }, signal) =>
        new EventConsumer({
          stream: streams.stores,
          group: "inventory",
          redis: needs.redis.client,
          blockingClient: needs.redis.blockingClient,
          schema: StoresEvent,
          handle: (event) => noteStore(needs.database.pool, event),
          log,
          metrics,
        }).run(signal),
    ],
  });
}
