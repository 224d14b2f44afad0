import { stringify } from "yaml";
import type { Workload } from "../../model/index.ts";
import { AUTHORITY_FILE } from "../acme.ts";
import { FRONT, usesFront } from "../front.ts";
import type { Settings } from "../../settings.ts";
import { SERVICES } from "../services.ts";

/**
 * Prometheus' own configuration: one job for each workload with a metrics endpoint. Each DNS name resolves to all
 * replicas of its workload, so replicas come and go without a change here.
 */
export function prometheusConfig(settings: Settings, workloads: readonly Workload[]): string {
  const jobs = workloads.flatMap((w) => (w.metrics ? [{ name: w.name, ...w.metrics }] : []));
  return stringify({
    global: {
      scrape_interval: "15s",
      evaluation_interval: "15s",
      external_labels: { stack: settings.stack, environment: settings.environment },
    },
    rule_files: ["/etc/cloudpos/prometheus/rules/*.yml"],
    alerting: {
      alertmanagers: [
        { dns_sd_configs: [{ names: ["alertmanager"], type: "A", port: 9093, refresh_interval: "15s" }] },
      ],
    },
    scrape_configs: [
      {
        job_name: "prometheus",
        static_configs: [{ targets: ["localhost:9090"] }],
      },
      ...jobs.map((job) => ({
        job_name: job.name,
        metrics_path: job.path,
        ...(job.tls
          ? {
              scheme: "https",
              tls_config: { ca_file: "/etc/cloudpos/tls/ca.crt", server_name: job.name },
            }
          : {}),
        dns_sd_configs: [{ names: [job.name], type: "A", port: job.port, refresh_interval: "5s" }],
      })),
      {
        // The front door as a browser meets it: TLS checked against the CA, the whole way to each service.
        job_name: "front-door",
        metrics_path: "/probe",
        params: { module: ["front_door"] },
        static_configs: [{ targets: frontDoorAddresses(settings) }],
        relabel_configs: [
          { source_labels: ["__address__"], target_label: "__param_target" },
          { source_labels: ["__param_target"], target_label: "instance" },
          { target_label: "__address__", replacement: "blackbox-exporter:9115" },
        ],
      },
    ],
  });
}

function frontDoorAddresses(settings: Settings): string[] {
  const door = `https://${usesFront(settings) ? FRONT : "edge"}:8443`;
  const prefixes = Object.values(SERVICES).flatMap((s) => (s.prefix ? [s.prefix] : []));
  return [`${door}/health`, ...prefixes.map((prefix) => `${door}/api/${prefix}/health`)];
}

export function blackboxConfig(settings: Settings): string {
  return stringify({
    modules: {
      front_door: {
        prober: "http",
        timeout: "5s",
        http: {
          preferred_ip_protocol: "ip4",
          valid_status_codes: [200],
          headers: { Host: settings.domain },
          tls_config: { ...trustedFile(settings), server_name: settings.domain },
        },
      },
    },
  });
}

/** Who signs the edge's certificate; the public authorities where nothing is said. */
function trustedFile({ tls }: Settings): { ca_file?: string } {
  if (tls.issuer === "own-ca") return { ca_file: "/etc/cloudpos/tls/ca.crt" };
  return tls.acmeAuthority ? { ca_file: AUTHORITY_FILE } : {};
}
