import { describeChanges, openStack, operate } from "../support/deployment.ts";
import { exitCodes } from "../support/errors.ts";
import { print, printJson } from "../support/output.ts";
import { withRun } from "../support/run.ts";
import { ensureStackFile, readStackFile } from "../support/stack-file.ts";
import { prepareToolchain } from "../support/toolchain.ts";

export interface PreviewOptions {
  stack: string;
  diff?: boolean;
  json?: boolean;
}

/** `preview`: what `up` would change. Reads only; also changes made from outside are seen. */
export async function preview(options: PreviewOptions): Promise<number> {
  return withRun(options.stack, async (run) => {
    await prepareToolchain(run);
    await ensureStackFile(run.home, run.stack, run.backend);
    await readStackFile(run.stack);
    const stack = await openStack(run, true);
    const { result, changes } = await operate(run, "preview", (handlers) =>
      stack.preview({ ...handlers, refresh: true, ...(options.diff ? { diff: true } : {}) }),
    );
    run.progress.close();
    if (options.json)
      printJson({ stack: run.stack, changes, changed: Object.keys(changes).some((op) => op !== "same") });
    else {
      print(result.stdout.trimEnd());
      print(`\n${run.stack}: ${describeChanges(changes)}`);
    }
    return exitCodes.ok;
  });
}
