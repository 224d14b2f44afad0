import { describe, expect, test } from "vitest";
import { parse, parseDocument } from "yaml";
import { parseSettings, type Settings } from "../../../infra/settings.ts";
import { declareSystem } from "../../../infra/workloads/index.ts";
import { begin, choose, finish, rotatable } from "./rotate.ts";

const config = {
  "cloudpos:environment": "dev",
  "cloudpos:platform": "swarm",
  "cloudpos:domain": "localhost",
  "cloudpos:logLevel": "info",
};

function settingsWith(change: Record<string, unknown> = {}): Settings {
  const raw = Object.entries({ ...config, ...change }).map(([key, value]) => [
    key,
    typeof value === "string" ? value : JSON.stringify(value),
  ]);
  return parseSettings("dev", Object.fromEntries(raw) as Record<string, string>);
}
const secretsOf = (settings: Settings) => rotatable(declareSystem(settings), settings);

/** What a workload gets in a phase: its secrets by generation, and what tells it the account to use. */
function given(name: string, change: Record<string, unknown>) {
  const system = declareSystem(settingsWith(change));
  const workload = system.workloads.find((each) => each.name === name)!;
  const generations = Object.fromEntries(
    system.secrets
      .filter((secret) => workload.secrets.includes(secret.name))
      .map((secret) => [secret.name, secret.generation]),
  );
  return { generations, environment: workload.environment };
}

describe("a rotation with overlap", () => {
  const secretGenerations = { "db-auth-password": 2, "token-signing-key": 2, "redis-auth-password": 2 };
  const during = (phase: "prepare" | "switch") => ({
    "cloudpos:secretGenerations": secretGenerations,
    "cloudpos:secretRotations": Object.fromEntries(
      Object.keys(secretGenerations).map((name) => [name, { phase }]),
    ),
  });

  test.each([
    ["before", {}, 1, undefined, "postgres://auth@postgres"],
    ["prepared", during("prepare"), 1, 2, "postgres://auth@postgres"],
    ["switched", during("switch"), 2, 1, "postgres://auth_alternate@postgres"],
    [
      "over",
      { "cloudpos:secretGenerations": secretGenerations },
      2,
      undefined,
      "postgres://auth_alternate@postgres",
    ],
  ])("%s", (_, change, used, other, url) => {
    const auth = given("auth", change);
    expect(auth.generations["db-auth-password"]).toBe(used);
    expect(auth.generations["db-auth-password-other"], "only who checks it has the other one").toBe(
      undefined,
    );
    expect(auth.environment["DATABASE_URL"]).toContain(url);
    expect(auth.generations["token-signing-key"]).toBe(used);
    expect(auth.generations["token-signing-key-other"]).toBe(other);
    expect(auth.environment["OTHER_SIGNING_KEYS_FILE"]).toBe(other && "/run/secrets/token-signing-key-other");
    const keeper = given("postgres-accounts", change);
    expect(keeper.generations["db-auth-password"]).toBe(used);
    expect(keeper.generations["db-auth-password-other"]).toBe(other);
    expect(keeper.environment["ACCOUNTS"]).toContain(`auth=${used} inventory=1`);
  });

  test("restarts no database", () => {
    const database = (change: object) =>
      declareSystem(settingsWith({ ...change })).workloads.find(({ name }) => name === "postgres");
    expect(database(during("prepare"))).toEqual(database({}));
    expect(database(during("switch"))).toEqual(database({}));
  });

  test("in the stack's file leaves everything else as people wrote it", () => {
    const text = "config:\n  # ours\n  cloudpos:environment: dev\n  cloudpos:ports: { http: 80 } # taken\n";
    const document = parseDocument(text);
    const known = secretsOf(settingsWith());
    begin(document, choose(known, ["db-auth-password", "tls-redis-key"], {}));
    expect(parse(document.toString()).config).toMatchObject({
      "cloudpos:secretGenerations": { "db-auth-password": 2, "tls-redis-key": 2 },
      "cloudpos:secretRotations": { "db-auth-password": { phase: "prepare" } },
    });
    finish(document, [{ name: "db-auth-password" }]);
    const rest = "  cloudpos:secretGenerations:\n    db-auth-password: 2\n    tls-redis-key: 2\n";
    expect(document.toString()).toBe(text + rest);
  });

  test("that is under way is not begun again", () => {
    const settings = settingsWith(during("switch"));
    const document = parseDocument("config: {}");
    begin(document, choose(secretsOf(settings), ["db-auth-password"], {}));
    expect(parse(document.toString())).toEqual({ config: {} });
  });
});

describe("what can be rotated", () => {
  const known = secretsOf(
    settingsWith({
      "cloudpos:mail": { host: "mail.example.com", from: "a@example.com", username: "a" },
      "cloudpos:mailPassword": "secret",
    }),
  );

  test.each([
    ["db-auth-pasword", 'There is no secret "db-auth-pasword". These can be rotated: all, '],
    ["payment-key", "payment-key is not rotated: stored references to payments are encrypted"],
    ["backup-cipher-pass", "the backups that exist are encrypted with it"],
    ["tls-postgres-key", "postgres has to be started again. At a quiet time: add --allow-interruption"],
  ])("not %s", (name, message) => {
    expect(() => choose(known, [name], {})).toThrow(message);
  });

  test("all is what interrupts nobody and comes from nowhere else", () => {
    const names = choose(known, ["all"], {}).map(({ name }) => name);
    expect(names).toContain("db-transaction-password");
    expect(names).toContain("token-signing-key");
    expect(names).not.toContain("payment-key");
    expect(names).not.toContain("tls-postgres-key");
    expect(names).not.toContain("mail-password");
    expect(choose(known, ["all"], { allowInterruption: true }).map(({ name }) => name)).toContain(
      "tls-postgres-key",
    );
  });
});
