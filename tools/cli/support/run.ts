import { appendFileSync } from "node:fs";
import { join } from "node:path";
import { pulumiEnvironment } from "../../offline/toolchain/environment.ts";
import { locateHome, newLogFolder, openHome, type Home } from "../../offline/toolchain/home.ts";
import { exitCodes, messageOf, OperatorError } from "./errors.ts";
import { onInterrupt, type Interrupt } from "./interrupt.ts";
import { refuseLostPassphrase } from "./passphrase.ts";
import { Progress } from "./progress.ts";
import { backendFolder, readLocks } from "./state.ts";

/** What a command that works with Pulumi has at hand. */
export interface Run {
  stack: string;
  home: Home;
  /** Folder of this run's logs. */
  logs: string;
  /** Where Pulumi's own output goes. */
  pulumiLog: string;
  progress: Progress;
  interrupt: Interrupt;
  /** Folder of the state when it is in files, else undefined. */
  backend: string | undefined;
}

/**
 * Opens the home, starts the log of the run, watches for Ctrl-C, and cleans up after `work`.
 *
 * @param options.evenWithoutPassphrase for a command that gives the state up anyway
 */
export async function withRun<T>(
  stack: string,
  work: (run: Run) => Promise<T>,
  options: { evenWithoutPassphrase?: boolean } = {},
): Promise<T> {
  const located = locateHome();
  if (!options.evenWithoutPassphrase)
    await refuseLostPassphrase(located, pulumiEnvironment(located)["PULUMI_BACKEND_URL"]);
  const home = await openHome();
  const environment = pulumiEnvironment(home);
  // The Automation API looks for the CLI in this process's own PATH.
  Object.assign(process.env, environment);
  // A passphrase of the operator's own projects would win over our file.
  delete process.env["PULUMI_CONFIG_PASSPHRASE"];
  const backend = backendFolder(environment["PULUMI_BACKEND_URL"]);
  const logs = await newLogFolder(home);
  const logFile = join(logs, "cloudpos.log");
  const progress = new Progress({ logFile });
  const interrupt = onInterrupt(
    (text) => progress.warn(text),
    () => void killPulumi(backend, stack).finally(() => process.exit(exitCodes.interrupted)),
  );
  try {
    return await work({
      stack,
      home,
      logs,
      pulumiLog: join(logs, "pulumi.log"),
      progress,
      interrupt,
      backend,
    });
  } catch (error) {
    appendFileSync(
      logFile,
      `${error instanceof Error ? (error.stack ?? error.message) : messageOf(error)}\n`,
      { mode: 0o600 },
    );
    throw error;
  } finally {
    progress.close();
    interrupt.release();
  }
}

/** Ends this stack's Pulumi at once; only the one that holds the lock, which is the one we started. */
async function killPulumi(backend: string | undefined, stack: string): Promise<void> {
  if (!backend) return;
  for (const lock of await readLocks(backend, stack)) {
    if (lock.state === "alive") process.kill(lock.pid, "SIGKILL");
  }
}

/** Fails when the operator has asked to stop. */
export function throwIfInterrupted(run: Run): void {
  if (run.interrupt.signal.aborted) {
    throw new OperatorError(
      exitCodes.interrupted,
      `Interrupted. To continue: ./cloudpos up --stack ${run.stack}`,
    );
  }
}
