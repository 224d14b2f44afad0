import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describeChanges, openStack, operate, type Changes } from "./deployment.ts";
import { exitCodes, OperatorError, usageError } from "./errors.ts";
import { ask, print, printJson } from "./output.ts";
import type { Run } from "./run.ts";
import type { ChangedConfiguration } from "./stack-file.ts";
import { prepareToolchain } from "./toolchain.ts";

/** What `up` would change under a configuration that is not written: the stack's file stays as it is. */
export async function previewConfiguration(
  run: Run,
  configuration: ChangedConfiguration,
): Promise<{ text: string; changes: Changes }> {
  await prepareToolchain(run);
  const stack = await openStack(run, false);
  const folder = await mkdtemp(join(tmpdir(), "cloudpos-"));
  try {
    const configFile = join(folder, `Pulumi.${run.stack}.yaml`);
    await writeFile(configFile, configuration.text, { mode: 0o600 });
    const { result, changes } = await operate(run, "preview", (handlers) =>
      stack.preview({ ...handlers, refresh: true, configFile }),
    );
    return { text: result.stdout.trimEnd(), changes };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Prints {@link previewConfiguration}. */
export async function showPreview(
  run: Run,
  configuration: ChangedConfiguration,
  json: boolean | undefined,
): Promise<void> {
  const { text, changes } = await previewConfiguration(run, configuration);
  run.progress.close();
  if (json)
    printJson({ stack: run.stack, changes, changed: Object.keys(changes).some((op) => op !== "same") });
  else print(`${text}\n\n${run.stack}: ${describeChanges(changes)}. Nothing has been changed.`);
}

/**
 * Shows what a configuration would change and asks, where real shops may be working.
 *
 * @throws OperatorError when the answer is no, or nobody can be asked
 */
export async function confirmConfiguration(run: Run, configuration: ChangedConfiguration): Promise<void> {
  if (configuration.settings.environment === "dev") return;
  if (!process.stdin.isTTY) {
    throw usageError("Without a terminal nobody can be asked: look with --preview, then run with --yes.");
  }
  const { text, changes } = await previewConfiguration(run, configuration);
  run.progress.line(text);
  const answer = await ask(`Carry this out on "${run.stack}" (${describeChanges(changes)})? Type yes: `);
  if (answer !== "yes") throw new OperatorError(exitCodes.interrupted, "Nothing has been changed.");
}
