import { parse } from "csv-parse/sync";
import { expect, it } from "vitest";
import { amountIn, quantity, toCsv } from "./csv.ts";

it("writes what another reader of CSV reads back", () => {
  const names = ["Tea", 'The "best" tea', "Milk, 1 l", "Crème brûlée 日本", "two\nlines"];
  const text = toCsv(names, [
    ["Name", (name) => name],
    ["Length", (name) => name.length],
  ]);
  expect(parse(text, { bom: true })).toEqual([
    ["Name", "Length"],
    ...names.map((name) => [name, String(name.length)]),
  ]);
  expect(text.startsWith("\ufeffName,Length\r\n")).toBe(true);
});

it("leaves nothing that a spreadsheet would run as a formula", () => {
  const column = [["Name", (name: string) => name]] as const;
  for (const attack of [
    '=HYPERLINK("http://example.com")',
    "+1+1",
    "-2+3",
    "@SUM(A1)",
    "\t=1",
    " =1",
    "\uff1d1",
    "-1.5e3",
    "=1",
  ]) {
    const [, [cell]] = parse(toCsv([attack], column), { bom: true }) as [string[], [string]];
    expect(cell).toBe(`'${attack}`);
  }
  // Numbers keep their sign, names with a dash inside stay as they are.
  for (const harmless of ["-12.30", "12", "Semi-skimmed milk", "7-Up"]) {
    const [, [cell]] = parse(toCsv([harmless], column), { bom: true }) as [string[], [string]];
    expect(cell).toBe(harmless);
  }
});

it("writes amounts and quantities with a decimal point", () => {
  expect([-1230, 5, 0].map(amountIn("EUR"))).toEqual(["-12.30", "0.05", "0.00"]);
  expect([-1230, null].map(amountIn("JPY"))).toEqual(["-1230", null]);
  expect([1000, 1250, -500, 0, 10_000].map(quantity)).toEqual(["1", "1.25", "-0.5", "0", "10"]);
});
