import type { AccessEventName, AccessLogEntry, AccessLogPage, AccessLogQuery } from "@cloudpos/contracts";
import { Problem } from "@cloudpos/kit";
import type { Pool } from "pg";
import { Counter } from "prom-client";
import type { Origin, Queryable } from "./domain.ts";

/** Something for the access log; see `AccessLogEntry` for the fields. */
export interface AccessEvent extends Origin {
  event: AccessEventName;
  userId?: string | undefined;
  actorId?: string | undefined;
  storeId?: string | undefined;
  registerId?: string | undefined;
  detail?: string | undefined;
}

/** For alerts on bursts of refusals. */
export const accessCounter = new Counter({
  name: "auth_access_events_total",
  help: "Lines written to the access log, by event.",
  labelNames: ["event"],
  registers: [],
});

/** Adds a line. With the connection of a transaction, the line stands exactly when the change does. */
export async function recordAccess(database: Queryable, entry: AccessEvent): Promise<void> {
  await database.query(
    `INSERT INTO access_log (event, user_id, actor_id, store_id, register_id, detail, address, request_id)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
    [
      entry.event,
      entry.userId,
      entry.actorId,
      entry.storeId,
      entry.registerId,
      entry.detail?.slice(0, 1_000),
      entry.address,
      entry.requestId,
    ],
  );
  accessCounter.inc({ event: entry.event });
}

type Row = Omit<AccessLogEntry, "at"> & { at: Date };

/**
 * A page of the log, newest first.
 * @param stores only lines of these stores; null for all, those of no store included.
 * @throws Problem `bad-request` for a cursor that was not given out, `validation-failed` for a time on 30 February.
 */
export async function listAccess(
  pool: Pool,
  query: AccessLogQuery,
  stores: readonly string[] | null,
): Promise<AccessLogPage> {
  const limit = query.limit ?? 50;
  const { rows } = await pool.query<Row>(
    `SELECT log.id::text AS id, log.at, log.event, log.user_id AS "userId", person.display_name AS "userName",
       log.actor_id AS "actorId", actor.display_name AS "actorName", log.store_id AS "storeId",
       log.register_id AS "registerId", log.detail, log.address, log.request_id AS "requestId"
     FROM access_log log
     LEFT JOIN users person ON person.id = log.user_id
     LEFT JOIN users actor ON actor.id = log.actor_id
     WHERE ($1::bigint IS NULL OR log.id < $1)
       AND ($2::text IS NULL OR log.event = $2)
       AND ($3::uuid IS NULL OR log.user_id = $3 OR log.actor_id = $3)
       AND ($4::timestamptz IS NULL OR log.at >= $4)
       AND ($5::timestamptz IS NULL OR log.at < $5)
       AND ($6::uuid[] IS NULL OR log.store_id = ANY ($6))
     ORDER BY log.id DESC LIMIT $7`,
    [
      query.cursor === undefined ? null : positionOf(query.cursor),
      query.event ?? null,
      query.userId ?? null,
      query.from === undefined ? null : realTime("from", query.from),
      query.to === undefined ? null : realTime("to", query.to),
      stores,
      limit + 1,
    ],
  );
  const items = rows.slice(0, limit).map((row) => ({ ...row, at: row.at.toISOString() }));
  return { items, ...(rows.length > limit && { nextCursor: cursorOf(items.at(-1)!.id) }) };
}

/** A time as it was sent, when it exists; its pattern lets 30 February and the year 0 through. */
function realTime(field: string, text: string): string {
  const time = Date.parse(text);
  const isReal = !Number.isNaN(time) && new Date(time).toISOString().startsWith(text.slice(0, 10));
  if (isReal && text >= "0001") return text;
  const errors = [{ path: `/query/${field}`, message: "must be a real time" }];
  throw new Problem("validation-failed", undefined, { errors });
}

function cursorOf(id: string): string {
  return Buffer.from(id).toString("base64url");
}

function positionOf(cursor: string): string {
  const id = Buffer.from(cursor, "base64url").toString();
  if (!/^[0-9]{1,18}$/.test(id)) throw new Problem("bad-request", "The cursor was not given out here.");
  return id;
}
