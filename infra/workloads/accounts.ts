/**
 * The accounts with which the stores are used. A store itself knows only who keeps them; passwords are set over the
 * network, so that a rotation restarts no store. Every role has two accounts, whose passwords take turns: during a
 * rotation both are open.
 */
import type { Workload } from "../model/index.ts";
import type { Settings } from "../settings.ts";
import { caFile, commandProbe, generation, others, password } from "./common.ts";
import type { Part } from "./part.ts";
import { SECRET_OF, usersOf } from "./services.ts";

/** Roles with an account in PostgreSQL. */
export const postgresRoles = (): string[] => [...usersOf("postgres"), "monitoring"];

export function accounts(settings: Settings): Part {
  const inPostgres = postgresRoles().map((role) => [role, SECRET_OF.postgres(role)] as const);
  const inMongodb = usersOf("mongodb").map((role) => [role, SECRET_OF.mongodb(role)] as const);
  const keeper = (
    store: "postgres" | "mongodb",
    user: number,
    roles: readonly (readonly [string, string])[],
    own: string,
  ): Workload => {
    const secrets = roles.map(([, secret]) => secret);
    return {
      name: `${store}-accounts`,
      description: `keeps the accounts of ${store === "postgres" ? "PostgreSQL" : "MongoDB"} as the secrets say`,
      image: store,
      args: ["accounts"],
      user: { uid: user, gid: user },
      environment: {
        ACCOUNTS: roles.map(([role, secret]) => `${role}=${generation(settings, secret)}`).join(" "),
        ...(store === "postgres" && { POSTGRES_DATABASE: "cloudpos" }),
      },
      ports: [],
      files: [caFile],
      secrets: [own, ...secrets, ...others(settings, secrets)],
      volumes: [],
      temporary: [{ path: "/tmp", sizeMiB: 8 }],
      segments: ["data"],
      // Exists as soon as all accounts are as they should be.
      probe: commandProbe(["test", "-e", "/tmp/applied"]),
      stop: { graceSeconds: 10 },
      resources: { cpuMilli: 250, memoryMiB: 96 },
      scale: { kind: "fixed", replicas: 1 },
      // Two with different ideas of what is valid would undo each other's work; nobody waits for it meanwhile.
      update: "stop-first",
      logs: { format: "json" },
      needs: [store],
    };
  };
  return {
    secrets: [
      password(settings, SECRET_OF.postgres("accounts"), { rotation: { kind: "replace" } }),
      ...[...inPostgres, ...inMongodb].map(([, secret]) => password(settings, secret)),
    ],
    certificates: [],
    workloads: [
      keeper("postgres", 10010, inPostgres, SECRET_OF.postgres("accounts")),
      keeper("mongodb", 10004, inMongodb, SECRET_OF.mongodb("root")),
    ],
    schedules: [],
  };
}
