import { readFile } from "node:fs/promises";
import { parse } from "yaml";
import { expect, test } from "vitest";
import { parseSettings } from "../../../infra/settings.ts";
import { stackFile } from "./stack-file.ts";
import { serversStack, testStack, testStackOnServers, testStacks } from "./test-stacks.ts";

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

test("the tests' stack on servers is staging's, and places everything", async () => {
  const { config } = parse(await readFile(stackFile("staging"), "utf8")) as {
    config: Record<string, unknown>;
  };
  const servers = [1, 2, 3].map((number) => ({
    address: `192.0.2.${number}`,
    port: 22,
    user: "admin",
    hostKey: "ssh-ed25519 AAAA",
  }));
  const authority = "-----BEGIN CERTIFICATE-----";
  const registry = { address: "192.0.2.9:5000/shop", user: "ci", authority };
  const settings = parseSettings(serversStack, {
    ...asText(testStackOnServers(config, {}, { servers, registry })),
    "cloudpos:sshKey": "[secret]",
    "cloudpos:registryPassword": "[secret]",
  });
  expect(settings.replicas).toEqual(parseSettings("staging", asText(config)).replicas);
  expect(settings.servers.map(({ name }) => name)).toEqual(["pos-1", "pos-2", "pos-3"]);
});
