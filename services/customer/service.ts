import { databaseSettings, defineService, openDatabase, remoteKeys, tokenSettings } from "@cloudpos/kit";

/** Customers, consents and loyalty. */
export const customer = defineService({
  name: "customer",
  description: "Customers, consents and loyalty.",
  port: 3005,
  settings: { ...databaseSettings, ...tokenSettings },
  dependencies: (settings, log) => ({ database: openDatabase("customer", settings, log) }),
  keys: (settings) => remoteKeys(settings.JWKS_URL),
  migrations: { database: ({ database }) => database, folder: `${import.meta.dirname}/migrations` },
});
