/** Days between calendar days, and the day some days later. Calendar days are YYYY-MM-DD, in no time zone. */
const dayMs = 86_400_000;

function toMs(day: string): number {
  return Date.parse(`${day}T00:00:00Z`);
}

/** The calendar day `days` after `day`. */
export function addDays(day: string, days: number): string {
  const time = toMs(day) + days * dayMs;
  return Number.isNaN(time) ? "" : new Date(time).toISOString().slice(0, 10);
}

/** Number of days from `from` to `to`, both included. */
export function countDays(from: string, to: string): number {
  return Math.round((toMs(to) - toMs(from)) / dayMs) + 1;
}

/** Whether `text` names a day that exists. */
export function isDay(text: string): boolean {
  return /^\d{4}-\d{2}-\d{2}$/.test(text) && addDays(text, 0) === text;
}
