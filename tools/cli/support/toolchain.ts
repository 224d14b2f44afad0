import { exitCodes, OperatorError, preconditionError } from "./errors.ts";
import type { Run } from "./run.ts";
import { platformOf, serversOf } from "./stack-file.ts";

/** What the machine is prepared for, from what every stack needs to a Kubernetes of its own. */
type Purpose = "swarm" | "servers" | "kubernetes" | "test" | "cluster";

async function purposeOf(stack: string): Promise<Purpose> {
  return (await serversOf(stack)).length > 0 ? "servers" : platformOf(stack);
}

/**
 * Prepares the machine, or finds it prepared.
 *
 * @param wanted `test`: also what only the tests need; `cluster`: also what those on Kubernetes need. Left out: what
 *   the platform of the stack needs
 */
export async function prepareToolchain(
  run: Run,
  wanted?: "test" | "cluster",
): Promise<{ id: string; summary: string; milliseconds: number }[]> {
  const {
    causeOf,
    clusterTestSteps,
    kubernetesSteps,
    remedy,
    runSteps,
    serversSteps,
    StepsFailed,
    testSteps,
    toolchainSteps,
  } = await import("../../offline/toolchain/index.ts");
  const stepsFor: Record<Purpose, typeof testSteps> = {
    swarm: toolchainSteps,
    servers: serversSteps,
    kubernetes: kubernetesSteps,
    test: testSteps,
    cluster: clusterTestSteps,
  };
  const { progress } = run;
  const quick = 1000;
  const began = performance.now();
  try {
    const results = await runSteps(stepsFor[wanted ?? (await purposeOf(run.stack))](run.home), {
      home: run.home,
      logFolder: run.logs,
      signal: run.interrupt.signal,
      onEvent: (event) => {
        switch (event.type) {
          case "started":
            progress.begin(event.step.id, event.step.title);
            break;
          case "progress":
            progress.update(event.step.id, event.text);
            break;
          case "done":
            // What was there already is told in one line for all.
            if (event.result.milliseconds < quick) progress.drop(event.step.id);
            else progress.done(event.step.id, event.result.summary);
            break;
          case "failed":
            progress.failed(event.step.id);
            break;
          case "skipped":
            progress.line(`- ${event.step.title}: not tried, because it needs ${event.because.join(", ")}`);
            break;
        }
      },
    });
    if (results.every((result) => result.milliseconds < quick)) {
      progress.begin("toolchain", "Toolchain");
      progress.done("toolchain", `all there (checked in ${Math.round(performance.now() - began)} ms)`);
    }
    return results;
  } catch (error) {
    if (!(error instanceof StepsFailed)) throw error;
    if (run.interrupt.signal.aborted) {
      throw new OperatorError(
        exitCodes.interrupted,
        "Interrupted. What was prepared is kept; run again to continue.",
      );
    }
    const parts = error.failures.map((failure) => {
      const output = failure.lastOutput
        .split("\n")
        .map((line) => `    ${line}`)
        .join("\n");
      return `${failure.title}: ${failure.message}\n  The end of its log (${failure.log}):\n${output}`;
    });
    const causes = new Set(
      error.failures.map((failure) => causeOf(`${failure.message}\n${failure.lastOutput}`)),
    );
    // All failures together: the disk that one met full is full for the others too.
    const cause = [...causes].find((each) => each === "disk full") ?? [...causes].find(Boolean);
    throw preconditionError(
      [
        "This machine could not be prepared.",
        ...parts,
        ...(cause ? [remedy[cause]] : []),
        "Mend it and run again; what was prepared is kept.",
      ].join("\n"),
    );
  }
}
