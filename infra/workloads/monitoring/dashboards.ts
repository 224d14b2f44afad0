/** The `cloudpos-overview` dashboard as data; the guide's key metrics, each panel with the query behind it. */

export interface Panel {
  title: string;
  unit: "s" | "percentunit" | "reqps" | "short" | "bytes" | "none";
  queries: readonly { expr: string; legend: string }[];
}

export const OVERVIEW: readonly Panel[] = [
  {
    title: "Workloads up",
    unit: "none",
    queries: [
      { expr: "sum(up)", legend: "up" },
      { expr: "count(up)", legend: "all" },
    ],
  },
  {
    title: "Front door",
    unit: "none",
    queries: [{ expr: 'probe_success{job="front-door"}', legend: "{{instance}}" }],
  },
  {
    title: "Requests per second",
    unit: "reqps",
    queries: [{ expr: "sum by (job) (rate(http_request_duration_seconds_count[5m]))", legend: "{{job}}" }],
  },
  {
    title: "Response time, 95th percentile",
    unit: "s",
    queries: [
      {
        expr: "histogram_quantile(0.95, sum by (job, le) (rate(http_request_duration_seconds_bucket[5m])))",
        legend: "{{job}}",
      },
    ],
  },
  {
    title: "Failed requests",
    unit: "percentunit",
    queries: [
      {
        expr:
          '(sum by (job) (rate(http_request_duration_seconds_count{status=~"5.."}[5m])) or ' +
          "0 * sum by (job) (rate(http_request_duration_seconds_count[5m]))) / " +
          "sum by (job) (rate(http_request_duration_seconds_count[5m]))",
        legend: "{{job}}",
      },
    ],
  },
  {
    title: "Oldest event not yet sent",
    unit: "s",
    queries: [{ expr: "max(outbox_oldest_unsent_seconds)", legend: "age" }],
  },
  {
    title: "From sale to report, 95th percentile",
    unit: "s",
    queries: [
      {
        expr: "histogram_quantile(0.95, sum by (le) (rate(reporting_projection_delay_seconds_bucket[5m])))",
        legend: "delay",
      },
    ],
  },
  {
    title: "Messages",
    unit: "short",
    queries: [
      { expr: "sum by (channel) (notification_queued)", legend: "{{channel}} queued" },
      { expr: "sum by (channel) (notification_dead)", legend: "{{channel}} dead" },
    ],
  },
  {
    title: "PostgreSQL connections",
    unit: "percentunit",
    queries: [{ expr: "sum(pg_stat_activity_count) / max(pg_settings_max_connections)", legend: "in use" }],
  },
  { title: "Redis memory", unit: "bytes", queries: [{ expr: "redis_memory_used_bytes", legend: "{{job}}" }] },
  {
    title: "Memory of services",
    unit: "bytes",
    queries: [{ expr: "process_resident_memory_bytes", legend: "{{job}}" }],
  },
  {
    title: "CPU of services (cores)",
    unit: "short",
    queries: [{ expr: "rate(process_cpu_seconds_total[5m])", legend: "{{job}}" }],
  },
  {
    title: "Server: CPU",
    unit: "percentunit",
    queries: [
      { expr: '1 - avg by (instance) (rate(node_cpu_seconds_total{mode="idle"}[5m]))', legend: "busy" },
    ],
  },
  {
    title: "Server: memory",
    unit: "percentunit",
    queries: [{ expr: "1 - node_memory_MemAvailable_bytes / node_memory_MemTotal_bytes", legend: "in use" }],
  },
  {
    title: "Since the last full backup",
    unit: "s",
    queries: [{ expr: "time() - cloudpos_backup_last_success_timestamp_seconds", legend: "{{type}}" }],
  },
  {
    title: "Edge connections",
    unit: "short",
    queries: [{ expr: "sum(nginx_connections_active)", legend: "active" }],
  },
];

const COLUMNS = 2;
const WIDTH = 24 / COLUMNS;
const HEIGHT = 8;

/** The dashboard in Grafana's JSON form. */
export function overviewDashboard(): object {
  return {
    uid: "cloudpos-overview",
    title: "CloudPOS overview",
    tags: ["cloudpos"],
    timezone: "browser",
    schemaVersion: 39,
    refresh: "30s",
    time: { from: "now-6h", to: "now" },
    panels: OVERVIEW.map((panel, index) => ({
      id: index + 1,
      type: "timeseries",
      title: panel.title,
      datasource: { type: "prometheus", uid: "prometheus" },
      gridPos: { x: (index % COLUMNS) * WIDTH, y: Math.floor(index / COLUMNS) * HEIGHT, w: WIDTH, h: HEIGHT },
      fieldConfig: { defaults: { unit: panel.unit }, overrides: [] },
      targets: panel.queries.map((query, i) => ({
        refId: String.fromCharCode(65 + i),
        expr: query.expr,
        legendFormat: query.legend,
      })),
    })),
  };
}
