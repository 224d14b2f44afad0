import { expect, it } from "vitest";
import { combinations, variantSku } from "./variants.ts";

it("combines every value with every other", () => {
  const found = combinations([
    { name: "Size", values: ["S", "M"] },
    { name: "Colour", values: ["red", "blue", "black"] },
  ]);
  expect(found).toHaveLength(6);
  expect(found[1]).toEqual([
    { name: "Size", value: "S" },
    { name: "Colour", value: "blue" },
  ]);
});

it("leaves out what is not filled in", () => {
  expect(combinations([{ name: "", values: ["S"] }])).toEqual([[]]);
  expect(combinations([{ name: "Size", values: [] }])).toEqual([[]]);
});

it("names variants", () => {
  expect(
    variantSku("rain ", [
      { name: "Size", value: "M" },
      { name: "Colour", value: "dark blue" },
    ]),
  ).toBe("RAIN-M-DARKBLUE");
});
