import { Type, type Static } from "typebox";
import { Strict } from "./common.ts";

/** Answer of `GET /health`: the process runs. Says nothing about its dependencies. */
export const Health = Strict({
  status: Type.Literal("ok"),
  service: Type.String(),
  version: Type.String(),
  uptimeSeconds: Type.Integer({ minimum: 0 }),
});
export type Health = Static<typeof Health>;

/** State of one dependency of a service. */
export const DependencyState = Strict({
  status: Type.Union([Type.Literal("ok"), Type.Literal("failed")]),
  /** How long the check took. */
  milliseconds: Type.Integer({ minimum: 0 }),
  /** Kind of failure, without addresses or credentials. */
  error: Type.Optional(Type.String()),
});
export type DependencyState = Static<typeof DependencyState>;

/** Answer of `GET /ready`: 200 when every dependency works, 503 with the same body otherwise. */
export const Readiness = Strict({
  status: Type.Union([Type.Literal("ready"), Type.Literal("not-ready"), Type.Literal("draining")]),
  service: Type.String(),
  dependencies: Type.Record(Type.String(), DependencyState),
});
export type Readiness = Static<typeof Readiness>;
