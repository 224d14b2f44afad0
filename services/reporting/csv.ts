import { minorToDecimal } from "@cloudpos/contracts";
import { stringify } from "csv-stringify/sync";

/** A column of a file: its heading and what stands in it. */
export type Column<Row> = readonly [heading: string, value: (row: Row) => string | number | null];

/**
 * Rows as a CSV file (RFC 4180) that spreadsheets of every language open well: UTF-8 with a byte order mark, and
 * no text that they would take for a formula.
 */
export function toCsv<Row>(rows: readonly Row[], columns: readonly Column<Row>[]): string {
  const records = rows.map((row) =>
    columns.map(([, value]) => {
      const cell = value(row);
      return typeof cell === "string" && !plainNumber.test(cell) ? harmless(cell) : cell;
    }),
  );
  return stringify([columns.map(([heading]) => heading), ...records], {
    bom: true,
    record_delimiter: "windows",
  });
}

/** What this file writes for amounts; a minus sign does not make a formula of these. */
const plainNumber = /^-?\d+(\.\d+)?$/;

/** An apostrophe in front, and a spreadsheet shows the text as it is (OWASP, CSV injection). */
function harmless(text: string): string {
  return /^[\s]*[=+\-@\uff1d\uff0b\uff0d\uff20]|^[\t\r\n]/.test(text) ? `'${text}` : text;
}

/** Writes amounts of one currency: `-12.30`. */
export function amountIn(currency: string): (minor: number | null) => string | null {
  return (minor) => (minor === null ? null : minorToDecimal(minor, currency));
}

/** Thousandths of a piece as pieces: `1.25`. */
export function quantity(milli: number): string {
  const text = minorToDecimal(milli, "KWD");
  return text.replace(/\.?0+$/, "");
}
