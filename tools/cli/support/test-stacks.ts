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

/** Name of the stack that stands for staging on servers of its own. */
export const serversStack = "test-servers";

/** What three servers keep in the tests; no two partners, and one member of each election, on each. */
const KEEPS = [
  ["etcd-1", "postgres-1", "redis-1", "redis-5", "mongodb"],
  ["etcd-2", "postgres-2", "redis-2", "redis-6", "backup"],
  ["etcd-3", "postgres-3", "redis-3", "redis-4", "prometheus", "alertmanager"],
];

/** Staging as tests bring it up, on three servers: with a name, and the ports that staging has. */
export function testStackOnServers(
  committed: Configuration,
  images: Configuration,
  { servers, registry }: ServersForTests,
): Configuration {
  const { "cloudpos:ports": _, ...kept } = testStack("staging", committed, images);
  return {
    ...kept,
    "cloudpos:domain": "shop.cloudpos.example.com",
    "cloudpos:registry": registry,
    // What a container cannot give: kernel settings beside its network's, and the clock.
    "cloudpos:servers": servers.map((server, index) => ({
      name: `pos-${index + 1}`,
      ...server,
      role: "manager",
      without: ["kernel", "timeSync"],
      keeps: KEEPS[index],
    })),
  };
}

/** As the tests' servers and registry are reached. */
export interface ServersForTests {
  servers: readonly { address: string; port: number; user: string; hostKey: string }[];
  registry: { address: string; user: string; authority: string };
}

/** Writes the configuration of a tests' stack, with the salt that an earlier one had. */
export async function writeTestStack(
  home: Home,
  of: keyof typeof testStacks,
  cluster?: Pick<Cluster, "kubeconfig" | "registry">,
): Promise<void> {
  const config = testStack(of, (await read(of)).config, await machineImages(home), cluster);
  await write(testStacks[of].name, of, config);
}

/** @param images in place of this machine's, which servers do not have */
export async function writeTestStackOnServers(images: Configuration, on: ServersForTests): Promise<void> {
  await write(serversStack, "staging", testStackOnServers((await read("staging")).config, images, on));
}

async function read(stack: string): Promise<{ config: Configuration; encryptionsalt?: string }> {
  const { parse } = await import("yaml");
  return parse(await readFile(stackFile(stack), "utf8")) as Awaited<ReturnType<typeof read>>;
}

async function write(stack: string, of: string, config: Configuration): Promise<void> {
  const { stringify } = await import("yaml");
  const salt = existsSync(stackFile(stack)) ? (await read(stack)).encryptionsalt : undefined;
  await writeFile(
    stackFile(stack),
    `# Written by ./cloudpos test from Pulumi.${of}.yaml; not part of the repository.\n` +
      stringify({ ...(salt ? { encryptionsalt: salt } : {}), config }),
  );
}
