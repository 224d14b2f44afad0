import { streams } from "@cloudpos/contracts";
import { databaseSettings, defineService, openDatabase, openRedis, redisSettings } from "@cloudpos/kit";
import { OutboxRelay } from "@cloudpos/kit/events/index";
import { createLocalJWKSet } from "jose";
import { Type } from "typebox";
import { accessCounter } from "./access-log.ts";
import { pruneAttempts } from "./attempts.ts";
import type { Domain } from "./domain.ts";
import { accessLogRoutes } from "./routes/access-log.ts";
import { approvalRoutes } from "./routes/approvals.ts";
import { enrolmentRoutes } from "./routes/enrolments.ts";
import { keyRoutes } from "./routes/keys.ts";
import { meRoutes } from "./routes/me.ts";
import { registerRoutes } from "./routes/registers.ts";
import { sessionRoutes } from "./routes/sessions.ts";
import { signInRoutes } from "./routes/sign-in.ts";
import { storeRoutes } from "./routes/stores.ts";
import { userRoutes } from "./routes/users.ts";
import { createFirstOwner } from "./first-owner.ts";
import { seedDemoShop } from "./seed.ts";
import { pruneSessions } from "./sessions.ts";
import { createTokenSigner } from "./tokens.ts";

const pruneEveryMs = 60 * 60 * 1000;
/** Events of stores, registers and staff are few and stay for ever: whatever Redis loses can be sent again. */
const retentionDays = 36_500;

/** Stores, registers, staff, their PINs and passwords; sessions; signs access tokens and approvals. */
export function authService() {
  let relay: OutboxRelay;
  let domain: Domain;
  return defineService({
    name: "auth",
    description: "Stores, registers, staff, sign-in, sessions and the access log.",
    port: 3001,
    settings: {
      ...databaseSettings,
      ...redisSettings,
      SIGNING_KEY_FILE: Type.String(),
      /** Keys that are published beside the signing key, so that one can follow the other; see `createTokenSigner`. */
      OTHER_SIGNING_KEYS_FILE: Type.Optional(Type.String()),
      PIN_PEPPER_FILE: Type.String(),
    },
    // The gateway, one hop away, says where a request came from.
    server: { trustProxy: (_address, hop) => hop === 0 },
    dependencies: (settings, log) => ({
      database: openDatabase("auth", settings, log),
      // Without Redis people sign in all the same; events wait in the outbox.
      redis: { ...openRedis("auth", settings, log), optional: true as const },
    }),
    keys: async (settings) =>
      createLocalJWKSet((await createTokenSigner(settings.SIGNING_KEY, settings.OTHER_SIGNING_KEYS)).keySet),
    migrations: { database: ({ database }) => database, folder: `${import.meta.dirname}/migrations` },
    seed: () => seedDemoShop(domain),
    commands: {
      // To whoever ran the command, and not into the log.
      "first-owner": async (_context, [given = ""]) => {
        const firstOwner = await createFirstOwner(domain, JSON.parse(given));
        process.stdout.write(`${JSON.stringify({ firstOwner })}\n`);
      },
    },
    routes: async (app, { needs, settings, log, metrics }) => {
      const { pool } = needs.database;
      const redis = needs.redis.client;
      metrics.registerMetric(accessCounter);
      relay = new OutboxRelay({ pool, redis, log, metrics, stream: streams.stores, retentionDays });
      domain = {
        pool,
        signer: await createTokenSigner(settings.SIGNING_KEY, settings.OTHER_SIGNING_KEYS),
        pepper: settings.PIN_PEPPER,
        demoData: settings.DEMO_DATA,
        wake: () => relay.wake(),
      };
      keyRoutes(app, domain.signer);
      signInRoutes(app, domain);
      sessionRoutes(app, domain);
      meRoutes(app, domain);
      approvalRoutes(app, domain);
      enrolmentRoutes(app, domain);
      storeRoutes(app, domain);
      registerRoutes(app, domain);
      userRoutes(app, domain);
      accessLogRoutes(app, domain);
    },
    workers: [
      (_context, signal) => relay.run(signal),
      async ({ needs, log }, signal) => {
        const { pool } = needs.database;
        const timer = setInterval(() => {
          Promise.all([pruneAttempts(pool), pruneSessions(pool)]).catch((error: unknown) =>
            log.warn({ err: error }, "cannot delete what is over"),
          );
        }, pruneEveryMs);
        signal.addEventListener("abort", () => clearInterval(timer));
      },
    ],
  });
}
