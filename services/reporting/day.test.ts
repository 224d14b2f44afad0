import { describe, expect, it } from "vitest";
import { calendarDay } from "./day.ts";

describe("calendarDay", () => {
  it.each([
    // Dublin is an hour ahead in summer: its day begins while it is still the day before in UTC.
    ["2026-06-30T22:59:59.999Z", "Europe/Dublin", "2026-06-30"],
    ["2026-06-30T23:00:00.000Z", "Europe/Dublin", "2026-07-01"],
    ["2026-12-31T23:30:00Z", "Europe/Dublin", "2026-12-31"],
    // The nights in which the clocks change, 29 March and 25 October 2026.
    ["2026-03-28T23:59:59Z", "Europe/Dublin", "2026-03-28"],
    ["2026-03-29T22:59:59Z", "Europe/Dublin", "2026-03-29"],
    ["2026-03-29T23:00:00Z", "Europe/Dublin", "2026-03-30"],
    ["2026-10-25T23:59:59Z", "Europe/Dublin", "2026-10-25"],
    ["2026-01-01T11:00:00Z", "Pacific/Auckland", "2026-01-02"],
    ["2026-01-01T04:00:00Z", "America/New_York", "2025-12-31"],
  ])("puts %s in %s on %s", (moment, zone, day) => {
    expect(calendarDay(moment, zone)).toBe(day);
  });

  it("refuses a zone that does not exist", () => {
    expect(() => calendarDay("2026-01-01T00:00:00Z", "Mars/Olympus")).toThrow(RangeError);
  });
});
