import { addDays, countDays, isDay } from "../../lib/days.ts";

/** The ranges that one press chooses. */
export const rangeNames = ["today", "yesterday", "7-days", "30-days", "custom"] as const;
export type RangeName = (typeof rangeNames)[number];

/** Days that a report is about, both included. */
export interface Range {
  name: RangeName;
  from: string;
  to: string;
}

/** As many days as the server sums at most. */
export const mostDays = 400;

/**
 * The range that the address names; the last seven days when it names none, or one that cannot be.
 * @param today calendar day in the store's time zone.
 */
export function rangeOf(name: string, from: string, to: string, today: string): Range {
  switch (name as RangeName) {
    case "today":
      return { name: "today", from: today, to: today };
    case "yesterday":
      return { name: "yesterday", from: addDays(today, -1), to: addDays(today, -1) };
    case "30-days":
      return { name: "30-days", from: addDays(today, -29), to: today };
    case "custom":
      if (isDay(from) && isDay(to) && from <= to && countDays(from, to) <= mostDays)
        return { name: "custom", from, to };
      return { name: "custom", from: addDays(today, -6), to: today };
    case "7-days":
    default:
      return { name: "7-days", from: addDays(today, -6), to: today };
  }
}

/** Change from one sum to another as a share of the first; null where there is nothing to compare with. */
export function change(now: number, before: number): number | null {
  return before === 0 ? null : (now - before) / Math.abs(before);
}
