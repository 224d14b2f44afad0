/**
 * Network segments. Two workloads can talk only if they share one.
 *
 * `internal` segments have no way out to other networks. Only members of an `entrance` publish ports.
 */
export const SEGMENTS = {
  front: { internal: false, entrance: true, purpose: "the front to the replicas of the edge" },
  edge: { internal: false, entrance: true, purpose: "the front door to the gateway" },
  app: { internal: false, purpose: "the gateway to the services; services to acquirers and mail" },
  data: { internal: true, purpose: "services to their stores" },
  monitoring: { internal: false, purpose: "Prometheus, exporters, alerts and dashboards" },
  consensus: { internal: true, purpose: "members of a store to where they agree on who leads" },
  backup: { internal: true, purpose: "databases to the backup repository" },
} as const satisfies Record<string, { internal: boolean; entrance?: boolean; purpose: string }>;

export type Segment = keyof typeof SEGMENTS;

/** Segments whose members may publish ports. */
export const ENTRANCES: readonly Segment[] = (Object.keys(SEGMENTS) as Segment[]).filter(
  (segment) => "entrance" in SEGMENTS[segment],
);
