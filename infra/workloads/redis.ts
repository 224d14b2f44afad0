/** Redis: rate limits, cache and the event streams. All of it can be rebuilt from PostgreSQL. */
import { createHash } from "node:crypto";
import type { Settings } from "../settings.ts";
import { caFile, certificateFile, commandProbe, password, serverCertificate } from "./common.ts";
import type { Part } from "./part.ts";
import { SECRET_OF, usersOf } from "./services.ts";

export function redis(settings: Settings): Part {
  const tls = serverCertificate(settings, "redis");
  const users = usersOf("redis");
  const passwords = [...users, "monitoring"].map((user) => password(settings, SECRET_OF.redis(user)));
  return {
    secrets: [
      ...passwords,
      tls.key,
      {
        name: "redis-acl",
        generation: settings.secretGenerations["redis-acl"] ?? 1,
        source: {
          kind: "composed",
          from: passwords.map((p) => p.name),
          compose: (values) =>
            [
              "user default off",
              ...users.map(
                // A service has its own keys and the event streams; nothing that could harm the others.
                (user) =>
                  `user ${user} on ${hashed(values[SECRET_OF.redis(user)]!)} ~${user}:* ~events:* &* +@all -@admin -@dangerous`,
              ),
              `user monitoring on ${hashed(values[SECRET_OF.redis("monitoring")]!)} ${MONITORING}`,
              "",
            ].join("\n"),
        },
      },
    ],
    certificates: [tls.certificate],
    workloads: [
      {
        name: "redis",
        description: "Redis 8: rate limits, cache, event streams",
        image: "redis",
        args: ["--maxmemory", `${Math.floor(settings.redis.memoryMiB * 0.75)}mb`],
        user: { uid: 10003, gid: 10003 },
        environment: {},
        ports: [{ name: "redis", number: 6379 }],
        files: [caFile, certificateFile("redis")],
        secrets: ["redis-acl", SECRET_OF.redis("monitoring"), tls.key.name],
        volumes: [{ volume: "redis-data", path: "/var/lib/redis" }],
        temporary: [{ path: "/tmp", sizeMiB: 16 }],
        segments: ["data"],
        probe: commandProbe(["redis-ready"]),
        stop: { graceSeconds: 30 },
        resources: { cpuMilli: 1000, memoryMiB: settings.redis.memoryMiB },
        scale: { kind: "fixed", replicas: 1 },
        update: "stop-first",
        logs: { format: "text" },
        needs: [],
      },
    ],
    schedules: [],
  };
}

/** What the exporter and the health check ask; no key can be read. */
const MONITORING =
  "resetchannels -@all +ping +info +config|get +slowlog|get +slowlog|len +latency +client|list +client|setname +dbsize +memory|usage +xinfo +cluster|info";

/** Redis takes the SHA-256 of a password in its ACL file. */
function hashed(password: string): string {
  return `#${createHash("sha256").update(password).digest("hex")}`;
}
