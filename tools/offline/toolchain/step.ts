import { createWriteStream } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { Home } from "./home.ts";

/** One thing that a machine needs before the platform can come up. */
export interface Step {
  /** Short and stable: names the log file and is what `needs` refers to. */
  readonly id: string;
  /** What the operator reads while it runs. */
  readonly title: string;
  /** Ids of the steps that must have succeeded before. */
  readonly needs: readonly string[];
  /** Idempotent, quick when done before. Returns one line: what is there now and which way was taken. */
  run(context: StepContext): Promise<string>;
}

/** What a running step is given. */
export interface StepContext {
  readonly home: Home;
  readonly log: StepLog;
  /** Aborted when the operator interrupts the run. */
  readonly signal: AbortSignal;
  /** Tells the operator what is going on right now, in a few words. */
  progress(text: string): void;
}

/** The log of one step: everything that happened, also what the operator does not see. */
export interface StepLog {
  readonly path: string;
  write(text: string): void;
}

/** What happens during a run, in order; enough to draw it. */
export type StepEvent =
  | { readonly type: "started"; readonly step: Step; readonly log: string }
  | { readonly type: "progress"; readonly step: Step; readonly text: string }
  | { readonly type: "done"; readonly step: Step; readonly result: StepResult }
  | { readonly type: "failed"; readonly step: Step; readonly failure: StepFailure }
  | { readonly type: "skipped"; readonly step: Step; readonly because: readonly string[] };

/** A step that succeeded. */
export interface StepResult {
  readonly id: string;
  /** The line that the step returned. */
  readonly summary: string;
  readonly milliseconds: number;
}

/** A step that failed. */
export interface StepFailure {
  readonly id: string;
  readonly title: string;
  /** What went wrong and what to do. */
  readonly message: string;
  readonly log: string;
  /** The end of the log, for the screen. */
  readonly lastOutput: string;
  readonly milliseconds: number;
}

/** At least one step failed; the others were carried to their end, those that needed it were skipped. */
export class StepsFailed extends Error {
  override readonly name = "StepsFailed";
  readonly failures: readonly StepFailure[];
  constructor(failures: readonly StepFailure[]) {
    super(failures.map((failure) => `${failure.title}: ${failure.message}\nLog: ${failure.log}`).join("\n"));
    this.failures = failures;
  }
}

/** How a run is done. */
export interface RunOptions {
  readonly home: Home;
  /** An existing folder; each step writes `<id>.log` into it. */
  readonly logFolder: string;
  readonly onEvent?: (event: StepEvent) => void;
  readonly signal?: AbortSignal;
}

type Outcome = "done" | "failed" | "skipped";
const linesShownOfAFailure = 20;

/**
 * Runs the steps, each as soon as all that it needs is done, so independent ones run side by side.
 * A failure does not stop steps that do not depend on it: what they prepare is kept for the next run.
 * Throws `StepsFailed` after all have ended.
 */
export async function runSteps(steps: readonly Step[], options: RunOptions): Promise<StepResult[]> {
  const ordered = inOrder(steps);
  const outcomes = new Map<string, Promise<Outcome>>();
  const results: StepResult[] = [];
  const failures: StepFailure[] = [];
  const emit = options.onEvent ?? (() => {});
  const signal = options.signal ?? new AbortController().signal;

  async function runWhenReady(step: Step): Promise<Outcome> {
    const needed = await Promise.all(
      step.needs.map(async (id) => ({ id, outcome: await outcomes.get(id)! })),
    );
    const missing = needed.filter(({ outcome }) => outcome !== "done").map(({ id }) => id);
    if (missing.length > 0) {
      emit({ type: "skipped", step, because: missing });
      return "skipped";
    }
    const path = join(options.logFolder, `${step.id}.log`);
    const file = createWriteStream(path, { flags: "a", mode: 0o600 });
    const closed = new Promise<void>((resolve) => file.on("close", resolve).on("error", () => resolve()));
    const log: StepLog = { path, write: (text) => void file.write(text) };
    const start = performance.now();
    const elapsed = () => Math.round(performance.now() - start);
    emit({ type: "started", step, log: path });
    try {
      signal.throwIfAborted();
      const summary = await step.run({
        home: options.home,
        log,
        signal,
        progress: (text) => {
          log.write(`== ${text}\n`);
          emit({ type: "progress", step, text });
        },
      });
      log.write(`== done after ${elapsed()} ms: ${summary}\n`);
      const result = { id: step.id, summary, milliseconds: elapsed() };
      results.push(result);
      emit({ type: "done", step, result });
      return "done";
    } catch (error) {
      const message = signal.aborted ? "interrupted" : error instanceof Error ? error.message : String(error);
      await new Promise<void>((resolve) => file.write("", () => resolve()));
      const lastOutput = await lastLines(path);
      log.write(`== failed after ${elapsed()} ms: ${error instanceof Error ? error.stack : message}\n`);
      file.end();
      await closed;
      const failure: StepFailure = {
        id: step.id,
        title: step.title,
        message,
        log: path,
        lastOutput,
        milliseconds: elapsed(),
      };
      failures.push(failure);
      emit({ type: "failed", step, failure });
      return "failed";
    } finally {
      file.end();
      await closed;
    }
  }

  for (const step of ordered) outcomes.set(step.id, runWhenReady(step));
  await Promise.all(outcomes.values());
  if (failures.length > 0) throw new StepsFailed(failures);
  return results;
}

/** Puts every step behind the ones it needs; refuses unknown ids, duplicates and circles. */
function inOrder(steps: readonly Step[]): Step[] {
  const byId = new Map(steps.map((step) => [step.id, step]));
  if (byId.size !== steps.length) throw new Error("Two steps have the same id.");
  const ordered = new Set<Step>();
  const visit = (step: Step, path: readonly string[]) => {
    if (path.includes(step.id)) throw new Error(`Steps need each other: ${[...path, step.id].join(" -> ")}`);
    for (const id of step.needs) {
      const needed = byId.get(id);
      if (!needed) throw new Error(`Step ${step.id} needs ${id}, which does not exist.`);
      visit(needed, [...path, step.id]);
    }
    ordered.add(step);
  };
  for (const step of steps) visit(step, []);
  return [...ordered];
}

async function lastLines(path: string): Promise<string> {
  const text = await readFile(path, "utf8").catch(() => "");
  return text.trimEnd().split("\n").slice(-linesShownOfAFailure).join("\n");
}
