import type {
  DiscrepancyList,
  DiscrepancyListQuery,
  Discrepancy as StoredDiscrepancy,
} from "@cloudpos/contracts";
import { decodeCursor, encodeCursor } from "@cloudpos/kit";
import type { Pool, PoolClient } from "pg";
import { Type } from "typebox";
import { announce } from "./announce.ts";

/** Money that a stored sale speaks of and that could not be moved. */
export interface Discrepancy {
  storeId: string;
  saleId: string;
  paymentId: string | null;
  /** What is missing; negative for money that was not given back. */
  amountMinor: number;
  /** For a person. */
  problem: string;
}

/** Notes a discrepancy, and announces the payment as failed, in the caller's transaction. */
export async function reportDiscrepancy(client: PoolClient, found: Discrepancy): Promise<void> {
  await client.query(
    `INSERT INTO discrepancy (sale_id, store_id, payment_id, amount_minor, problem) VALUES ($1, $2, $3, $4, $5)`,
    [found.saleId, found.storeId, found.paymentId, found.amountMinor, found.problem],
  );
  if (found.paymentId === null) return;
  const { storeId, saleId, paymentId, amountMinor } = found;
  await announce(client, { storeId, paymentId, saleId, status: "failed", amountMinor });
}

/** Discrepancies of a store, newest first. */
export async function listDiscrepancies(
  pool: Pool,
  storeId: string,
  query: DiscrepancyListQuery,
): Promise<DiscrepancyList> {
  const limit = query.limit ?? 50;
  const before = query.cursor === undefined ? null : decodeCursor(Position, query.cursor)[0];
  const { rows } = await pool.query<{ id: string; document: StoredDiscrepancy }>({
    name: "discrepancies",
    text: `SELECT id::text, jsonb_build_object('saleId', sale_id, 'paymentId', payment_id, 'amountMinor', amount_minor,
             'problem', problem, 'at', iso_utc(at)) AS document
           FROM discrepancy WHERE store_id = $1 AND ($2::bigint IS NULL OR id < $2) ORDER BY id DESC LIMIT $3`,
    values: [storeId, before, limit + 1],
  });
  const items = rows.slice(0, limit).map((row) => row.document);
  return { items, ...(rows.length > limit && { nextCursor: encodeCursor([rows[limit - 1]!.id]) }) };
}

const Position = Type.Tuple([Type.String({ pattern: "^[0-9]{1,18}$" })]);
