/**
 * The deployment guide's alerts. Thresholds are its figures: response time below 200 ms (95th percentile), error
 * rate below 0.1 %, connections below 80 %, memory below 80 % of what is allocated, CPU below 70 %.
 */
import { stringify } from "yaml";
import type { Workload } from "../../model/index.ts";

interface Rule {
  alert: string;
  expr: string;
  for: string;
  severity: "page" | "ticket";
  summary: string;
  action: string;
  /** Labels beside the severity; they tell apart rules of one name. */
  labels?: Record<string, string>;
}

const redisClusterRules: readonly Rule[] = [
  {
    alert: "RedisClusterIncomplete",
    expr: `max(redis_cluster_slots_ok) < 16384 or max(redis_cluster_state) == 0`,
    for: "1m",
    severity: "page",
    summary: "a part of the Redis Cluster is served by nobody; events wait in the outbox, none is lost",
    action: "./cloudpos status: both members of a pair (redis-1 and redis-4, 2 and 5, 3 and 6) are away",
  },
  {
    // The next failure of this member stops its part, and what it took last has to be sent again.
    alert: "RedisWithoutReplica",
    expr:
      'redis_connected_slaves == 0 and on (job, instance) redis_instance_info{role="master"} ' +
      "and on (job, instance) redis_cluster_enabled == 1",
    for: "2m",
    severity: "ticket",
    summary: "the member behind {{ $labels.job }} is a master without a replica",
    action: "./cloudpos status, then ./cloudpos logs of the member that is missing",
  },
];

/** About PostgreSQL of several members, as Patroni and etcd see it. */
function clusterRules(members: number): Rule[] {
  const standbys = "(sum(patroni_quorum_standby) + sum(patroni_sync_standby))";
  return [
    {
      alert: "DatabaseWithoutPrimary",
      expr: "sum(patroni_primary) < 1",
      for: "45s",
      severity: "page",
      summary: "no member of PostgreSQL is primary: nothing can be written, tills keep their sales",
      action: "./cloudpos status, then ./cloudpos logs postgres-1 (2, 3): why does nobody take over?",
    },
    {
      alert: "DatabaseWithTwoPrimaries",
      expr: "sum(patroni_primary) > 1",
      for: "1m",
      severity: "page",
      summary: "{{ $value }} members of PostgreSQL say that they are primary",
      action: "stop the one that `patronictl list` does not name as leader",
    },
    {
      alert: "DatabaseWithoutStandby",
      expr: `${standbys} == 0`,
      for: "1m",
      severity: "page",
      summary: "no standby confirms commits: they wait, and nobody could take over",
      action: "./cloudpos status; bring back one of the members",
    },
    {
      alert: "DatabaseMemberMissing",
      expr: `${standbys} < ${members - 1}`,
      for: "10m",
      severity: "ticket",
      summary: `{{ $value }} of ${members - 1} standbys follow the primary; one more lost member may stop writes`,
      action: "./cloudpos status, then the logs of the member; `patronictl reinit` copies it anew",
    },
    {
      alert: "ReplicaBehind",
      expr: "max(patroni_xlog_location) - min(patroni_xlog_replayed_location > 0) > 64 * 1024 * 1024",
      for: "5m",
      severity: "ticket",
      summary: "a replica of PostgreSQL is {{ $value | humanize1024 }}B behind",
      action: "look at its disk and CPU; it is not read from meanwhile",
    },
    {
      alert: "ElectionStoreWithoutLeader",
      expr: "min(etcd_server_has_leader) == 0",
      for: "1m",
      severity: "page",
      summary: "a member of etcd sees no leader: without a majority no member of PostgreSQL can take over",
      action: "./cloudpos status, then ./cloudpos logs etcd-1 (2, 3)",
    },
  ];
}

/** Alert rules file of Prometheus. */
export function alertRules(workloads: readonly Workload[]): string {
  const scraped = ["prometheus", ...workloads.filter((w) => w.metrics).map((w) => w.name)];
  const limits = workloads.filter((w) => w.logs.format === "json" && w.metrics);
  const redisCluster = workloads.some((w) => w.environment["REDIS_MEMBERS"]);
  const rules: Rule[] = [
    {
      alert: "WorkloadDown",
      expr: `up{job=~"${scraped.join("|")}"} == 0`,
      for: "1m",
      severity: "page",
      summary: "{{ $labels.job }} does not answer",
      action: "./cloudpos status, then ./cloudpos logs {{ $labels.job }}",
    },
    {
      // A workload with no address at all has no `up` either.
      alert: "WorkloadAbsent",
      expr: scraped.map((job) => `absent(up{job="${job}"})`).join(" or "),
      for: "2m",
      severity: "page",
      summary: "{{ $labels.job }} is not running at all",
      action: "./cloudpos status; ./cloudpos up brings it back",
    },
    {
      alert: "FrontDoorDown",
      expr: 'probe_success{job="front-door"} == 0',
      for: "1m",
      severity: "page",
      summary: "{{ $labels.instance }} fails through the front door",
      action: "./cloudpos logs edge, then the gateway and the service that the address names",
    },
    {
      alert: "HighErrorRate",
      expr:
        'sum by (job) (rate(http_request_duration_seconds_count{status=~"5.."}[5m])) / ' +
        "sum by (job) (rate(http_request_duration_seconds_count[5m])) > 0.001",
      for: "10m",
      severity: "page",
      summary: "{{ $labels.job }} fails {{ $value | humanizePercentage }} of its requests",
      action: "./cloudpos logs {{ $labels.job }} --level error",
    },
    {
      alert: "SlowResponses",
      expr: "histogram_quantile(0.95, sum by (job, le) (rate(http_request_duration_seconds_bucket[5m]))) > 0.2",
      for: "10m",
      severity: "ticket",
      summary: "95th percentile of {{ $labels.job }} is {{ $value | humanizeDuration }}",
      action: "look at CPU and database in the cloudpos-overview dashboard",
    },
    {
      alert: "DatabaseConnectionsHigh",
      expr: "sum by (job) (pg_stat_activity_count) / max by (job) (pg_settings_max_connections) > 0.8",
      for: "5m",
      severity: "page",
      summary: "{{ $value | humanizePercentage }} of PostgreSQL's connections are in use",
      action: "find the holder in pg_stat_activity; raise cloudpos:postgres.maxConnections",
    },
    {
      alert: "DatabaseDown",
      expr: "pg_up == 0 or redis_up == 0",
      for: "1m",
      severity: "page",
      summary: "the store behind {{ $labels.job }} does not answer",
      action: "./cloudpos status, then ./cloudpos logs postgres (or redis)",
    },
    ...(redisCluster ? redisClusterRules : []),
    {
      alert: "WalArchivingFails",
      expr: "increase(pg_stat_archiver_failed_count[15m]) > 0 and increase(pg_stat_archiver_archived_count[15m]) == 0",
      for: "5m",
      severity: "page",
      summary: "PostgreSQL cannot archive its WAL; the recovery point falls behind",
      action: "./cloudpos logs backup, ./cloudpos logs postgres",
    },
    {
      alert: "BackupTooOld",
      expr: "time() - cloudpos_backup_last_success_timestamp_seconds > 26 * 3600",
      for: "10m",
      severity: "page",
      summary: "the last full backup is {{ $value | humanizeDuration }} old",
      action: "./cloudpos backup, and ./cloudpos logs backup for the reason",
    },
    {
      alert: "BackupMissing",
      expr: "cloudpos_backup_prepared == 0",
      for: "15m",
      severity: "page",
      summary: "there is no full backup yet",
      action: "./cloudpos logs backup tells why",
    },
    {
      alert: "EventsStuck",
      expr: "max(outbox_oldest_unsent_seconds) > 60",
      for: "2m",
      severity: "page",
      summary: "sales wait {{ $value | humanizeDuration }} to reach stock and reports; none is lost",
      action: "./cloudpos logs redis, ./cloudpos logs transaction",
    },
    {
      // Between a sale and the figures: waits for Redis, for the store, or behind an event that fails.
      alert: "EventsNotHandled",
      expr:
        "max by (job, stream) (min_over_time(events_pending[5m])) > 0 and " +
        "sum by (job, stream) (increase(events_handled_total[5m])) == 0",
      for: "2m",
      severity: "page",
      summary: "{{ $labels.job }} handles nothing of {{ $labels.stream }}, though there is work",
      action: "./cloudpos logs {{ $labels.job }} --level warn",
    },
    {
      alert: "EventsDead",
      expr: "sum by (job, stream) (increase(events_dead_total[1h])) > 0",
      for: "0m",
      severity: "page",
      summary:
        "{{ $labels.job }} has given up an event of {{ $labels.stream }}; what it shows is not complete",
      action:
        "./cloudpos logs {{ $labels.job }} --level error; the event is in the dead letters of {{ $labels.stream }}",
    },
    {
      alert: "ReportsBehind",
      expr:
        "sum(rate(reporting_projection_delay_seconds_sum[5m])) / " +
        "sum(rate(reporting_projection_delay_seconds_count[5m])) > 30",
      for: "10m",
      severity: "ticket",
      summary: "reports count sales {{ $value | humanizeDuration }} late",
      action: "./cloudpos logs reporting, ./cloudpos logs mongodb",
    },
    {
      alert: "MessagesDead",
      expr: "sum by (channel) (increase(notification_dead_total[1h])) > 0",
      for: "0m",
      severity: "ticket",
      summary: "messages by {{ $labels.channel }} were given up",
      action: "look at the deliveries in the web app, mend the reason, try them again",
    },
    {
      alert: "MessagesStuck",
      expr: "max by (channel) (notification_overdue_seconds) > 300",
      for: "5m",
      severity: "ticket",
      summary: "messages by {{ $labels.channel }} wait {{ $value | humanizeDuration }} for an attempt",
      action: "./cloudpos logs notification --level warn",
    },
    {
      alert: "PaymentsStuck",
      expr: "max(payments_stuck) > 0",
      for: "10m",
      severity: "page",
      summary: "{{ $value }} payments or refunds cannot be brought to an end; they are still tried",
      action: "./cloudpos logs payment: the acquirer cannot be reached, or does not answer",
    },
    {
      alert: "HostMemoryHigh",
      expr: "1 - node_memory_MemAvailable_bytes / node_memory_MemTotal_bytes > 0.8",
      for: "10m",
      severity: "ticket",
      summary: "{{ $value | humanizePercentage }} of the server's memory is in use",
      action: "./cloudpos doctor",
    },
    {
      alert: "HostCpuHigh",
      expr: '1 - avg by (instance) (rate(node_cpu_seconds_total{mode="idle"}[5m])) > 0.7',
      for: "15m",
      severity: "ticket",
      summary: "the server's CPU is {{ $value | humanizePercentage }} busy",
      action: "look at the busiest process in the cloudpos-overview dashboard",
    },
    {
      alert: "DiskSpaceLow",
      expr:
        'node_filesystem_avail_bytes{fstype!~"tmpfs|overlay|squashfs"} / node_filesystem_size_bytes < 0.15 or ' +
        'predict_linear(node_filesystem_avail_bytes{fstype!~"tmpfs|overlay|squashfs"}[6h], 24 * 3600) < 0',
      for: "10m",
      severity: "page",
      summary: "{{ $labels.mountpoint }} runs out of space",
      action: "./cloudpos doctor; docker system df",
    },
    {
      alert: "CertificateExpires",
      expr: "probe_ssl_earliest_cert_expiry - time() < 21 * 86400",
      for: "1h",
      severity: "ticket",
      summary: "the certificate of the edge expires in {{ $value | humanizeDuration }}",
      action:
        "./cloudpos up renews the stack's own; with tls.issuer acme: ./cloudpos logs acme says what is wrong",
    },
    {
      // Always firing: an alert channel that is silent is broken.
      alert: "Watchdog",
      expr: "vector(1)",
      for: "0s",
      severity: "ticket",
      summary: "alerting works",
      action: "none; its absence is the alarm",
    },
  ];
  const members = workloads.filter((w) => w.memberOf === "postgres").length;
  if (members > 1) rules.push(...clusterRules(members));
  const memory = limits.map((w): Rule => {
    const bytes = w.resources.memoryMiB * 1024 * 1024;
    return {
      alert: "WorkloadMemoryHigh",
      expr: `process_resident_memory_bytes{job="${w.name}"} / ${bytes} > 0.8`,
      for: "10m",
      severity: "ticket",
      labels: { workload: w.name },
      summary: `${w.name} uses {{ $value | humanizePercentage }} of its ${w.resources.memoryMiB} MiB`,
      action: `./cloudpos logs ${w.name}; raise its memory if this is its need`,
    };
  });
  return stringify({
    groups: [
      {
        name: "cloudpos",
        rules: [...rules, ...memory].map(({ severity, summary, action, labels, ...rule }) => ({
          ...rule,
          labels: { severity, ...labels },
          annotations: { summary, action },
        })),
      },
    ],
  });
}
