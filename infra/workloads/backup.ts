/** Backups: the pgBackRest repository, which receives WAL all the time and takes full backups by the clock. */
import type { Settings } from "../settings.ts";
import {
  accountOf,
  caFile,
  certificateFile,
  commandProbe,
  password,
  serverCertificate,
  textFile,
} from "./common.ts";
import type { Part } from "./part.ts";
import { postgresMembers } from "./postgres-cluster.ts";
import { SECRET_OF } from "./services.ts";

export function backup(settings: Settings): Part {
  // A rotation under way passes, and need not restart the backups.
  const { secretRotations: _, ...lasting } = settings;
  const tls = serverCertificate(settings, "backup", { uses: ["server", "client"] });
  return {
    secrets: [
      password(settings, "backup-cipher-pass", {
        length: 48,
        durable: true,
        rotation: { kind: "never", reason: "the backups that exist are encrypted with it" },
      }),
      tls.key,
    ],
    certificates: [tls.certificate],
    workloads: [
      {
        name: "backup",
        description: "pgBackRest repository: WAL archive, full backups, configuration backups",
        image: "postgres",
        args: ["backup"],
        user: { uid: 10010, gid: 10010 },
        environment: {
          POSTGRES_DATABASE: "cloudpos",
          POSTGRES_MONITORING_USER: accountOf(settings, "monitoring", SECRET_OF.postgres("monitoring")),
          ...(settings.postgres.members > 1 && { POSTGRES_HOSTS: postgresMembers(settings).join(",") }),
          PGBACKREST_REPO1_RETENTION_FULL: String(settings.backup.keepFull),
        },
        ports: [
          { name: "pgbackrest", number: 8432 },
          { name: "metrics", number: 9854 },
        ],
        files: [
          caFile,
          certificateFile("backup"),
          textFile("/etc/cloudpos/configuration/settings.json", `${JSON.stringify(lasting, null, 2)}\n`),
        ],
        secrets: ["backup-cipher-pass", SECRET_OF.postgres("monitoring"), tls.key.name],
        volumes: [{ volume: "backup-repository", path: "/var/lib/backup" }],
        temporary: [
          { path: "/tmp", sizeMiB: 64 },
          { path: "/run/pgbackrest", sizeMiB: 1 },
          { path: "/var/spool/pgbackrest", sizeMiB: 16 },
        ],
        segments: ["backup"],
        probe: commandProbe(["healthcheck"]),
        stop: { graceSeconds: 60 },
        resources: { cpuMilli: 1000, memoryMiB: 256 },
        scale: { kind: "fixed", replicas: 1 },
        update: "stop-first",
        metrics: { port: 9854, path: "/metrics" },
        logs: { format: "json" },
        needs: [],
      },
    ],
    schedules: [
      {
        name: "full backup of PostgreSQL",
        cron: settings.backup.full,
        runsIn: "backup",
        command: "backup-now full",
      },
      {
        name: "backup of the configuration",
        cron: settings.backup.configuration,
        runsIn: "backup",
        command: "backup-configuration",
      },
    ],
  };
}
