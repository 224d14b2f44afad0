import { describe, expect, it } from "vitest";
import { addDays, dayCount, daysBetween, isCalendarDay, localTime } from "./calendar.ts";

describe("localTime", () => {
  it.each([
    // Dublin is an hour ahead in summer: its day begins while it is still the day before in UTC.
    ["2026-06-30T22:59:59.999Z", "Europe/Dublin", "2026-06-30", 23],
    ["2026-06-30T23:00:00.000Z", "Europe/Dublin", "2026-07-01", 0],
    ["2026-12-31T23:30:00Z", "Europe/Dublin", "2026-12-31", 23],
    // The nights in which the clocks change, 29 March and 25 October 2026.
    ["2026-03-28T23:59:59Z", "Europe/Dublin", "2026-03-28", 23],
    ["2026-03-29T00:59:59Z", "Europe/Dublin", "2026-03-29", 0],
    ["2026-03-29T01:00:00Z", "Europe/Dublin", "2026-03-29", 2],
    ["2026-03-29T22:59:59Z", "Europe/Dublin", "2026-03-29", 23],
    ["2026-03-29T23:00:00Z", "Europe/Dublin", "2026-03-30", 0],
    ["2026-10-25T00:30:00Z", "Europe/Dublin", "2026-10-25", 1],
    ["2026-10-25T01:30:00Z", "Europe/Dublin", "2026-10-25", 1],
    ["2026-10-25T23:59:59Z", "Europe/Dublin", "2026-10-25", 23],
    ["2026-01-01T11:00:00Z", "Pacific/Auckland", "2026-01-02", 0],
    ["2026-01-01T04:00:00Z", "America/New_York", "2025-12-31", 23],
    ["2026-01-01T00:00:00Z", "Asia/Kathmandu", "2026-01-01", 5],
  ])("puts %s in %s on %s at %i", (moment, zone, day, hour) => {
    expect(localTime(moment, zone)).toEqual({ day, hour });
  });

  it("refuses a zone that does not exist", () => {
    expect(() => localTime("2026-01-01T00:00:00Z", "Mars/Olympus")).toThrow(RangeError);
  });
});

describe("days", () => {
  it("exist or do not", () => {
    expect(["2026-02-28", "2028-02-29", "2026-12-31"].every(isCalendarDay)).toBe(true);
    expect(["2026-02-29", "2026-02-30", "2026-04-31", "nonsense"].some(isCalendarDay)).toBe(false);
  });

  it("are counted over months, years and changes of the clocks", () => {
    expect(addDays("2026-03-28", 2)).toBe("2026-03-30");
    expect(addDays("2026-01-01", -1)).toBe("2025-12-31");
    expect(dayCount("2026-01-01", "2026-12-31")).toBe(365);
    expect(dayCount("2026-01-02", "2026-01-01")).toBe(0);
    expect(daysBetween("2026-02-27", "2026-03-01")).toEqual(["2026-02-27", "2026-02-28", "2026-03-01"]);
    expect(daysBetween("2026-02-27", "2026-02-26")).toEqual([]);
  });
});
