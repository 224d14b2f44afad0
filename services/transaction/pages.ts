import { Problem } from "@cloudpos/kit";

/** Where a page begins: after the item with this time and id, newest first. */
export interface PagePosition {
  /** ISO 8601 in UTC with milliseconds; the columns keep no more. */
  at: string;
  id: string;
}

/**
 * Reads a `cursor` that {@link pageOf} made.
 * @throws Problem `validation-failed` when it was made otherwise.
 */
export function readCursor(cursor: string | undefined): PagePosition | null {
  if (cursor === undefined) return null;
  try {
    const [at, id] = JSON.parse(Buffer.from(cursor, "base64url").toString("utf8")) as [string, string];
    if (isMoment(at) && idPattern.test(id)) return { at, id };
  } catch {
    // Falls through: anything else is no cursor.
  }
  throw new Problem("validation-failed", undefined, {
    errors: [{ path: "/query/cursor", message: "must be the nextCursor of an earlier answer" }],
  });
}

/** Whether it is written as PostgreSQL's `iso_utc` writes it, and no 30 February. */
function isMoment(text: string): boolean {
  const time = Date.parse(text);
  return !Number.isNaN(time) && new Date(time).toISOString() === text;
}

const idPattern = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** A page of the API from rows of which one more than `limit` was asked for. */
export function pageOf<Row extends PagePosition, Item>(
  rows: readonly Row[],
  limit: number,
  item: (row: Row) => Item,
): { items: Item[]; nextCursor?: string } {
  const items = rows.slice(0, limit).map(item);
  const last = rows[limit - 1];
  if (rows.length <= limit || !last) return { items };
  return { items, nextCursor: Buffer.from(JSON.stringify([last.at, last.id])).toString("base64url") };
}

/**
 * Checks the days of a query: their pattern lets 30 February through.
 * @throws Problem `validation-failed`.
 */
export function checkDays(query: { from?: string; to?: string }): void {
  const errors = (["from", "to"] as const).flatMap((field) => {
    const day = query[field];
    if (day === undefined || isRealDay(day)) return [];
    return [{ path: `/query/${field}`, message: "must be a real day" }];
  });
  if (errors.length > 0) throw new Problem("validation-failed", undefined, { errors });
}

function isRealDay(day: string): boolean {
  const time = Date.parse(`${day}T00:00:00Z`);
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(day) && day >= "0001";
}
