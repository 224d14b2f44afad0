import { databaseSettings, defineService, openDatabase, remoteKeys, tokenSettings } from "@cloudpos/kit";

/** Tenders, card intents and refunds. */
export const payment = defineService({
  name: "payment",
  description: "Tenders, card intents and refunds.",
  port: 3004,
  settings: { ...databaseSettings, ...tokenSettings },
  dependencies: (settings, log) => ({ database: openDatabase("payment", settings, log) }),
  keys: (settings) => remoteKeys(settings.JWKS_URL),
  migrations: { database: ({ database }) => database, folder: `${import.meta.dirname}/migrations` },
});
