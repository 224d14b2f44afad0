/** Configurations of the stacks that tests bring up in place of staging and production, on this one small machine. */
import { existsSync } from "node:fs";
import { readFile, writeFile } from "node:fs/promises";
import type { Cluster } from "../../offline/kubernetes/cluster.ts";
import type { Home } from "../../offline/toolchain/home.ts";
import { machineImages, stackFile, type Ports } from "./stack-file.ts";

type Configuration = Readonly<Record<string, unknown>>;

/** By the committed stack that they stand for. */
export const testStacks = {
  staging: { name: "test-staging", ports: { http: 18280, https: 18643, prometheus: 19290, grafana: 13201 } },
  production: {
    name: "test-cluster",
    ports: { http: 18180, https: 18443, prometheus: 19090, grafana: 13001 },
  },
} as const satisfies Record<string, { name: string; ports: Ports }>;

/**
 * Derives one. Stays: the platform, who signs, how many members and replicas, schedules. Changes: what is measured for
 * other machines (memory, disks, servers), whom the outside world knows (domain, registry, mail, alerts), and what the
 * tests buy and sell with (the demo shop, which production rightly refuses).
 *
 * @param committed keys as in the stack's file
 * @param cluster where the platform is Kubernetes
 */
export function testStack(
  of: keyof typeof testStacks,
  committed: Configuration,
  images: Configuration,
  cluster?: Pick<Cluster, "kubeconfig" | "registry">,
): Configuration {
  const kept = Object.fromEntries(
    Object.entries(committed).map(([key, value]) => [key.replace(/^cloudpos:/, ""), value]),
  ) as Record<string, Configuration>;
  delete kept["alerts"];
  delete kept["servers"];
  const changed: Configuration = {
    ...kept,
    environment: "staging",
    domain: "localhost",
    demoData: true,
    ports: testStacks[of].ports,
    ...(cluster && {
      registry: { address: `${cluster.registry}/cloudpos-test` },
      kubernetes: {
        ...kept["kubernetes"],
        kubeconfig: cluster.kubeconfig,
        exposure: "node-ports",
        volumeGiB: 1,
        volumesGiB: {},
        // The node's few processors are asked for by what works, not by what waits.
        requests: { cpuPercent: 1, memoryPercent: 20 },
      },
    }),
    postgres: { ...kept["postgres"], memoryMiB: 1024 },
    redis: { ...kept["redis"], memoryMiB: 128 },
    mongodb: { ...kept["mongodb"], memoryMiB: 384 },
    payments: { acquirer: "simulated" },
    mail: "mailbox",
    adminNetworks: ["127.0.0.0/8", "10.0.0.0/8", "172.16.0.0/12"],
    images,
  };
  return Object.fromEntries(Object.entries(changed).map(([key, value]) => [`cloudpos:${key}`, value]));
}

/** Writes the configuration of a tests' stack, with the salt that an earlier one had. */
export async function writeTestStack(
  home: Home,
  of: keyof typeof testStacks,
  cluster?: Pick<Cluster, "kubeconfig" | "registry">,
): Promise<void> {
  const { parse, stringify } = await import("yaml");
  const read = async (name: string) =>
    parse(await readFile(stackFile(name), "utf8")) as { config: Configuration; encryptionsalt?: string };
  const { name } = testStacks[of];
  const salt = existsSync(stackFile(name)) ? (await read(name)).encryptionsalt : undefined;
  const config = testStack(of, (await read(of)).config, await machineImages(home), cluster);
  await writeFile(
    stackFile(name),
    `# Written by ./cloudpos test from Pulumi.${of}.yaml; not part of the repository.\n` +
      stringify({ ...(salt ? { encryptionsalt: salt } : {}), config }),
  );
}
