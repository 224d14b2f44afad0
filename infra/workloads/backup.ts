/** Backups: the pgBackRest repository, which receives WAL all the time and takes full backups by the clock. */
import type { Settings } from "../settings.ts";
import { caFile, certificateFile, commandProbe, password, serverCertificate, textFile } from "./common.ts";
import type { Part } from "./part.ts";

/** Both ends of pgBackRest encrypt with it; without it no backup can be read. */
export const pgbackrestSecrets = ["backup-cipher-pass"];

export function backup(settings: Settings): Part {
  const tls = serverCertificate(settings, "backup", { uses: ["server", "client"] });
  return {
    secrets: [password(settings, "backup-cipher-pass", { length: 48, durable: true }), tls.key],
    certificates: [tls.certificate],
    workloads: [
      {
        name: "backup",
        description: "pgBackRest repository: WAL archive, full backups, configuration backups",
        image: "postgres",
        args: ["backup"],
        user: { uid: 10002, gid: 10002 },
        environment: { BACKUP_KEEP_FULL: String(settings.backup.keepFull), POSTGRES_DATABASE: "cloudpos" },
        ports: [
          { name: "pgbackrest", number: 8432 },
          { name: "metrics", number: 9854 },
        ],
        files: [
          caFile,
          certificateFile("backup"),
          textFile("/etc/cloudpos/configuration/settings.json", `${JSON.stringify(settings, null, 2)}\n`),
        ],
        secrets: ["backup-cipher-pass", "postgres-superuser-password", tls.key.name],
        volumes: [{ volume: "backup-repository", path: "/var/lib/pgbackrest" }],
        temporary: [
          { path: "/tmp", sizeMiB: 64 },
          { path: "/run/postgresql", sizeMiB: 16 },
        ],
        segments: ["backup"],
        probe: commandProbe(["backup-ready"], { intervalSeconds: 10, startSeconds: 120 }),
        stop: { graceSeconds: 60 },
        resources: { cpuMilli: 1000, memoryMiB: 256 },
        scale: { kind: "fixed", replicas: 1 },
        update: "stop-first",
        metrics: { port: 9854, path: "/metrics" },
        logs: { format: "text" },
        needs: ["postgres"],
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
