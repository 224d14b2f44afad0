import { existsSync } from "node:fs";
import { join } from "node:path";
import { describeChanges, openStack, operate } from "../support/deployment.ts";
import { exitCodes, messageOf, OperatorError } from "../support/errors.ts";
import { ask, print, printJson } from "../support/output.ts";
import { contractsBetween, describeRelease, git } from "../support/release.ts";
import { throwIfInterrupted, withRun, type Run } from "../support/run.ts";
import { smokeTest } from "../support/smoke-test.ts";
import { ensureStackFile, repository, serversOf } from "../support/stack-file.ts";
import { readRecord, updateRecord } from "../support/stack-record.ts";
import { prepareToolchain } from "../support/toolchain.ts";
import { makeBackup } from "./backup.ts";
import { rollBack } from "./rollback.ts";
import { bringUp } from "./up.ts";

export interface UpgradeOptions {
  stack: string;
  preview?: boolean;
  yes?: boolean;
  autoRollback?: boolean;
  json?: boolean;
}

/** Folder of the policy pack, where there is one. */
const policyPack = join(repository, "infra/policy");

/**
 * `upgrade`: from what runs to what the repository says, with a way back. Preview and policy, then a backup, then the
 * rolling update, in which every service expands its schema at its start, then a smoke test through the edge.
 * Contract migrations come later, by `migrate --contract`.
 */
export async function upgrade(options: UpgradeOptions): Promise<number> {
  return withRun(options.stack, async (run) => {
    await prepareToolchain(run);
    await ensureStackFile(run.home, run.stack, run.backend);
    const { release: before } = await readRecord(run.stack);
    const stack = await openStack(run, false);
    const policyPacks = existsSync(join(policyPack, "PulumiPolicy.yaml")) ? [policyPack] : [];
    const { result, changes } = await operate(run, "preview", (handlers) =>
      stack.preview({ ...handlers, refresh: true, ...(policyPacks.length > 0 && { policyPacks }) }),
    );
    run.progress.line(result.stdout.trimEnd());
    run.progress.line(
      policyPacks.length > 0
        ? "- the policies of infra/policy are kept"
        : "- no policies to ask: there is no infra/policy",
    );
    run.progress.line(
      `- what runs: ${before ? describeRelease(before) : "unknown, so there is no way back"}`,
    );
    if (options.preview) {
      run.progress.close();
      if (options.json) printJson({ stack: run.stack, changes });
      else print(`${run.stack}: ${describeChanges(changes)}. Nothing has been changed.`);
      return exitCodes.ok;
    }
    if (!options.yes) await confirm(run, describeChanges(changes));
    throwIfInterrupted(run);
    await makeBackup(run);
    if (before) await updateRecord(run.stack, { previousRelease: before });
    let asked: string[];
    let summary: Awaited<ReturnType<typeof bringUp>>["summary"];
    try {
      ({ summary } = await bringUp(run, { yes: true }));
      run.progress.begin("smoke", "Smoke test");
      const [server] = await serversOf(run.stack);
      asked = await smokeTest(summary.url, summary.ca, summary.demo, server?.address);
      run.progress.done("smoke", asked.join(", "));
    } catch (error) {
      // What does not answer as it should is no release to go back to later.
      if (before) await updateRecord(run.stack, { release: before });
      await offerRollback(run, error, options, before !== undefined);
      throw error;
    }
    run.progress.close();
    const contracts = await waitingContracts(before?.commit ?? null);
    if (options.json) printJson({ stack: run.stack, changes: summary.changes, asked, contracts });
    else {
      print(
        `Upgraded (${describeChanges(summary.changes)}). Back to what ran before: ./cloudpos rollback --stack ${run.stack}`,
      );
      if (contracts.length > 0) {
        print(
          `Waiting until you are sure of this release: ./cloudpos migrate --contract --stack ${run.stack}`,
        );
        for (const file of contracts) print(`  ${file}`);
      }
    }
    return exitCodes.ok;
  });
}

async function confirm(run: Run, changes: string): Promise<void> {
  if (!process.stdin.isTTY) {
    throw new OperatorError(
      exitCodes.usage,
      "Without a terminal nobody can be asked: look with --preview, then run with --yes.",
    );
  }
  const answer = await ask(`Upgrade "${run.stack}" (${changes})? Type yes: `);
  if (answer !== "yes") throw new OperatorError(exitCodes.interrupted, "Nothing has been changed.");
}

async function waitingContracts(before: string | null): Promise<string[]> {
  return before === null ? [] : contractsBetween(before, await git(["rev-parse", "HEAD"])).catch(() => []);
}

/** After a failed upgrade: goes back at once, asks, or says how. */
async function offerRollback(
  run: Run,
  error: unknown,
  options: UpgradeOptions,
  possible: boolean,
): Promise<void> {
  run.progress.failed("smoke");
  run.progress.warn(messageOf(error));
  if (!possible || run.interrupt.signal.aborted) return;
  const wanted =
    options.autoRollback === true ||
    (process.stdin.isTTY && (await ask("Go back to what ran before? Type yes: ")) === "yes");
  if (wanted) await rollBack(run);
  else run.progress.warn(`To go back to what ran before: ./cloudpos rollback --stack ${run.stack}`);
}
