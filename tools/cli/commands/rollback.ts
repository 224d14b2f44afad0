import { spawn } from "node:child_process";
import { appendFileSync } from "node:fs";
import { rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { exitCodes, messageOf, OperatorError, preconditionError, usageError } from "../support/errors.ts";
import { ask, print, printJson } from "../support/output.ts";
import { contractsBetween, describeRelease, git, type Release } from "../support/release.ts";
import { withRun, type Run } from "../support/run.ts";
import { committedStacks, repository, stackFile } from "../support/stack-file.ts";
import { readRecord, stackFolder, updateRecord } from "../support/stack-record.ts";
import { prepareToolchain } from "../support/toolchain.ts";

export interface RollbackOptions {
  stack: string;
  preview?: boolean;
  yes?: boolean;
  json?: boolean;
}

/** `rollback`: runs again what ran before the last upgrade: its program, its images, its configuration. */
export async function rollback(options: RollbackOptions): Promise<number> {
  return withRun(options.stack, async (run) => {
    const { previous } = await wayBack(run.stack);
    run.progress.line(`- back to ${describeRelease(previous)}`);
    if (!options.yes && !options.preview) {
      if (!process.stdin.isTTY) throw usageError("Without a terminal nobody can be asked: run with --yes.");
      const answer = await ask(
        `Roll "${run.stack}" back? Sales stay; what only the newer version can do is gone. Type yes: `,
      );
      if (answer !== "yes") throw new OperatorError(exitCodes.interrupted, "Nothing has been changed.");
    }
    const release = await rollBack(run, options.preview);
    run.progress.close();
    if (options.json) printJson({ stack: run.stack, release: { at: release.at, commit: release.commit } });
    else if (!options.preview) {
      print(`Rolled back to ${describeRelease(release)}.`);
      print(
        `The repository is as it was: ./cloudpos up would go forward again. To stay: git checkout ${release.commit}`,
      );
    }
    return exitCodes.ok;
  });
}

/**
 * The release before.
 *
 * @throws OperatorError (precondition) with the reason why there is no way back
 */
async function wayBack(stack: string): Promise<{ previous: Release & { commit: string } }> {
  const { release, previousRelease: previous } = await readRecord(stack);
  const impossible = (reason: string) => preconditionError(`There is no way back by rollback: ${reason}`);
  if (!previous) throw impossible(`no upgrade of the stack "${stack}" is on record on this machine.`);
  if (previous.commit === null) throw impossible("what ran before did not come from a git repository.");
  if (release?.contractedAt) {
    const files = release.commit
      ? await contractsBetween(previous.commit, release.commit).catch(() => [])
      : [];
    throw impossible(
      `contract migrations were carried out at ${release.contractedAt}; what ran before needs what they removed` +
        `${files.map((file) => `\n  ${file}`).join("")}\nGo forward with a corrected release, or restore the backup that the upgrade made.`,
    );
  }
  await git(["cat-file", "-e", `${previous.commit}^{commit}`]).catch(() => {
    throw impossible(`the commit ${previous.commit} is not in this repository any more.`);
  });
  return { previous: { ...previous, commit: previous.commit } };
}

/**
 * Rolls back: the program of then runs from a work tree of its commit, with the configuration of then. Generations of
 * secrets are those of now, since the old values are gone.
 *
 * @throws OperatorError when there is no way back, or the deployment fails
 */
export async function rollBack(run: Run, preview = false): Promise<Release> {
  const { previous } = await wayBack(run.stack);
  const folder = join(stackFolder(run.stack), "rollback");
  await removeWorkTree(folder);
  run.progress.begin("rollback", "Work tree of what ran before");
  await git(["worktree", "add", "--detach", "--force", folder, previous.commit]);
  try {
    const configuration = await withPresentSecrets(run.stack, previous.configuration);
    await writeFile(join(folder, `Pulumi.${run.stack}.yaml`), configuration);
    run.progress.done("rollback", previous.commit.slice(0, 12));
    const args = preview ? ["preview"] : ["up", "--yes"];
    const code = await runThere(run, folder, [...args, "--stack", run.stack]);
    if (code !== 0) {
      throw new OperatorError(
        exitCodes.deployment,
        `What ran before did not come up (exit code ${code}); its own words are above, and in ${run.logs}.`,
      );
    }
    if (!preview) {
      if (!committedStacks.includes(run.stack)) await writeFile(stackFile(run.stack), configuration);
      await updateRecord(run.stack, { release: previous, previousRelease: undefined });
    }
    return previous;
  } finally {
    await removeWorkTree(folder);
    // What stands in for plugins was set to the work tree, which is gone.
    await prepareToolchain(run);
  }
}

async function removeWorkTree(folder: string): Promise<void> {
  await rm(folder, { recursive: true, force: true });
  await git(["worktree", "prune"]).catch((error: unknown) => {
    throw preconditionError(`git cannot be used in ${repository}: ${messageOf(error)}`);
  });
}

/** The configuration of then with what the stack's file says of secrets now. */
async function withPresentSecrets(stack: string, then: string): Promise<string> {
  const { parseDocument } = await import("yaml");
  const { readFile } = await import("node:fs/promises");
  const now = parseDocument(await readFile(stackFile(stack), "utf8"));
  const document = parseDocument(then);
  for (const key of ["cloudpos:secretGenerations", "cloudpos:secretRotations"]) {
    const value: unknown = now.getIn(["config", key]);
    if (value === undefined) document.deleteIn(["config", key]);
    else document.setIn(["config", key], value);
  }
  return document.toString({ lineWidth: 0 });
}

/** Runs `./cloudpos` of another work tree; its words go where ours go. */
function runThere(run: Run, folder: string, args: readonly string[]): Promise<number> {
  return new Promise((resolve, reject) => {
    const child = spawn(join(folder, "cloudpos"), args, { cwd: folder, stdio: ["ignore", "pipe", "pipe"] });
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding("utf8").on("data", (text: string) => {
        process.stderr.write(text);
        appendFileSync(join(run.logs, "rollback.log"), text, { mode: 0o600 });
      });
    }
    run.interrupt.signal.addEventListener("abort", () => child.kill("SIGINT"));
    child.on("error", reject);
    child.on("exit", (code) => resolve(code ?? exitCodes.interrupted));
  });
}
