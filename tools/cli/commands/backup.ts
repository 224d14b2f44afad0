import { chmod, mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { openStack } from "../support/deployment.ts";
import { exitCodes, OperatorError, preconditionError } from "../support/errors.ts";
import { print, printJson } from "../support/output.ts";
import { withRun, type Run } from "../support/run.ts";
import { runtimeOf } from "../support/runtime.ts";
import { updateRecord } from "../support/stack-record.ts";

/** `backup`: a full backup of the database into the backup repository, and the encrypted state beside it. */
export async function backup(options: { stack: string; json?: boolean }): Promise<number> {
  return withRun(options.stack, async (run) => {
    const { at, ...written } = await makeBackup(run);
    run.progress.close();
    if (options.json) printJson({ stack: run.stack, at, ...written });
    else {
      print(`Database  ${written.database}`);
      print(`State     ${written.state}`);
      print(`Log       ${written.log}`);
      print(
        `Keep a copy of the passphrase file ${run.home.passphrase} apart from these: the state cannot be read without it.`,
      );
    }
    return exitCodes.ok;
  });
}

/**
 * What `backup` does, for the commands that begin with it.
 *
 * @throws OperatorError when the backup workload does not run, or says no
 */
export async function makeBackup(
  run: Run,
): Promise<{ at: string; database: string; state: string; log: string }> {
  const runtime = await runtimeOf(run.stack);
  run.progress.begin("backup", "Full backup of PostgreSQL");
  const result = await runtime.exec("backup", ["backup-now", "full"], (text) => {
    const line = text.trim().split("\n").at(-1);
    if (line) run.progress.update("backup", line.slice(0, 60));
  });
  if (!result) {
    run.progress.failed("backup");
    throw preconditionError(
      `The backup workload of "${run.stack}" does not run; look: ./cloudpos status --stack ${run.stack}`,
    );
  }
  if (result.exitCode !== 0) {
    run.progress.failed("backup");
    throw new OperatorError(
      exitCodes.failed,
      `The backup failed (exit code ${result.exitCode}):\n${result.output.trim().split("\n").slice(-20).join("\n")}\n` +
        `Earlier backups are untouched. More: ./cloudpos logs backup --stack ${run.stack}`,
    );
  }
  run.progress.done("backup");
  run.progress.begin("state", "State of the stack");
  const at = new Date().toISOString();
  const folder = join(run.home.root, "backups", run.stack, at.replaceAll(":", "-").replace(/\.\d+Z$/, "Z"));
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const stateFile = join(folder, "state.json");
  const logFile = join(folder, "backup.log");
  const stack = await openStack(run, false);
  await writeFile(stateFile, `${JSON.stringify(await stack.exportStack(), null, 2)}\n`, { mode: 0o600 });
  await writeFile(logFile, result.output);
  await chmod(folder, 0o700);
  run.progress.done("state", "secrets in it are encrypted with the passphrase");
  await updateRecord(run.stack, { lastBackup: { at, folder } });
  return {
    at,
    database: `backup repository of the stack (volume of the workload "backup")`,
    state: stateFile,
    log: logFile,
  };
}
