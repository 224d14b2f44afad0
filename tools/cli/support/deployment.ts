import { appendFileSync } from "node:fs";
import type { EngineEvent, OutputMap, Stack } from "@pulumi/pulumi/automation/index.js";
import { exitCodes, messageOf, OperatorError } from "./errors.ts";
import { engineAnswers } from "./engine.ts";
import { engineGone, explain, withoutStackTrace } from "./explain.ts";
import { repository, serversOf } from "./stack-file.ts";
import { readLocks, readState, removeLock } from "./state.ts";
import type { Run } from "./run.ts";
import { runtimeOf } from "./runtime.ts";

/** Number of resources by what was done to them: `create`, `update`, `replace`, `delete`, `same`. */
export type Changes = Partial<Record<string, number>>;

/** A resource that failed, in the engine's words. */
export interface FailedResource {
  urn: string;
  type: string;
  name: string;
  /** Physical name where the resource has one. */
  physicalName: string | undefined;
  message: string;
}

/**
 * The stack in the Automation API; created when `create` says so and it is not there.
 *
 * @throws OperatorError when it is locked, or its passphrase is wrong
 */
export async function openStack(run: Run, create: boolean): Promise<Stack> {
  await clearStaleLocks(run);
  const { LocalWorkspace } = await import("@pulumi/pulumi/automation/index.js");
  const program = { stackName: run.stack, workDir: repository };
  try {
    return create
      ? await LocalWorkspace.createOrSelectStack(program)
      : await LocalWorkspace.selectStack(program);
  } catch (error) {
    const text = messageOf(error);
    appendFileSync(run.pulumiLog, `${text}\n`, { mode: 0o600 });
    if (/no stack named/.test(text)) {
      throw new OperatorError(
        exitCodes.precondition,
        `There is no stack "${run.stack}" yet. Bring it up: ./cloudpos up --stack ${run.stack}`,
      );
    }
    if (/ENOENT/.test(text) && /spawn pulumi|pulumi ENOENT/.test(text)) {
      throw new OperatorError(
        exitCodes.precondition,
        "Pulumi is not installed on this machine yet; ./cloudpos up brings it.",
      );
    }
    throw (
      known(run, text) ??
      new OperatorError(
        exitCodes.deployment,
        `Pulumi could not open the stack "${run.stack}":\n${standardError(text)}`,
      )
    );
  }
}

/** Removes locks whose process is gone from this machine; refuses to go on beside a living one. */
export async function clearStaleLocks(run: Run): Promise<void> {
  if (!run.backend) return;
  for (const lock of await readLocks(run.backend, run.stack)) {
    if (lock.state === "stale") {
      await removeLock(lock);
      run.progress.warn(
        `An earlier run was killed (process ${lock.pid}, ${lock.since}); its lock on the stack was removed.`,
      );
      continue;
    }
    const where =
      lock.state === "alive" ? `process ${lock.pid} of this machine` : `process ${lock.pid} on ${lock.host}`;
    throw new OperatorError(
      exitCodes.interrupted,
      `The stack "${run.stack}" is locked by ${where} (user ${lock.user}, since ${lock.since}).\n` +
        (lock.state === "alive"
          ? "Wait for that run to end, then run again."
          : `If you are sure that no run is going on there, remove the lock: eval "$(./cloudpos env)"; pulumi cancel -s ${run.stack}`),
    );
  }
}

type Operation = "up" | "destroy" | "preview" | "refresh";

/**
 * Carries out one operation of the engine and shows it.
 *
 * @param carryOut starts the operation with the handlers it is given
 * @returns what was changed
 * @throws OperatorError with what failed, and where to read more
 */
export async function operate<T>(
  run: Run,
  operation: Operation,
  carryOut: (handlers: {
    onEvent: (event: EngineEvent) => void;
    onOutput: (text: string) => void;
    onError: (text: string) => void;
    signal: AbortSignal;
    color: "never";
  }) => Promise<T>,
): Promise<{ result: T; changes: Changes }> {
  const watcher = new Watcher(run, operation);
  // Pulumi gets the terminal's Ctrl-C itself; sending it a second one would make it stop at once.
  const forward = new AbortController();
  const onAbort = () => {
    if (!process.stdin.isTTY) forward.abort();
  };
  run.interrupt.signal.addEventListener("abort", onAbort);
  run.progress.begin("engine", titles[operation]);
  const log = (text: string) => appendFileSync(run.pulumiLog, text, { mode: 0o600 });
  let errors = "";
  try {
    const result = await carryOut({
      onEvent: (event) => watcher.see(event),
      onOutput: log,
      onError: (text) => {
        errors += text;
        log(text);
      },
      signal: forward.signal,
      color: "never",
    });
    run.progress.done("engine", describeChanges(watcher.changes));
    return { result, changes: watcher.changes };
  } catch (error) {
    run.progress.failed("engine");
    const text = [...watcher.messages, errors].join("\n").trim() || standardError(messageOf(error));
    log(`${text}\n`);
    const explained = known(run, text);
    if (explained) throw explained;
    // What fails because the engine is gone says many things ("aborted"), but not that.
    const local = (await serversOf(run.stack)).length === 0;
    if (local && !(await engineAnswers())) throw engineGone(run.pulumiLog);
    throw new OperatorError(exitCodes.deployment, await describeFailure(run, watcher, text), {
      cause: error,
    });
  } finally {
    run.interrupt.signal.removeEventListener("abort", onAbort);
  }
}

const titles: Record<Operation, string> = {
  up: "Platform",
  destroy: "Taking down",
  preview: "Looking for changes",
  refresh: "Looking at what is there",
};

/** `3 created, 1 updated, 139 unchanged` */
export function describeChanges(changes: Changes): string {
  const words: Record<string, string> = {
    create: "created",
    update: "updated",
    replace: "replaced",
    delete: "deleted",
    same: "unchanged",
    import: "imported",
    refresh: "read",
  };
  const parts = Object.entries(words).flatMap(([op, word]) =>
    changes[op] ? [`${changes[op]} ${word}`] : [],
  );
  const changed = Object.entries(changes).some(([op, count]) => op !== "same" && count);
  return changed ? parts.join(", ") : `nothing to change (${changes["same"] ?? 0} resources)`;
}

/** Follows the events of an operation: draws what is under way and remembers what failed. */
class Watcher {
  changes: Changes = {};
  readonly messages: string[] = [];
  readonly failed = new Map<string, FailedResource>();
  readonly #run: Run;
  readonly #preview: boolean;
  readonly #started = new Map<string, number>();
  #seen = 0;

  constructor(run: Run, operation: Operation) {
    this.#run = run;
    this.#preview = operation === "preview";
  }

  see(event: EngineEvent): void {
    const { diagnosticEvent, resourcePreEvent, resOutputsEvent, resOpFailedEvent, summaryEvent } = event;
    if (diagnosticEvent?.severity === "error") {
      const message = withoutStackTrace(diagnosticEvent.message);
      this.messages.push(message);
      if (diagnosticEvent.urn) this.#fail(diagnosticEvent.urn, undefined, message);
    }
    if (resourcePreEvent) this.#begin(resourcePreEvent.metadata);
    if (resOutputsEvent) this.#end(resOutputsEvent.metadata);
    if (resOpFailedEvent) {
      const { metadata } = resOpFailedEvent;
      this.#run.progress.drop(metadata.urn);
      this.#fail(metadata.urn, physicalName(metadata), "");
    }
    if (summaryEvent) this.changes = summaryEvent.resourceChanges as Changes;
  }

  #begin(metadata: { op: string; urn: string; type: string }): void {
    if (this.#preview || metadata.op === "same") return;
    if (metadata.op === "refresh" || metadata.op === "read") {
      this.#run.progress.update("engine", `${++this.#seen} resources looked at`);
      return;
    }
    if (metadata.type.startsWith("pulumi:")) return;
    this.#started.set(metadata.urn, performance.now());
    this.#run.progress.begin(
      metadata.urn,
      `${doing[metadata.op] ?? metadata.op} ${describeResource(metadata)}`,
    );
  }

  #end(metadata: { op: string; urn: string; type: string }): void {
    const start = this.#started.get(metadata.urn);
    if (start === undefined) return;
    this.#started.delete(metadata.urn);
    // Dozens of passwords, keys and files are made in no time: only what takes time, or runs, is worth a line.
    if (performance.now() - start >= 1000 || /:Service$/.test(metadata.type))
      this.#run.progress.done(metadata.urn);
    else this.#run.progress.drop(metadata.urn);
  }

  #fail(urn: string, physical: string | undefined, message: string): void {
    const old = this.failed.get(urn);
    this.failed.set(urn, {
      urn,
      type: urn.split("::").at(-2) ?? "",
      name: urn.split("::").at(-1) ?? urn,
      physicalName: physical ?? old?.physicalName,
      message: [old?.message, message].filter(Boolean).join("\n"),
    });
  }
}

const doing: Record<string, string> = {
  create: "create",
  "create-replacement": "create anew",
  update: "update",
  delete: "remove",
  "delete-replaced": "remove old",
  replace: "replace",
};

function physicalName(metadata: { new?: unknown; old?: unknown }): string | undefined {
  for (const side of [metadata.new, metadata.old] as ({ inputs?: Record<string, unknown> } | undefined)[]) {
    const name = side?.inputs?.["name"];
    if (typeof name === "string") return name;
  }
  return undefined;
}

/** `service gateway`, `image gateway-image`. */
export function describeResource(resource: { urn: string; type: string }): string {
  const kind = (resource.type.split(":").at(-1) ?? "").replaceAll(/(?<=[a-z])(?=[A-Z])/g, " ").toLowerCase();
  return `${kind.replace("remote ", "")} ${resource.urn.split("::").at(-1)}`;
}

async function describeFailure(run: Run, watcher: Watcher, text: string): Promise<string> {
  const resources = [...watcher.failed.values()].filter(({ type }) => type !== "pulumi:pulumi:Stack");
  const parts: string[] = [];
  for (const resource of resources) {
    parts.push(`${describeResource(resource)} failed:\n${indent(resource.message || "no reason was given")}`);
    if (WORKLOAD.test(resource.type)) parts.push(await lastWords(resource, run));
  }
  if (resources.length === 0) parts.push(indent(withoutStackTrace(text)));
  parts.push(
    `What succeeded is kept. Mend the cause and run again: ./cloudpos up --stack ${run.stack}\nLogs of this run: ${run.logs}`,
  );
  return `The platform is not up to date.\n${parts.filter(Boolean).join("\n")}`;
}

/** The resources that are workloads; they have the workloads' names. */
const WORKLOAD = /^(docker:index\/service:Service|kubernetes:apps\/v1:(Deployment|StatefulSet|DaemonSet))$/;

async function lastWords(resource: FailedResource, run: Run): Promise<string> {
  try {
    const { name } = resource;
    const lines = await (await runtimeOf(run.stack)).lastLines(name, 15);
    if (lines.length === 0) return `  ${name} wrote nothing.`;
    return `  Its last log lines (more: ./cloudpos logs ${name} --stack ${run.stack}):\n${indent(lines.join("\n"))}`;
  } catch {
    // It does not exist any more, or the engine is gone: the message above has to do.
    return "";
  }
}

const indent = (text: string) =>
  text
    .split("\n")
    .map((line) => `    ${line}`)
    .join("\n");

function known(run: Run, text: string): OperatorError | undefined {
  return explain({
    stack: run.stack,
    home: run.home,
    text,
    interrupted: run.interrupt.signal.aborted,
    log: run.pulumiLog,
  });
}

/** The part of the Automation API's error message that a person can use: standard error, without the progress after it. */
function standardError(message: string): string {
  const text = /stderr: ([\s\S]*?)\n err\?:/.exec(message)?.[1] ?? message;
  const [head = "", ...rest] = text.split(/^(?:Updating|Destroying|Previewing update|Refreshing) \(/m);
  return (rest.length > 0 ? head : text)
    .split("\n")
    .filter((line) => !/^Command failed with exit code|^\s*$/.test(line))
    .join("\n");
}

/**
 * Clears operations of which nobody saw the end, after a run was killed: the engine would only warn of them for ever.
 * What they did create is found again by name and taken over.
 */
export async function clearPendingOperations(run: Run, stack: Stack): Promise<void> {
  if (!run.backend) return;
  const pending = (await readState(run.backend, run.stack))?.pending ?? [];
  if (pending.length === 0) return;
  run.progress.warn(`An earlier run ended in the middle of: ${pending.join(", ")}. Continuing from there.`);
  await operate(run, "refresh", (handlers) => stack.refresh({ ...handlers, clearPendingCreates: true }));
}

/** The value of an output of the program. */
export function output<T>(outputs: OutputMap, name: string): T | undefined {
  return outputs[name]?.value as T | undefined;
}
