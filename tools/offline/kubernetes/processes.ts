/** Starts programs that outlive this process, remembers them on disk, and stops exactly those. */
import { spawn } from "node:child_process";
import { open, readFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";

/** A program that runs on its own. */
export interface Started {
  readonly name: string;
  readonly pid: number;
  /** When it was started, in the kernel's ticks since boot: tells it from a later one with the same number. */
  readonly startTime: string;
}

/** How a program is started. */
export interface Program {
  readonly name: string;
  readonly file: string;
  readonly args: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
}

/** Starts a program in a session of its own; what it prints goes to `<logs>/<name>.log`. */
export async function startProgram(program: Program, logs: string): Promise<Started> {
  const log = await open(join(logs, `${program.name}.log`), "a", 0o600);
  const child = spawn(program.file, program.args, {
    detached: true,
    stdio: ["ignore", log.fd, log.fd],
    cwd: "/",
    env: { ...process.env, ...program.env },
  });
  await new Promise<void>((resolve, reject) => {
    child.once("spawn", resolve);
    child.once("error", (error) =>
      reject(new Error(`${program.file} cannot be started: ${error.message}`, { cause: error })),
    );
  });
  child.unref();
  await log.close();
  const startTime = await startTimeOf(child.pid!);
  if (startTime === undefined) throw new Error(await whyItEnded(program.name, logs));
  return { name: program.name, pid: child.pid!, startTime };
}

/** Why a program is not there any more: its last line, and where the others are. */
export async function whyItEnded(name: string, logs: string): Promise<string> {
  const path = join(logs, `${name}.log`);
  const last = (await readFile(path, "utf8").catch(() => "")).trim().split("\n").at(-1) ?? "";
  return `${name} has ended by itself: ${last || "it printed nothing"}. See ${path}`;
}

/** Whether it is still the same program that runs. */
export async function isRunning({ pid, startTime }: Started): Promise<boolean> {
  return (await startTimeOf(pid)) === startTime;
}

/** Asks a program to end, and ends it when it has not done so in time (ms). */
export async function stopProgram(program: Started, patience = 10_000): Promise<void> {
  if (!(await isRunning(program))) return;
  signal(program.pid, "SIGTERM");
  const deadline = Date.now() + patience;
  while (await isRunning(program)) {
    if (Date.now() > deadline) signal(program.pid, "SIGKILL");
    await delay(50);
  }
}

/** Ends a process at once; one that is gone already is as good. */
export function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ESRCH") throw error;
  }
}

/** Field 22 of /proc/<pid>/stat; undefined for a process that is gone or a zombie. */
async function startTimeOf(pid: number): Promise<string | undefined> {
  const stat = await readFile(`/proc/${pid}/stat`, "utf8").catch(() => undefined);
  // The name, in brackets, may hold anything; what follows are fields 3 and on.
  const fields = stat?.slice(stat.lastIndexOf(")") + 2).split(" ");
  return fields && fields[0] !== "Z" ? fields[19] : undefined;
}
