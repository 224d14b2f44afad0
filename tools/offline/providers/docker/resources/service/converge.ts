/** Waits until a service runs as asked, or says why it does not. */
import { setTimeout as sleep } from "node:timers/promises";
import { orUndefined } from "../../objects.ts";
import type { Context } from "../../objects.ts";
import { nanoseconds } from "../../values.ts";
import type { ServiceInputs } from "./inputs.ts";
import type { ServiceSpec } from "./spec.ts";

export interface ServiceInspection {
  ID: string;
  Version: { Index: number };
  Spec: ServiceSpec;
  UpdateStatus?: { State?: string; Message?: string; StartedAt?: string };
}

export interface Task {
  ID: string;
  Slot?: number;
  NodeID?: string;
  ServiceID: string;
  CreatedAt: string;
  DesiredState: string;
  Status: {
    State: string;
    Message?: string;
    Err?: string;
    Timestamp?: string;
    ContainerStatus?: { ContainerID?: string; ExitCode?: number };
  };
}

const DEFAULT_TIMEOUT = "3m";
/** A container without a health check counts as running once it has stayed up this long (milliseconds). */
const SETTLE = 2000;
/** Tasks may fail this often for a reason that another try will not mend. */
const HOPELESS_FAILURES = 2;
const LOG_LINES = 20;
const ENDED_BADLY = ["failed", "rejected", "orphaned"];

/** Thrown when the service did not get there. `rolledBack`: the daemon has put back the former specification. */
export class NotConverged extends Error {
  readonly rolledBack: boolean;
  constructor(message: string, rolledBack: boolean) {
    super(message);
    this.rolledBack = rolledBack;
  }
}

/**
 * `previousUpdate` is the `StartedAt` of the update before this change, so that its outcome is not taken for the
 * outcome of this one.
 */
export async function converge(
  id: string,
  inputs: ServiceInputs,
  previousUpdate: string | undefined,
  ctx: Context,
): Promise<void> {
  const limit = inputs.convergeConfig?.timeout ?? DEFAULT_TIMEOUT;
  const deadline = Date.now() + nanoseconds(limit)! / 1e6;
  const settle = inputs.taskSpec.containerSpec.healthcheck ? 0 : SETTLE;
  let runningSince: { tasks: string; at: number } | undefined;
  let shown = "";

  for (let wait = 100; ; wait = Math.min(wait * 1.5, 1000)) {
    const service = (await ctx.client.docker.getService(id).inspect()) as ServiceInspection;
    const update = service.UpdateStatus?.StartedAt === previousUpdate ? undefined : service.UpdateStatus;
    const tasks = await upToDateTasks(id, ctx);
    const wanted = wantedTasks(service.Spec, tasks);
    const running = tasks.filter(isRunning);

    if (update?.State === "paused" || update?.State?.startsWith("rollback")) {
      const settled = await settledUpdate(id, deadline, ctx);
      throw new NotConverged(
        await explain(
          id,
          inputs.name,
          `its update was stopped by Docker: ${settled.Message ?? settled.State}`,
          ctx,
        ),
        settled.State?.startsWith("rollback") ?? false,
      );
    }
    const updating = update?.State === "updating";
    if (!updating && running.length >= wanted) {
      const ids = running.map(({ ID }) => ID).join();
      if (runningSince?.tasks !== ids) runningSince = { tasks: ids, at: Date.now() };
      if (Date.now() - runningSince.at >= settle) return;
    } else {
      runningSince = undefined;
    }

    const hopeless = hopelessReason(tasks, inputs);
    if (hopeless) throw new NotConverged(await explain(id, inputs.name, hopeless, ctx), false);
    if (Date.now() > deadline) {
      const reason = `${running.length} of ${wanted} tasks run and are healthy after ${limit} (convergeConfig.timeout)`;
      throw new NotConverged(await explain(id, inputs.name, reason, ctx), false);
    }
    const progress = progressText(running.length, wanted, tasks, updating);
    if (progress !== shown) ctx.status((shown = progress));
    await sleep(wait, undefined, { signal: ctx.signal });
  }
}

/** The tasks that follow the service's present specification; the daemon itself tells which these are. */
async function upToDateTasks(id: string, ctx: Context): Promise<Task[]> {
  const filters = { service: [id], "_up-to-date": ["true"] };
  return (await ctx.client.docker.listTasks({ filters: JSON.stringify(filters) })) as Task[];
}

async function allTasks(id: string, ctx: Context): Promise<Task[]> {
  return (await ctx.client.docker.listTasks({ filters: JSON.stringify({ service: [id] }) })) as Task[];
}

/** A task that was to end and did so is as good as one that runs. */
function isRunning({ DesiredState, Status }: Task): boolean {
  return (DesiredState === "running" && Status.State === "running") || Status.State === "complete";
}

/** Of a global service the orchestrator plans one task for each node that the constraints allow. */
function wantedTasks(spec: ServiceSpec, tasks: Task[]): number {
  if (!spec.Mode?.Global) return spec.Mode?.Replicated?.Replicas ?? 1;
  const planned = tasks.filter(({ DesiredState }) => DesiredState === "running").map(({ NodeID }) => NodeID);
  return Math.max(new Set(planned).size, 1);
}

/** A rollback takes a while; its end says more than its beginning. */
async function settledUpdate(id: string, deadline: number, ctx: Context) {
  for (;;) {
    const service = (await ctx.client.docker.getService(id).inspect()) as ServiceInspection;
    const status = service.UpdateStatus ?? {};
    if (status.State !== "rollback_started" || Date.now() > deadline) return status;
    await sleep(500, undefined, { signal: ctx.signal });
  }
}

function hopelessReason(tasks: Task[], inputs: ServiceInputs): string | undefined {
  const failed = tasks.filter(({ Status }) => ENDED_BADLY.includes(Status.State));
  const noImage = failed.filter(({ Status }) => /no such image/i.test(Status.Err ?? ""));
  if (noImage.length >= HOPELESS_FAILURES) {
    return `the image ${inputs.taskSpec.containerSpec.image} is not on the node and could not be pulled`;
  }
  const { condition, maxAttempts } = inputs.taskSpec.restartPolicy ?? {};
  const attempts = condition === "none" ? 1 : (maxAttempts ?? 0) > 0 ? maxAttempts! + 1 : Infinity;
  const slots = Map.groupBy(failed, ({ Slot, NodeID }) => Slot ?? NodeID);
  for (const failures of slots.values()) {
    if (failures.length >= attempts) return `a task failed ${failures.length} times, no restart is left`;
  }
  return undefined;
}

function progressText(running: number, wanted: number, tasks: Task[], updating: boolean): string {
  const newest = tasks.toSorted((a, b) => b.CreatedAt.localeCompare(a.CreatedAt))[0];
  const failure = tasks.find(({ Status }) => ENDED_BADLY.includes(Status.State))?.Status.Err;
  const state = newest && !isRunning(newest) ? `, newest is ${newest.Status.State}` : "";
  return `${running}/${wanted} tasks running${updating ? ", updating" : ""}${state}${failure ? ` (${failure})` : ""}`;
}

/** What is wrong, with the errors of the tasks and the last words of the one that failed last. */
async function explain(id: string, name: string, reason: string, ctx: Context): Promise<string> {
  const tasks = (await allTasks(id, ctx)).toSorted((a, b) => b.CreatedAt.localeCompare(a.CreatedAt));
  const errors = new Set(
    tasks
      .filter(({ Status }) => Status.Err)
      .map(({ Status }) => `${Status.State}: ${Status.Err}${Status.Message ? ` (${Status.Message})` : ""}`),
  );
  const silent = tasks.find(
    ({ Status, DesiredState }) => !Status.Err && DesiredState === "running" && Status.State !== "running",
  );
  const lines = [
    `service ${name} did not come up: ${reason}`,
    ...[...errors].slice(0, 5).map((text) => `  task ${text}`),
  ];
  if (errors.size === 0 && silent) {
    lines.push(
      `  task ${silent.Status.State} since ${silent.Status.Timestamp ?? silent.CreatedAt}: ${silent.Status.Message ?? ""}`,
    );
    if (silent.Status.State === "starting") lines.push("  its health check has not succeeded yet");
  }
  const speaker =
    tasks.find(({ Status }) => ENDED_BADLY.includes(Status.State) && Status.ContainerStatus?.ContainerID) ??
    tasks.find(({ Status }) => Status.ContainerStatus?.ContainerID);
  const log = speaker && (await lastLines(speaker, ctx));
  if (log) lines.push(`last lines of its log:`, ...log.map((line) => `  | ${line}`));
  lines.push(`see: docker service ps --no-trunc ${name}; docker service logs ${name}`);
  return lines.join("\n");
}

async function lastLines(task: Task, ctx: Context): Promise<string[] | undefined> {
  const container = ctx.client.docker.getContainer(task.Status.ContainerStatus!.ContainerID!);
  // Only the node that runs the container has its log at hand; that is no reason to hide the actual error.
  const log = await orUndefined(container.logs({ stdout: true, stderr: true, tail: LOG_LINES })).catch(
    () => undefined,
  );
  if (!log || log.length === 0) return undefined;
  return demultiplex(log).split("\n").filter(Boolean).slice(-LOG_LINES);
}

/** Docker sends each piece of output behind a header of eight bytes: stream, three zeros, length. */
export function demultiplex(log: Buffer): string {
  const pieces: Buffer[] = [];
  let at = 0;
  while (at + 8 <= log.length) {
    if (log[at]! > 2 || log.readUIntBE(at + 1, 3) !== 0) return log.toString();
    const length = log.readUInt32BE(at + 4);
    pieces.push(log.subarray(at + 8, at + 8 + length));
    at += 8 + length;
  }
  return pieces.length > 0 ? Buffer.concat(pieces).toString() : log.toString();
}

/** How long the containers of a removed service may take to end, in milliseconds. */
export function removalPatience(inputs: Partial<ServiceInputs>): number {
  const grace = nanoseconds(inputs.taskSpec?.containerSpec?.stopGracePeriod) ?? 10e9;
  return grace / 1e6 + 60_000;
}
