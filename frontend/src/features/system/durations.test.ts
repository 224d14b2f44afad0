import { expect, it } from "vitest";
import { formatBytes, formatDuration } from "./durations.ts";

it("says how long", () => {
  expect(formatDuration(5, "en")).toBe("5 seconds");
  expect(formatDuration(600, "en")).toBe("10 minutes");
  expect(formatDuration(7_300, "en")).toBe("2 hours");
  expect(formatDuration(400_000, "en")).toBe("4 days");
});

it("says how much", () => {
  expect(formatBytes(0, "en")).toBe("0 byte");
  expect(formatBytes(1_234_567, "en")).toBe("1.2 MB");
});
