import { expect, it } from "vitest";
import { addDays, countDays, isDay } from "./days.ts";

it("counts over months, leap days and changes of the clock", () => {
  expect(addDays("2026-03-28", 2)).toBe("2026-03-30");
  expect(addDays("2028-02-28", 1)).toBe("2028-02-29");
  expect(addDays("2026-01-01", -1)).toBe("2025-12-31");
  expect(countDays("2026-10-01", "2026-10-31")).toBe(31);
  expect(countDays("2026-10-01", "2026-10-01")).toBe(1);
});

it("knows days that do not exist", () => {
  expect(isDay("2026-02-28")).toBe(true);
  for (const text of ["2026-02-30", "2026-13-01", "yesterday", "", "2026-2-3"])
    expect(isDay(text)).toBe(false);
});
