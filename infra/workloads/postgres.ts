/** PostgreSQL, the system of record: one database, one role and one schema for each service. */
import type { Workload } from "../model/index.ts";
import type { Settings } from "../settings.ts";
import type { Part } from "./part.ts";
import { postgresCluster, postgresMembers } from "./postgres-cluster.ts";
import { caFile, certificateFile, commandProbe, password, serverCertificate, textFile } from "./common.ts";
import { SECRET_OF, usersOf } from "./services.ts";

export function postgres(settings: Settings): Part {
  const several = settings.postgres.members > 1;
  const tls = serverCertificate(settings, "postgres", {
    // Clients look for `postgres` and are led to a member; members look for each other.
    ...(several ? { dnsNames: ["postgres", ...postgresMembers(settings)] } : {}),
    uses: ["server", "client"],
  });
  const services = usersOf("postgres");
  const node: Workload = {
    name: "postgres",
    description: "PostgreSQL 17: the system of record",
    image: "postgres",
    args: ["postgres"],
    user: { uid: 10010, gid: 10010 },
    environment: { POSTGRES_DATABASE: "cloudpos", POSTGRES_SERVICES: services.join(",") },
    ports: [{ name: "postgres", number: 5432 }],
    files: [
      caFile,
      certificateFile("postgres"),
      textFile(
        "/etc/cloudpos/postgresql.conf",
        tuning(settings.postgres.memoryMiB, settings.postgres.maxConnections),
      ),
    ],
    secrets: ["postgres-superuser-password", SECRET_OF.postgres("accounts"), tls.key.name],
    volumes: [{ volume: "postgres-data", path: "/var/lib/postgresql" }],
    temporary: [
      { path: "/tmp", sizeMiB: 64 },
      { path: "/run/postgresql", sizeMiB: 16 },
      { path: "/run/pgbackrest", sizeMiB: 1 },
      { path: "/var/spool/pgbackrest", sizeMiB: 128 },
    ],
    segments: ["data", "backup"],
    probe: commandProbe(["healthcheck"]),
    stop: { graceSeconds: 60 },
    resources: { cpuMilli: 2000, memoryMiB: settings.postgres.memoryMiB },
    scale: { kind: "fixed", replicas: 1 },
    update: "stop-first",
    logs: { format: "json" },
    // It archives to the backup host to its last moment: started after it, stopped before it.
    needs: ["backup"],
  };
  return {
    secrets: [
      password(settings, "postgres-superuser-password", {
        durable: true,
        rotation: {
          kind: "never",
          reason: "it opens nothing: PostgreSQL takes its superuser only from inside its container",
        },
      }),
      tls.key,
    ],
    certificates: [tls.certificate],
    workloads: several ? postgresCluster(settings, node) : [node],
    schedules: [],
  };
}

/** Sizes that follow from the memory of the container; the usual quarter for shared buffers. */
function tuning(memoryMiB: number, maxConnections: number): string {
  return [
    `max_connections = ${maxConnections}`,
    `shared_buffers = ${Math.floor(memoryMiB / 4)}MB`,
    `effective_cache_size = ${Math.floor((memoryMiB * 5) / 8)}MB`,
    `maintenance_work_mem = ${Math.max(16, Math.floor(memoryMiB / 16))}MB`,
    "",
  ].join("\n");
}
