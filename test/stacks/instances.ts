/**
 * What runs of a stack, on whatever platform it does: a container on Swarm, a pod on Kubernetes. Tests, drills and
 * benchmarks ask here, so that each of them works on both.
 */
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
