import { readFile } from "node:fs/promises";
import path from "node:path";
import { expect, it } from "vitest";
import { parse } from "yaml";
import { parseSettings, SettingsError, type Settings } from "../../settings.ts";
import { declareSystem } from "../../workloads/index.ts";
import { keeperOf, misplaced } from "./placement.ts";

const file = path.resolve(import.meta.dirname, "../../../Pulumi.staging.yaml");
const { config } = parse(await readFile(file, "utf8")) as { config: Record<string, unknown> };

/** Staging, which has every kind of store, on servers that keep what is given. */
function raw(keeps: Record<string, string[]>): Record<string, string> {
  const servers = Object.entries(keeps).map(([name, kept], index) => ({
    name,
    address: `192.0.2.${index + 11}`,
    hostKey: "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJ0=",
    role: index % 2 === 0 || Object.keys(keeps).length % 2 === 1 ? "manager" : "worker",
    keeps: kept,
  }));
  const all = {
    ...config,
    "cloudpos:servers": servers,
    "cloudpos:registry": { address: "registry.example.com" },
    "cloudpos:sshKey": "[secret]",
  };
  return Object.fromEntries(
    Object.entries(all).map(([key, value]) => [
      key,
      typeof value === "string" ? value : JSON.stringify(value),
    ]),
  );
}

/** What is wrong with the placement alone. */
function faultsOf(settings: Settings): string[] {
  return misplaced(settings.servers, declareSystem(settings).workloads);
}

function problemsOf(keeps: Record<string, string[]>): string[] {
  try {
    parseSettings("staging", raw(keeps));
    return [];
  } catch (error) {
    if (!(error instanceof SettingsError)) throw error;
    return [...error.problems];
  }
}

/** The last sentence, as somebody would paste it. */
function suggested(problems: readonly string[]): Record<string, string[]> {
  const yaml = problems.at(-1)!.split("this would do:\n")[1]!;
  const entries = parse(yaml) as { name: string; keeps: string[] }[];
  return Object.fromEntries(entries.map(({ name, keeps }) => [name, keeps]));
}

const spread = {
  "pos-1": ["etcd-1", "postgres-1", "redis-1", "redis-5", "mongodb"],
  "pos-2": ["etcd-2", "postgres-2", "redis-2", "redis-6", "backup"],
  "pos-3": ["etcd-3", "postgres-3", "redis-3", "redis-4", "prometheus", "alertmanager"],
};

it("what is spread is accepted, and each workload kept where it was said", () => {
  const settings = parseSettings("staging", raw(spread));
  expect(keeperOf({ name: "redis-4" }, settings.servers)).toBe("pos-3");
});

it("one server keeps everything without a word", () => {
  const settings = parseSettings("staging", { ...raw({ "pos-1": [] }), "cloudpos:registry": "{}" });
  expect(keeperOf({ name: "redis-4" }, settings.servers)).toBe("pos-1");
  expect(keeperOf({ name: "redis-4" }, [])).toBeUndefined();
});

it.each([[["pos-1", "pos-2", "pos-3"]], [["pos-1", "pos-2", "pos-3", "pos-4", "pos-5"]]])(
  "for %j nobody has to think: what is suggested is accepted",
  (names) => {
    const suggestion = suggested(problemsOf(Object.fromEntries(names.map((name) => [name, []]))));
    expect(problemsOf(suggestion)).toEqual([]);
  },
);

it("suggestions are good for any number of servers", () => {
  const settings = parseSettings("staging", raw(spread));
  for (let count = 2; count <= 9; count += 1) {
    const names = Array.from({ length: count }, (_, index) => `pos-${index + 1}`);
    const on = (keeps: Record<string, string[]>): Settings => ({
      ...settings,
      servers: names.map((name) => ({ ...settings.servers[0]!, name, keeps: keeps[name] ?? [] })),
    });
    expect(faultsOf(on(suggested(faultsOf(on({}))))), `${count} servers`).toEqual([]);
  }
});

it("what is kept already stays where it is", () => {
  const { "pos-3": last, ...others } = spread;
  const without = last.filter((name) => name !== "redis-3");
  const problems = problemsOf({ ...others, "pos-3": without });
  expect(problems[0]).toContain("nobody keeps redis-3");
  expect(suggested(problems)["pos-3"]).toEqual(expect.arrayContaining(without));
});

it.each([
  [
    { ...spread, "pos-1": [...spread["pos-1"], "postgre-1"] },
    'pos-1 keeps "postgre-1", which is no workload',
  ],
  [{ ...spread, "pos-1": [...spread["pos-1"], "gateway"] }, 'pos-1 keeps "gateway", which is no workload'],
  [{ ...spread, "pos-1": [...spread["pos-1"], "backup"] }, "backup is kept by pos-1, pos-2; exactly one can"],
  [
    {
      ...spread,
      "pos-1": ["etcd-1", "postgres-1", "redis-1", "redis-4", "mongodb"],
      "pos-3": ["etcd-3", "postgres-3", "redis-3", "redis-5", "prometheus", "alertmanager"],
    },
    "pos-1 keeps redis-1 and redis-4, which take over from each other",
  ],
  [
    {
      ...spread,
      "pos-1": [...spread["pos-1"], "etcd-2"],
      "pos-2": spread["pos-2"].filter((name) => name !== "etcd-2"),
    },
    "pos-1 keeps etcd-1, etcd-2: at most 1 of the members of etcd may be lost with one server",
  ],
])("refuses %j", (keeps, problem) => {
  const problems = problemsOf(keeps);
  expect(problems.join("\n")).toContain(problem);
  expect(problemsOf(suggested(problems))).toEqual([]);
});
