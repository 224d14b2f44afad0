/**
 * The eight services. A service is its row in `SERVICES`; ports, secrets, networks, scrape targets, database role
 * and Redis user all follow from it.
 */
import { tokenLifetimeSeconds } from "@cloudpos/contracts/auth";
import type { Secret, WayOut, Workload } from "../model/index.ts";
import { serviceNames, type ServiceName } from "../../services/names.ts";
import type { Settings } from "../settings.ts";
import { MAILBOX, mailServer, usesMailbox } from "./mailbox.ts";
import {
  accountOf,
  caFile,
  generation,
  httpProbe,
  others,
  password,
  redisMembers,
  scaleOf,
} from "./common.ts";

interface Service {
  port: number;
  /** First path segment of its public addresses: `/api/<prefix>/...`. */
  prefix?: string;
  description: string;
  /** Stores it has a user of its own in. */
  stores: readonly ("postgres" | "redis" | "mongodb")[];
  /** Files in `/run/secrets` beside its store passwords. */
  secrets?: (settings: Settings) => readonly string[];
  environment?: (settings: Settings) => Record<string, string>;
  waysOut?: (settings: Settings) => readonly WayOut[];
  memoryMiB: number;
}

/** Most connections that one replica of a service keeps to PostgreSQL. */
const DATABASE_POOL_SIZE = 8;

/** Connections to PostgreSQL when all is busy: every service's replicas and one more during an update, and operators. */
export function connectionsNeeded(replicas: Settings["replicas"]): number {
  const pools = usersOf("postgres").map((name) => {
    const scale = replicas[name] ?? 1;
    return typeof scale === "number" ? scale : scale.max;
  });
  const others = 20;
  return pools.reduce((sum, count) => sum + count, 1) * DATABASE_POOL_SIZE + others;
}

export const SERVICES: Readonly<Record<ServiceName, Service>> = {
  gateway: {
    port: 3000,
    description: "public API: authentication, limits, routing",
    stores: ["redis"],
    environment: (settings) => ({
      PUBLIC_ORIGIN: origin(settings),
      // For the age of the last backup; they share the segments edge and app.
      PROMETHEUS_URL: "http://prometheus:9090",
      ...Object.fromEntries(
        upstreams().map(([name, service]) => [`${name.toUpperCase()}_URL`, `http://${name}:${service.port}`]),
      ),
    }),
    memoryMiB: 192,
  },
  auth: {
    port: 3001,
    prefix: "auth",
    description: "stores, registers, users, PINs, signing keys",
    stores: ["postgres", "redis"],
    secrets: (settings) => ["token-signing-key", ...others(settings, ["token-signing-key"]), "pin-pepper"],
    environment: (settings) => ({
      SIGNING_KEY_FILE: "/run/secrets/token-signing-key",
      ...Object.fromEntries(
        others(settings, ["token-signing-key"]).map((name) => [
          "OTHER_SIGNING_KEYS_FILE",
          `/run/secrets/${name}`,
        ]),
      ),
      PIN_PEPPER_FILE: "/run/secrets/pin-pepper",
    }),
    memoryMiB: 192,
  },
  inventory: {
    port: 3002,
    prefix: "inventory",
    description: "products, barcodes, prices, stock ledger",
    stores: ["postgres", "redis"],
    memoryMiB: 192,
  },
  transaction: {
    port: 3003,
    prefix: "transactions",
    description: "sales, receipts, register journal, outbox",
    stores: ["postgres", "redis"],
    memoryMiB: 192,
  },
  payment: {
    port: 3004,
    prefix: "payments",
    description: "card and gift card payments, refunds",
    stores: ["postgres", "redis"],
    secrets: (settings) => ["payment-key", ...(usesStripe(settings) ? STRIPE_SECRETS : [])],
    environment: (settings) => ({
      ACQUIRER: settings.payments.acquirer,
      PAYMENT_KEY_FILE: "/run/secrets/payment-key",
      ...(usesStripe(settings) && {
        STRIPE_API_KEY_FILE: "/run/secrets/stripe-api-key",
        STRIPE_WEBHOOK_SECRET_FILE: "/run/secrets/stripe-webhook-secret",
        STRIPE_READERS: Object.entries(settings.payments.readers)
          .map(([register, reader]) => `${register}=${reader}`)
          .join(","),
      }),
    }),
    waysOut: (settings) => (usesStripe(settings) ? [{ purpose: "the acquirer", ports: [443] }] : []),
    memoryMiB: 192,
  },
  customer: {
    port: 3005,
    prefix: "customers",
    description: "customers, consents, loyalty",
    stores: ["postgres", "redis"],
    memoryMiB: 192,
  },
  notification: {
    port: 3006,
    prefix: "notifications",
    description: "receipts by e-mail, notices, webhooks",
    stores: ["postgres", "redis"],
    secrets: (settings) => ["webhook-key", ...(mailServer(settings)?.username ? ["mail-password"] : [])],
    environment: (settings) => ({
      WEBHOOK_KEY_FILE: "/run/secrets/webhook-key",
      WEBHOOK_ANYWHERE: String(settings.environment === "dev"),
      ...mailEnvironment(settings),
    }),
    waysOut: (settings) => [
      // Whoever sets up a webhook chooses the port; the service itself refuses addresses that are not public.
      { purpose: "webhooks", ports: "any" },
      ...(mailServer(settings) ? [{ purpose: "mail", ports: [mailPort(mailServer(settings)!)] }] : []),
    ],
    memoryMiB: 192,
  },
  reporting: {
    port: 3007,
    prefix: "reports",
    description: "day totals and dashboards in MongoDB",
    // PostgreSQL only to rebuild: it may read the view of all sales, see SaleCompleted in services/contracts.
    stores: ["postgres", "redis", "mongodb"],
    memoryMiB: 192,
  },
};

/** Receipts and notices by SMTP; nothing where no mail is sent. */
function mailEnvironment(settings: Settings): Record<string, string> {
  if (usesMailbox(settings)) {
    return {
      SMTP_HOST: "mailbox",
      SMTP_PORT: String(MAILBOX.smtpPort),
      SMTP_TLS: "none",
      MAIL_FROM: "receipts@cloudpos.example.com",
    };
  }
  const server = mailServer(settings);
  if (!server) return {};
  const tls = server.tls ?? "starttls";
  return {
    SMTP_HOST: server.host,
    SMTP_PORT: String(mailPort(server)),
    SMTP_TLS: tls,
    MAIL_FROM: server.from,
    ...(server.username && {
      SMTP_USER: server.username,
      SMTP_PASSWORD_FILE: "/run/secrets/mail-password",
    }),
  };
}

/** Where nothing is said, the usual one of the kind of TLS. */
function mailPort(server: NonNullable<ReturnType<typeof mailServer>>): number {
  return server.port ?? (server.tls === "implicit" ? 465 : 587);
}

const STRIPE_SECRETS = ["stripe-api-key", "stripe-webhook-secret"];

function usesStripe(settings: Settings): boolean {
  return settings.payments.acquirer === "stripe";
}

/** `https://` address of the web app, without a trailing slash. */
export function origin(settings: Settings): string {
  return `https://${settings.domain}${settings.ports.https === 443 ? "" : `:${settings.ports.https}`}`;
}

/** Names of the services with a user in `store`. */
export function usersOf(store: "postgres" | "redis" | "mongodb"): ServiceName[] {
  return serviceNames.filter((name) => SERVICES[name].stores.includes(store));
}

/** Where a service's user of a store has its password. */
export const SECRET_OF = {
  postgres: (service: string) => `db-${service}-password`,
  redis: (service: string) => `redis-${service}-password`,
  mongodb: (service: string) => `mongodb-${service}-password`,
} as const;

function upstreams(): [string, Service][] {
  return Object.entries(SERVICES).filter(([, service]) => service.prefix);
}

/**
 * A key is published before it signs: services that meet an unknown key ask auth again, at most every 30 seconds. The
 * last one stays until no token of it is valid any more, not even where a check is relied on for a minute.
 */
const SIGNING_KEY_ROTATION = {
  kind: "overlap",
  settleSeconds: 35,
  expireSeconds: tokenLifetimeSeconds + 90,
} as const;

export function serviceSecrets(settings: Settings): Secret[] {
  return [
    {
      name: "token-signing-key",
      generation: generation(settings, "token-signing-key"),
      source: { kind: "private-key", algorithm: "ED25519" },
      rotation: SIGNING_KEY_ROTATION,
    },
    password(settings, "pin-pepper", {
      length: 48,
      durable: true,
      rotation: {
        kind: "never",
        reason: "every PIN and password is hashed under it: with another one nobody could sign in",
      },
    }),
    password(settings, "payment-key", {
      length: 64,
      durable: true,
      rotation: {
        kind: "never",
        reason:
          "stored references to payments are encrypted and gift cards found with it: they would be lost",
      },
    }),
    password(settings, "webhook-key", {
      length: 64,
      durable: true,
      rotation: {
        kind: "never",
        reason: "the secrets of all webhooks are derived from it; replace those one by one in the web app",
      },
    }),
    ...(mailServer(settings)?.username
      ? [
          {
            name: "mail-password",
            generation: generation(settings, "mail-password"),
            source: { kind: "setting", key: "mailPassword" } as const,
            rotation: { kind: "replace" } as const,
          },
        ]
      : []),
    ...(usesStripe(settings)
      ? ([
          ["stripe-api-key", "stripeApiKey"],
          ["stripe-webhook-secret", "stripeWebhookSecret"],
        ] as const)
      : []
    ).map(([name, key]): Secret => ({
      name,
      generation: generation(settings, name),
      source: { kind: "setting", key },
      // Both values are valid at Stripe for as long as its dashboard says.
      rotation: { kind: "replace" },
    })),
  ];
}

export function services(settings: Settings): Workload[] {
  return serviceNames.map((name) => workload(name, SERVICES[name], settings));
}

function workload(name: ServiceName, service: Service, settings: Settings): Workload {
  const nodes = redisMembers(settings);
  const storeEnvironment: Record<(typeof service.stores)[number], () => Record<string, string>> = {
    postgres: () => ({
      DATABASE_URL: `postgres://${accountOf(settings, name, SECRET_OF.postgres(name))}@postgres:5432/cloudpos`,
      DATABASE_PASSWORD_FILE: `/run/secrets/${SECRET_OF.postgres(name)}`,
      DATABASE_CA_FILE: "/etc/cloudpos/tls/ca.crt",
      DATABASE_POOL_SIZE: String(DATABASE_POOL_SIZE),
    }),
    redis: () => ({
      REDIS_URL: `rediss://${name}@${nodes[0]}:6379`,
      ...(nodes.length > 1 && { REDIS_NODES: nodes.map((node) => `${node}:6379`).join(",") }),
      REDIS_PASSWORD_FILE: `/run/secrets/${SECRET_OF.redis(name)}`,
      REDIS_CA_FILE: "/etc/cloudpos/tls/ca.crt",
    }),
    mongodb: () => ({
      MONGODB_URL: `mongodb://${accountOf(settings, name, SECRET_OF.mongodb(name))}@mongodb:27017/cloudpos?tls=true`,
      MONGODB_PASSWORD_FILE: `/run/secrets/${SECRET_OF.mongodb(name)}`,
      MONGODB_CA_FILE: "/etc/cloudpos/tls/ca.crt",
    }),
  };
  return {
    name,
    description: service.description,
    image: name,
    user: { uid: 10001, gid: 10001 },
    environment: {
      NODE_ENV: "production",
      HOST: "0.0.0.0",
      PORT: String(service.port),
      LOG_LEVEL: settings.logLevel,
      DRAIN_MS: "4000",
      DEMO_DATA: String(settings.demoData),
      ...(name === "auth" ? {} : { JWKS_URL: `http://auth:${SERVICES.auth.port}/.well-known/jwks.json` }),
      ...Object.assign({}, ...service.stores.map((store) => storeEnvironment[store]())),
      ...service.environment?.(settings),
    },
    ports: [{ name: "http", number: service.port }],
    files: [caFile],
    secrets: [
      ...service.stores.map((store) => SECRET_OF[store](name)),
      ...(service.secrets?.(settings) ?? []),
    ],
    volumes: [],
    temporary: [{ path: "/tmp", sizeMiB: 16 }],
    segments: name === "gateway" ? ["edge", "app", "data"] : ["app", "data"],
    ...(service.waysOut ? { waysOut: service.waysOut(settings) } : {}),
    // A first start waits for its stores, migrates, and may fill the demo shop.
    probe: httpProbe(service.port, "/started", { startSeconds: 600 }),
    stop: { graceSeconds: 30 },
    resources: { cpuMilli: 1000, memoryMiB: service.memoryMiB },
    scale: scaleOf(settings, name),
    update: "start-first",
    metrics: { port: service.port, path: "/metrics" },
    logs: { format: "json" },
    // A store of which somebody keeps the accounts is of use when these are there.
    needs: service.stores.flatMap((store) => (store === "redis" ? nodes : [store, `${store}-accounts`])),
  };
}
