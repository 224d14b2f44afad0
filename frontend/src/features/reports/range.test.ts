import { expect, it } from "vitest";
import { change, rangeOf } from "./range.ts";

it("names the usual ranges", () => {
  const today = "2026-03-01";
  expect(rangeOf("today", "", "", today)).toMatchObject({ from: today, to: today });
  expect(rangeOf("yesterday", "", "", today)).toMatchObject({ from: "2026-02-28", to: "2026-02-28" });
  expect(rangeOf("", "", "", today)).toMatchObject({ name: "7-days", from: "2026-02-23", to: today });
  expect(rangeOf("30-days", "", "", today)).toMatchObject({ from: "2026-01-31", to: today });
});

it("takes days that can be, and nothing else", () => {
  expect(rangeOf("custom", "2026-01-01", "2026-01-31", "2026-03-01")).toMatchObject({ from: "2026-01-01" });
  for (const [from, to] of [
    ["2026-02-30", "2026-03-01"],
    ["2026-03-01", "2026-02-01"],
    ["2020-01-01", "2026-03-01"],
    ["", ""],
  ] as const) {
    expect(rangeOf("custom", from, to, "2026-03-01")).toMatchObject({ from: "2026-02-23", to: "2026-03-01" });
  }
});

it("compares", () => {
  expect(change(150, 100)).toBe(0.5);
  expect(change(50, 100)).toBe(-0.5);
  expect(change(5, 0)).toBeNull();
  expect(change(10, -10)).toBe(2);
});
