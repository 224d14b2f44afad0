import fc from "fast-check";
import { expect, it } from "vitest";
import { minorToUnits, unitsToMinor } from "./money-input.ts";

it.each(["EUR", "JPY", "KWD"])("gives every amount of %s back as it was", (currency) => {
  fc.assert(
    fc.property(fc.integer({ min: -1_000_000_000, max: 1_000_000_000 }), (minor) => {
      expect(unitsToMinor(minorToUnits(minor, currency), currency)).toBe(minor + 0);
    }),
  );
});

it("takes text and knows an empty field", () => {
  expect(unitsToMinor("1.005", "EUR")).toBe(101);
  expect(unitsToMinor("", "EUR")).toBeNull();
  expect(unitsToMinor(" ", "EUR")).toBeNull();
  expect(unitsToMinor("abc", "EUR")).toBeNull();
});
