import { execFile } from "node:child_process";
import { promisify } from "node:util";

const run = promisify(execFile);

/** Runs the Docker CLI. @returns what it printed. @throws Error with Docker's own message. */
export async function docker(...args: string[]): Promise<string> {
  return (await run("docker", args, { maxBuffer: 256 * 1024 * 1024 })).stdout.trim();
}

/** Ids of a stack's running containers of one workload, the newest first. */
export async function containersOf(stack: string, workload: string): Promise<string[]> {
  const filters = [`label=cloudpos.stack=${stack}`, `label=cloudpos.workload=${workload}`];
  const ids = await docker("ps", "--quiet", ...filters.flatMap((filter) => ["--filter", filter]));
  return ids.split("\n").filter(Boolean);
}

/** @throws Error when none is running. */
export async function containerOf(stack: string, workload: string): Promise<string> {
  const [id] = await containersOf(stack, workload);
  if (!id) throw new Error(`no container of ${workload} is running in the stack ${stack}`);
  return id;
}
