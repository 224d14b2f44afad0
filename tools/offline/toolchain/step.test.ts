import { mkdtemp, readFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { locateHome } from "./home.ts";
import { runSteps } from "./step.ts";
import type { Step, StepContext, StepEvent, StepsFailed } from "./step.ts";

function step(id: string, needs: string[], run: (context: StepContext) => Promise<string>): Step {
  return { id, title: `title of ${id}`, needs, run };
}

async function options(events: StepEvent[] = [], signal?: AbortSignal) {
  const logFolder = await mkdtemp(join(tmpdir(), "cloudpos-steps-"));
  const home = locateHome({ CLOUDPOS_HOME: logFolder });
  return {
    home,
    logFolder,
    onEvent: (event: StepEvent) => void events.push(event),
    ...(signal ? { signal } : {}),
  };
}

const brief = (events: StepEvent[]) => events.map((event) => `${event.type} ${event.step.id}`);

test("a step runs after all that it needs, whatever the order in the list", async () => {
  const ran: string[] = [];
  const note = (id: string) => async () => String(ran.push(id));
  await runSteps(
    [step("c", ["b"], note("c")), step("a", [], note("a")), step("b", ["a"], note("b"))],
    await options(),
  );
  expect(ran).toEqual(["a", "b", "c"]);
});

test("independent steps run side by side", async () => {
  // Each ends only when the other has started: one after the other they would never end.
  const started = { a: Promise.withResolvers<void>(), b: Promise.withResolvers<void>() };
  const meet = (mine: "a" | "b", other: "a" | "b") => async () => {
    started[mine].resolve();
    await started[other].promise;
    return "met";
  };
  const results = await runSteps(
    [step("a", [], meet("a", "b")), step("b", [], meet("b", "a"))],
    await options(),
  );
  expect(results.map(({ summary }) => summary)).toEqual(["met", "met"]);
});

test("a failure skips what needs it and lets the rest go on", async () => {
  const events: StepEvent[] = [];
  const run = runSteps(
    [
      step("broken", [], async () => Promise.reject(new Error("disk full: free 2 GB"))),
      step("after", ["broken"], async () => "never"),
      step("later", ["after"], async () => "never"),
      step("other", [], async () => "fine"),
    ],
    await options(events),
  );
  await expect(run).rejects.toThrow("title of broken: disk full: free 2 GB");
  expect(brief(events)).toEqual(
    expect.arrayContaining(["failed broken", "skipped after", "skipped later", "done other"]),
  );
  expect(brief(events)).not.toContain("started after");
});

test("the log of a step is kept, and a failure shows its end", async () => {
  const settings = await options();
  const chatter = Array.from({ length: 50 }, (_, line) => `line ${line}\n`).join("");
  const error: StepsFailed = await runSteps(
    [
      step("build", [], async ({ log, progress }) => {
        progress("compiling");
        log.write(chatter);
        throw new Error("compiler not happy");
      }),
    ],
    settings,
  ).then(
    () => expect.unreachable(),
    (thrown: StepsFailed) => thrown,
  );
  const failure = error.failures[0]!;
  expect(failure.log).toBe(join(settings.logFolder, "build.log"));
  const kept = await readFile(failure.log, "utf8");
  expect(kept).toContain("compiling");
  expect(kept).toContain(chatter);
  expect(failure.lastOutput).toContain("line 49");
  expect(failure.lastOutput).not.toContain("line 5\n");
  expect(error.message).toContain(failure.log);
});

test("an interrupted run says so and starts nothing more", async () => {
  const interrupt = new AbortController();
  const events: StepEvent[] = [];
  const run = runSteps(
    [
      step("first", [], async ({ signal }) => {
        interrupt.abort();
        signal.throwIfAborted();
        return "";
      }),
      step("second", ["first"], async () => "never"),
    ],
    await options(events, interrupt.signal),
  );
  await expect(run).rejects.toThrow("interrupted");
  expect(brief(events)).toEqual(["started first", "failed first", "skipped second"]);
});

test.each([
  ["an unknown need", [step("a", ["b"], async () => "")], "needs b, which does not exist"],
  ["a circle", [step("a", ["b"], async () => ""), step("b", ["a"], async () => "")], "a -> b -> a"],
  ["a double id", [step("a", [], async () => ""), step("a", [], async () => "")], "same id"],
])("%s is refused before anything runs", async (_, steps, message) => {
  const events: StepEvent[] = [];
  await expect(runSteps(steps, await options(events))).rejects.toThrow(message);
  expect(events).toEqual([]);
});
