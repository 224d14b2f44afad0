import { execFile } from "node:child_process";
import { PassThrough } from "node:stream";
import { text } from "node:stream/consumers";
import { promisify } from "node:util";
import type Dockerode from "dockerode";
import { reachEngines } from "../../tools/cli/support/engines.ts";
import type { Instance, Instances } from "./instances.ts";

const run = promisify(execFile);

/** Runs the Docker CLI on this machine's engine. @returns what it printed. @throws Error with Docker's own message. */
export async function docker(...args: string[]): Promise<string> {
  return (await run("docker", args, { maxBuffer: 256 * 1024 * 1024 })).stdout.trim();
}

/** Arguments that leave what belongs to a stack, or to one workload of it. */
export function filtersFor(stack: string, workload?: string): string[] {
  const wanted = [
    `label=cloudpos.stack=${stack}`,
    ...(workload ? [`label=cloudpos.workload=${workload}`] : []),
  ];
  return wanted.flatMap((filter) => ["--filter", filter]);
}

export class SwarmInstances implements Instances {
  readonly #stack: string;
  /** The engines of containers, as they were last seen. */
  readonly #engines = new Map<string, Dockerode>();

  constructor(stack: string) {
    this.#stack = stack;
  }

  async list(workload?: string): Promise<Instance[]> {
    const label = [`cloudpos.stack=${this.#stack}`, ...(workload ? [`cloudpos.workload=${workload}`] : [])];
    const engines = await (await reachEngines(this.#stack)).all();
    const lists = await Promise.all(
      engines.map(async (engine) => {
        const containers = await engine.listContainers({ filters: { label } });
        for (const { Id } of containers) this.#engines.set(Id, engine);
        return containers;
      }),
    );
    return lists
      .flat()
      .toSorted((a, b) => b.Created - a.Created)
      .map(({ Id, Labels, Status }) => ({
        id: Id,
        uid: Id,
        workload: Labels["cloudpos.workload"]!,
        ready: Status.includes("(healthy)"),
      }));
  }

  async exec({ id }: Pick<Instance, "id">, ...command: string[]): Promise<string> {
    const engine = this.#engineOf(id);
    const exec = await engine.getContainer(id).exec({ Cmd: command, AttachStdout: true, AttachStderr: true });
    const stream = await exec.start({ hijack: true, stdin: false });
    const [output, errors] = [new PassThrough(), new PassThrough()];
    engine.modem.demuxStream(stream, output, errors);
    stream.once("end", () => [output, errors].map((each) => each.end()));
    stream.once("close", () => [output, errors].map((each) => each.end()));
    const [stdout, stderr] = await Promise.all([text(output), text(errors)]);
    const { ExitCode } = await exec.inspect();
    if (ExitCode !== 0) {
      throw new Error(`${command.join(" ")} ended with ${ExitCode}: ${stderr.trim() || stdout.trim()}`);
    }
    return stdout.trim();
  }

  async kill({ id }: Pick<Instance, "id">): Promise<void> {
    await this.#engineOf(id).getContainer(id).kill();
  }

  #engineOf(container: string): Dockerode {
    const engine = this.#engines.get(container);
    if (!engine) throw new Error(`no container ${container} has been seen`);
    return engine;
  }
}
