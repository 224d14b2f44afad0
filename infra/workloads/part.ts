import type { System } from "../model/index.ts";

/** One part's share of the system: a store with its secrets and certificates, the edge, the monitoring. */
export type Part = System;

/** Puts the parts together. */
export function join(parts: readonly Part[]): System {
  return {
    workloads: parts.flatMap((p) => p.workloads),
    secrets: parts.flatMap((p) => p.secrets),
    certificates: parts.flatMap((p) => p.certificates),
    schedules: parts.flatMap((p) => p.schedules),
  };
}
