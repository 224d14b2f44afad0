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
import { Batches, EventConsumer } from "@cloudpos/kit/events/index";
import { applySales } from "./loyalty.ts";
import { customerRoutes } from "./routes/customers.ts";
import { loyaltyRoutes } from "./routes/loyalty.ts";
import { seedDemoCustomers } from "./seed.ts";

/** Customers, consents and loyalty. Points follow the sales on `events:sales`. */
export const customer = defineService({
  name: "customer",
  description: "Customers, consents and loyalty.",
  port: 3005,
  settings: { ...databaseSettings, ...redisSettings, ...tokenSettings },
  dependencies: (settings, log) => ({
    database: openDatabase("customer", settings, log),
    // Without Redis customers are still served; points follow later.
    redis: { ...openRedis("customer", settings, log), optional: true as const },
  }),
  keys: (settings) => remoteKeys(settings.JWKS_URL),
  migrations: { database: ({ database }) => database, folder: `${import.meta.dirname}/migrations` },
  seed: ({ needs }) => seedDemoCustomers(needs.database.pool),
  routes: (app, { needs }) => {
    customerRoutes(app, needs.database.pool);
    loyaltyRoutes(app, needs.database.pool);
  },
  workers: [
    ({ needs, log, metrics }, signal) => {
      const sales = new Batches<SaleCompleted>((events) => applySales(needs.database.pool, events));
      return new EventConsumer({
        stream: streams.sales,
        group: "customer",
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
  ],
});
