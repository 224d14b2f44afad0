/**
 * PostgreSQL of several members. Patroni beside each of them keeps one as primary and makes another of them primary
 * when it is lost; a commit is answered when two of them have it on disk. HAProxy, under the name `postgres`, leads
 * clients to whoever is primary.
 */
import type { Workload } from "../model/index.ts";
import { platformElectsLeaders, type Settings } from "../settings.ts";
import { caFile, commandProbe, httpProbe, textFile } from "./common.ts";
import { etcdHosts, etcdMembers } from "./etcd.ts";

/** Port of Patroni's REST interface (https). */
const PATRONI_PORT = 8008;
/** Where the proxy leads to replicas, or to the primary if none is close enough. */
export const REPLICAS_PORT = 5433;
const PROXY_STATUS_PORT = 8404;
/** How far behind a replica may be to be read from, in bytes of WAL. */
const REPLICA_LAG_BYTES = 16 * 1024 * 1024;

/** Names of the members, which are also their DNS names; one member is the proxy-less `postgres` itself. */
export function postgresMembers(settings: Settings): string[] {
  const { members } = settings.postgres;
  return members === 1
    ? ["postgres"]
    : Array.from({ length: members }, (_, index) => `postgres-${index + 1}`);
}

/** @param node the single node, of which each member is a variation */
export function postgresCluster(settings: Settings, node: Workload): Workload[] {
  const members = postgresMembers(settings);
  return [...members.map((name, index) => member(settings, node, name, members[index - 1])), proxy(members)];
}

function member(settings: Settings, node: Workload, name: string, before: string | undefined): Workload {
  const byPlatform = platformElectsLeaders(settings);
  return {
    ...node,
    name,
    description: "PostgreSQL 17 under Patroni: a member of the system of record",
    args: ["member"],
    environment: {
      ...node.environment,
      PATRONI_NAME: name,
      PATRONI_SCOPE: "postgres",
      PATRONI_POSTGRESQL_CONNECT_ADDRESS: `${name}:5432`,
      PATRONI_RESTAPI_CONNECT_ADDRESS: `${name}:${PATRONI_PORT}`,
      ...(byPlatform ? {} : { PATRONI_ETCD3_HOSTS: etcdHosts(settings) }),
    },
    ports: [...node.ports, { name: "patroni", number: PATRONI_PORT }],
    files: [
      ...node.files,
      textFile("/etc/cloudpos/patroni/dynamic.json", `${sharedConfiguration(settings)}\n`),
    ],
    // The first one carries on with the data of a single node.
    volumes: node.volumes.map((v) => (before ? { ...v, volume: `${name}-data` } : v)),
    segments: [...node.segments, ...(byPlatform ? [] : (["consensus"] as const))],
    // A first start after a crash replays WAL; while that is under way nothing is to be mended by a kill.
    probe: commandProbe(["healthcheck"], { intervalSeconds: 3, startSeconds: 600, retries: 5 }),
    metrics: { port: PATRONI_PORT, path: "/metrics", tls: true },
    ...(byPlatform ? { platformApi: "leader-election" as const } : {}),
    memberOf: "postgres",
    // One after the other, so that an update never takes two at a time.
    needs: [...node.needs, ...etcdMembers(settings), ...(before ? [before] : [])],
  };
}

function proxy(members: readonly string[]): Workload {
  return {
    name: "postgres",
    description: "HAProxy: the way to the primary of PostgreSQL, and to its replicas",
    image: "haproxy",
    args: ["postgres"],
    user: { uid: 10012, gid: 10012 },
    environment: {
      POSTGRES_MEMBERS: members.join(","),
      POSTGRES_REPLICA_LAG: String(REPLICA_LAG_BYTES),
    },
    ports: [
      { name: "primary", number: 5432 },
      { name: "replicas", number: REPLICAS_PORT },
      { name: "status", number: PROXY_STATUS_PORT },
    ],
    files: [caFile],
    secrets: [],
    volumes: [],
    temporary: [{ path: "/tmp", sizeMiB: 8 }],
    segments: ["data", "backup", "monitoring"],
    // That it runs: without a primary another start would not help, and its name has to stay.
    probe: httpProbe(PROXY_STATUS_PORT, "/health"),
    stop: { graceSeconds: 30, signal: "SIGUSR1" },
    resources: { cpuMilli: 1000, memoryMiB: 128 },
    scale: { kind: "fixed", replicas: 2 },
    update: "start-first",
    metrics: { port: PROXY_STATUS_PORT, path: "/metrics" },
    logs: { format: "text" },
    needs: [...members],
  };
}

/**
 * What all members share, as Patroni keeps it in its store.
 *
 * Times: a primary that is silent for `ttl` seconds is replaced. 20 is Patroni's lowest, and `loop_wait` plus twice
 * `retry_timeout` must fit into it. A primary that crashed and is back before that hands over at once instead of
 * replaying its WAL first (`primary_start_timeout`).
 *
 * Commits wait for any one of the standbys (quorum), so that one lost standby stops nothing. Strictly: where no standby
 * is left they wait. By then two of three servers are gone and the election store has no majority either, tills go on
 * without the server, and what was answered is on two disks at any time.
 */
function sharedConfiguration(settings: Settings): string {
  return JSON.stringify({
    ttl: 20,
    loop_wait: 5,
    retry_timeout: 5,
    primary_start_timeout: 0,
    primary_stop_timeout: 30,
    synchronous_mode: "quorum",
    synchronous_mode_strict: true,
    // The store may be gone for a while: the primary goes on as long as it reaches every member.
    failsafe_mode: true,
    postgresql: {
      use_pg_rewind: true,
      use_slots: true,
      parameters: {
        max_connections: settings.postgres.maxConnections,
        max_wal_senders: 12,
        max_replication_slots: 12,
        wal_keep_size: "256MB",
        // A member that is away for long is copied anew, before it fills the disks of the others.
        max_slot_wal_keep_size: "4GB",
        hot_standby_feedback: true,
        // After a failover commits wait for a standby to find the new primary: not for the usual five seconds.
        wal_retrieve_retry_interval: "500ms",
      },
    },
  });
}
