import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { clusterAccess, type ClusterAccess } from "../../tools/cli/support/kubectl.ts";
import type { Instance, Instances } from "./instances.ts";

const run = promisify(execFile);

/** How the cluster of each stack is reached: a stack that is purged takes its configuration with it. */
const accesses = new Map<string, Promise<ClusterAccess>>();

/** Runs kubectl on the cluster of a stack. @returns what it printed. @throws Error with kubectl's own message. */
export async function kubectl(stack: string, ...args: string[]): Promise<string> {
  if (!accesses.has(stack)) accesses.set(stack, clusterAccess(stack));
  const { program, args: access } = await accesses.get(stack)!;
  return (await run(program, [...access, ...args], { maxBuffer: 256 * 1024 * 1024 })).stdout.trim();
}

/** Arguments that leave what belongs to a stack, or to one workload of it, wherever it is. */
export function selectorFor(stack: string, workload?: string): string[] {
  const wanted = [`cloudpos.stack=${stack}`, ...(workload ? [`cloudpos.workload=${workload}`] : [])];
  return ["--all-namespaces", "--selector", wanted.join(",")];
}

interface Pod {
  metadata: {
    name: string;
    uid: string;
    namespace: string;
    labels: Record<string, string>;
    creationTimestamp: string;
    deletionTimestamp?: string;
  };
  status: { phase: string; containerStatuses?: { ready: boolean }[] };
}

export class KubernetesInstances implements Instances {
  readonly #stack: string;
  /** Namespaces by pod, as they were last seen. */
  readonly #namespaces = new Map<string, string>();

  constructor(stack: string) {
    this.#stack = stack;
  }

  async list(workload?: string): Promise<Instance[]> {
    const answer = await kubectl(
      this.#stack,
      "get",
      "pods",
      ...selectorFor(this.#stack, workload),
      "--output",
      "json",
    );
    const { items } = JSON.parse(answer) as { items: Pod[] };
    return items
      .filter(({ metadata, status }) => status.phase === "Running" && !metadata.deletionTimestamp)
      .toSorted((a, b) => b.metadata.creationTimestamp.localeCompare(a.metadata.creationTimestamp))
      .map(({ metadata: { name, uid, namespace, labels }, status }) => {
        this.#namespaces.set(name, namespace);
        const ready = status.containerStatuses?.every((container) => container.ready) ?? false;
        return { id: name, uid, workload: labels["cloudpos.workload"]!, ready };
      });
  }

  exec({ id }: Pick<Instance, "id">, ...command: string[]): Promise<string> {
    return kubectl(this.#stack, "exec", id, "--namespace", this.#namespaceOf(id), "--", ...command);
  }

  /**
   * From inside all processes but the first can be killed; the platform ends that one, with two seconds to do so. A
   * deleted pod is replaced at once, a container that fails again and again is not (its pause grows to five minutes).
   */
  async kill({ id }: Pick<Instance, "id">): Promise<void> {
    await this.exec({ id }, "sh", "-c", "kill -KILL -1").catch(() => undefined);
    const at = ["--namespace", this.#namespaceOf(id)];
    await kubectl(this.#stack, "delete", "pod", id, ...at, "--grace-period=0", "--force", "--wait=false");
  }

  #namespaceOf(pod: string): string {
    const namespace = this.#namespaces.get(pod);
    if (namespace === undefined) throw new Error(`no pod ${pod} has been seen`);
    return namespace;
  }
}
