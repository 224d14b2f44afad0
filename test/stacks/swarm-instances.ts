import { execFile } from "node:child_process";
import { promisify } from "node:util";
import type { Instance, Instances } from "./instances.ts";

const run = promisify(execFile);

/** Runs the Docker CLI. @returns what it printed. @throws Error with Docker's own message. */
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

  constructor(stack: string) {
    this.#stack = stack;
  }

  async list(workload?: string): Promise<Instance[]> {
    const format = '{{.ID}}\t{{.Label "cloudpos.workload"}}\t{{.Status}}';
    const lines = await docker("ps", "--no-trunc", ...filtersFor(this.#stack, workload), "--format", format);
    return lines
      .split("\n")
      .filter(Boolean)
      .map((line) => {
        const [id, name, status] = line.split("\t") as [string, string, string];
        return { id, uid: id, workload: name, ready: status.includes("(healthy)") };
      });
  }

  exec({ id }: Pick<Instance, "id">, ...command: string[]): Promise<string> {
    return docker("exec", id, ...command);
  }

  async kill({ id }: Pick<Instance, "id">): Promise<void> {
    await docker("kill", id);
  }
}
