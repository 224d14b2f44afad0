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
import { EventConsumer, OutboxRelay, handleOnce } from "@cloudpos/kit/events/index";
import { openAcquirer } from "./acquirers/open.ts";
import { Payments } from "./payments.ts";
import { giftCardRoutes } from "./routes/gift-cards.ts";
import { paymentRoutes } from "./routes/payments.ts";
import { webhookRoutes } from "./routes/webhooks.ts";
import { eventWatch } from "./caught-up.ts";
import { applySale, concernsPayments } from "./sales.ts";
import { createSeal, type Seal } from "./seal.ts";
import { paymentSettings } from "./settings.ts";
import { Settler } from "./settler.ts";

/**
 * Card and gift card payments. They are taken through the API, claimed and refunded by the sales on
 * `events:sales`, and announced on `events:payments`.
 */
export function paymentService() {
  // Between the routes and the workers: one of each per service.
  let seal: Seal;
  let settler: Settler;
  let relay: OutboxRelay;
  return defineService({
    name: "payment",
    description: "Card and gift card payments, refunds.",
    port: 3004,
    settings: { ...databaseSettings, ...redisSettings, ...tokenSettings, ...paymentSettings },
    dependencies: (settings, log) => ({
      database: openDatabase("payment", settings, log),
      // Without Redis payments are still taken; what sales claim follows later.
      redis: { ...openRedis("payment", settings, log), optional: true as const },
    }),
    keys: (settings) => remoteKeys(settings.JWKS_URL),
    migrations: { database: ({ database }) => database, folder: `${import.meta.dirname}/migrations` },
    routes: async (app, { settings, needs, log, metrics }) => {
      const { pool } = needs.database;
      const { acquirer, readWebhook } = await openAcquirer(settings, pool);
      const timeoutMs = settings.ACQUIRER_TIMEOUT_MS;
      const claimMs = settings.CLAIM_MINUTES * 60_000;
      seal = createSeal(settings.PAYMENT_KEY);
      relay = new OutboxRelay({ pool, redis: needs.redis.client, log, metrics, stream: streams.payments });
      const onCommit = () => relay.wake();
      const mayRelease = eventWatch(needs.redis.client, streams.sales, "payment");
      settler = new Settler({ pool, acquirer, seal, log, metrics, timeoutMs, claimMs, mayRelease, onCommit });
      paymentRoutes(app, { payments: new Payments({ pool, seal, settler, timeoutMs, claimMs }), pool });
      giftCardRoutes(app, { pool, seal });
      await webhookRoutes(app, { pool, read: readWebhook, onCommit: () => (settler.wake(), relay.wake()) });
    },
    workers: [
      (_context, signal) => relay.run(signal),
      (_context, signal) => settler.run(signal),
      ({ needs, log, metrics }, signal) =>
        new EventConsumer({
          stream: streams.sales,
          group: "payment",
          redis: needs.redis.client,
          blockingClient: needs.redis.blockingClient,
          schema: SaleCompleted,
          handle: async (event) => {
            if (!concernsPayments(event)) return;
            if (
              !(await handleOnce(needs.database.pool, event.id, (client) => applySale(client, event, seal)))
            )
              return;
            settler.wake();
            relay.wake();
          },
          log,
          metrics,
        }).run(signal),
    ],
  });
}
