import fc from "fast-check";
import { expect, test } from "vitest";
import { formatDuration, parseDuration, refuse, valuesAt } from "./values.ts";

test.each([
  ["0s", 0],
  ["500ms", 5e8],
  ["1m30s", 90e9],
  ["1h0m0s", 3600e9],
  ["1.5s", 1.5e9],
])("%s", (text, nanoseconds) => {
  expect(parseDuration(text)).toBe(nanoseconds);
});

test("durations are printed the way Go does and read back the same", () => {
  expect(formatDuration(90e9)).toBe("1m30s");
  expect(formatDuration(3600e9)).toBe("1h0m0s");
  expect(formatDuration(3e8)).toBe("300ms");
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 86_400_000 }), (milliseconds) => {
      expect(parseDuration(formatDuration(milliseconds * 1e6))).toBe(milliseconds * 1e6);
    }),
  );
});

test.each(["10", "three seconds", "1 s", "-1s", ""])("%j is no duration", (text) => {
  expect(parseDuration(text)).toBeUndefined();
});

test("finds and refuses what lies below lists", () => {
  const inputs = { a: [{ b: 1 }, { c: 2 }, { b: 3 }] };
  expect(valuesAt(inputs, "a.*.b")).toEqual([
    { at: "a[0].b", value: 1 },
    { at: "a[2].b", value: 3 },
  ]);
  expect(refuse(inputs, ["a.*.c"], "why")).toMatchObject([{ property: "a[1].c" }]);
});
