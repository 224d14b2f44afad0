import { RegisterChanged, SaleCompleted, StaffChanged, StoreChanged, streams } from "@cloudpos/contracts";
import {
  databaseSettings,
  defineService,
  openDatabase,
  openRedis,
  redisSettings,
  remoteKeys,
  tokenSettings,
} from "@cloudpos/kit";
import { BackOff, EventConsumer, pause } from "@cloudpos/kit/events/index";
import { mongodbSettings, openMongodb } from "@cloudpos/kit/mongodb";
import { Histogram } from "prom-client";
import { Type } from "typebox";
import { ReportCollections } from "./collections.ts";
import { learn, seedDirectory } from "./directory.ts";
import { Projector } from "./projector.ts";
import { abandonDeadRebuild, rebuild } from "./rebuild.ts";
import { reportRoutes } from "./routes.ts";

const upkeepMs = 30_000;

/** Reports from MongoDB, counted from the sales on `events:sales` and rebuilt from PostgreSQL on demand. */
export const reporting = defineService({
  name: "reporting",
  description: "Totals and reports.",
  port: 3007,
  settings: { ...databaseSettings, ...mongodbSettings, ...redisSettings, ...tokenSettings },
  dependencies: (settings, log) => ({
    mongodb: openMongodb("reporting", settings),
    // Without Redis reports are still served, a little older.
    redis: { ...openRedis("reporting", settings, log), optional: true as const },
    // Only a rebuild reads PostgreSQL.
    database: {
      ...openDatabase("reporting", { ...settings, DATABASE_POOL_SIZE: 2 }, log),
      optional: true as const,
    },
  }),
  keys: (settings) => remoteKeys(settings.JWKS_URL),
  seed: ({ needs }) => seedDirectory(new ReportCollections(needs.mongodb.db)),
  commands: {
    rebuild: async ({ needs, log }) => {
      const collections = new ReportCollections(needs.mongodb.db);
      await rebuild({ collections, pool: needs.database.pool, log });
    },
  },
  routes: (app, { needs }) => reportRoutes(app, new ReportCollections(needs.mongodb.db)),
  workers: [
    async ({ needs, log, metrics }, signal) => {
      const collections = new ReportCollections(needs.mongodb.db);
      await until(
        signal,
        () => collections.prepare(),
        (error) => log.warn({ err: error }, "collections cannot be prepared yet"),
      );
      const projector = new Projector(collections);
      const delay = new Histogram({
        name: "reporting_projection_delay_seconds",
        help: "Time from a sale's commit until reports count it.",
        buckets: [0.1, 0.25, 0.5, 1, 2, 5, 15, 60, 300],
        registers: [metrics],
      });
      const common = {
        group: "reporting",
        redis: needs.redis.client,
        blockingClient: needs.redis.blockingClient,
        log,
        metrics,
      };
      const sales = new EventConsumer({
        ...common,
        stream: streams.sales,
        schema: SaleCompleted,
        // As many as may share a write.
        concurrency: 512,
        handle: async (event) => {
          await projector.project(event);
          delay.observe(Math.max(0, (Date.now() - Date.parse(event.occurredAt)) / 1000));
        },
      });
      const directory = new EventConsumer({
        ...common,
        stream: streams.stores,
        schema: Type.Union([StoreChanged, RegisterChanged, StaffChanged]),
        handle: async (event) => {
          if (event.type !== "register.changed") await learn(collections, event);
        },
      });
      const upkeep = async () => {
        while (!signal.aborted) {
          await abandonDeadRebuild(collections, log).catch((error: unknown) =>
            log.warn({ err: error }, "upkeep failed"),
          );
          await pause(upkeepMs, signal);
        }
      };
      await Promise.all([sales.run(signal), directory.run(signal), upkeep()]);
    },
  ],
});

/** Tries until it works, with pauses from 0.25 s to 10 s, or until `signal` aborts. */
async function until(
  signal: AbortSignal,
  attempt: () => Promise<void>,
  failed: (error: unknown) => void,
): Promise<void> {
  const backOff = new BackOff(250, 10_000);
  while (!signal.aborted) {
    try {
      return await attempt();
    } catch (error) {
      failed(error);
      await pause(backOff.next(), signal);
    }
  }
}
