import { Type, type Static } from "typebox";
import { Strict, UtcTime } from "./common.ts";
import { DependencyState } from "./health.ts";

/** One service as the gateway sees it now. */
export const ServiceStatus = Strict({
  service: Type.String(),
  /** `degraded`: it answers, but something it needs does not work; `down`: it does not answer. */
  status: Type.Union([Type.Literal("ok"), Type.Literal("degraded"), Type.Literal("down")]),
  /** Null while it is down. */
  version: Type.Union([Type.String(), Type.Null()]),
  uptimeSeconds: Type.Union([Type.Integer({ minimum: 0 }), Type.Null()]),
  /** What it needs, by name, such as `database`. */
  dependencies: Type.Record(Type.String(), DependencyState),
});
export type ServiceStatus = Static<typeof ServiceStatus>;

/** The backups of the database, from the metrics that the backup service publishes. */
export const BackupStatus = Strict({
  /**
   * `late`: the last complete backup is older than 26 hours; `missing`: there is none yet; `failed`: the last
   * scheduled one failed; `unknown`: nobody could be asked.
   */
  status: Type.Union([
    Type.Literal("ok"),
    Type.Literal("late"),
    Type.Literal("missing"),
    Type.Literal("failed"),
    Type.Literal("unknown"),
  ]),
  /** End of the newest complete backup. */
  lastSuccessAt: Type.Union([UtcTime, Type.Null()]),
  ageSeconds: Type.Union([Type.Integer({ minimum: 0 }), Type.Null()]),
  sizeBytes: Type.Union([Type.Integer({ minimum: 0 }), Type.Null()]),
  /** Until when the database could be restored: when the newest part of its log was put aside. */
  restorableUntil: Type.Union([UtcTime, Type.Null()]),
});
export type BackupStatus = Static<typeof BackupStatus>;

/** Answer of `GET /api/system` (permission `system:read`). */
export const SystemStatus = Strict({
  checkedAt: UtcTime,
  /** Every service, the gateway first. */
  services: Type.Array(ServiceStatus),
  backup: BackupStatus,
});
export type SystemStatus = Static<typeof SystemStatus>;
