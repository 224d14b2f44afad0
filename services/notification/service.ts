import {
  RegisterChanged,
  SaleCompleted,
  ShiftClosed,
  ShiftOpened,
  StaffChanged,
  StockLow,
  StoreChanged,
  streams,
} from "@cloudpos/contracts";
import {
  databaseSettings,
  defineService,
  openDatabase,
  openRedis,
  redisSettings,
  remoteKeys,
  tokenSettings,
} from "@cloudpos/kit";
import { EventConsumer, pause } from "@cloudpos/kit/events/index";
import { Gauge } from "prom-client";
import { Type } from "typebox";
import { composeMail } from "./compose.ts";
import { deleteExpired, measureQueue } from "./deliveries.ts";
import { learn, seedDirectory } from "./directory.ts";
import { Effects } from "./effects.ts";
import { DeliveryError } from "./failure.ts";
import { mailSettings, openMailer } from "./mailer.ts";
import { postJson } from "./post.ts";
import { deliveryRoutes } from "./routes/deliveries.ts";
import { receiptRoutes } from "./routes/receipts.ts";
import { settingsRoutes } from "./routes/settings.ts";
import { webhookRoutes } from "./routes/webhooks.ts";
import { Sender } from "./sender.ts";
import { signatureHeaders, webhookSecret } from "./signature.ts";
import { findWebhook } from "./webhooks.ts";

const upkeepMs = 15_000;

/** Receipts by e-mail, notices and webhooks: queued in PostgreSQL by events and routes, delivered by workers. */
export function notificationService() {
  // Between the routes and consumers, which queue, and the workers, which deliver.
  const senders: Sender[] = [];
  const wake = () => senders.forEach((sender) => sender.wake());
  return defineService({
    name: "notification",
    description: "Receipts by e-mail, notices and webhooks.",
    port: 3006,
    settings: {
      ...databaseSettings,
      ...redisSettings,
      ...tokenSettings,
      ...mailSettings,
      /** What the secrets of webhooks are derived from: another key gives every webhook another secret. */
      WEBHOOK_KEY_FILE: Type.String(),
      /** Whether webhooks may lead to private addresses and plain http: for development. */
      WEBHOOK_ANYWHERE: Type.Boolean({ default: false }),
    },
    dependencies: (settings, log) => ({
      database: openDatabase("notification", settings, log),
      // Without Redis the API works and what is queued is delivered.
      redis: { ...openRedis("notification", settings, log), optional: true as const },
    }),
    keys: (settings) => remoteKeys(settings.JWKS_URL),
    migrations: { database: ({ database }) => database, folder: `${import.meta.dirname}/migrations` },
    seed: ({ needs }) => seedDirectory(needs.database.pool),
    routes: (app, { needs, settings }) => {
      const { pool } = needs.database;
      deliveryRoutes(app, { pool, wake });
      receiptRoutes(app, { pool, wake, mail: settings.SMTP_HOST !== undefined });
      settingsRoutes(app, pool);
      webhookRoutes(app, { pool, wake, key: settings.WEBHOOK_KEY, anywhere: settings.WEBHOOK_ANYWHERE });
    },
    workers: [
      async ({ needs, settings, log, metrics }, signal) => {
        const { pool } = needs.database;
        const mailer = openMailer(settings);
        const effects = new Effects(pool, mailer !== null);
        const webhookSender = new Sender({
          pool,
          channel: "webhook",
          concurrency: 8,
          log,
          metrics,
          attempt: async ({ id, storeId, webhookId, content }) => {
            const webhook = await findWebhook(pool, storeId, webhookId!);
            if (!webhook) throw new DeliveryError("the webhook was deleted", { permanent: true });
            if (!webhook.enabled) throw new DeliveryError("the webhook is switched off", { permanent: true });
            const secret = webhookSecret(settings.WEBHOOK_KEY, webhook.id, webhook.secretNumber);
            await postJson(webhook.url, signatureHeaders(secret, id, content!), content!, {
              anywhere: settings.WEBHOOK_ANYWHERE,
            });
          },
        });
        senders.push(webhookSender);
        if (mailer) {
          senders.push(
            new Sender({
              pool,
              channel: "email",
              concurrency: 4,
              log,
              metrics,
              attempt: async (delivery) => mailer.send(await composeMail(pool, delivery)),
            }),
          );
        }

        const common = {
          group: "notification",
          redis: needs.redis.client,
          blockingClient: needs.redis.blockingClient,
          log,
          metrics,
        };
        const consumers = [
          new EventConsumer({
            ...common,
            stream: streams.sales,
            schema: SaleCompleted,
            // As many as may share a write.
            concurrency: 128,
            handle: async (event) => {
              if (await effects.saleCompleted(event)) wake();
            },
          }),
          new EventConsumer({
            ...common,
            stream: streams.shifts,
            schema: Type.Union([ShiftOpened, ShiftClosed]),
            handle: async (event) => {
              if (event.type === "shift.opened") return;
              await effects.shiftClosed(event);
              wake();
            },
          }),
          new EventConsumer({
            ...common,
            stream: streams.stock,
            schema: StockLow,
            handle: async (event) => {
              await effects.stockLow(event);
              wake();
            },
          }),
          new EventConsumer({
            ...common,
            stream: streams.stores,
            schema: Type.Union([StoreChanged, RegisterChanged, StaffChanged]),
            handle: async (event) => {
              if (event.type !== "staff.changed") await learn(pool, event);
            },
          }),
        ];

        const gauge = (name: string, help: string) =>
          new Gauge({ name, help, labelNames: ["channel"], registers: [metrics] });
        const queued = gauge("notification_queued", "Messages that wait to be delivered.");
        const dead = gauge("notification_dead", "Messages given up, until somebody tries them again.");
        const overdue = gauge(
          "notification_overdue_seconds",
          "How long the oldest message that is due has waited.",
        );
        const upkeep = async () => {
          while (!signal.aborted) {
            try {
              const rows = new Map((await measureQueue(pool)).map((row) => [row.channel, row]));
              for (const channel of ["email", "webhook"] as const) {
                queued.set({ channel }, rows.get(channel)?.queued ?? 0);
                dead.set({ channel }, rows.get(channel)?.dead ?? 0);
                overdue.set({ channel }, rows.get(channel)?.oldestDueSeconds ?? 0);
              }
              await deleteExpired(pool);
            } catch (error) {
              log.warn({ err: error }, "upkeep failed and is tried again");
            }
            await pause(upkeepMs, signal);
          }
        };
        await Promise.all([...consumers, ...senders].map((worker) => worker.run(signal)).concat(upkeep()));
        mailer?.close();
      },
    ],
  });
}
