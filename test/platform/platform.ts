/**
 * All services in this process, listening on loopback ports, on real stores: the platform without containers. It
 * follows from the services' own definitions; what a new service or setting needs is derived from them.
 */
import { Writable } from "node:stream";
import {
  commonSettings,
  createLogger,
  createService,
  loadSettings,
  type Logger,
  type Service,
} from "@cloudpos/kit";
import type { TProperties, TSchema } from "typebox";
import {
  loadDefinition,
  noteRoutes,
  serviceNames,
  type AnyDefinition,
  type RegisteredRoute,
  type ServiceName,
} from "./definitions.ts";
import { startMailbox, type RunningMailbox } from "./mailbox.ts";
import { freePorts } from "./ports.ts";
import { createSecrets, type PlatformSecrets } from "./secrets.ts";
import { createPlatformStores, type PlatformStores } from "./stores.ts";
import { createTokenMaker, type TokenMaker } from "./tokens.ts";

/** How a platform is started. */
export interface PlatformOptions {
  /** Whether the demo shop is put in; default true. */
  demoData?: boolean;
  /** The only origin browsers may call from; default the gateway's own address. */
  publicOrigin?: string;
  /** Port of the gateway; default a free one. */
  port?: number;
  /** Shares the stores, secrets and mailbox of another platform: its services are further replicas of the other's. */
  besides?: Platform;
  /** Settings for every service that knows them, before the derived ones. */
  settings?: Readonly<Record<string, string>>;
  /** Gets each line that is logged at level `warn` or above, as JSON; default none. */
  onLogLine?(line: string): void;
}

/** A running platform. */
export interface Platform {
  /** Address of the gateway, without a trailing slash. */
  origin: string;
  /** Address of the mailbox that gets every mail; its page is at `/mailbox/`. */
  mailboxOrigin: string;
  /** Address of one service, past the gateway. */
  addressOf(service: ServiceName): string;
  /** A running service, for its routes and its context. */
  service(name: ServiceName): Service<TProperties, Record<string, never>>;
  /** The routes of a service as it has registered them. */
  routesOf(name: ServiceName): readonly RegisteredRoute[];
  token: TokenMaker;
  stores: PlatformStores;
  secrets: PlatformSecrets;
  mailbox: RunningMailbox;
  /** The last lines at level `warn` or above, as JSON. */
  logLines: readonly string[];
  /** Ends a service as SIGTERM does. Its address refuses connections until it is started again. */
  stop(name: ServiceName): Promise<void>;
  start(name: ServiceName): Promise<void>;
  /** Ends all services and deletes what they stored, unless that is another platform's. */
  close(): Promise<void>;
}

const prepareTimeoutMs = 120_000;
const keptLogLines = 500;

/**
 * Starts a {@link Platform}, ready for work: migrated, seeded, its workers running.
 * @throws Error with the last log lines when a service does not become ready.
 */
export async function startPlatform(options: PlatformOptions = {}): Promise<Platform> {
  const { besides } = options;
  const stores = besides?.stores ?? (await createPlatformStores(serviceNames));
  const secrets = besides?.secrets ?? (await createSecrets());
  const mailbox = besides?.mailbox ?? (await startMailbox());
  const ports = await choosePorts(options.port);
  const origin = `http://127.0.0.1:${ports.gateway}`;
  const addressOf = (name: ServiceName) => `http://127.0.0.1:${ports[name]}`;
  const logLines: string[] = [];
  const routes = new Map<ServiceName, RegisteredRoute[]>();
  const running = new Map<ServiceName, Service<TProperties, Record<string, never>>>();

  const start = async (name: ServiceName) => {
    const registered: RegisteredRoute[] = [];
    const definition = noteRoutes(await loadDefinition(name), registered);
    const environment = await environmentOf(definition, stores, secrets, {
      ...mailbox.settings,
      PUBLIC_ORIGIN: options.publicOrigin ?? origin,
      ...options.settings,
      HOST: "127.0.0.1",
      PORT: String(ports[name]),
      DRAIN_MS: "0",
      DEMO_DATA: String(options.demoData ?? true),
      JWKS_URL: `${addressOf("auth")}/.well-known/jwks.json`,
      ...Object.fromEntries(serviceNames.map((other) => [`${other.toUpperCase()}_URL`, addressOf(other)])),
    });
    const settings = loadSettings({ ...commonSettings, ...definition.settings }, environment);
    const log = keepingLogger(name, logLines, options.onLogLine);
    const service = await createService(definition, settings as never, { log });
    running.set(name, service as never);
    routes.set(name, registered);
    await service.app.listen({ host: "127.0.0.1", port: ports[name] });
    await inTime(service.prepare(), name, logLines);
  };
  const stop = async (name: ServiceName) => {
    const service = running.get(name);
    running.delete(name);
    service?.drain();
    await service?.close();
  };
  const close = async () => {
    // The gateway first: what it still forwards finds its service.
    await stop("gateway");
    await Promise.all([...running.keys()].map(stop));
    if (besides) return;
    await mailbox.close();
    await secrets.remove();
    await stores.drop();
  };

  try {
    await Promise.all(serviceNames.map(start));
  } catch (error) {
    await close().catch(() => undefined);
    throw error;
  }
  return {
    origin,
    mailboxOrigin: mailbox.origin,
    addressOf,
    service: (name) => {
      const service = running.get(name);
      if (!service) throw new Error(`the service ${name} is not running`);
      return service;
    },
    routesOf: (name) => routes.get(name) ?? [],
    token: await createTokenMaker(secrets.signingKey),
    stores,
    secrets,
    mailbox,
    logLines,
    stop,
    start,
    close,
  };
}

async function choosePorts(gatewayPort?: number): Promise<Record<ServiceName, number>> {
  const ports = await freePorts(serviceNames.length);
  const chosen = Object.fromEntries(serviceNames.map((name, index) => [name, ports[index]!]));
  return { ...chosen, ...(gatewayPort !== undefined && { gateway: gatewayPort }) } as Record<
    ServiceName,
    number
  >;
}

/** The variables that a service's settings name: where the stores are, secrets as files, limits out of the way. */
async function environmentOf(
  definition: AnyDefinition,
  stores: PlatformStores,
  secrets: PlatformSecrets,
  given: Readonly<Record<string, string>>,
): Promise<Record<string, string>> {
  const environment: Record<string, string> = {
    ...given,
    ...stores.settingsOf(definition.name as ServiceName),
  };
  for (const [name, schema] of Object.entries(definition.settings as Record<string, TSchema>)) {
    if (environment[name] !== undefined) continue;
    if (name.endsWith("_FILE") && !isOptional(schema)) environment[name] = await secrets.fileOf(name);
    // Tests send from one address what many registers send in a day.
    if (name.startsWith("RATE_LIMIT_")) environment[name] = "1000000000";
  }
  return environment;
}

function isOptional(schema: TSchema): boolean {
  return "~optional" in schema;
}

/** A logger that keeps the last lines at level `warn` and above. */
function keepingLogger(name: string, lines: string[], onLine?: (line: string) => void): Logger {
  const destination = new Writable({
    write(chunk: Buffer, _encoding, done) {
      const line = chunk.toString().trimEnd();
      lines.push(line);
      if (lines.length > keptLogLines) lines.splice(0, lines.length - keptLogLines);
      onLine?.(line);
      done();
    },
  });
  return createLogger(name, "warn", destination);
}

async function inTime(prepared: Promise<void>, name: string, lines: readonly string[]): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(
      () => reject(new Error(`${name} is not ready:\n${lines.slice(-5).join("\n")}`)),
      prepareTimeoutMs,
    );
  });
  try {
    await Promise.race([prepared, late]);
  } finally {
    clearTimeout(timer);
  }
}
