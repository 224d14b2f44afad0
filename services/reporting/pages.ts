import { Problem } from "@cloudpos/kit";
import { Strict, Uuid } from "@cloudpos/contracts";
import { Type } from "typebox";
import Value from "typebox/value";

/** Where a row stands: highest weight first, then by id. */
type Rank = readonly [weight: number, id: string];

const Cursor = Strict({ weight: Type.Integer(), id: Uuid });

/**
 * The part of `rows` that a cursor points to. A row whose rank changes between two pages may be seen twice or not
 * at all; everything else is seen once.
 * @param cursor `nextCursor` of the page before; absent for the first page.
 * @throws Problem `bad-request` when the cursor is none of ours.
 */
export function pageOf<Row>(
  rows: readonly Row[],
  rankOf: (row: Row) => Rank,
  limit: number,
  cursor?: string,
): { page: Row[]; nextCursor: string | undefined } {
  const sorted = [...rows].sort((a, b) => compare(rankOf(a), rankOf(b)));
  const after = cursor === undefined ? null : decode(cursor);
  const start = after ? sorted.findIndex((row) => compare(rankOf(row), after) > 0) : 0;
  if (start === -1) return { page: [], nextCursor: undefined };
  const page = sorted.slice(start, start + limit);
  const last = page.at(-1);
  const more = last !== undefined && start + limit < sorted.length;
  return { page, nextCursor: more ? encode(rankOf(last)) : undefined };
}

function compare(a: Rank, b: Rank): number {
  return b[0] - a[0] || (a[1] < b[1] ? -1 : a[1] > b[1] ? 1 : 0);
}

function encode([weight, id]: Rank): string {
  return Buffer.from(JSON.stringify({ weight, id })).toString("base64url");
}

function decode(cursor: string): Rank {
  try {
    const value: unknown = JSON.parse(Buffer.from(cursor, "base64url").toString());
    if (Value.Check(Cursor, value)) return [value.weight, value.id];
  } catch {
    // Answered below.
  }
  throw new Problem("bad-request", "The cursor is not one that this list has given.");
}
