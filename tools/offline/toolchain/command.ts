import { spawn } from "node:child_process";
import { basename } from "node:path";
import type { StepContext } from "./step.ts";

/** How a program is run. */
export interface CommandOptions {
  readonly cwd?: string;
  /** Added to this process's environment. */
  readonly env?: Readonly<Record<string, string>>;
  /** Ends the program after this time (ms); none when absent. */
  readonly timeout?: number;
  /** Ends the program when it has printed nothing to standard output for this long after its start (ms). */
  readonly firstOutputWithin?: number;
}

/** Program and subcommand, without the wrapper that ends it with its parent: `go build`. */
function nameOf(program: string, args: readonly string[]): string {
  const words = basename(program) === "setpriv" ? args.slice(2) : [program, ...args];
  const [name = program, subcommand = ""] = words;
  return /^[a-z-]+$/.test(subcommand) ? `${basename(name)} ${subcommand}` : basename(name);
}

/** A program that failed, could not be started, or took too long. */
export class CommandFailed extends Error {
  override readonly name = "CommandFailed";
}

/**
 * Runs a program, writes what it prints to the step's log and returns its standard output.
 * Throws `CommandFailed` with its last line when it does not end with 0.
 */
export function run(
  context: Pick<StepContext, "log" | "signal">,
  program: string,
  args: readonly string[],
  options: CommandOptions = {},
): Promise<string> {
  const { log, signal } = context;
  const shown = [program, ...args].join(" ");
  log.write(`$ ${shown}\n`);
  return new Promise((resolve, reject) => {
    // A process group of its own, so that what the program has started ends with it.
    const child = spawn(program, args, {
      cwd: options.cwd,
      env: { ...process.env, ...options.env },
      stdio: ["ignore", "pipe", "pipe"],
      detached: true,
    });
    let output = "";
    let last = "";
    let ended: string | undefined;
    const end = (why: string) => {
      ended ??= why;
      if (child.pid === undefined) return;
      try {
        process.kill(-child.pid, "SIGKILL");
      } catch {
        // It has just ended by itself.
      }
    };
    const abort = () => end("was interrupted");
    signal.addEventListener("abort", abort, { once: true });
    if (signal.aborted) abort();
    const timers: NodeJS.Timeout[] = [];
    if (options.timeout !== undefined)
      timers.push(setTimeout(() => end(`took longer than ${options.timeout! / 1000} s`), options.timeout));
    if (options.firstOutputWithin !== undefined) {
      const silence = setTimeout(
        () => end(`gave no answer in ${options.firstOutputWithin! / 1000} s`),
        options.firstOutputWithin,
      );
      timers.push(silence);
      child.stdout.once("data", () => clearTimeout(silence));
    }
    const keep = (text: string) => {
      log.write(text);
      last = text.trim().split("\n").at(-1) || last;
    };
    child.stdout.setEncoding("utf8").on("data", (text: string) => {
      output += text;
      keep(text);
    });
    child.stderr.setEncoding("utf8").on("data", keep);
    const settle = (failure?: string) => {
      timers.forEach(clearTimeout);
      signal.removeEventListener("abort", abort);
      if (failure === undefined) resolve(output);
      // The whole command line is in the log.
      else reject(new CommandFailed(`\`${nameOf(program, args)}\` ${failure}`));
    };
    child.on("error", (error: NodeJS.ErrnoException) =>
      settle(error.code === "ENOENT" ? "cannot be started: the program is not installed" : error.message),
    );
    child.on("close", (code, by) => {
      if (ended !== undefined) settle(ended);
      else if (code === 0) settle();
      else settle(`failed (${by ?? `exit code ${code}`})${last ? `: ${last}` : ""}`);
    });
  });
}
