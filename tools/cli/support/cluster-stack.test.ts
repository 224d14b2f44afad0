import { readFile } from "node:fs/promises";
import { parse } from "yaml";
import { expect, test } from "vitest";
import { parseSettings } from "../../../infra/settings.ts";
import { clusterStack } from "./cluster-stack.ts";
import { stackFile } from "./stack-file.ts";

const asText = (config: object) =>
  Object.fromEntries(
    Object.entries(config).map(([key, value]) => [
      key,
      typeof value === "string" ? value : JSON.stringify(value),
    ]),
  );

test("the tests' stack on Kubernetes is production's, but for what another machine and a test need", async () => {
  const { config } = parse(await readFile(stackFile("production"), "utf8")) as { config: object };
  const derived = clusterStack(
    config as Record<string, unknown>,
    { kubeconfig: "/kubeconfig", registry: "127.0.0.1:15000" },
    {},
  );
  const production = parseSettings("production", asText(config));
  const tested = parseSettings("cluster-test", asText(derived));
  for (const key of ["platform", "tls", "replicas", "backup", "logLevel", "secretGenerations"] as const)
    expect(tested[key], key).toEqual(production[key]);
  for (const store of ["postgres", "redis", "mongodb"] as const)
    expect(tested[store].members, store).toBe(production[store].members);
  expect(tested.kubernetes).toMatchObject({ kubeconfig: "/kubeconfig", exposure: "node-ports" });
});
