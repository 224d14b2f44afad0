import type { Settings } from "../../../infra/settings.ts";
import { serviceNames } from "../../../services/names.ts";
import { confirmConfiguration, showPreview } from "../support/changed-configuration.ts";
import { describeChanges } from "../support/deployment.ts";
import { exitCodes, usageError } from "../support/errors.ts";
import { print, printJson } from "../support/output.ts";
import { withRun } from "../support/run.ts";
import { changeConfiguration, writeConfiguration } from "../support/stack-file.ts";
import { bringUp } from "./up.ts";

export interface ScaleOptions {
  stack: string;
  preview?: boolean;
  yes?: boolean;
  json?: boolean;
}

type Replicas = Settings["replicas"];

/** `scale SERVICE=N …`: writes the number of replicas into the stack's configuration and carries it out. */
export async function scale(assignments: readonly string[], options: ScaleOptions): Promise<number> {
  const wanted = parseReplicas(assignments);
  return withRun(options.stack, async (run) => {
    let before: Replicas = {};
    const configuration = await changeConfiguration(run.stack, (document, settings) => {
      before = settings.replicas;
      for (const [service, replicas] of Object.entries(wanted)) {
        if (JSON.stringify(before[service as keyof Replicas] ?? 1) === JSON.stringify(replicas)) continue;
        document.setIn(
          ["config", "cloudpos:replicas", service],
          document.createNode(replicas, { flow: true }),
        );
      }
    });
    for (const [service, replicas] of Object.entries(wanted)) {
      run.progress.line(
        `- ${service}: ${inWords(before[service as keyof Replicas])} -> ${inWords(replicas)}`,
      );
    }
    if (options.preview) {
      await showPreview(run, configuration, options.json);
      return exitCodes.ok;
    }
    if (!options.yes) await confirmConfiguration(run, configuration);
    if (configuration.changed) await writeConfiguration(run.stack, configuration);
    const { summary } = await bringUp(run, { yes: true });
    run.progress.close();
    if (options.json) printJson({ stack: run.stack, replicas: wanted, changes: summary.changes });
    else print(`${Object.keys(wanted).join(", ")} scaled (${describeChanges(summary.changes)}).`);
    return exitCodes.ok;
  });
}

const inWords = (replicas: Replicas[keyof Replicas]): string =>
  typeof replicas === "object"
    ? `${replicas.min} to ${replicas.max} at ${replicas.cpuPercent} % of its CPU`
    : String(replicas ?? 1);

/** What is not a service, and where its number comes from instead. */
const elsewhere: Readonly<Record<string, string>> = {
  postgres: "owns data: its members are cloudpos:postgres.members (1, 3 or 5) in the stack's file",
  redis: "owns data: its members are cloudpos:redis.members (1 or 6) in the stack's file",
  mongodb: "owns data: its members are cloudpos:mongodb.members (1 or 3) in the stack's file",
  backup: "owns the backup repository: there is one",
  prometheus: "owns its data: there is one",
  alertmanager: "owns its data: there is one",
  grafana: "owns its data: there is one",
  mailbox: "keeps its mails in memory: there is one",
  edge: "may own ports of the machine: its number is cloudpos:replicas.edge in the stack's file",
};

/**
 * Reads `SERVICE=N` and `SERVICE=MIN-MAX@PERCENT` (automatic scaling by the use of the CPU).
 *
 * @throws OperatorError (usage)
 */
export function parseReplicas(assignments: readonly string[]): Replicas {
  const wanted: Replicas = {};
  for (const assignment of assignments) {
    const [, name = "", value = ""] = /^([^=]*)=(.*)$/.exec(assignment) ?? [];
    if (!name || !value)
      throw usageError(`"${assignment}" is not SERVICE=N. Example: ./cloudpos scale transaction=3 gateway=2`);
    const service = serviceNames.find((each) => each === name);
    if (!service) {
      const reason = elsewhere[name];
      throw usageError(
        reason
          ? `${name} cannot be scaled by this command: it ${reason}.`
          : `There is no service "${name}". These can be scaled: ${serviceNames.join(", ")}.`,
      );
    }
    if (wanted[service] !== undefined) throw usageError(`${service} is named twice.`);
    const range = /^(\d+)-(\d+)(?:@(\d+))?$/.exec(value);
    if (range) {
      const [min, max, cpuPercent] = range.slice(1).map((part) => Number(part ?? 70));
      wanted[service] = { min: min!, max: max!, cpuPercent: cpuPercent! };
    } else if (/^\d+$/.test(value)) {
      wanted[service] = Number(value);
    } else {
      throw usageError(
        `"${value}" is no number of replicas: give a whole number (${service}=3), or a range for automatic scaling on ` +
          `Kubernetes (${service}=2-8@70: between 2 and 8, aiming at 70 % of the CPU).`,
      );
    }
    if (wanted[service] === 0 || (range && Number(range[1]) === 0)) {
      throw usageError(
        `${service}=${value}: a service needs at least one replica; without it ${service === "gateway" ? "nothing answers" : "its part of the shop is gone"}. To stop the whole stack: ./cloudpos down`,
      );
    }
  }
  return wanted;
}
