/** MongoDB: analytics, projections of events. All of it can be rebuilt from PostgreSQL. */
import type { Settings } from "../settings.ts";
import { caFile, certificateFile, commandProbe, password, serverCertificate } from "./common.ts";
import type { Part } from "./part.ts";
import { SECRET_OF, usersOf } from "./services.ts";

export function mongodb(settings: Settings): Part {
  const tls = serverCertificate(settings, "mongodb");
  const users = usersOf("mongodb").map((user) => password(settings, SECRET_OF.mongodb(user)));
  return {
    secrets: [password(settings, SECRET_OF.mongodb("root"), { durable: true }), ...users, tls.key],
    certificates: [tls.certificate],
    workloads: [
      {
        name: "mongodb",
        description: "MongoDB: analytics",
        image: "mongodb",
        user: { uid: 10004, gid: 10004 },
        environment: {},
        ports: [{ name: "mongodb", number: 27017 }],
        files: [caFile, certificateFile("mongodb")],
        secrets: [SECRET_OF.mongodb("root"), ...users.map((u) => u.name), tls.key.name],
        volumes: [{ volume: "mongodb-data", path: "/var/lib/mongodb" }],
        temporary: [{ path: "/tmp", sizeMiB: 64 }],
        segments: ["data"],
        probe: commandProbe(["mongodb-ready"], { intervalSeconds: 10 }),
        stop: { graceSeconds: 60 },
        resources: { cpuMilli: 1000, memoryMiB: settings.mongodb.memoryMiB },
        scale: { kind: "fixed", replicas: 1 },
        update: "stop-first",
        logs: { format: "text" },
        needs: [],
      },
    ],
    schedules: [],
  };
}
