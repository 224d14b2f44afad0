/// <reference types="@fastify/swagger" preserve="true" />
import swagger from "@fastify/swagger";
import type { TypeBoxTypeProvider } from "@fastify/type-provider-typebox";
import underPressure from "@fastify/under-pressure";
import Fastify, {
  LogController,
  type FastifyBaseLogger,
  type FastifyInstance,
  type FastifyServerOptions,
  type RawReplyDefaultExpression,
  type RawRequestDefaultExpression,
  type RawServerDefault,
} from "fastify";
import type { JWTVerifyGetKey } from "jose";
import type { Registry } from "prom-client";
import type { TProperties } from "typebox";
import { enforceAccess } from "./access.ts";
import type { Dependency } from "./dependency.ts";
import { createLogger, logRequests, requestId, type Logger } from "./log.ts";
import { measure } from "./metrics.ts";
import { migrate } from "./migrations.ts";
import type { Database } from "./postgres.ts";
import { Problem, handleProblems, sendProblem } from "./problem.ts";
import type { CommonSettings, Settings, commonSettings } from "./settings.ts";
import { systemRoutes, type Lifecycle } from "./system.ts";
import { validatorCompiler } from "./validation.ts";

/** Fastify as the services use it: routes typed by their TypeBox schemas. */
export type App = FastifyInstance<
  RawServerDefault,
  RawRequestDefaultExpression,
  RawReplyDefaultExpression,
  FastifyBaseLogger,
  TypeBoxTypeProvider
>;

/** What a service needs, by name: `/ready` reports each under its name. */
export type Dependencies = Record<string, Dependency>;

/** What the parts of a service get to work with. */
export interface Context<Properties extends TProperties, Needs extends Dependencies> {
  settings: CommonSettings & Settings<Properties>;
  log: Logger;
  needs: Needs;
  /** For metrics of the service's own. */
  metrics: Registry;
  /** Keys that check access tokens and approvals; undefined in a service that declares none. */
  keys: JWTVerifyGetKey | undefined;
}

/** Work beside requests, such as an event consumer. Runs until `signal` aborts; resolves when it has ended. */
export type Worker<C> = (context: C, signal: AbortSignal) => Promise<void>;

/** A service, declared: what it needs and what it offers. `runService` makes a process of it. */
export interface ServiceDefinition<
  Properties extends TProperties = TProperties,
  Needs extends Dependencies = Dependencies,
> {
  /** DNS name, database role, schema and prefix of Redis keys. */
  name: string;
  /** What the service is for, for the API's documentation. */
  description: string;
  /** Port unless PORT says otherwise. */
  port: number;
  /** Settings beside the common ones. */
  settings: Properties;
  /** Opens what the service needs. Must not wait for it: readiness tells when it works. */
  dependencies(settings: CommonSettings & Settings<Properties>, log: Logger): Needs;
  /** Keys that check access tokens; needed as soon as a route is not public. */
  keys?(settings: CommonSettings & Settings<Properties>): JWTVerifyGetKey | Promise<JWTVerifyGetKey>;
  /** The service's schema: which database, and the folder with its SQL files. */
  migrations?: { database(needs: Needs): Database; folder: string };
  /** Puts the demo shop's rows in; must change nothing when they are there. */
  seed?(context: Context<Properties, Needs>): Promise<void>;
  /** Tasks of the service's own, each run by its name in place of `serve`, after the migrations; with what follows it. */
  commands?: Readonly<
    Record<string, (context: Context<Properties, Needs>, args: readonly string[]) => Promise<void>>
  >;
  /** Registers what has to see every request before access is checked, such as CORS. */
  plugins?(app: App, context: Context<Properties, Needs>): void | Promise<void>;
  /** Registers the routes, each with its full public path. */
  routes?(app: App, context: Context<Properties, Needs>): void | Promise<void>;
  /** Started once the service is ready. */
  workers?: readonly Worker<Context<Properties, Needs>>[];
  /** Fastify options that differ from the defaults. */
  server?: Pick<FastifyServerOptions, "bodyLimit" | "requestTimeout" | "trustProxy">;
}

/** Declares a service; only here for its types. */
export function defineService<Properties extends TProperties, Needs extends Dependencies>(
  definition: ServiceDefinition<Properties, Needs>,
): ServiceDefinition<Properties, Needs> {
  return definition;
}

/** A service put together but not listening. */
export interface Service<Properties extends TProperties, Needs extends Dependencies> {
  app: App;
  context: Context<Properties, Needs>;
  /** Runs the migrations, once; `contract`: also those that take away what an older program needs. */
  migrate(options?: { contract?: boolean }): Promise<void>;
  /** Seeds the demo shop, once. */
  seed(): Promise<void>;
  /** Migrates, seeds when DEMO_DATA says so, trying again until it works, then starts workers and turns ready. */
  prepare(): Promise<void>;
  /** From now on `/ready` is 503 and answers ask clients to reconnect elsewhere; requests are still served. */
  drain(): void;
  /** Ends workers, waits for open requests, closes the dependencies. */
  close(): Promise<void>;
}

/**
 * Puts a service together. Tests call its `app.inject`; `runService` lets it listen.
 * @param overrides.needs replaces the dependencies that `definition` would open.
 */
export async function createService<Properties extends TProperties, Needs extends Dependencies>(
  definition: ServiceDefinition<Properties, Needs>,
  settings: Settings<typeof commonSettings> & Settings<Properties>,
  overrides: { log?: Logger; needs?: Needs; keys?: JWTVerifyGetKey } = {},
): Promise<Service<Properties, Needs>> {
  const log = overrides.log ?? createLogger(definition.name, settings.LOG_LEVEL);
  const needs = overrides.needs ?? definition.dependencies(settings, log);
  const lifecycle: Lifecycle = { state: "starting" };
  const stop = new AbortController();
  const app = createApp(log, definition.server);
  const metrics = measure(app);
  for (const dependency of Object.values(needs)) dependency.observe?.(metrics);
  const keys = overrides.keys ?? (await definition.keys?.(settings));
  const context: Context<Properties, Needs> = { settings, log, needs, metrics, keys };

  handleProblems(app);
  logRequests(app);
  app.addHook("onSend", (_request, reply, _payload, done) => {
    if (lifecycle.state === "draining") reply.header("connection", "close");
    done();
  });
  await definition.plugins?.(app, context);
  enforceAccess(app, keys);
  await shedLoad(app);
  await app.register(swagger, {
    openapi: {
      openapi: "3.1.0",
      info: { title: `CloudPOS ${definition.name}`, description: definition.description, version: version() },
      components: { securitySchemes: { bearer: { type: "http", scheme: "bearer", bearerFormat: "JWT" } } },
    },
  });
  systemRoutes(app, { service: definition.name, version: version(), lifecycle, needs, metrics });
  await app.register(async (scope) => definition.routes?.(scope as unknown as App, context));

  const migrations = definition.migrations;
  const migrateOnce = async ({ contract = false } = {}) => {
    if (!migrations) return;
    await migrate(definition.name, migrations.database(needs).pool, migrations.folder, log, contract);
  };
  const seedOnce = async () => void (await definition.seed?.(context));
  let workers: Promise<unknown> = Promise.resolve();

  app.addHook("onClose", async () => {
    stop.abort();
    await workers;
    await Promise.all(Object.values(needs).map((dependency) => dependency.close()));
  });

  return {
    app,
    context,
    migrate: migrateOnce,
    seed: seedOnce,
    prepare: async () => {
      await retry(log, stop.signal, async () => {
        await migrateOnce();
        if (settings.DEMO_DATA) await seedOnce();
      });
      if (stop.signal.aborted || lifecycle.state !== "starting") return;
      const running = (definition.workers ?? []).map((worker) => worker(context, stop.signal));
      workers = Promise.allSettled(running);
      // A service whose worker ended in an error looks well but does half its work: it must end and start anew.
      for (const worker of running) worker.catch((error: unknown) => process.nextTick(() => raise(error)));
      lifecycle.state = "ready";
      log.info("ready");
    },
    drain: () => {
      lifecycle.state = "draining";
    },
    close: async () => void (await app.close()),
  };
}

/** Set by the bundler to the version of the release; `dev` when run from source. */
declare const CLOUDPOS_VERSION: string;
function version(): string {
  return typeof CLOUDPOS_VERSION === "undefined" ? "dev" : CLOUDPOS_VERSION;
}

function raise(error: unknown): never {
  throw error;
}

function createApp(log: Logger, options: ServiceDefinition["server"]): App {
  return Fastify({
    loggerInstance: log as FastifyBaseLogger,
    logController: new LogController({ disableRequestLogging: true, requestIdLogLabel: "requestId" }),
    requestIdHeader: false,
    genReqId: requestId,
    bodyLimit: 1_048_576,
    requestTimeout: 30_000,
    // Longer than the edge and the gateway keep a connection, so that they close it first.
    keepAliveTimeout: 75_000,
    // While draining, requests are served until the server closes.
    return503OnClosing: false,
    forceCloseConnections: "idle",
    // An address that cannot be decoded is refused before any error handler.
    frameworkErrors: (_error, request, reply) =>
      sendProblem(
        request as never,
        reply as never,
        new Problem("bad-request", "The address cannot be decoded."),
      ),
    ...options,
  })
    .setValidatorCompiler(validatorCompiler)
    .withTypeProvider<TypeBoxTypeProvider>() as unknown as App;
}

/**
 * Refuses work with 503 when the event loop is so far behind that answers would come too late anyway. Its delay
 * says so; a busy loop alone does not, and refusing then would keep it busy. Memory is the container's limit to guard.
 */
async function shedLoad(app: App): Promise<void> {
  await app.register(underPressure, {
    maxEventLoopDelay: 1_000,
    pressureHandler: (request, _reply, kind, value) => {
      if (request.routeOptions.config.system) return;
      request.log.warn({ kind, value }, "request refused under pressure");
      throw new Problem("overloaded", "Try again in a moment.", { headers: { "retry-after": "1" } });
    },
  });
}

/** Runs `attempt` until it succeeds, with pauses from 0.25 s to 5 s, or until `signal` aborts. */
async function retry(log: Logger, signal: AbortSignal, attempt: () => Promise<void>): Promise<void> {
  for (let pause = 250; !signal.aborted; pause = Math.min(pause * 2, 5_000)) {
    try {
      return await attempt();
    } catch (error) {
      log.warn({ err: error, nextAttemptMs: pause }, "cannot prepare the database yet");
      await new Promise<void>((resolve) => {
        const done = () => {
          clearTimeout(timer);
          signal.removeEventListener("abort", done);
          resolve();
        };
        const timer = setTimeout(done, pause);
        signal.addEventListener("abort", done);
      });
    }
  }
}
