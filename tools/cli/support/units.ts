import { usageError } from "./errors.ts";

const secondsOf = { s: 1, m: 60, h: 3600, d: 86_400, w: 604_800 } as const;

/**
 * Seconds in a duration such as `90s`, `10m`, `2h`, `1h30m`, `3d`.
 *
 * @throws OperatorError (usage) for anything else
 */
export function parseDuration(text: string): number {
  const parts = [...text.matchAll(/(\d+(?:\.\d+)?)([smhdw])/g)];
  if (parts.length === 0 || parts.map((part) => part[0]).join("") !== text) {
    throw usageError(`"${text}" is not a duration; write for example 90s, 10m, 2h, 1h30m or 3d.`);
  }
  return parts.reduce(
    (sum, [, amount, unit]) => sum + Number(amount) * secondsOf[unit as keyof typeof secondsOf],
    0,
  );
}

/**
 * The moment meant by `--since`: a duration back from now, or an ISO date and time.
 *
 * @returns seconds since 1970
 * @throws OperatorError (usage)
 */
export function parseSince(text: string, now: Date = new Date()): number {
  if (/^\d{4}-\d{2}-\d{2}/.test(text)) {
    const moment = Date.parse(text);
    if (Number.isNaN(moment))
      throw usageError(`"${text}" is not a date; write for example 2026-03-01T08:30:00Z.`);
    return moment / 1000;
  }
  return now.getTime() / 1000 - parseDuration(text);
}

/** A time span for people: `0.4 s`, `12 s`, `3 min 05 s`, `2 h 10 min`, `3 d 4 h`. */
export function formatDuration(milliseconds: number): string {
  const seconds = Math.max(0, milliseconds) / 1000;
  if (seconds < 9.95) return `${seconds.toFixed(1)} s`;
  const whole = Math.round(seconds);
  if (whole < 60) return `${whole} s`;
  if (whole < 3600) return `${Math.floor(whole / 60)} min ${String(whole % 60).padStart(2, "0")} s`;
  if (whole < 86_400)
    return `${Math.floor(whole / 3600)} h ${String(Math.floor((whole % 3600) / 60)).padStart(2, "0")} min`;
  return `${Math.floor(whole / 86_400)} d ${Math.floor((whole % 86_400) / 3600)} h`;
}

/** A number of bytes for people, in powers of 1024. */
export function formatBytes(bytes: number): string {
  const units = ["B", "KiB", "MiB", "GiB", "TiB"];
  let value = bytes;
  let unit = 0;
  while (value >= 1024 && unit < units.length - 1) {
    value /= 1024;
    unit++;
  }
  return `${unit === 0 || value >= 100 ? Math.round(value) : value.toFixed(1)} ${units[unit]}`;
}
