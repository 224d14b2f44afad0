/**
 * What leads to several replicas of the edge where a platform lets only one container of a server hold a published port.
 * It knows neither TLS nor HTTP and has nothing to configure, so that it need not change when the edge does.
 */
import type { Port } from "../model/index.ts";
import { platformSharesPublishedPorts, type Settings } from "../settings.ts";
import { httpProbe } from "./common.ts";
import type { Part } from "./part.ts";

export const FRONT = "front";
/** How many replicas of the edge it can lead to; during an update there are twice as many. */
export const MOST_EDGES = 16;
const STATUS_PORT = 8404;

export function usesFront(settings: Pick<Settings, "platform" | "replicas">): boolean {
  const { edge = 1 } = settings.replicas;
  return edge !== 1 && !platformSharesPublishedPorts(settings);
}

/** What is reached from outside. The front passes each on to the edge's port of the same number. */
export function publicPorts({ ports }: Settings): Required<Port>[] {
  return [
    { name: "http", number: 8080, published: ports.http },
    { name: "https", number: 8443, published: ports.https },
    { name: "prometheus", number: 9443, published: ports.prometheus },
    { name: "grafana", number: 9444, published: ports.grafana },
  ];
}

export function front(settings: Settings): Part {
  const nothing = { secrets: [], certificates: [], schedules: [] };
  if (!usesFront(settings)) return { ...nothing, workloads: [] };
  return {
    ...nothing,
    workloads: [
      {
        name: FRONT,
        description: "HAProxy: the published ports, and the way to the replicas of the edge",
        image: "haproxy",
        args: ["edge"],
        user: { uid: 10012, gid: 10012 },
        environment: {},
        ports: [...publicPorts(settings), { name: "status", number: STATUS_PORT }],
        files: [],
        secrets: [],
        volumes: [],
        temporary: [{ path: "/tmp", sizeMiB: 8 }],
        segments: ["front", "monitoring"],
        probe: httpProbe(STATUS_PORT, "/health"),
        stop: { graceSeconds: 10, signal: "SIGUSR1" },
        resources: { cpuMilli: 1000, memoryMiB: 256 },
        // Whichever server a caller turns to.
        scale: { kind: "every-server" },
        update: "stop-first",
        metrics: { port: STATUS_PORT, path: "/metrics" },
        logs: { format: "text" },
        needs: [],
      },
    ],
  };
}
