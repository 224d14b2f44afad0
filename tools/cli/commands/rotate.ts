import { readFile } from "node:fs/promises";
import { setTimeout as wait } from "node:timers/promises";
import type { Document } from "yaml";
import type { Secret, System } from "../../../infra/model/index.ts";
import type { Settings } from "../../../infra/settings.ts";
import { confirmConfiguration, showPreview } from "../support/changed-configuration.ts";
import { openStack } from "../support/deployment.ts";
import { exitCodes, OperatorError, usageError } from "../support/errors.ts";
import { print, printJson, table } from "../support/output.ts";
import { throwIfInterrupted, withRun, type Run } from "../support/run.ts";
import { changeConfiguration, writeConfiguration, type ChangedConfiguration } from "../support/stack-file.ts";
import { formatDuration } from "../support/units.ts";
import { bringUp } from "./up.ts";

export interface RotateOptions {
  stack: string;
  list?: boolean;
  preview?: boolean;
  yes?: boolean;
  json?: boolean;
  /** File with the new value of a secret that comes from outside; `-` for standard input. */
  valueFile?: string;
  /** Also what cannot be rotated without a moment in which requests fail. */
  allowInterruption?: boolean;
}

/** One secret as `rotate` sees it. */
export interface Rotatable {
  name: string;
  /** The newest generation. */
  generation: number;
  /** Set while a rotation is under way. */
  phase?: "prepare" | "switch";
  /** When the phase had been carried out, ISO 8601; not there before. */
  since?: string;
  source: Secret["source"];
  rotation: Secret["rotation"];
  /** Workloads that requests pass through and that stop to take the new value. */
  interrupts: readonly string[];
}

/**
 * `rotate SECRET…|all`: gives secrets a new value while everything runs.
 *
 * A secret that two sides have to agree on goes through three phases, each a deployment: the new generation is accepted
 * beside the old one; the new one is used; the old one is dropped. Where it is stands in the stack's file
 * (`cloudpos:secretRotations`), so that a rotation that was interrupted is continued by the same command.
 */
export async function rotate(names: readonly string[], options: RotateOptions): Promise<number> {
  return withRun(options.stack, async (run) => {
    const known = await readSecrets(run.stack);
    if (options.list || names.length === 0) {
      run.progress.close();
      if (options.json) printJson({ stack: run.stack, secrets: known });
      else list(known);
      return exitCodes.ok;
    }
    const chosen = choose(known, names, options);
    const value = await newValue(chosen, options);
    const next = await change(run, (document) => begin(document, chosen));
    if (options.preview) {
      await showPreview(run, next, options.json);
      return exitCodes.ok;
    }
    if (!options.yes) await confirmConfiguration(run, next);
    const ofPhase = async (phase: "prepare" | "switch") =>
      (await readSecrets(run.stack)).filter(
        (secret) => secret.phase === phase && chosen.some(({ name }) => name === secret.name),
      );

    const begun = chosen.filter(({ phase }) => phase === undefined);
    if (begun.length > 0) {
      const setting = begun.find(({ source }) => source.kind === "setting")?.source;
      await step(
        run,
        `1 of 3: new ${inWords(begun)}; the old one is used, both are accepted`,
        next,
        async () => {
          if (setting?.kind !== "setting" || value === undefined) return;
          await (await openStack(run, false)).setConfig(`cloudpos:${setting.key}`, { value, secret: true });
        },
      );
    } else if ((await ofPhase("prepare")).some(({ since }) => since === undefined)) {
      await step(run, "1 of 3, once more: it was interrupted", await change(run, () => {}));
    }
    await complete(run, await ofPhase("prepare"));

    const prepared = await ofPhase("prepare");
    if (prepared.length > 0) {
      await settle(run, prepared, "settleSeconds", "until everybody who checks it knows the new one");
      const switched = await change(run, (document) => setPhase(document, prepared, { phase: "switch" }));
      await step(
        run,
        `2 of 3: ${inWords(prepared)}: the new one is used, the old one still accepted`,
        switched,
      );
    } else if ((await ofPhase("switch")).some(({ since }) => since === undefined)) {
      await step(run, "2 of 3, once more: it was interrupted", await change(run, () => {}));
    }
    await complete(run, await ofPhase("switch"));

    // Those that nobody can still hold something of are not kept waiting for those that somebody may.
    for (const group of byExpiry(await ofPhase("switch"))) {
      await settle(run, group, "expireSeconds", "until nothing is valid any more that the old one made");
      const dropped = await change(run, (document) => finish(document, group));
      await step(run, `3 of 3: ${inWords(group)}: the old one is dropped`, dropped);
    }
    run.progress.close();
    const after = await readSecrets(run.stack);
    const done = after.filter(({ name }) => chosen.some((each) => each.name === name));
    if (options.json) printJson({ stack: run.stack, rotated: done });
    else
      print(
        `Rotated: ${done.map(({ name, generation }) => `${name} (generation ${generation})`).join(", ")}.`,
      );
    return exitCodes.ok;
  });
}

const inWords = (secrets: readonly Rotatable[]) =>
  secrets.length > 3 ? `${secrets.length} secrets` : secrets.map(({ name }) => name).join(", ");

/** Secrets of a stack, from the declarations that the program deploys. */
async function readSecrets(stack: string): Promise<Rotatable[]> {
  const { declareSystem } = await import("../../../infra/workloads/index.ts");
  const { settings } = await changeConfiguration(stack, () => {});
  return rotatable(declareSystem(settings), settings);
}

/** What of a system can be rotated, and at what price. */
export function rotatable(system: System, settings: Settings): Rotatable[] {
  // What requests pass through: the front door, and what services keep their data in.
  const inTheWay = new Set(
    system.workloads.filter((w) => w.ports.some((p) => p.published)).map((w) => w.name),
  );
  for (const { name } of system.workloads) if (/^(postgres|mongodb)(-\d+)?$/.test(name)) inTheWay.add(name);
  return system.secrets
    .filter((secret) => secret.otherOf === undefined)
    .map((secret): Rotatable => {
      const rotation = settings.secretRotations[secret.name];
      const interrupts = system.workloads
        .filter((w) => w.secrets.includes(secret.name) && w.update === "stop-first" && inTheWay.has(w.name))
        .map(({ name }) => name);
      return {
        name: secret.name,
        generation: settings.secretGenerations[secret.name] ?? 1,
        ...rotation,
        rotation: secret.rotation,
        source: secret.source,
        interrupts,
      };
    });
}

/**
 * The secrets that are meant.
 *
 * @throws OperatorError (usage) for what does not exist or cannot be rotated, with the reason
 */
export function choose(
  known: readonly Rotatable[],
  names: readonly string[],
  options: { allowInterruption?: boolean },
): Rotatable[] {
  const allowed = (secret: Rotatable) => secret.interrupts.length === 0 || options.allowInterruption === true;
  if (names.includes("all")) {
    // Values that come from outside are not ours to make.
    return known.filter(
      (secret) => secret.rotation.kind !== "never" && secret.source.kind !== "setting" && allowed(secret),
    );
  }
  return names.map((name) => {
    const secret = known.find((each) => each.name === name);
    if (!secret) {
      const can = known.filter(({ rotation }) => rotation.kind !== "never").map((each) => each.name);
      throw usageError(`There is no secret "${name}". These can be rotated: all, ${can.join(", ")}.`);
    }
    if (secret.rotation.kind === "never")
      throw usageError(`${name} is not rotated: ${secret.rotation.reason}.`);
    if (!allowed(secret)) {
      throw usageError(
        `${name} cannot be rotated without a moment in which requests fail: ${secret.interrupts.join(", ")} has to be ` +
          "started again. At a quiet time: add --allow-interruption.",
      );
    }
    return secret;
  });
}

function list(secrets: readonly Rotatable[]): void {
  const rows = secrets.map(({ name, generation, phase, rotation, interrupts }) => [
    name,
    String(generation),
    phase === undefined ? "-" : phase === "prepare" ? "1: new one accepted" : "2: new one used",
    rotation.kind === "never"
      ? `not rotated: ${rotation.reason}`
      : interrupts.length > 0
        ? `interrupts ${interrupts.join(", ")}`
        : rotation.kind === "overlap"
          ? "both valid meanwhile"
          : "replaced",
  ]);
  for (const line of table(["SECRET", "GENERATION", "UNDER WAY", "HOW"], rows)) print(line);
}

/** First step: a new generation of each that is not on its way already. */
export function begin(document: Document, secrets: readonly Rotatable[]): void {
  for (const { name, generation, phase, rotation } of secrets) {
    if (phase !== undefined) continue;
    document.setIn(["config", "cloudpos:secretGenerations", name], generation + 1);
    if (rotation.kind === "overlap") setPhase(document, [{ name }], { phase: "prepare" });
  }
}

function setPhase(
  document: Document,
  secrets: readonly Pick<Rotatable, "name">[],
  state: Settings["secretRotations"][string],
): void {
  for (const { name } of secrets) {
    document.setIn(["config", "cloudpos:secretRotations", name], document.createNode(state, { flow: true }));
  }
}

/** Last step: nothing is under way any more. */
export function finish(document: Document, secrets: readonly Pick<Rotatable, "name">[]): void {
  const at = ["config", "cloudpos:secretRotations"];
  for (const { name } of secrets) document.deleteIn([...at, name]);
  const rest = document.getIn(at) as { items?: unknown[] } | undefined;
  if (rest?.items?.length === 0) document.deleteIn(at);
}

/** Groups of equal patience, the least first. */
function byExpiry(secrets: readonly Rotatable[]): Rotatable[][] {
  const seconds = ({ rotation }: Rotatable) => (rotation.kind === "overlap" ? rotation.expireSeconds : 0);
  const groups = Map.groupBy(
    secrets.toSorted((a, b) => seconds(a) - seconds(b)),
    seconds,
  );
  return [...groups.values()];
}

async function change(run: Run, edit: (document: Document) => void): Promise<ChangedConfiguration> {
  return changeConfiguration(run.stack, edit);
}

/** Writes down where the rotation is, then carries it out: what is interrupted in between is repeated. */
async function step(
  run: Run,
  what: string,
  configuration: ChangedConfiguration,
  andAlso: () => Promise<void> = async () => {},
): Promise<void> {
  throwIfInterrupted(run);
  run.progress.line(`Step ${what}`);
  if (configuration.changed) await writeConfiguration(run.stack, configuration);
  await andAlso();
  await bringUp(run, { yes: true });
}

/** Writes down that a phase has been carried out: from now on counts what has to pass before the next one. */
async function complete(run: Run, secrets: readonly Rotatable[]): Promise<void> {
  const fresh = secrets.filter(({ since }) => since === undefined);
  if (fresh.length === 0) return;
  const since = new Date().toISOString();
  const stamped = await change(run, (document) => {
    for (const { name, phase } of fresh) setPhase(document, [{ name }], { phase: phase!, since });
  });
  await writeConfiguration(run.stack, stamped);
}

/** The new value of a secret that comes from outside. */
async function newValue(secrets: readonly Rotatable[], options: RotateOptions): Promise<string | undefined> {
  const given = secrets.filter(({ source }) => source.kind === "setting");
  if (given.length === 0) {
    if (options.valueFile === undefined) return undefined;
    throw usageError(`--value-file: ${inWords(secrets)} is made by the program itself and takes no value.`);
  }
  if (given.length > 1 || options.valueFile === undefined) {
    throw usageError(
      `${inWords(given)}: the new value comes from outside. Make one there that is valid beside the old one, then give ` +
        `them one by one: ./cloudpos rotate ${given[0]!.name} --value-file FILE (- reads standard input).`,
    );
  }
  const value = (await readFile(options.valueFile === "-" ? "/dev/stdin" : options.valueFile, "utf8")).trim();
  if (value === "") throw usageError(`${options.valueFile} is empty: it has to hold the new value.`);
  return value;
}

async function settle(
  run: Run,
  secrets: readonly Rotatable[],
  which: "settleSeconds" | "expireSeconds",
  why: string,
): Promise<void> {
  const current = await readSecrets(run.stack);
  const ends = secrets.map(({ name, rotation }) => {
    const since = current.find((each) => each.name === name)?.since;
    return (
      (since === undefined ? Date.now() : Date.parse(since)) +
      (rotation.kind === "overlap" ? rotation[which] : 0) * 1_000
    );
  });
  const remaining = Math.max(...ends) - Date.now();
  if (remaining <= 0) return;
  run.progress.begin("settle", `Waiting ${formatDuration(remaining)} ${why}`);
  await wait(remaining, undefined, { signal: run.interrupt.signal }).catch(() => {
    throw new OperatorError(
      exitCodes.interrupted,
      `Interrupted while both generations of ${inWords(secrets)} are valid, which they stay. To continue: ` +
        `./cloudpos rotate ${secrets.map(({ name }) => name).join(" ")} --stack ${run.stack}`,
    );
  });
  run.progress.done("settle");
}
