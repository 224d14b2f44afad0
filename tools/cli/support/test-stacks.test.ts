import { readFile } from "node:fs/promises";
import { parse } from "yaml";
import { expect, test } from "vitest";
import { parseSettings } from "../../../infra/settings.ts";
import { stackFile } from "./stack-file.ts";
import { testStack, testStacks } from "./test-stacks.ts";

const asText = (config: object) =>
  Object.fromEntries(
    Object.entries(config).map(([key, value]) => [
      key,
      typeof value === "string" ? value : JSON.stringify(value),
    ]),
  );

async function derived(of: keyof typeof testStacks, cluster?: { kubeconfig: string; registry: string }) {
  const { config } = parse(await readFile(stackFile(of), "utf8")) as { config: Record<string, unknown> };
  return {
    committed: parseSettings(of, asText(config)),
    tested: parseSettings(testStacks[of].name, asText(testStack(of, config, {}, cluster))),
  };
}

test.each(["staging", "production"] as const)(
  "the tests' stack for %s is as committed, but for what another machine and a test need",
  async (of) => {
    const cluster = { kubeconfig: "/kubeconfig", registry: "127.0.0.1:15000" };
    const { committed, tested } = await derived(of, of === "production" ? cluster : undefined);
    for (const key of ["platform", "tls", "replicas", "backup", "logLevel", "secretGenerations"] as const)
      expect(tested[key], key).toEqual(committed[key]);
    for (const store of ["postgres", "redis", "mongodb"] as const)
      expect(tested[store].members, store).toBe(committed[store].members);
    if (of === "production")
      expect(tested.kubernetes).toMatchObject({ kubeconfig: "/kubeconfig", exposure: "node-ports" });
  },
);
