import { Problem } from "@cloudpos/kit";

/** Where a page ended, as an opaque text. */
export function encodeCursor(values: readonly (string | number)[]): string {
  return Buffer.from(JSON.stringify(values)).toString("base64url");
}

/**
 * Reads what {@link encodeCursor} made.
 * @param kinds of the values, in order.
 * @throws Problem `validation-failed` when somebody made it up.
 */
export function decodeCursor<Kinds extends readonly Kind[]>(
  cursor: string,
  path: string,
  ...kinds: Kinds
): { [Index in keyof Kinds]: Kinds[Index] extends "integer" ? number : string } {
  const values = parse(cursor);
  if (
    !Array.isArray(values) ||
    values.length !== kinds.length ||
    !values.every((value, i) => fits(value, kinds[i]!))
  ) {
    throw new Problem("validation-failed", undefined, {
      errors: [{ path, message: "is not a cursor of this list" }],
    });
  }
  return values as never;
}

type Kind = "text" | "uuid" | "integer";

function fits(value: unknown, kind: Kind): boolean {
  if (kind === "integer") return Number.isSafeInteger(value);
  if (typeof value !== "string") return false;
  // A text goes into a query: no NUL, no half of a surrogate pair.
  if (kind === "text") return value.isWellFormed() && !value.includes("\0");
  return /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(value);
}

function parse(cursor: string): unknown {
  try {
    return JSON.parse(Buffer.from(cursor, "base64url").toString("utf8"));
  } catch {
    return null;
  }
}
