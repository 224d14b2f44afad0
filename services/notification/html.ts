/** Text as HTML. */
export function escape(text: string): string {
  return text.replaceAll(/[&<>"']/g, (character) => entities[character]!);
}
const entities: Record<string, string> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

/** A row of a table: texts, each aligned as its column is. */
export type Cells = readonly string[];

/**
 * A page as mail programs show it alike: one column, tables, styles in the tags, nothing loaded from elsewhere.
 * @param body HTML.
 */
export function page(title: string, body: string): string {
  return `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${escape(title)}</title></head>
<body style="margin:0;padding:24px 8px;background:#f3f4f6;color:#111827;font:15px/1.5 system-ui,-apple-system,'Segoe UI',Roboto,Helvetica,Arial,sans-serif">
<div style="max-width:480px;margin:0 auto;padding:24px;background:#ffffff;border-radius:8px">
${body}
</div>
</body>
</html>
`;
}

/**
 * A table whose first column is text and whose others are amounts.
 * @param rows texts, not HTML.
 */
export function table(rows: readonly Cells[], options: { head?: Cells; bold?: boolean } = {}): string {
  const row = (cells: Cells, tag: "td" | "th", style: string) =>
    `<tr>${cells
      .map((cell, index) => {
        const align = index === 0 ? "left" : "right;white-space:nowrap;font-variant-numeric:tabular-nums";
        const pad = index === 0 ? "padding:3px 0" : "padding:3px 0 3px 12px";
        return `<${tag} style="${pad};text-align:${align};vertical-align:top;${style}">${escape(cell).replaceAll("\n", "<br>")}</${tag}>`;
      })
      .join("")}</tr>`;
  const head = options.head ? row(options.head, "th", "font-weight:400;color:#6b7280;font-size:13px") : "";
  const body = rows.map((cells) => row(cells, "td", options.bold ? "font-weight:600" : "")).join("\n");
  return `<table role="presentation" style="width:100%;border-collapse:collapse;margin:0">${head}${body}</table>`;
}

/** A thin line between parts. */
export const rule = '<hr style="border:0;border-top:1px solid #d1d5db;margin:12px 0">';

/** Small grey centred lines. */
export function smallPrint(lines: readonly string[]): string {
  return `<p style="margin:8px 0;text-align:center;color:#4b5563;font-size:13px">${lines.map(escape).join("<br>")}</p>`;
}

const width = 48;

/** A row of the text version: the first cell to the left, the others to the right in columns of 12. */
export function textRow(cells: Cells, columnWidth = 12): string {
  const [first = "", ...amounts] = cells;
  const right = amounts.map((amount) => amount.padStart(columnWidth)).join("");
  const lines = first.split("\n");
  const last = lines.pop()!;
  const room = width - right.length;
  const text =
    last.length > room ? [...lines, last, " ".repeat(room) + right] : [...lines, last.padEnd(room) + right];
  return text.map((line) => line.trimEnd()).join("\n");
}

/** A line across the text version. */
export const textRule = "-".repeat(width);

/** Lines in the middle of the text version. */
export function textCentred(lines: readonly string[]): string {
  return lines
    .map((line) => " ".repeat(Math.max(0, Math.floor((width - line.length) / 2))) + line)
    .join("\n");
}
