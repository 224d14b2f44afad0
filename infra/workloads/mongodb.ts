/** MongoDB: analytics, projections of events. All of it can be rebuilt from PostgreSQL. */
import type { Settings } from "../settings.ts";
import { caFile, certificateFile, commandProbe, password, serverCertificate } from "./common.ts";
import type { Part } from "./part.ts";
import { SECRET_OF } from "./services.ts";

export function mongodb(settings: Settings): Part {
  const tls = serverCertificate(settings, "mongodb");
  return {
    secrets: [
      password(settings, SECRET_OF.mongodb("root"), {
        durable: true,
        rotation: {
          kind: "never",
          reason: "it is kept with the data, and only MongoDB itself and its accounts use it",
        },
      }),
      tls.key,
    ],
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
        secrets: [SECRET_OF.mongodb("root"), tls.key.name],
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
