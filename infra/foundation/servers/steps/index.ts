/** A server's preparation as a list of steps, in the order in which they are carried out. */
import { isDeepStrictEqual } from "node:util";
import type { Preparation, StepName } from "../declaration.ts";
import type { Host } from "../host.ts";
import { docker } from "./docker.ts";
import { firewall } from "./firewall.ts";
import { packages } from "./packages.ts";
import { registries } from "./registries.ts";
import type { ApplyOptions, Step } from "./step.ts";
import { kernel, logRotation, securityUpdates, swap, timeSync } from "./system.ts";
import { vpn } from "./vpn.ts";

const STEPS = [
  packages,
  swap,
  kernel,
  timeSync,
  logRotation,
  securityUpdates,
  docker,
  registries,
  firewall,
  vpn,
] as unknown as readonly Step[];

/** Names of all steps. */
export const stepNames: readonly StepName[] = STEPS.map((step) => step.name);

/** What a server has of what is declared for it. */
export async function observe(host: Host, desired: Preparation): Promise<Record<string, unknown>> {
  const found: Record<string, unknown> = {};
  for (const step of STEPS) {
    const declared = desired[step.name];
    if (declared !== undefined) found[step.name] = await step.observe(host, declared as never);
  }
  return found;
}

/**
 * Makes a server what is declared. Only what differs is touched, and looked at again afterwards.
 *
 * @param former what was declared before; a step that is not any more is undone
 * @param say told what is being done
 */
export async function prepare(
  host: Host,
  desired: Preparation,
  former: Partial<Preparation>,
  options: ApplyOptions,
  say: (sentence: string) => void,
): Promise<void> {
  for (const step of STEPS.toReversed()) {
    const was = former[step.name];
    if (was === undefined || desired[step.name] !== undefined) continue;
    say(`undoing ${step.title}`);
    await step.remove(host, was as never);
  }
  for (const step of STEPS) {
    const declared = desired[step.name];
    if (declared === undefined) continue;
    say(`looking at ${step.title}`);
    if (isDeepStrictEqual(await step.observe(host, declared as never), declared)) continue;
    say(`setting up ${step.title}`);
    await step.apply(host, declared as never, options);
    const now = await step.observe(host, declared as never);
    if (isDeepStrictEqual(now, declared)) continue;
    throw host.error(
      `${step.title} was set up, but is not as declared: it is ${JSON.stringify(now)}, declared is ` +
        `${JSON.stringify(declared)}. Is something else (Ansible, cloud-init) changing it at the same time?`,
    );
  }
}

/** Undoes everything, last first. */
export async function undo(
  host: Host,
  declared: Partial<Preparation>,
  say: (sentence: string) => void,
): Promise<void> {
  for (const step of STEPS.toReversed()) {
    const was = declared[step.name];
    if (was === undefined) continue;
    say(`undoing ${step.title}`);
    await step.remove(host, was as never);
  }
}
