import type { Segment } from "./segment.ts";

/** A file in the container that holds no secret. A changed content rolls the workload. */
export interface File {
  path: string;
  content: { kind: "text"; text: string } | { kind: "certificate"; certificate: string } | { kind: "ca" };
}

export interface Port {
  name: string;
  /** The port the process listens on inside its container. */
  number: number;
  /** The port on the machine. Only the edge publishes, or the front before it. */
  published?: number;
}

export interface VolumeMount {
  /** Name of the volume, unique in the stack. */
  volume: string;
  path: string;
}

/** A command inside the container; exit code 0 means healthy. */
export interface Probe {
  command: readonly string[];
  /** The same question as an HTTP request (200 means healthy), for platforms that can ask it without a process. */
  http?: { port: number; path: string };
  intervalSeconds: number;
  timeoutSeconds: number;
  /** Failures in this time after the start do not count. */
  startSeconds: number;
  retries: number;
}

export interface Resources {
  /** Thousandths of a core; the workload never gets more. */
  cpuMilli: number;
  /** Mebibytes; above it the container is killed and started again. */
  memoryMiB: number;
}

export type Scale =
  | { kind: "fixed"; replicas: number }
  /** One on each server of the stack. */
  | { kind: "every-server" }
  /** Between `min` and `max` replicas, aiming at this use of `cpuMilli`. Not every platform can; one that cannot refuses. */
  | { kind: "auto"; min: number; max: number; cpuPercent: number };

/** Connections that a workload opens to the world outside of the stack. */
export interface WayOut {
  purpose: string;
  /** TCP ports of the other side; `any` where operators or customers choose the address. */
  ports: readonly number[] | "any";
}

export interface Workload {
  /** DNS name inside the segments, and the name operators use. */
  name: string;
  description: string;
  /** Name of an image in the catalogue. */
  image: string;
  /** Arguments to the image's entry point. */
  args?: readonly string[];
  /** `uid:gid` of the process; mounted secrets belong to it and are readable by nobody else. */
  user: { uid: number; gid: number };
  /** Environment variables; never a secret. */
  environment: Readonly<Record<string, string>>;
  ports: readonly Port[];
  files: readonly File[];
  /** Names of secrets, mounted as `/run/secrets/<name>`. */
  secrets: readonly string[];
  volumes: readonly VolumeMount[];
  /** Directories in memory. Everything else of the root file system is read-only. */
  temporary: readonly { path: string; sizeMiB: number }[];
  /** Directories of the server itself, read-only (for measuring the host). */
  hostPaths?: readonly { hostPath: string; path: string }[];
  segments: readonly Segment[];
  /** Needs a segment that is not `internal`. A platform that can closes every other way out. */
  waysOut?: readonly WayOut[];
  /** What the workload may ask of the platform's own API; nothing where absent. Only on platforms that have one. */
  platformApi?: "leader-election";
  /** Members of one store carry its name: they are placed apart, and never stopped together for maintenance. */
  memberOf?: string;
  /** The member that takes over from this one, and it from that one: they must not be lost together. */
  partner?: string;
  probe: Probe;
  stop: { graceSeconds: number; signal?: "SIGTERM" | "SIGQUIT" | "SIGINT" | "SIGUSR1" };
  resources: Resources;
  scale: Scale;
  /**
   * `start-first`: the new one is healthy before the old one goes, no request is lost.
   * `stop-first`: for what owns a volume or a port of the machine.
   */
  update: "start-first" | "stop-first";
  /** Endpoint for Prometheus. `tls`: by https, with a certificate of the stack's authority for the workload's name. */
  metrics?: { port: number; path: string; tls?: boolean };
  logs: { format: "json" | "text" };
  /** Workloads that have to be healthy before this one is started for the first time. */
  needs: readonly string[];
}

/** A command that runs by the clock in an existing workload. */
export interface Schedule {
  name: string;
  /** Five cron fields, in UTC. */
  cron: string;
  runsIn: string;
  command: string;
}
