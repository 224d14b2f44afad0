import fc from "fast-check";
import { stringify } from "csv-stringify/sync";
import { describe, expect, it } from "vitest";
import { escapeFormula, readCells, unescapeFormula } from "./cells.ts";
import { readCsv, separatorOf, type CsvEntry } from "./csv.ts";

async function read(text: string): Promise<CsvEntry[]> {
  const entries: CsvEntry[] = [];
  for await (const entry of readCsv(text)) entries.push(entry);
  return entries;
}
const errors = async (text: string) =>
  (await read(text)).flatMap((entry) => ("error" in entry ? [[entry.error.line, entry.error.column]] : []));

describe("readCsv", () => {
  it.each([
    ["commas", 'sku,name\nA-1,Tea\nA-2,"Tea, green"\n'],
    ["semicolons", "sku;name\r\nA-1;Tea\r\nA-2;Tea, green\r\n"],
    ["a BOM and old Mac line ends", '\ufeffSKU,Name\rA-1,Tea\rA-2,"Tea, green"'],
  ])("reads %s", async (_case, text) => {
    expect(await read(text)).toEqual([
      { line: 2, cells: { sku: "A-1", name: "Tea" } },
      { line: 3, cells: { sku: "A-2", name: "Tea, green" } },
    ]);
  });

  it("knows the first line of a row, across line breaks and empty lines", async () => {
    const text = 'sku,name\n\nA,"two\nlines"\n,\nB,"say ""hi"""\n';
    expect(await read(text)).toEqual([
      { line: 3, cells: { sku: "A", name: "two\nlines" } },
      { line: 6, cells: { sku: "B", name: 'say "hi"' } },
    ]);
  });

  it("takes header names in any spelling", async () => {
    expect(await read("SKU;Tax_Class;STORE-PRICE;Stock on Hand\nA;zero;1,5;7")).toEqual([
      { line: 2, cells: { sku: "A", "tax class": "zero", "store price": "1,5", "stock on hand": "7" } },
    ]);
  });

  it.each([
    ["", [[1, null]]],
    ["\n\n", [[1, null]]],
    ["name,price\nTea,1", [[1, "sku"]]],
    [
      "sku,colour,sku\nA,red,B",
      [
        [1, "colour"],
        [1, "sku"],
      ],
    ],
    [
      "sku,name\nA\nB,b\nC,c,c",
      [
        [2, null],
        [4, null],
      ],
    ],
    ['sku,name\nA,"open\nB,b', [[2, null]]],
    ['sku,name\nA,a "quote\nB,b', [[2, null]]],
    [`sku,name\nA,${"x".repeat(30_000)}`, [[2, null]]],
  ])("says what is wrong with %.40s", async (text, expected) => expect(await errors(text)).toEqual(expected));

  it("reads back whatever a CSV can hold", async () => {
    const cell = fc
      .string({ unit: "grapheme", minLength: 1, maxLength: 30 })
      .map((text) => text.trim() || "x");
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(cell, cell), { minLength: 1, maxLength: 20 }),
        fc.constantFrom(",", ";"),
        async (rows, delimiter) => {
          const text = stringify([["sku", "name"], ...rows], { delimiter, quoted: true });
          const cells = (await read(text)).map((entry) => ("cells" in entry ? entry.cells : entry.error));
          expect(cells).toEqual(rows.map(([sku, name]) => ({ sku, name })));
        },
      ),
      { numRuns: 200 },
    );
  });

  it("guesses the separator from the first line that has one, outside of quotes", () => {
    expect(separatorOf('"a;b;c",d,e\n;;;;')).toBe(",");
    expect(separatorOf("\n\na;b\n,,,,")).toBe(";");
    expect(separatorOf("sku\nA")).toBe(",");
  });
});

describe("readCells", () => {
  const rules = { currency: "EUR", taxClasses: new Set(["standard", "zero"]) };
  const message = (column: string, text: string) =>
    readCells(7, { sku: "A", [column]: text }, rules).errors.map(
      (error) => `${error.line} ${error.column} ${error.message}`,
    );

  it("converts a whole row", () => {
    const { values } = readCells(
      2,
      {
        sku: "A-1",
        name: "'=Tea",
        barcodes: "96385074 4006381333931",
        category: "Pantry",
        price: "1,50",
        "store price": "",
        "tax class": "Standard",
        "reorder level": "2.5",
        archived: "Yes",
      },
      rules,
    );
    expect(values).toEqual({
      sku: "A-1",
      name: "=Tea",
      barcodes: ["96385074", "4006381333931"],
      category: "Pantry",
      defaultPriceMinor: 150,
      storePriceMinor: null,
      taxClass: "standard",
      reorderLevelMilli: 2_500,
      archived: true,
    });
  });

  it.each([
    ["12", 1_200],
    ["0.5", 50],
    ["1.500", 150],
    ["0", 0],
  ])("reads the price %s", (text, price) =>
    expect(readCells(1, { sku: "A", price: text }, rules).values?.defaultPriceMinor).toBe(price),
  );

  it("reads prices of currencies without cents", () => {
    const yen = { ...rules, currency: "JPY" };
    expect(readCells(1, { sku: "A", price: "150" }, yen).values?.defaultPriceMinor).toBe(150);
    expect(readCells(1, { sku: "A", price: "1.5" }, yen).errors).toHaveLength(1);
  });

  it.each([
    ["price", "1.234", "7 price has more than 2 decimal places"],
    ["price", "-1", "7 price is no number"],
    ["price", "1,234.50", "7 price is no number"],
    ["price", "", "7 price is empty"],
    ["price", "99999999999999", "7 price is too large"],
    ["barcodes", "4006381333932", "7 barcodes is no GTIN"],
    ["barcodes", "4.00638E+12", "7 barcodes was rounded by a spreadsheet"],
    ["barcodes", "96385074 96385074", "7 barcodes has a code twice"],
    ["tax class", "luxury", "7 tax class is none of standard, zero"],
    ["name", "", "7 name is empty"],
    ["name", "x".repeat(201), "7 name is longer than 200 characters"],
    ["name", "a\tb", "7 name has a line break"],
    ["sku", "", "7 sku is empty"],
    ["archived", "maybe", "7 archived is neither yes nor no"],
    ["reorder level", "1.2345", "7 reorder level has more than 3 decimal places"],
  ])("refuses %s %j", (column, text, expected) =>
    expect(message(column, text)).toEqual([expect.stringContaining(expected)]),
  );
});

it("writes nothing that a spreadsheet would calculate, and reads it back", () => {
  for (const text of ["=1+1", "+1", "-1", "@SUM(A1)", "\tx"]) {
    expect(escapeFormula(text)).toBe(`'${text}`);
    expect(unescapeFormula(escapeFormula(text))).toBe(text);
  }
  for (const text of ["Tea", "'quoted'", "1-2"]) expect(unescapeFormula(escapeFormula(text))).toBe(text);
});
