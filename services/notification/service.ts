import { databaseSettings, defineService, openDatabase, remoteKeys, tokenSettings } from "@cloudpos/kit";

/** Receipts by e-mail, notices and webhooks. */
export const notification = defineService({
  name: "notification",
  description: "Receipts by e-mail, notices and webhooks.",
  port: 3006,
  settings: { ...databaseSettings, ...tokenSettings },
  dependencies: (settings, log) => ({ database: openDatabase("notification", settings, log) }),
  keys: (settings) => remoteKeys(settings.JWKS_URL),
  migrations: { database: ({ database }) => database, folder: `${import.meta.dirname}/migrations` },
});
