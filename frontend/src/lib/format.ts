import type { Store } from "@cloudpos/contracts";
import { formatMoney } from "@cloudpos/contracts/money";

/** Writes amounts as the store does. */
export type Money = (amountMinor: number) => string;

/** The money format of a store. */
export function moneyOf(store: Pick<Store, "currency" | "locale">): Money {
  return (amountMinor) => formatMoney(amountMinor, store.currency, store.locale);
}

/** A quantity as people read it: `3`, `1.25`. */
export function formatQuantity(quantityMilli: number, locale: string): string {
  return new Intl.NumberFormat(locale, { maximumFractionDigits: 3 }).format(quantityMilli / 1000);
}

/** Calendar day YYYY-MM-DD of `when` in a time zone. */
export function calendarDay(when: Date, timeZone: string): string {
  const parts = new Intl.DateTimeFormat("en-US", {
    timeZone,
    calendar: "gregory",
    numberingSystem: "latn",
    year: "numeric",
    month: "2-digit",
    day: "2-digit",
  }).formatToParts(when);
  const part = (type: Intl.DateTimeFormatPartTypes) => parts.find((each) => each.type === type)?.value ?? "";
  return `${part("year")}-${part("month")}-${part("day")}`;
}

/** Where and how a store reads. */
type Place = Pick<Store, "locale" | "timeZone">;

/** Day and time in the store's time zone: `24 Nov 2026, 14:05`. */
export function formatTime(utc: string, { locale, timeZone }: Place): string {
  return new Intl.DateTimeFormat(locale, { timeZone, dateStyle: "medium", timeStyle: "short" }).format(
    new Date(utc),
  );
}

/** Day in the store's time zone: `24 Nov 2026`. */
export function formatDay(utc: string, { locale, timeZone }: Place): string {
  return new Intl.DateTimeFormat(locale, { timeZone, dateStyle: "medium" }).format(new Date(utc));
}

/** A calendar day YYYY-MM-DD as people read it: `24 Nov 2026`, or with `weekday` `Tue 24 Nov`. */
export function formatCalendarDay(
  day: string,
  locale: string,
  options: Intl.DateTimeFormatOptions = { dateStyle: "medium" },
): string {
  // A calendar day is not a point in time: it is the same everywhere.
  return new Intl.DateTimeFormat(locale, { ...options, timeZone: "UTC" }).format(
    new Date(`${day}T00:00:00Z`),
  );
}

/** A tax rate or share: 2300 basis points are `23%`. */
export function formatBasisPoints(basisPoints: number, locale: string): string {
  return new Intl.NumberFormat(locale, { style: "percent", maximumFractionDigits: 2 }).format(
    basisPoints / 10_000,
  );
}

/** The UTC time at which a calendar day begins in a time zone. */
export function dayStart(day: string, timeZone: string): string {
  const midnight = Date.parse(`${day}T00:00:00Z`);
  // The offset is that of the day's own beginning; near a change of the clock the first guess can be an hour off.
  const first = midnight - offsetMs(midnight, timeZone);
  return new Date(midnight - offsetMs(first, timeZone)).toISOString();
}

/** How far a time zone's clocks are ahead of UTC at a point in time. */
function offsetMs(time: number, timeZone: string): number {
  const parts = Object.fromEntries(
    new Intl.DateTimeFormat("en-US", {
      timeZone,
      calendar: "gregory",
      numberingSystem: "latn",
      hourCycle: "h23",
      year: "numeric",
      month: "numeric",
      day: "numeric",
      hour: "numeric",
      minute: "numeric",
      second: "numeric",
    })
      .formatToParts(new Date(time))
      .map(({ type, value }) => [type, Number(value)]),
  ) as Record<"year" | "month" | "day" | "hour" | "minute" | "second", number>;
  const wall = Date.UTC(parts.year, parts.month - 1, parts.day, parts.hour, parts.minute, parts.second);
  return wall - Math.floor(time / 1000) * 1000;
}
