import {
  currencyExponent,
  isGtin,
  maxMinor,
  maxQuantityMilli,
  minorToDecimal,
  type ImportColumn,
  type ImportError,
} from "@cloudpos/contracts";
import type { Cells } from "./csv.ts";

/** The values of a row, converted; what the file has no column for is absent. */
export interface RowValues {
  sku: string;
  name?: string;
  barcodes?: string[];
  category?: string;
  defaultPriceMinor?: number;
  storePriceMinor?: number | null;
  taxClass?: string;
  reorderLevelMilli?: number | null;
  archived?: boolean;
}

/** What every row is read with. */
export interface CellRules {
  /** Of the prices. */
  currency: string;
  taxClasses: ReadonlySet<string>;
}

/** Signs that make a spreadsheet take a cell for a formula, when it begins with one (OWASP, CSV injection). */
const formulaStart = /^[=+\-@\t\r]/;

/** A text as an export writes it: an apostrophe before what a spreadsheet would calculate. */
export function escapeFormula(text: string): string {
  return formulaStart.test(text) ? `'${text}` : text;
}

/** What {@link escapeFormula} was given. */
export function unescapeFormula(text: string): string {
  return text.startsWith("'") && formulaStart.test(text.slice(1)) ? text.slice(1) : text;
}

/** Converts the cells of a row; `values` is null when something is wrong. */
export function readCells(
  line: number,
  cells: Cells,
  rules: CellRules,
): { values: RowValues | null; errors: ImportError[] } {
  const errors: ImportError[] = [];
  const read = <Value>(column: ImportColumn, convert: (text: string) => Value): Value | undefined => {
    const text = cells[column];
    if (text === undefined) return undefined;
    try {
      return convert(unescapeFormula(text));
    } catch (error) {
      if (!(error instanceof CellError)) throw error;
      errors.push({ line, column, message: error.message });
      return undefined;
    }
  };
  const price = (text: string) => decimal(text, currencyExponent(rules.currency), maxMinor);
  const values = {
    sku: read("sku", (text) => words(text, 64)),
    name: read("name", (text) => words(text, 200)),
    barcodes: read("barcodes", barcodesOf),
    category: read("category", (text) => words(text, 100)),
    defaultPriceMinor: read("price", price),
    storePriceMinor: read("store price", (text) => (text === "" ? null : price(text))),
    taxClass: read("tax class", (text) => oneOf(text.toLowerCase(), rules.taxClasses)),
    reorderLevelMilli: read("reorder level", (text) =>
      text === "" ? null : decimal(text, 3, maxQuantityMilli),
    ),
    archived: read("archived", yesOrNo),
  };
  return { values: errors.length === 0 ? (values as RowValues) : null, errors };
}

/** Something wrong with a cell; the message continues the column's name. */
class CellError extends Error {}

function words(text: string, longest: number): string {
  if (text === "") throw new CellError("is empty");
  if (text.length > longest) throw new CellError(`is longer than ${longest} characters`);
  // eslint-disable-next-line no-control-regex -- that is what is looked for
  if (/[\u0000-\u001f\u007f]/.test(text))
    throw new CellError("has a line break, a tab or another control character");
  if (!text.isWellFormed()) throw new CellError("has a broken character");
  return text;
}

/** `1.5`, `1,5` and `1` with at most `places` decimals, as an integer of the smallest unit. */
function decimal(text: string, places: number, largest: number): number {
  const match = /^(\d{1,15})(?:[.,](\d+))?$/.exec(text);
  if (!match) {
    throw new CellError(
      text === "" ? "is empty" : `is no number like ${minorToDecimal(1250, "EUR")}: ${shown(text)}`,
    );
  }
  const fraction = (match[2] ?? "").replace(/0+$/, "");
  if (fraction.length > places) throw new CellError(`has more than ${places} decimal places: ${shown(text)}`);
  const value = Number(match[1]! + fraction.padEnd(places, "0"));
  if (value > largest) throw new CellError(`is too large: ${shown(text)}`);
  return value;
}

function barcodesOf(text: string): string[] {
  const codes = text.split(/[\s|]+/).filter((code) => code !== "");
  for (const code of codes) {
    if (/^\d+(\.\d+)?e\+\d+$/i.test(code)) {
      throw new CellError(`was rounded by a spreadsheet: ${shown(code)}. Format the column as text there`);
    }
    if (!isGtin(code)) throw new CellError(`is no GTIN, its length or check digit is wrong: ${shown(code)}`);
  }
  if (new Set(codes).size < codes.length) throw new CellError("has a code twice");
  if (codes.length > 20) throw new CellError("has more than 20 codes");
  return codes;
}

function oneOf(text: string, known: ReadonlySet<string>): string {
  if (known.has(text)) return text;
  throw new CellError(`is none of ${[...known].join(", ")}: ${shown(text)}`.slice(0, 500));
}

function yesOrNo(text: string): boolean {
  if (/^(yes|true|1)$/i.test(text)) return true;
  if (/^(no|false|0|)$/i.test(text)) return false;
  throw new CellError(`is neither yes nor no: ${shown(text)}`);
}

function shown(text: string): string {
  return text === "" ? "it is empty" : JSON.stringify(text.slice(0, 60));
}
