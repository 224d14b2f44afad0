import { expect, it } from "vitest";
import { calendarDay, dayStart, formatCalendarDay } from "./format.ts";

it.each([
  ["2026-07-01", "Europe/Dublin", "2026-06-30T23:00:00.000Z"],
  ["2026-01-15", "Europe/Dublin", "2026-01-15T00:00:00.000Z"],
  // The clock changes during these days.
  ["2026-03-29", "Europe/Dublin", "2026-03-29T00:00:00.000Z"],
  ["2026-10-25", "Europe/Dublin", "2026-10-24T23:00:00.000Z"],
  ["2026-11-24", "Asia/Tokyo", "2026-11-23T15:00:00.000Z"],
  ["2026-11-24", "America/New_York", "2026-11-24T05:00:00.000Z"],
])("the day %s begins in %s at %s", (day, timeZone, start) => {
  expect(dayStart(day, timeZone)).toBe(start);
  expect(calendarDay(new Date(start), timeZone)).toBe(day);
  expect(calendarDay(new Date(Date.parse(start) - 1), timeZone)).not.toBe(day);
});

it("writes a calendar day the same everywhere", () => {
  expect(formatCalendarDay("2026-11-24", "en-IE")).toBe("24 Nov 2026");
});
