/** Redis: rate limits, cache and the event streams. All of it can be rebuilt from PostgreSQL. */
import { createHash } from "node:crypto";
import type { Secret, Workload } from "../model/index.ts";
import type { Settings } from "../settings.ts";
import {
  caFile,
  certificateFile,
  commandProbe,
  otherOf,
  others,
  password,
  redisMembers,
  serverCertificate,
} from "./common.ts";
import type { Part } from "./part.ts";
import { SECRET_OF, usersOf } from "./services.ts";

/** One node, or a Redis Cluster whose members find their places by themselves (see infra/images/redis). */
export function redis(settings: Settings): Part {
  const members = redisMembers(settings);
  const cluster = members.length > 1;
  const certificates = members.map((member) =>
    serverCertificate(settings, member, cluster ? { uses: ["server", "client"] } : {}),
  );
  const users = new Map([
    // Clients of a cluster ask its nodes by INFO whether they are ready.
    ...usersOf("redis").map((user) => [user, cluster ? `${rightsOf(user)} +info` : rightsOf(user)] as const),
    ["monitoring", cluster ? `${MONITORING} +cluster|nodes` : MONITORING] as const,
    ...(cluster ? Object.entries(CLUSTER_USERS) : []),
  ]);
  return {
    secrets: [
      ...[...users.keys()].map((user) => password(settings, SECRET_OF.redis(user))),
      ...certificates.map(({ key }) => key),
      acl(settings, users),
      ...(cluster ? [replication(settings)] : []),
    ],
    certificates: certificates.map(({ certificate }) => certificate),
    workloads: members.map((member, index): Workload => ({
      name: member,
      description: cluster
        ? `Redis 8, member ${index + 1} of the cluster: rate limits, cache, event streams`
        : "Redis 8: rate limits, cache, event streams",
      image: "redis",
      args: ["--maxmemory", `${Math.floor(settings.redis.memoryMiB * 0.75)}mb`],
      user: { uid: 10003, gid: 10003 },
      environment: cluster ? { REDIS_MEMBER: member, REDIS_MEMBERS: members.join(" ") } : {},
      ports: [{ name: "redis", number: 6379 }, ...(cluster ? [{ name: "redis-bus", number: 16379 }] : [])],
      files: [caFile, certificateFile(member)],
      secrets: [
        "redis-acl",
        SECRET_OF.redis("monitoring"),
        `tls-${member}-key`,
        ...(cluster ? [SECRET_OF.redis("cluster"), REPLICATION] : []),
      ],
      volumes: [{ volume: `${member}-data`, path: "/var/lib/redis" }],
      temporary: [{ path: "/tmp", sizeMiB: 16 }],
      segments: ["data"],
      // Pairs: 1 and 4, 2 and 5, 3 and 6.
      ...(cluster
        ? { memberOf: "redis", partner: members[(index + members.length / 2) % members.length]! }
        : {}),
      // A member is ready when it has copied its master's data.
      probe: commandProbe(["redis-ready"], cluster ? { startSeconds: 300 } : {}),
      stop: { graceSeconds: 30 },
      resources: { cpuMilli: 1000, memoryMiB: settings.redis.memoryMiB },
      scale: { kind: "fixed", replicas: 1 },
      update: "stop-first",
      logs: { format: "text" },
      // One after the other, so that a change takes one member at a time.
      needs: members.slice(Math.max(0, index - 1), index),
    })),
    schedules: [],
  };
}

/** A service has its own keys and the event streams; nothing that could harm the others. */
function rightsOf(service: string): string {
  return `~${service}:* ~events:* &* +@all -@admin -@dangerous`;
}

/** What the exporter and the health check ask; no key can be read. */
const MONITORING =
  "resetchannels -@all +ping +info +config|get +slowlog|get +slowlog|len +latency +client|list +client|setname +dbsize +memory|usage +xinfo +cluster|info";

/** Of a member: what keeps it in its place, and what its replica copies with. */
const CLUSTER_USERS = {
  cluster: "resetchannels -@all +ping +info +cluster +config|set +acl|load",
  replication: "resetchannels -@all +ping +psync +replconf",
};

const REPLICATION = "redis-replication";

const COMPOSED = { kind: "never", reason: "it is made of the passwords of Redis: rotate those" } as const;

function acl(settings: Settings, users: ReadonlyMap<string, string>): Secret {
  const names = [...users.keys()].map(SECRET_OF.redis);
  return {
    rotation: COMPOSED,
    name: "redis-acl",
    generation: settings.secretGenerations["redis-acl"] ?? 1,
    source: {
      kind: "composed",
      from: [...names, ...others(settings, names)],
      compose: (values) =>
        [
          "user default off",
          ...[...users].map(
            ([user, rights]) => `user ${user} on ${hashed(values, SECRET_OF.redis(user))} ${rights}`,
          ),
          "",
        ].join("\n"),
    },
  };
}

/** The part of the configuration with a replica's password. */
function replication(settings: Settings): Secret {
  return {
    rotation: COMPOSED,
    name: REPLICATION,
    generation: settings.secretGenerations[REPLICATION] ?? 1,
    source: {
      kind: "composed",
      from: [SECRET_OF.redis("replication")],
      compose: (values) => `masteruser replication\nmasterauth ${values[SECRET_OF.redis("replication")]!}\n`,
    },
  };
}

/** Redis takes the SHA-256 of a password in its ACL file, and of two while one is rotated. */
function hashed(values: Readonly<Record<string, string>>, secret: string): string {
  return [secret, otherOf(secret)]
    .flatMap((name) => values[name] ?? [])
    .map((value) => `#${createHash("sha256").update(value).digest("hex")}`)
    .join(" ");
}
