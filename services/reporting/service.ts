import { hostname } from "node:os";
import { SaleCompleted, salesStream } from "@cloudpos/contracts";
import { defineService, openRedis, redisSettings, remoteKeys, tokenSettings } from "@cloudpos/kit";
import { BackOff, EventConsumer, pause } from "@cloudpos/kit/events/index";
import { mongodbSettings, openMongodb } from "@cloudpos/kit/mongodb";
import { dayRoutes } from "./routes/days.ts";
import { ensureIndexes, projectSale, reportCollections, seedStores } from "./sales.ts";

/** Reports from MongoDB, projected from the sales on `events:sales` and rebuilt by sending those again. */
export const reporting = defineService({
  name: "reporting",
  description: "Totals and reports.",
  port: 3007,
  settings: { ...mongodbSettings, ...redisSettings, ...tokenSettings },
  dependencies: (settings, log) => ({
    mongodb: openMongodb("reporting", settings),
    // Without Redis reports are still served, a little older.
    redis: { ...openRedis("reporting", settings, log), optional: true as const },
  }),
  keys: (settings) => remoteKeys(settings.JWKS_URL),
  seed: ({ needs }) => seedStores(reportCollections(needs.mongodb.db)),
  routes: (app, { needs }) => dayRoutes(app, reportCollections(needs.mongodb.db)),
  workers: [
    async ({ needs, log, metrics }, signal) => {
      const collections = reportCollections(needs.mongodb.db);
      const backOff = new BackOff(250, 10_000);
      while (!signal.aborted) {
        try {
          await ensureIndexes(collections);
          break;
        } catch (error) {
          log.warn({ err: error }, "indexes cannot be made yet");
          await pause(backOff.next(), signal);
        }
      }
      await new EventConsumer({
        stream: salesStream,
        group: "reporting",
        consumer: `${hostname()}-${process.pid}`,
        redis: needs.redis.client,
        blockingClient: needs.redis.blockingClient,
        schema: SaleCompleted,
        handle: (event) => projectSale(collections, event),
        log,
        metrics,
      }).run(signal);
    },
  ],
});
