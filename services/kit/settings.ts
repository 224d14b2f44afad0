import { readFileSync } from "node:fs";
import { Strict } from "@cloudpos/contracts";
import { Type, type Static, type TObject, type TProperties } from "typebox";
import Value from "typebox/value";
import { fromTexts } from "./text.ts";

/** Settings every service has. */
export const commonSettings = {
  /** TCP port to listen on; the service's own by default. 0 picks a free one. */
  PORT: Type.Optional(Type.Integer({ minimum: 0, maximum: 65535 })),
  HOST: Type.String({ default: "0.0.0.0" }),
  LOG_LEVEL: Type.Union(
    [
      Type.Literal("debug"),
      Type.Literal("info"),
      Type.Literal("warn"),
      Type.Literal("error"),
      Type.Literal("silent"),
    ],
    { default: "info" },
  ),
  /** How long the service keeps serving after SIGTERM, so that routers notice, in milliseconds. */
  DRAIN_MS: Type.Integer({ minimum: 0, maximum: 60_000, default: 4000 }),
  /** Whether to put the demo shop into an empty database. */
  DEMO_DATA: Type.Boolean({ default: false }),
};

/** Settings of a service with a PostgreSQL schema; see `openDatabase`. */
export const databaseSettings = {
  DATABASE_URL: Type.String({ pattern: "^postgres(ql)?://[^:@/]+@[^/]+/.+$" }),
  DATABASE_PASSWORD_FILE: Type.String(),
  /** CA that signed the server's certificate; without it the connection is not encrypted (tests only). */
  DATABASE_CA_FILE: Type.Optional(Type.String()),
  DATABASE_POOL_SIZE: Type.Integer({ minimum: 1, maximum: 100, default: 8 }),
};

/** Settings of a service that uses Redis; see `openRedis`. */
export const redisSettings = {
  /** `rediss://` needs REDIS_CA_FILE; `redis://` is for tests, as is the number of a database as the path. */
  REDIS_URL: Type.String({ pattern: "^rediss?://[^:@/]+@[^/]+(/[0-9]+)?$" }),
  /** All members of a Redis Cluster, `host:port,host:port`; without it there is just the one of REDIS_URL. */
  REDIS_NODES: Type.Optional(Type.String({ pattern: "^[^:,/]+:[0-9]+(,[^:,/]+:[0-9]+)*$" })),
  REDIS_PASSWORD_FILE: Type.String(),
  REDIS_CA_FILE: Type.Optional(Type.String()),
};

/** Settings of a service that checks access tokens. */
export const tokenSettings = {
  /** Where auth publishes its public keys. */
  JWKS_URL: Type.String({ pattern: "^https?://.+" }),
};

/**
 * What a settings schema becomes: a variable `X_FILE` holds a path, and its content appears as `X`. So a secret
 * is in the environment only as the name of a file.
 */
export type Settings<Properties extends TProperties> = {
  [Key in keyof Static<TObject<Properties>> as Key extends `${infer Name}_FILE` ? Name : Key]: Static<
    TObject<Properties>
  >[Key];
};

/** Settings of {@link commonSettings} after loading. */
export type CommonSettings = Settings<typeof commonSettings>;

/** Everything that is wrong with a service's settings, in one message. */
export class SettingsError extends Error {
  readonly problems: readonly string[];
  constructor(problems: readonly string[]) {
    super(`Settings are not valid:\n${problems.map((problem) => `  - ${problem}`).join("\n")}`);
    this.name = "SettingsError";
    this.problems = problems;
  }
}

/**
 * Reads the variables a schema names from the environment, with defaults and conversion, and the files they
 * point to. Variables the schema does not name are ignored: the container's runtime sets some of its own.
 * @throws SettingsError listing everything that is missing or wrong.
 */
export function loadSettings<Properties extends TProperties>(
  properties: Properties,
  environment: Readonly<Record<string, string | undefined>>,
): Settings<Properties> {
  const schema = Strict(properties);
  const given: Record<string, unknown> = {};
  for (const name of Object.keys(properties)) {
    // An empty variable counts as absent: that is how compose files and shells unset one.
    if (environment[name]) given[name] = environment[name];
  }
  const values = fromTexts(schema, given);
  const problems = settingProblems(schema, values);

  const settings: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(values)) {
    if (!name.endsWith("_FILE")) {
      settings[name] = value;
      continue;
    }
    try {
      const content = readFileSync(String(value), "utf8");
      if (content.trim() === "") problems.push(`${name}: the file ${String(value)} is empty`);
      settings[name.slice(0, -"_FILE".length)] = content.replace(/\r?\n$/, "");
    } catch (error) {
      problems.push(`${name}: cannot read ${String(value)} (${(error as NodeJS.ErrnoException).code})`);
    }
  }
  if (problems.length > 0) throw new SettingsError(problems);
  return settings as Settings<Properties>;
}

function settingProblems(schema: TObject, values: Record<string, unknown>): string[] {
  const problems = new Map<string, string>();
  for (const error of Value.Errors(schema, values)) {
    if (error.keyword === "required") {
      for (const name of error.params.requiredProperties) problems.set(name, `${name}: is missing`);
      continue;
    }
    const name = error.instancePath.slice(1).split("/")[0]!;
    // Values are not repeated: somebody may have put a secret where a path or an address belongs.
    if (name !== "" && !problems.has(name))
      problems.set(name, `${name}: ${expectation(schema, name, error.message)}`);
  }
  return [...problems.values()];
}

function expectation(schema: TObject, name: string, message: string): string {
  const options = (schema.properties[name] as { anyOf?: { const?: unknown }[] } | undefined)?.anyOf;
  return options ? `must be one of ${options.map((option) => option.const).join(", ")}` : message;
}
