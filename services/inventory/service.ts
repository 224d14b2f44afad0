import { hostname } from "node:os";
import { SaleCompleted, salesStream } from "@cloudpos/contracts";
import {
  databaseSettings,
  defineService,
  openDatabase,
  openRedis,
  redisSettings,
  remoteKeys,
  tokenSettings,
} from "@cloudpos/kit";
import { EventConsumer } from "@cloudpos/kit/events/index";
import { productRoutes } from "./routes/products.ts";
import { seedDemoGoods } from "./seed.ts";
import { takeSoldGoods } from "./stock.ts";

/** Catalogue and stock. Stock follows the sales on `events:sales`. */
export const inventory = defineService({
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
  routes: (app, { needs }) => productRoutes(app, needs.database.pool),
  workers: [
    ({ needs, log, metrics }, signal) =>
      new EventConsumer({
        stream: salesStream,
        group: "inventory",
        consumer: `${hostname()}-${process.pid}`,
        redis: needs.redis.client,
        blockingClient: needs.redis.blockingClient,
        schema: SaleCompleted,
        handle: async (event) => void (await takeSoldGoods(needs.database.pool, event)),
        log,
        metrics,
      }).run(signal),
  ],
});
