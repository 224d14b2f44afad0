import {
  decodeFrames,
  demultiplex,
  execIn,
  findService,
  lastServiceLines,
  runningContainer,
  workloadsOf,
  type ExecResult,
  type Workload,
} from "./engine.ts";
import { reachEngines } from "./engines.ts";
import { platformOf } from "./stack-file.ts";

/** Which lines of a log are wanted. */
export interface LogRequest {
  /** The last so many; all where absent. */
  tail?: number;
  /** Seconds since the epoch. */
  since?: number;
  /** Goes on with what comes until it is aborted. */
  follow?: AbortSignal;
}

/** What runs of a stack, on whichever platform: the operator's commands ask this, and nothing else. */
export interface Runtime {
  workloads(): Promise<Workload[]>;
  /**
   * What all replicas of a workload wrote, as it comes.
   *
   * @throws OperatorError (usage) when there is no workload of that name
   */
  logs(workload: string, request: LogRequest, onText: (text: string) => void): Promise<void>;
  /**
   * The last lines of a workload, of containers that have ended as well.
   *
   * @throws OperatorError (usage) when there is no workload of that name
   */
  lastLines(workload: string, count: number): Promise<string[]>;
  /** Runs a command where a workload runs; undefined when it runs nowhere right now. */
  exec(
    workload: string,
    command: readonly string[],
    onOutput?: (text: string) => void,
  ): Promise<ExecResult | undefined>;
}

/**
 * The platform of a stack.
 *
 * @throws OperatorError (precondition) when it does not answer
 */
export async function runtimeOf(stack: string): Promise<Runtime> {
  if ((await platformOf(stack)) === "kubernetes") {
    return (await import("./kubectl.ts")).kubernetesRuntime(stack);
  }
  const engines = await reachEngines(stack);
  const docker = engines.manager;
  return {
    workloads: () => workloadsOf(engines, stack),
    async logs(workload, { tail, since, follow }, onText) {
      const service = docker.getService((await findService(docker, stack, workload)).ID);
      const request = {
        stdout: true,
        stderr: true,
        tail: tail ?? "all",
        ...(since === undefined ? {} : { since }),
      };
      if (!follow) {
        const answer: unknown = await service.logs({ ...request, follow: false } as object);
        onText(Buffer.isBuffer(answer) ? decodeFrames(answer) : String(answer));
        return;
      }
      try {
        const stream = await service.logs({ ...request, follow: true, abortSignal: follow } as object);
        await demultiplex(docker, stream, onText);
      } catch (error) {
        if (!follow.aborted) throw error;
      }
    },
    async lastLines(workload, count) {
      return lastServiceLines(docker, (await findService(docker, stack, workload)).ID, count);
    },
    async exec(workload, command, onOutput) {
      const container = await runningContainer(engines, stack, workload);
      return container && execIn(container.docker, container.id, command, onOutput);
    },
  };
}
