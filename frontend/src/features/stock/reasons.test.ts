import { expect, it } from "vitest";
import { sentQuantity, stockChange } from "./reasons.ts";

it("sends what came as it is, what went as its negative, and a count as it is", () => {
  expect(sentQuantity("received", 3000)).toBe(3000);
  expect(sentQuantity("damaged", 3000)).toBe(-3000);
  expect(sentQuantity("stolen", 3000)).toBe(-3000);
  expect(sentQuantity("counted", 3000)).toBe(3000);
  expect(sentQuantity("other", -3000)).toBe(-3000);
});

it("foresees the change", () => {
  expect(stockChange("counted", 3000, 5000)).toBe(-2000);
  expect(stockChange("received", 3000, 5000)).toBe(3000);
  expect(stockChange("damaged", 3000, 5000)).toBe(-3000);
});
