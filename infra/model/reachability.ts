import type { System } from "./system.ts";

/** Whether one workload can open a connection to one port of another. */
export interface Reach {
  from: string;
  to: string;
  port: number;
  /** They share a segment. */
  allowed: boolean;
}

/** The whole matrix: every workload to every declared port of every other. It follows from the segments alone. */
export function reachability(system: Pick<System, "workloads">): Reach[] {
  return system.workloads.flatMap((from) =>
    system.workloads
      .filter((to) => to !== from)
      .flatMap((to) => {
        const allowed = from.segments.some((segment) => to.segments.includes(segment));
        return to.ports.map(({ number }) => ({ from: from.name, to: to.name, port: number, allowed }));
      }),
  );
}
