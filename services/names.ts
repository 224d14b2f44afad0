/** Every service, by its folder, which is also its DNS name, database role and Redis user. */
export const serviceNames = [
  "gateway",
  "auth",
  "inventory",
  "transaction",
  "payment",
  "customer",
  "notification",
  "reporting",
] as const;
/** One of {@link serviceNames}. */
export type ServiceName = (typeof serviceNames)[number];
