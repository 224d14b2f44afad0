/** When something happened by a store's clock on the wall. */
export interface LocalTime {
  /** Calendar day YYYY-MM-DD. */
  day: string;
  /** 0 to 23. When clocks are put back, one hour of the day is twice as long; when forward, one is missing. */
  hour: number;
}

const formatters = new Map<string, Intl.DateTimeFormat>();

/**
 * Day and hour of a moment in a time zone.
 * @param moment ISO 8601.
 * @param timeZone IANA name, such as `Europe/Dublin`.
 * @throws RangeError when either is not valid.
 */
export function localTime(moment: string, timeZone: string): LocalTime {
  let formatter = formatters.get(timeZone);
  if (!formatter) {
    formatter = new Intl.DateTimeFormat("en-CA", {
      timeZone,
      calendar: "gregory",
      year: "numeric",
      month: "2-digit",
      day: "2-digit",
      hour: "2-digit",
      hourCycle: "h23",
    });
    formatters.set(timeZone, formatter);
  }
  const parts = formatter.formatToParts(new Date(moment));
  const part = (type: Intl.DateTimeFormatPartTypes) => parts.find((each) => each.type === type)!.value;
  return { day: `${part("year")}-${part("month")}-${part("day")}`, hour: Number(part("hour")) };
}

const dayMs = 86_400_000;

/** Whether `day` is in the calendar: 2026-02-30 is not. */
export function isCalendarDay(day: string): boolean {
  const time = Date.parse(`${day}T00:00:00Z`);
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(day);
}

/** The day `count` days after `day` (before it, when negative). */
export function addDays(day: string, count: number): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + count * dayMs).toISOString().slice(0, 10);
}

/** How many days `from` to `to` are, both included; less than 1 when `to` is earlier. */
export function dayCount(from: string, to: string): number {
  return Math.round((Date.parse(`${to}T00:00:00Z`) - Date.parse(`${from}T00:00:00Z`)) / dayMs) + 1;
}

/** Every day from `from` to `to`, both included. */
export function daysBetween(from: string, to: string): string[] {
  return Array.from({ length: Math.max(0, dayCount(from, to)) }, (_, index) => addDays(from, index));
}
