/** The Kubernetes that `./cloudpos test --cluster` works on: the operator's, or one of our own on this machine. */
import { dirname, join } from "node:path";
import { createWriteStream } from "node:fs";
import type { Cluster } from "../../offline/kubernetes/cluster.ts";
import { messageOf, preconditionError } from "./errors.ts";
import type { Run } from "./run.ts";

/** What tests are told of their cluster, as environment variables; an operator may set them for a cluster they have. */
export const clusterVariables = {
  kubeconfig: "CLOUDPOS_TEST_KUBECONFIG",
  registry: "CLOUDPOS_TEST_REGISTRY",
} as const;

export type TestCluster = Pick<Cluster, "kubeconfig" | "registry"> & {
  /** Folder of kubectl where the machine has none of its own, else undefined. */
  readonly programs?: string;
  /** Takes it back; nothing happens to a cluster of the operator's. */
  stop(): Promise<void>;
};

/**
 * The cluster that the environment names, else a new one on this machine.
 *
 * @throws OperatorError (precondition) when it cannot be started
 */
export async function openTestCluster(run: Run): Promise<TestCluster> {
  const given = {
    kubeconfig: process.env[clusterVariables.kubeconfig],
    registry: process.env[clusterVariables.registry],
  };
  if (given.kubeconfig && given.registry)
    return { kubeconfig: given.kubeconfig, registry: given.registry, stop: async () => {} };
  if (given.kubeconfig || given.registry)
    throw preconditionError(
      `For a cluster of your own set both ${clusterVariables.kubeconfig} and ${clusterVariables.registry}; for one on this machine neither.`,
    );
  const { startCluster, stopCluster } = await import("../../offline/kubernetes/cluster.ts");
  const path = join(run.logs, "cluster.log");
  const log = createWriteStream(path, { flags: "a", mode: 0o600 });
  const id = "cluster";
  const context = {
    home: run.home,
    log: { path, write: (text: string) => void log.write(text) },
    signal: run.interrupt.signal,
    progress: (text: string) => run.progress.update(id, text),
  };
  run.progress.begin(id, "Kubernetes on this machine");
  try {
    const cluster = await startCluster(context);
    run.progress.done(id, `one node, registry ${cluster.registry}, KUBECONFIG=${cluster.kubeconfig}`);
    return {
      ...cluster,
      programs: dirname(cluster.kubectl),
      stop: async () => {
        run.progress.begin(id, "Removing Kubernetes from this machine");
        // Also when the tests were interrupted: nothing may stay.
        await stopCluster({ ...context, signal: new AbortController().signal });
        run.progress.done(id, "nothing is left");
        await new Promise<void>((resolve) => log.end(() => resolve()));
      },
    };
  } catch (error) {
    run.progress.failed(id);
    throw preconditionError(`${messageOf(error)}\nWhat was done: ${path}`);
  }
}
