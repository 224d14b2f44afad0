import { expect, test } from "vitest";
import { likelyCash } from "./cash-amounts.ts";

test("likely sums are the round sums above the total", () => {
  expect(likelyCash(1234, "EUR")).toEqual([1500, 2000, 5000, 10_000]);
  expect(likelyCash(5000, "EUR")).toEqual([5500, 6000, 10_000, 20_000]);
});

test("they follow the currency's minor unit", () => {
  expect(likelyCash(3200, "KWD")).toEqual([5000, 10_000, 20_000, 50_000]);
});
