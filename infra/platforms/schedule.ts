import type { File, Schedule } from "../model/index.ts";

/**
 * Schedules as a file for the workload that they run in: its own scheduler reads it, and each line runs and logs one
 * command. This is so on every platform. Swarm has no scheduler; a CronJob of Kubernetes would be a second container
 * on a volume that has one owner, without the lock, the metrics and the making up for missed runs of the first.
 */
export function crontab(schedules: readonly Schedule[]): File[] {
  if (schedules.length === 0) return [];
  const lines = schedules.map((s) => `# ${s.name}\n${s.cron} ${s.command}\n`);
  return [{ path: "/etc/cloudpos/schedule.crontab", content: { kind: "text", text: lines.join("") } }];
}
