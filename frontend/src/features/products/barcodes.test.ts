import { expect, it } from "vitest";
import { barcodeProblem } from "./barcodes.ts";

it("takes what the standard takes", () => {
  expect(barcodeProblem("4006381333931")).toBeNull();
  expect(barcodeProblem("96385074")).toBeNull();
});

it("says what would be right", () => {
  expect(barcodeProblem("4006381333932")).toContain("4006381333931 would be right");
  expect(barcodeProblem("400638133393")).toMatch(/does not fit|digits/);
  expect(barcodeProblem("123")).toContain("3 digits");
  expect(barcodeProblem("40O6381333931")).toContain("other characters");
});
