import { describe, expect, test } from "vitest";
import { formatBytes, formatDuration, parseDuration, parseSince } from "./units.ts";

describe("durations", () => {
  test.each([
    ["90s", 90],
    ["10m", 600],
    ["2h", 7200],
    ["1h30m", 5400],
    ["1.5h", 5400],
    ["3d", 259_200],
    ["1w", 604_800],
  ])("%s", (text, seconds) => expect(parseDuration(text)).toBe(seconds));

  test.each(["", "10", "m", "10x", "10m ", "-5m", "5m-"])("refuses %j and shows how to write one", (text) => {
    expect(() => parseDuration(text)).toThrow(/write for example 90s, 10m/);
  });

  test.each([
    [0, "0.0 s"],
    [420, "0.4 s"],
    [9960, "10 s"],
    [59_400, "59 s"],
    [59_600, "1 min 00 s"],
    [185_000, "3 min 05 s"],
    [7_800_000, "2 h 10 min"],
    [273_600_000, "3 d 4 h"],
  ])("%d ms reads %s", (ms, text) => expect(formatDuration(ms)).toBe(text));
});

test("--since takes a duration back from now or a moment", () => {
  const now = new Date("2026-03-01T08:30:00Z");
  expect(parseSince("10m", now)).toBe(Date.parse("2026-03-01T08:20:00Z") / 1000);
  expect(parseSince("2026-02-28T00:00:00Z", now)).toBe(Date.parse("2026-02-28T00:00:00Z") / 1000);
  expect(() => parseSince("2026-99-99", now)).toThrow(/not a date/);
});

test.each([
  [0, "0 B"],
  [1023, "1023 B"],
  [1536, "1.5 KiB"],
  [250 * 1024 ** 2, "250 MiB"],
  [3 * 1024 ** 3, "3.0 GiB"],
])("%d bytes read %s", (bytes, text) => expect(formatBytes(bytes)).toBe(text));
