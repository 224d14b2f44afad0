import type { BackupStatus } from "@cloudpos/contracts";
import { Type, type Static } from "typebox";
import Value from "typebox/value";

const timeoutMs = 2_000;
/** A full backup runs every night; as the alert has it. */
const lateSeconds = 26 * 3600;

/** Answer of Prometheus to an instant query, as far as it is used. */
const Vector = Type.Object({
  status: Type.Literal("success"),
  data: Type.Object({
    result: Type.Array(
      Type.Object({
        metric: Type.Record(Type.String(), Type.String()),
        value: Type.Tuple([Type.Number(), Type.String()]),
      }),
    ),
  }),
});
type Vector = Static<typeof Vector>;

export const unknownBackup: BackupStatus = {
  status: "unknown",
  lastSuccessAt: null,
  ageSeconds: null,
  sizeBytes: null,
  restorableUntil: null,
};

/** Names as infra/images/postgres/bin/backup-daemon publishes them. */
const names = {
  prepared: "cloudpos_backup_prepared",
  last: "cloudpos_backup_last_success_timestamp_seconds",
  size: "cloudpos_backup_last_size_bytes",
  wal: "cloudpos_backup_wal_archived_timestamp_seconds",
};

/**
 * How the backups are, as Prometheus knows it.
 * @param address of Prometheus; undefined where there is none.
 * @returns `unknown` when it cannot be asked or has never heard of backups.
 */
export async function backupStatus(address: string | undefined, now = Date.now()): Promise<BackupStatus> {
  if (address === undefined) return unknownBackup;
  const samples = await query(address, `{__name__=~"${Object.values(names).join("|")}"}`);
  // Of full, differential and incremental backups the newest counts.
  const newest = (name: string, type?: string) =>
    samples
      .filter(({ metric }) => metric["__name__"] === name && (type === undefined || metric["type"] === type))
      .map(({ metric, value }) => ({ type: metric["type"], value: Number(value[1]) }))
      .toSorted((a, b) => b.value - a.value)[0];
  const last = newest(names.last);
  const wal = newest(names.wal);
  if (last === undefined) {
    return newest(names.prepared) === undefined ? unknownBackup : { ...unknownBackup, status: "missing" };
  }
  const ageSeconds = Math.max(0, Math.round(now / 1000 - last.value));
  const failures = await query(
    address,
    `sum(increase(cloudpos_backup_job_runs_total{outcome="failure"}[${Math.max(60, ageSeconds)}s]))`,
  );
  const failed = Number(failures[0]?.value[1] ?? 0) >= 0.5;
  return {
    status: ageSeconds > lateSeconds ? "late" : failed ? "failed" : "ok",
    lastSuccessAt: new Date(last.value * 1000).toISOString(),
    ageSeconds,
    sizeBytes: newest(names.size, last.type)?.value ?? null,
    restorableUntil: wal ? new Date(wal.value * 1000).toISOString() : null,
  };
}

async function query(address: string, expression: string): Promise<Vector["data"]["result"]> {
  const answer = await fetch(
    `${address}/api/v1/query?${new URLSearchParams({ query: expression }).toString()}`,
    {
      signal: AbortSignal.timeout(timeoutMs),
    },
  );
  const body: unknown = await answer.json();
  if (!answer.ok || !Value.Check(Vector, body)) throw new Error(`Prometheus answered ${answer.status}`);
  return body.data.result;
}

/** Setting of {@link backupStatus}. */
export const prometheusSettings = {
  /** Where Prometheus answers queries; absent where there is none. */
  PROMETHEUS_URL: Type.Optional(Type.String({ pattern: "^https?://[^/]+$" })),
} as const;
