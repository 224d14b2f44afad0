import { nothingRuns, servicesBeingUpdated, workloadsOf } from "../support/engine.ts";
import { reachEngines } from "../support/engines.ts";
import { OperatorError, exitCodes } from "../support/errors.ts";
import { formatLogLine, lineSplitter, parseLogLine } from "../support/log-lines.ts";
import { contractsBetween } from "../support/release.ts";
import { runtimeOf } from "../support/runtime.ts";
import { readRecord, updateRecord } from "../support/stack-record.ts";
import { print, printJson, styled } from "../support/output.ts";
import { formatDuration } from "../support/units.ts";

/** The services that own data; the gateway owns none. */
const owners = ["auth", "inventory", "transaction", "payment", "customer", "notification", "reporting"];

interface Outcome {
  service: string;
  ok: boolean;
  milliseconds: number;
  output: string[];
}

/**
 * `migrate`: the migrations of every service; with `contract` also those that take away what only versions before this
 * one need, once no such version runs any more.
 *
 * @throws OperatorError (precondition) while an update is under way
 */
export async function migrate(options: {
  stack: string;
  contract?: boolean;
  json?: boolean;
}): Promise<number> {
  if (!options.contract) return inServices("migrate", options);
  const engines = await reachEngines(options.stack);
  const unsettled = (await workloadsOf(engines, options.stack)).filter(
    ({ name, health }) => owners.includes(name) && health !== "healthy",
  );
  const updating = await servicesBeingUpdated(engines.manager, options.stack);
  if (unsettled.length > 0 || updating.length > 0) {
    const names = new Set([...unsettled.map(({ name }) => name), ...updating]);
    throw new OperatorError(
      exitCodes.precondition,
      `Replicas of an older version may still run: ${[...names].join(", ")} is not settled. Look: ./cloudpos status --stack ${options.stack}`,
    );
  }
  const { release, previousRelease } = await readRecord(options.stack);
  const code = await inServices("contract", options);
  const contracts =
    release?.commit && previousRelease?.commit
      ? await contractsBetween(previousRelease.commit, release.commit).catch(() => ["unknown"])
      : [];
  if (release && contracts.length > 0) {
    await updateRecord(options.stack, { release: { ...release, contractedAt: new Date().toISOString() } });
  }
  return code;
}

/** Services whose figures can be made anew from the system of record. */
const rebuildable = ["reporting"];

/**
 * `rebuild <service>`: makes all figures of a service anew; the old ones serve until the new ones are complete.
 * @throws OperatorError when the service has nothing to rebuild
 */
export async function rebuild(service: string, options: { stack: string; json?: boolean }): Promise<number> {
  if (!rebuildable.includes(service)) {
    throw new OperatorError(
      exitCodes.usage,
      `"${service}" has nothing to rebuild: use ${rebuildable.join(" or ")}.`,
    );
  }
  return inServices("rebuild", options, [service]);
}

/**
 * `migrate`, `seed` and `rebuild`: runs the task of that name in one running container of each service, one after
 * the other. All are idempotent, so a failed run is simply repeated.
 */
export async function inServices(
  task: "migrate" | "contract" | "seed" | "rebuild",
  options: { stack: string; json?: boolean },
  services: readonly string[] = owners,
): Promise<number> {
  const runtime = await runtimeOf(options.stack);
  const names = (await runtime.workloads()).map(({ name }) => name);
  const present = services.filter((service) => names.includes(service));
  if (present.length === 0) throw nothingRuns(options.stack);
  const outcomes: Outcome[] = [];
  for (const service of present) {
    const start = performance.now();
    const output: string[] = [];
    const lines = lineSplitter((line) => output.push(formatLogLine(parseLogLine(line))));
    const result = await runtime.exec(service, ["node", "main.mjs", task], (text) => lines.write(text));
    lines.end();
    const ok = result?.exitCode === 0;
    if (!result) {
      output.push(
        `no running container; look: ./cloudpos logs ${service} --stack ${options.stack} --tail 50`,
      );
    }
    const milliseconds = Math.round(performance.now() - start);
    outcomes.push({ service, ok, milliseconds, output });
    if (options.json) continue;
    const mark = ok ? styled("green", "✔") : styled("red", "✖");
    print(`${mark} ${task} ${service} (${formatDuration(milliseconds)})`);
    for (const line of output) print(`    ${line}`);
  }
  const failed = outcomes.filter((outcome) => !outcome.ok).map((outcome) => outcome.service);
  if (options.json) printJson({ stack: options.stack, task, ok: failed.length === 0, services: outcomes });
  else if (failed.length > 0)
    print(
      `${task} failed in ${failed.join(", ")}. Mend what the lines above say and run it again; what succeeded is not done twice.`,
    );
  return failed.length === 0 ? exitCodes.ok : exitCodes.failed;
}
