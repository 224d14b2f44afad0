/**
 * What runs of a stack, on whatever platform it does: a container on Swarm, a pod on Kubernetes. Tests, drills and
 * benchmarks ask here, so that each of them works on both.
 */
import { setTimeout as pause } from "node:timers/promises";
import { settingsOf } from "./declared.ts";
import { KubernetesInstances } from "./kubernetes-instances.ts";
import { SwarmInstances } from "./swarm-instances.ts";

/** One running copy of a workload. */
export interface Instance {
  /** Id of the container, name of the pod. A replacement has another one, but for a pod with a name of its own. */
  readonly id: string;
  /** Differs from any earlier instance's. */
  readonly uid: string;
  readonly workload: string;
  /** The platform sends it requests. */
  readonly ready: boolean;
}

export interface Instances {
  /** Those that run, the newest first; of the whole stack where no workload is named. */
  list(workload?: string): Promise<Instance[]>;
  /** Runs a command in one. @returns what it printed. @throws when it fails, or the instance is gone */
  exec(instance: Pick<Instance, "id" | "workload">, ...command: string[]): Promise<string>;
  /** Without a warning; the platform starts another. */
  kill(instance: Pick<Instance, "id" | "workload">): Promise<void>;
}

/** @throws Error when the stack has no configuration here */
export async function instancesOf(stack: string): Promise<Instances> {
  const { platform } = await settingsOf(stack);
  return platform === "kubernetes" ? new KubernetesInstances(stack) : new SwarmInstances(stack);
}

/** The newest running one. @throws Error when there is none */
export async function instanceOf(instances: Instances, workload: string): Promise<Instance> {
  const [newest] = await instances.list(workload);
  if (!newest) throw new Error(`nothing of ${workload} is running`);
  return newest;
}

/** An instance has to be replaced within this time. */
const replacementPatienceMs = 180_000;

const isPostgres = (workload: string) => /^postgres(-\d+)?$/.test(workload);

/** Where PostgreSQL can be written to: its only node, or the member that leads. @throws Error when none does */
export async function primaryOf(instances: Instances): Promise<Instance> {
  const running = (await instances.list()).filter(({ workload }) => isPostgres(workload));
  // Of several members `postgres` is the way to them.
  const members = running.some(({ workload }) => workload !== "postgres")
    ? running.filter(({ workload }) => workload !== "postgres")
    : running;
  for (const member of members) {
    const inRecovery = await psql(instances, member, "SELECT pg_is_in_recovery()").catch(() => "");
    if (inRecovery === "f") return member;
  }
  throw new Error(`no member of PostgreSQL can be written to (${members.length} are running)`);
}

/** Asks as superuser, inside. @returns the answer, unaligned, without headings */
export function psql(instances: Instances, member: Instance, query: string): Promise<string> {
  const options = ["-U", "postgres", "-d", "cloudpos", "-qtAX", "-v", "ON_ERROR_STOP=1"];
  return instances.exec(member, "psql", ...options, "-c", query);
}

/** Asks a member of the Redis Cluster as the user that keeps it in its place, inside. */
export function redisCli(instances: Instances, member: Instance, command: string): Promise<string> {
  const script = `REDISCLI_AUTH=$(< /run/secrets/redis-cluster-password) redis-cli -s /tmp/redis.sock --user cluster ${command}`;
  return instances.exec(member, "bash", "-c", script);
}

/**
 * Waits until as many others as `count` are ready in place of an instance that was lost.
 *
 * @returns how long that took, in milliseconds
 * @throws Error after three minutes
 */
export async function replaced(instances: Instances, lost: Instance, count = 1): Promise<number> {
  const began = performance.now();
  for (;;) {
    const now = await instances.list(lost.workload).catch(() => []);
    const tookMs = performance.now() - began;
    if (now.filter(({ ready, uid }) => ready && uid !== lost.uid).length >= count) return tookMs;
    if (tookMs > replacementPatienceMs)
      throw new Error(`${lost.workload} is not back after ${replacementPatienceMs / 1_000} s`);
    await pause(250);
  }
}
