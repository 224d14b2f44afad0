/**
 * Monitoring. What Prometheus scrapes and probes, and what the alerts are about, follows from the declarations of
 * all other workloads; a new workload with a metrics endpoint is watched without a line here.
 */
import type { Workload } from "../../model/index.ts";
import type { Segment } from "../../model/index.ts";
import type { Settings } from "../../settings.ts";
import { authorityFile } from "../acme.ts";
import {
  accountOf,
  caFile,
  commandProbe,
  generation,
  httpProbe,
  password,
  redisMembers,
  textFile,
} from "../common.ts";
import { join, type Part } from "../part.ts";
import { postgresMembers } from "../postgres-cluster.ts";
import { SECRET_OF } from "../services.ts";
import { alertRules } from "./alerts.ts";
import { alertmanagerConfig } from "./alertmanager.ts";
import { blackboxConfig, prometheusConfig } from "./prometheus.ts";
import { overviewDashboard } from "./dashboards.ts";

/** @param watched all workloads but the monitoring itself */
export function monitoring(settings: Settings, watched: readonly Workload[]): Part {
  const parts = [
    exporters(settings),
    alertmanager(settings),
    ...(settings.images.grafana ? [grafana(settings)] : []),
  ];
  const targets = [...watched, ...parts.flatMap((p) => p.workloads)];
  return join([...parts, prometheus(settings, targets)]);
}

const nothing = { secrets: [], certificates: [], schedules: [] } as const;

function prometheus(settings: Settings, targets: readonly Workload[]): Part {
  // Prometheus goes to where its targets are; they need no way to each other.
  const scraped = targets.filter((w) => w.metrics);
  const segments: Segment[] = ["monitoring", "edge", "app", "backup"];
  for (const w of scraped) {
    if (!w.segments.some((s) => segments.includes(s))) throw new Error(`Prometheus cannot reach "${w.name}"`);
  }
  return {
    ...nothing,
    workloads: [
      {
        name: "prometheus",
        description: "metrics of every workload, alert rules",
        image: "prometheus",
        args: [],
        user: EXPORTER_USER,
        environment: {},
        ports: [{ name: "http", number: 9090 }],
        files: [
          ...(scraped.some((w) => w.metrics?.tls) ? [caFile] : []),
          textFile("/etc/cloudpos/prometheus/prometheus.yml", prometheusConfig(settings, targets)),
          textFile("/etc/cloudpos/prometheus/rules/cloudpos.yml", alertRules(targets)),
        ],
        secrets: [],
        volumes: [{ volume: "prometheus-data", path: "/var/lib/prometheus" }],
        temporary: [{ path: "/tmp", sizeMiB: 16 }],
        segments,
        probe: httpProbe(9090, "/-/ready", { intervalSeconds: 10 }),
        stop: { graceSeconds: 30 },
        resources: { cpuMilli: 1000, memoryMiB: 384 },
        scale: { kind: "fixed", replicas: 1 },
        update: "stop-first",
        metrics: { port: 9090, path: "/metrics" },
        logs: { format: "json" },
        needs: [],
      },
    ],
  };
}

function alertmanager(settings: Settings): Part {
  const smtp = settings.alerts.email?.username;
  return {
    ...nothing,
    secrets: smtp
      ? [
          {
            name: "smtp-password",
            generation: generation(settings, "smtp-password"),
            source: { kind: "setting", key: "smtpPassword" },
            rotation: { kind: "replace" },
          },
        ]
      : [],
    workloads: [
      {
        name: "alertmanager",
        description: "groups, silences and sends alerts",
        image: "alertmanager",
        user: EXPORTER_USER,
        environment: {},
        ports: [{ name: "http", number: 9093 }],
        files: [textFile("/etc/cloudpos/alertmanager/alertmanager.yml", alertmanagerConfig(settings))],
        secrets: smtp ? ["smtp-password"] : [],
        volumes: [{ volume: "alertmanager-data", path: "/var/lib/alertmanager" }],
        temporary: [{ path: "/tmp", sizeMiB: 16 }],
        segments: ["monitoring"],
        ...(settings.alerts.email
          ? { waysOut: [{ purpose: "mail", ports: [settings.alerts.email.smtpPort] }] }
          : {}),
        probe: httpProbe(9093, "/-/ready", { intervalSeconds: 10 }),
        stop: { graceSeconds: 15 },
        resources: { cpuMilli: 250, memoryMiB: 96 },
        scale: { kind: "fixed", replicas: 1 },
        update: "stop-first",
        metrics: { port: 9093, path: "/metrics" },
        logs: { format: "json" },
        needs: [],
      },
    ],
  };
}

/** User of Prometheus, Alertmanager and the exporters. */
const EXPORTER_USER = { uid: 10006, gid: 10006 };

function exporters(settings: Settings): Part {
  const exporter = (
    w: Pick<Workload, "name" | "description" | "segments"> & { port: number } & Partial<Workload>,
  ): Workload => {
    const { port, ...given } = w;
    return {
      image: "exporters",
      args: [w.name],
      user: EXPORTER_USER,
      environment: {},
      ports: [{ name: "http", number: port }],
      files: [],
      secrets: [],
      volumes: [],
      temporary: [{ path: "/tmp", sizeMiB: 8 }],
      probe: httpProbe(port, "/metrics", { intervalSeconds: 15 }),
      stop: { graceSeconds: 10 },
      resources: { cpuMilli: 250, memoryMiB: 64 },
      scale: { kind: "fixed", replicas: 1 },
      // Nobody misses a scrape.
      update: "stop-first",
      metrics: { port, path: "/metrics" },
      logs: { format: "text" },
      needs: [],
      ...given,
    };
  };
  return {
    ...nothing,
    workloads: [
      exporter({
        name: "node-exporter",
        description: "the servers: CPU, memory, disks, network",
        port: 9100,
        segments: ["monitoring"],
        hostPaths: [{ hostPath: "/", path: "/host" }],
        scale: { kind: "every-server" },
        // Not /metrics: measuring a busy server takes it longer than a probe waits.
        probe: httpProbe(9100, "/", { intervalSeconds: 30 }),
      }),
      ...postgresMembers(settings).map((member) =>
        exporter({
          name: `${member}-exporter`,
          args: ["postgres-exporter"],
          description: "PostgreSQL: connections, locks, replication, archive",
          port: 9187,
          segments: ["monitoring", "data"],
          files: [caFile],
          secrets: [SECRET_OF.postgres("monitoring")],
          environment: {
            DATA_SOURCE_USER: accountOf(settings, "monitoring", SECRET_OF.postgres("monitoring")),
            DATA_SOURCE_URI: `${member}:5432/cloudpos?sslmode=verify-full&sslrootcert=/etc/cloudpos/tls/ca.crt`,
          },
          needs: ["postgres-accounts"],
        }),
      ),
      ...redisMembers(settings).map((member) =>
        exporter({
          name: `${member}-exporter`,
          args: ["redis-exporter"],
          description: "Redis: memory, clients, streams",
          port: 9121,
          segments: ["monitoring", "data"],
          files: [caFile],
          secrets: [SECRET_OF.redis("monitoring")],
          environment: { REDIS_ADDR: `rediss://${member}:6379` },
          needs: [member],
        }),
      ),
      exporter({
        name: "blackbox-exporter",
        description: "asks the front door as a browser would",
        port: 9115,
        segments: ["monitoring", "edge"],
        files: [
          caFile,
          ...authorityFile(settings),
          textFile("/etc/cloudpos/exporters/blackbox.yml", blackboxConfig(settings)),
        ],
      }),
    ],
  };
}

function grafana(settings: Settings): Part {
  return {
    ...nothing,
    secrets: [
      password(settings, "grafana-admin-password", {
        rotation: {
          kind: "never",
          reason: "Grafana keeps it in its own database; change it in its profile page",
        },
      }),
    ],
    workloads: [
      {
        name: "grafana",
        description: "dashboards",
        image: "grafana",
        user: { uid: 472, gid: 0 },
        environment: {
          GF_SECURITY_ADMIN_PASSWORD__FILE: "/run/secrets/grafana-admin-password",
          GF_SERVER_ROOT_URL: `https://${settings.domain}:${settings.ports.grafana}/`,
          GF_ANALYTICS_REPORTING_ENABLED: "false",
          GF_ANALYTICS_CHECK_FOR_UPDATES: "false",
          GF_PATHS_PROVISIONING: "/etc/cloudpos/grafana/provisioning",
        },
        ports: [{ name: "http", number: 3000 }],
        files: [
          textFile(
            "/etc/cloudpos/grafana/provisioning/datasources/prometheus.yml",
            JSON.stringify({
              apiVersion: 1,
              datasources: [
                {
                  name: "Prometheus",
                  uid: "prometheus",
                  type: "prometheus",
                  url: "http://prometheus:9090",
                  isDefault: true,
                },
              ],
            }),
          ),
          textFile(
            "/etc/cloudpos/grafana/provisioning/dashboards/cloudpos.yml",
            JSON.stringify({
              apiVersion: 1,
              providers: [
                { name: "CloudPOS", type: "file", options: { path: "/etc/cloudpos/grafana/dashboards" } },
              ],
            }),
          ),
          textFile(
            "/etc/cloudpos/grafana/dashboards/cloudpos-overview.json",
            JSON.stringify(overviewDashboard(), null, 2),
          ),
        ],
        secrets: ["grafana-admin-password"],
        volumes: [{ volume: "grafana-data", path: "/var/lib/grafana" }],
        temporary: [{ path: "/tmp", sizeMiB: 32 }],
        segments: ["monitoring", "edge"],
        probe: commandProbe(["wget", "-qO-", "http://127.0.0.1:3000/api/health"], { intervalSeconds: 15 }),
        stop: { graceSeconds: 15 },
        resources: { cpuMilli: 500, memoryMiB: 256 },
        scale: { kind: "fixed", replicas: 1 },
        update: "stop-first",
        metrics: { port: 3000, path: "/metrics" },
        logs: { format: "text" },
        needs: ["prometheus"],
      },
    ],
  };
}
