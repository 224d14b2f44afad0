import { Readable } from "node:stream";
import { importColumns, type ImportColumn, type ImportError } from "@cloudpos/contracts";
import { CsvError, parse, type Info } from "csv-parse";

/** Cells of one row by column; a column that the file lacks is absent. */
export type Cells = Partial<Record<ImportColumn, string>>;

/** What is read from a CSV, in order: rows, and what is wrong with lines. */
export type CsvEntry = { line: number; cells: Cells } | { error: ImportError };

/** Longest record in characters: many times what the longest valid product needs. */
const longestRecord = 20_000;
/** Characters parsed at a time: between two parts other work gets its turn. */
const partLength = 65_536;

/**
 * Reads a CSV (RFC 4180; line ends of any kind) with a header. The separator is the one that the first line has more
 * of, comma or semicolon. A file whose header is wrong has errors of its first line only.
 */
export async function* readCsv(text: string): AsyncGenerator<CsvEntry> {
  let linesRead = 0;
  const parser = Readable.from(parts(text)).pipe(
    parse({
      bom: true,
      delimiter: separatorOf(text),
      info: true,
      relax_column_count: true,
      skip_empty_lines: true,
      max_record_size: longestRecord,
      // Right after parsing, unlike the loop below, which an error overtakes.
      on_record: (record: string[], { lines }) => {
        linesRead = lines;
        return record;
      },
    }),
  );
  let header: ImportColumn[] | undefined;
  try {
    for await (const { record, info } of parser as AsyncIterable<{ record: string[]; info: Info }>) {
      const line = firstLine(record, info);
      if (header === undefined) {
        const read = readHeader(record, line);
        for (const error of read.errors) yield { error };
        if (read.errors.length > 0) return;
        header = read.columns;
      } else if (record.length !== header.length) {
        const message = `has ${record.length} columns, the header has ${header.length}`;
        yield { error: { line, column: null, message } };
      } else if (record.some((cell) => cell.trim() !== "")) {
        yield { line, cells: cellsOf(header, record) };
      }
    }
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    // Where the record begins that cannot be read: an open quotation mark is there, not where the file ends.
    yield { error: { line: linesRead + 1, column: null, message: explain(error) } };
    return;
  }
  if (header === undefined) yield { error: { line: 1, column: null, message: "the file is empty" } };
}

/** Names of columns are compared without case, spaces, `_` and `-`. */
function plain(name: string): string {
  return name.toLowerCase().replace(/[\s_-]/g, "");
}

const columnsByName = new Map<string, ImportColumn>(importColumns.map((column) => [plain(column), column]));

function readHeader(
  record: readonly string[],
  line: number,
): { columns: ImportColumn[]; errors: ImportError[] } {
  const errors: ImportError[] = [];
  const columns: ImportColumn[] = [];
  for (const name of record) {
    const column = columnsByName.get(plain(name));
    const shown = name.trim().slice(0, 100) || null;
    if (column === undefined)
      errors.push({ line, column: shown, message: `is none of: ${importColumns.join(", ")}` });
    else if (columns.includes(column)) errors.push({ line, column: shown, message: "is there twice" });
    else columns.push(column);
  }
  if (errors.length === 0 && !columns.includes("sku"))
    errors.push({ line, column: "sku", message: "is missing" });
  return { columns, errors: errors.slice(0, 20) };
}

function cellsOf(header: readonly ImportColumn[], record: readonly string[]): Cells {
  const cells: Cells = {};
  header.forEach((column, index) => {
    cells[column] = record[index]!.trim();
  });
  return cells;
}

/** The parser counts to the record's last line. */
function firstLine(record: readonly string[], info: Info): number {
  const breaks = record.reduce((total, cell) => total + (cell.match(/\r\n|\n|\r/g)?.length ?? 0), 0);
  return Math.max(1, info.lines - breaks);
}

function* parts(text: string): Generator<string> {
  for (let start = 0; start < text.length; start += partLength) yield text.slice(start, start + partLength);
}

/** The separator that occurs more often in the first line, outside of quotes. */
export function separatorOf(text: string): "," | ";" {
  let [commas, semicolons, quoted] = [0, 0, false];
  for (const sign of text.slice(0, longestRecord)) {
    if (sign === '"') quoted = !quoted;
    else if (quoted) continue;
    else if (sign === ",") commas += 1;
    else if (sign === ";") semicolons += 1;
    else if ((sign === "\n" || sign === "\r") && commas + semicolons > 0) break;
  }
  return semicolons > commas ? ";" : ",";
}

const stray =
  'a quotation mark stands inside a cell: put the cell into quotation marks and double the one inside ("")';
const explanations: Partial<Record<string, string>> = {
  CSV_QUOTE_NOT_CLOSED: "a quotation mark is opened and never closed",
  CSV_INVALID_CLOSING_QUOTE: stray,
  INVALID_OPENING_QUOTE: stray,
  CSV_MAX_RECORD_SIZE: `the line is longer than ${longestRecord} characters; a quotation mark may be open`,
};

function explain(error: CsvError): string {
  return explanations[error.code] ?? error.message;
}
