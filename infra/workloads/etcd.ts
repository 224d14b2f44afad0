/**
 * etcd, in which the members of PostgreSQL agree on who leads: only there, and only on platforms whose own API does
 * not do that. It holds a few kilobytes, all of them made anew if they are lost.
 */
import { platformElectsLeaders, type Settings } from "../settings.ts";
import { caFile, certificateFile, commandProbe, serverCertificate } from "./common.ts";
import type { Part } from "./part.ts";

const CLIENT_PORT = 2379;
const PEER_PORT = 2380;
const METRICS_PORT = 2381;

/** Names of the etcd members of a stack; none where it needs no etcd. */
export function etcdMembers(settings: Settings): string[] {
  if (settings.postgres.members === 1 || platformElectsLeaders(settings)) return [];
  // Three stand the loss of one; more members of PostgreSQL do not need more of these.
  return ["etcd-1", "etcd-2", "etcd-3"];
}

/** Where clients reach etcd, for `PATRONI_ETCD3_HOSTS`. */
export function etcdHosts(settings: Settings): string {
  return etcdMembers(settings)
    .map((name) => `${name}:${CLIENT_PORT}`)
    .join(",");
}

export function etcd(settings: Settings): Part {
  const members = etcdMembers(settings);
  if (members.length === 0) return { workloads: [], secrets: [], certificates: [], schedules: [] };
  // One certificate for all: they trust each other alike. Its server is also its own client (the HTTP gateway).
  const tls = serverCertificate(settings, "etcd", {
    dnsNames: ["etcd", ...members],
    uses: ["server", "client"],
  });
  const certificate = "/etc/cloudpos/tls/etcd.crt";
  const key = `/run/secrets/${tls.key.name}`;
  const ca = "/etc/cloudpos/tls/ca.crt";
  return {
    secrets: [tls.key],
    certificates: [tls.certificate],
    workloads: members.map((name) => ({
      name,
      description: "etcd: who leads among the members of PostgreSQL",
      image: "etcd",
      user: { uid: 10011, gid: 10011 },
      environment: {
        ETCD_NAME: name,
        ETCD_DATA_DIR: "/var/lib/etcd/data",
        ETCD_INITIAL_CLUSTER: members.map((peer) => `${peer}=https://${peer}:${PEER_PORT}`).join(","),
        ETCD_INITIAL_ADVERTISE_PEER_URLS: `https://${name}:${PEER_PORT}`,
        ETCD_LISTEN_PEER_URLS: `https://0.0.0.0:${PEER_PORT}`,
        ETCD_LISTEN_CLIENT_URLS: `https://0.0.0.0:${CLIENT_PORT}`,
        ETCD_ADVERTISE_CLIENT_URLS: `https://${name}:${CLIENT_PORT}`,
        ETCD_LISTEN_METRICS_URLS: `http://0.0.0.0:${METRICS_PORT}`,
        ETCD_CLIENT_CERT_AUTH: "true",
        ETCD_TRUSTED_CA_FILE: ca,
        ETCD_CERT_FILE: certificate,
        ETCD_KEY_FILE: key,
        ETCD_PEER_CLIENT_CERT_AUTH: "true",
        ETCD_PEER_CERT_ALLOWED_CN: "etcd",
        ETCD_PEER_TRUSTED_CA_FILE: ca,
        ETCD_PEER_CERT_FILE: certificate,
        ETCD_PEER_KEY_FILE: key,
        // Slow disks and busy machines: a short pause must not cost a new election.
        ETCD_HEARTBEAT_INTERVAL: "250",
        ETCD_ELECTION_TIMEOUT: "2500",
        ETCD_AUTO_COMPACTION_MODE: "periodic",
        ETCD_AUTO_COMPACTION_RETENTION: "1h",
        ETCD_LOG_LEVEL: "warn",
      },
      ports: [
        { name: "client", number: CLIENT_PORT },
        { name: "peer", number: PEER_PORT },
        { name: "metrics", number: METRICS_PORT },
      ],
      files: [caFile, certificateFile("etcd")],
      secrets: [tls.key.name],
      volumes: [{ volume: `${name}-data`, path: "/var/lib/etcd" }],
      temporary: [{ path: "/tmp", sizeMiB: 8 }],
      segments: ["consensus", "monitoring"],
      // It listens before it has found the others: they look for each other by name, and only what is healthy has one.
      probe: commandProbe(["bash", "-c", `: < /dev/tcp/127.0.0.1/${PEER_PORT}`]),
      stop: { graceSeconds: 15 },
      resources: { cpuMilli: 500, memoryMiB: 192 },
      scale: { kind: "fixed", replicas: 1 },
      update: "stop-first",
      memberOf: "etcd",
      metrics: { port: METRICS_PORT, path: "/metrics" },
      logs: { format: "json" },
      needs: [],
    })),
    schedules: [],
  };
}
