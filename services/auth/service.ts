import { databaseSettings, defineService, openDatabase } from "@cloudpos/kit";
import { createLocalJWKSet } from "jose";
import { Type } from "typebox";
import { pruneAttempts } from "./attempts.ts";
import { keyRoutes } from "./routes/keys.ts";
import { signInRoutes } from "./routes/sign-in.ts";
import { seedDemoStore } from "./seed.ts";
import { createTokenSigner } from "./tokens.ts";

const pruneEveryMs = 60 * 60 * 1000;

/** Stores, registers, staff and their PINs; signs access tokens. */
export const auth = defineService({
  name: "auth",
  description: "Stores, registers, staff, sign-in and access tokens.",
  port: 3001,
  settings: { ...databaseSettings, SIGNING_KEY_FILE: Type.String(), PIN_PEPPER_FILE: Type.String() },
  // The gateway, one hop away, says where a request came from.
  server: { trustProxy: (_address, hop) => hop === 0 },
  dependencies: (settings, log) => ({ database: openDatabase("auth", settings, log) }),
  keys: async (settings) => createLocalJWKSet((await createTokenSigner(settings.SIGNING_KEY)).keySet),
  migrations: { database: ({ database }) => database, folder: `${import.meta.dirname}/migrations` },
  seed: ({ needs, settings }) => seedDemoStore(needs.database.pool, settings.PIN_PEPPER),
  routes: async (app, { needs, settings }) => {
    const signer = await createTokenSigner(settings.SIGNING_KEY);
    keyRoutes(app, signer);
    signInRoutes(app, needs.database.pool, signer, settings.PIN_PEPPER);
  },
  workers: [
    async ({ needs, log }, signal) => {
      const timer = setInterval(() => {
        pruneAttempts(needs.database.pool).catch((error: unknown) =>
          log.warn({ err: error }, "cannot prune sign-in attempts"),
        );
      }, pruneEveryMs);
      signal.addEventListener("abort", () => clearInterval(timer));
    },
  ],
});
