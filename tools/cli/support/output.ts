import { styleText } from "node:util";

type Style = Parameters<typeof styleText>[0];

/** Text in a style when the stream is a terminal that wants colours (`NO_COLOR` is respected). */
export function styled(style: Style, text: string, stream: NodeJS.WriteStream = process.stdout): string {
  return styleText(style, text, { stream });
}

/** A line of the answer, on standard output. */
export function print(line = ""): void {
  process.stdout.write(`${line}\n`);
}

/** A line about the answer (progress, warnings), on standard error: a script that reads the answer is not disturbed. */
export function note(line = ""): void {
  process.stderr.write(`${line}\n`);
}

/** The answer for a script. */
export function printJson(value: unknown): void {
  print(JSON.stringify(value, null, 2));
}

/** Left-aligned columns, two spaces apart. Styles are applied by `paint` afterwards, so that they do not count as width. */
export function table(
  head: readonly string[],
  rows: readonly (readonly string[])[],
  paint: (cell: string, column: number, row: number) => string = (cell) => cell,
): string[] {
  const widths = head.map((title, c) => Math.max(title.length, ...rows.map((row) => (row[c] ?? "").length)));
  const line = (cells: readonly string[], painter: (cell: string, column: number) => string) =>
    cells
      .map(
        (cell, c) =>
          painter(cell, c) + " ".repeat(c === cells.length - 1 ? 0 : (widths[c] ?? 0) - cell.length),
      )
      .join("  ")
      .trimEnd();
  return [
    line(head, (cell) => styled("dim", cell)),
    ...rows.map((row, r) => line(row, (cell, c) => paint(cell, c, r))),
  ];
}

/** Asks one question on the terminal; the answer without surrounding blanks. */
export async function ask(question: string): Promise<string> {
  const { createInterface } = await import("node:readline/promises");
  const readline = createInterface({ input: process.stdin, output: process.stderr });
  try {
    return (await readline.question(question)).trim();
  } finally {
    readline.close();
  }
}
