import { importLimits } from "@cloudpos/contracts";
import type { Settings } from "@cloudpos/kit";
import { Type } from "typebox";

/** Where each service is reached. */
export const upstreamSettings = {
  AUTH_URL: Type.String({ pattern: "^https?://[^/]+$" }),
  INVENTORY_URL: Type.String({ pattern: "^https?://[^/]+$" }),
  TRANSACTION_URL: Type.String({ pattern: "^https?://[^/]+$" }),
  PAYMENT_URL: Type.String({ pattern: "^https?://[^/]+$" }),
  CUSTOMER_URL: Type.String({ pattern: "^https?://[^/]+$" }),
  NOTIFICATION_URL: Type.String({ pattern: "^https?://[^/]+$" }),
  REPORTING_URL: Type.String({ pattern: "^https?://[^/]+$" }),
};

/** A service behind the gateway. */
export interface Upstream {
  service: string;
  /** Everything below this path is forwarded, unchanged. */
  prefix: string;
  /** Where the service is: one of the settings. */
  address: keyof Settings<typeof upstreamSettings>;
  /** Paths below the prefix that need no token; every other path does. */
  publicPaths: readonly string[];
  /** Paths below the prefix whose bodies may be larger than usual, with their limit in bytes. */
  largeBodies?: Readonly<Record<string, number>>;
}

/** The whole routing table of the public API. */
export const upstreams: readonly Upstream[] = [
  {
    service: "auth",
    prefix: "/api/auth",
    address: "AUTH_URL",
    publicPaths: [
      "/sign-in-options",
      "/sign-in",
      "/password-sign-in",
      "/refresh",
      "/sign-out",
      "/enrolments",
      "/demo",
    ],
  },
  {
    service: "inventory",
    prefix: "/api/inventory",
    address: "INVENTORY_URL",
    publicPaths: [],
    largeBodies: { "/imports": importLimits.bytes },
  },
  { service: "transaction", prefix: "/api/transactions", address: "TRANSACTION_URL", publicPaths: [] },
  { service: "payment", prefix: "/api/payments", address: "PAYMENT_URL", publicPaths: ["/webhooks/stripe"] },
  { service: "customer", prefix: "/api/customers", address: "CUSTOMER_URL", publicPaths: [] },
  { service: "notification", prefix: "/api/notifications", address: "NOTIFICATION_URL", publicPaths: [] },
  { service: "reporting", prefix: "/api/reports", address: "REPORTING_URL", publicPaths: [] },
];
