/** The configuration of the stack that tests bring up on Kubernetes: production's, on one small node. */
import { existsSync } from "node:fs";
import { readFile, writeFile } from "node:fs/promises";
import type { Cluster } from "../../offline/kubernetes/cluster.ts";
import type { Home } from "../../offline/toolchain/home.ts";
import { machineImages, stackFile } from "./stack-file.ts";

type Configuration = Record<string, unknown>;

/** Ports of the node; beside those of any other stack of the machine. */
export const clusterStackPorts = { http: 18180, https: 18443, prometheus: 19090, grafana: 13001 } as const;

/**
 * Derives it. Stays as in production: the platform, who signs, how many members and replicas, schedules. Changes: what
 * is measured for other machines (memory, disks), whom the outside world knows (domain, registry, mail, alerts), and
 * what the tests buy and sell with (the demo shop, which production rightly refuses).
 *
 * @param production keys as in Pulumi.production.yaml
 */
export function clusterStack(
  production: Readonly<Configuration>,
  cluster: Pick<Cluster, "kubeconfig" | "registry">,
  images: Readonly<Record<string, unknown>>,
): Configuration {
  const of = (key: string) => (production[`cloudpos:${key}`] ?? {}) as Configuration;
  const { alerts: _alerts, ...kept } = Object.fromEntries(
    Object.entries(production).map(([key, value]) => [key.replace(/^cloudpos:/, ""), value]),
  );
  const changed: Configuration = {
    ...kept,
    environment: "staging",
    domain: "localhost",
    demoData: true,
    ports: clusterStackPorts,
    kubernetes: {
      ...of("kubernetes"),
      kubeconfig: cluster.kubeconfig,
      registry: `${cluster.registry}/cloudpos-test`,
      exposure: "node-ports",
      volumeGiB: 1,
      volumesGiB: {},
      // The node's few processors are asked for by what works, not by what waits.
      requests: { cpuPercent: 1, memoryPercent: 20 },
    },
    postgres: { ...of("postgres"), memoryMiB: 1024 },
    redis: { ...of("redis"), memoryMiB: 128 },
    mongodb: { ...of("mongodb"), memoryMiB: 384 },
    payments: { acquirer: "simulated" },
    mail: "mailbox",
    adminNetworks: ["127.0.0.0/8", "10.0.0.0/8"],
    images,
  };
  return Object.fromEntries(Object.entries(changed).map(([key, value]) => [`cloudpos:${key}`, value]));
}

/** Writes the configuration of the tests' stack, with the salt that an earlier one had. */
export async function writeClusterStack(
  home: Home,
  stack: string,
  cluster: Pick<Cluster, "kubeconfig" | "registry">,
): Promise<void> {
  const { parse, stringify } = await import("yaml");
  const read = async (name: string) =>
    parse(await readFile(stackFile(name), "utf8")) as { config: Configuration; encryptionsalt?: string };
  const production = await read("production");
  const salt = existsSync(stackFile(stack)) ? (await read(stack)).encryptionsalt : undefined;
  const config = clusterStack(production.config, cluster, await machineImages(home));
  await writeFile(
    stackFile(stack),
    "# Written by ./cloudpos test --cluster from Pulumi.production.yaml; not part of the repository.\n" +
      stringify({ ...(salt ? { encryptionsalt: salt } : {}), config }),
  );
}
