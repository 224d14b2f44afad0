import { importLimits } from "@cloudpos/contracts";
import type { Access, Settings } from "@cloudpos/kit";
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

/** A limit of its own, stricter than those of every request; see `limits.ts`. */
export type StrictLimit = "sign-in" | "enrolment" | "refresh";

/** What is special about some paths of a service. */
export interface SpecialPaths {
  /** Below the upstream's prefix. */
  paths: readonly string[];
  /** `signed-in` unless said otherwise. Where a permission stands, the service asks for the same. */
  access?: Access;
  limit?: StrictLimit;
  /** Largest body, in bytes, where it is not the usual 1 MiB. */
  bodyLimit?: number;
}

/** A service behind the gateway. */
export interface Upstream {
  service: string;
  /** Everything below this path is forwarded, unchanged. */
  prefix: string;
  /** Where the service is: one of the settings. */
  address: keyof Settings<typeof upstreamSettings>;
  special: readonly SpecialPaths[];
  /** Whether cookies pass. Everywhere else neither the browser's nor the service's do. */
  cookies?: true;
}

/** The whole routing table of the public API. Every path needs a token unless it is named here as public. */
export const upstreams: readonly Upstream[] = [
  {
    service: "auth",
    prefix: "/api/auth",
    address: "AUTH_URL",
    cookies: true,
    special: [
      { paths: ["/sign-in-options", "/sign-out", "/demo"], access: "public" },
      { paths: ["/sign-in", "/password-sign-in"], access: "public", limit: "sign-in" },
      { paths: ["/approvals"], access: "sale:create", limit: "sign-in" },
      { paths: ["/me/pin", "/me/password"], limit: "sign-in" },
      { paths: ["/enrolments"], access: "public", limit: "enrolment" },
      { paths: ["/refresh"], access: "public", limit: "refresh" },
    ],
  },
  {
    service: "inventory",
    prefix: "/api/inventory",
    address: "INVENTORY_URL",
    special: [{ paths: ["/imports"], access: "catalogue:write", bodyLimit: importLimits.bytes }],
  },
  { service: "transaction", prefix: "/api/transactions", address: "TRANSACTION_URL", special: [] },
  {
    service: "payment",
    prefix: "/api/payments",
    address: "PAYMENT_URL",
    // Signed by the acquirer.
    special: [{ paths: ["/webhooks/stripe"], access: "public" }],
  },
  { service: "customer", prefix: "/api/customers", address: "CUSTOMER_URL", special: [] },
  { service: "notification", prefix: "/api/notifications", address: "NOTIFICATION_URL", special: [] },
  { service: "reporting", prefix: "/api/reports", address: "REPORTING_URL", special: [] },
];
