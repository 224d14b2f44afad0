import { randomUUID } from "node:crypto";
import {
  loyaltyPoints,
  type Actor,
  type AdjustLoyalty,
  type CustomerHistoryQuery,
  type LoyaltyEntry,
  type LoyaltyLedger,
  type SaleCompleted,
} from "@cloudpos/contracts";
import { Problem, decodeCursor, encodeCursor, inTransaction } from "@cloudpos/kit";
import { handleOnce } from "@cloudpos/kit/events/index";
import type { Pool, PoolClient } from "pg";
import { Type } from "typebox";
import { customerState, getCustomer, holdCustomer } from "./customers.ts";

/** Entries as the API shows them, each with its position in the ledger. */
const selectEntry = `
  SELECT position::text, jsonb_strip_nulls(jsonb_build_object(
    'id', id, 'kind', kind, 'points', points, 'storeId', store_id, 'at', iso_utc(at), 'saleId', sale_id,
    'reason', reason, 'actor', CASE WHEN actor_id IS NOT NULL
      THEN jsonb_build_object('userId', actor_id, 'name', actor_name) END)) AS entry
  FROM loyalty_entry`;

interface EntryRow {
  position: string;
  entry: LoyaltyEntry;
}

/** A page of a customer's ledger, newest first. @throws Problem `customer-not-found`. */
export async function readLedger(
  pool: Pool,
  customerId: string,
  query: CustomerHistoryQuery,
): Promise<LoyaltyLedger> {
  const limit = query.limit ?? 50;
  const before = query.cursor === undefined ? null : decodeCursor(Position, query.cursor)[0];
  const { loyaltyPoints: balancePoints } = await getCustomer(pool, customerId);
  const { rows } = await pool.query<EntryRow>({
    name: "loyalty",
    text: `${selectEntry} WHERE customer_id = $1 AND ($2::bigint IS NULL OR position < $2)
           ORDER BY position DESC LIMIT $3`,
    values: [customerId, before, limit + 1],
  });
  const items = rows.slice(0, limit).map((row) => row.entry);
  return {
    balancePoints,
    items,
    ...(rows.length > limit && { nextCursor: encodeCursor([rows[limit - 1]!.position]) }),
  };
}

/** The whole ledger, newest first. */
export async function wholeLedger(client: PoolClient, customerId: string): Promise<LoyaltyEntry[]> {
  const { rows } = await client.query<EntryRow>(
    `${selectEntry} WHERE customer_id = $1 ORDER BY position DESC`,
    [customerId],
  );
  return rows.map((row) => row.entry);
}

/**
 * Gives or takes points by hand, once per id.
 * @throws Problem `customer-not-found`, `customer-erased`, `points-insufficient`, `idempotency-mismatch`.
 */
export function adjustLoyalty(
  pool: Pool,
  customerId: string,
  { id, points, reason }: AdjustLoyalty,
  { actor, storeId }: { actor: Actor; storeId: string },
): Promise<{ entry: LoyaltyEntry; replayed: boolean }> {
  return inTransaction(pool, async (client) => {
    await holdCustomer(client, customerId);
    const { rowCount } = await client.query(
      `INSERT INTO loyalty_entry (id, customer_id, kind, points, store_id, reason, actor_id, actor_name, at)
       VALUES ($1, $2, 'adjustment', $3, $4, $5, $6, $7, now()) ON CONFLICT (id) DO NOTHING`,
      [id, customerId, points, storeId, reason, actor.userId, actor.name],
    );
    if (rowCount === 1) await addPoints(client, customerId, points, { mayOverdraw: false });
    const { rows } = await client.query<EntryRow>(
      `${selectEntry} WHERE id = $1 AND customer_id = $2 AND points = $3 AND reason = $4`,
      [id, customerId, points, reason],
    );
    if (!rows[0]) {
      throw new Problem("idempotency-mismatch", `An entry with the id ${id} is stored with other content.`);
    }
    return { entry: rows[0].entry, replayed: rowCount !== 1 };
  });
}

/**
 * What a completed sale means for its customer: an entry in the list of sales, and points earned or, for goods given
 * back, taken; exactly once however often the event comes. Leaves no trace on an erased customer.
 * @returns false when there was nothing to do, or it was done before.
 */
export async function applySale(pool: Pool, event: SaleCompleted): Promise<boolean> {
  const { sale, storeId } = event;
  const { customerId } = sale;
  if (customerId === undefined) return false;
  return handleOnce(pool, event.id, async (client) => {
    if ((await customerState(client, customerId)) === "erased") return;
    const points = loyaltyPoints(sale.totals.totalMinor, sale.currency);
    const { rowCount } = await client.query({
      name: "customer-sale",
      text: `INSERT INTO customer_sale (sale_id, customer_id, store_id, register_id, receipt_number, sold_at, currency,
               total_minor, points)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) ON CONFLICT DO NOTHING`,
      values: [
        sale.id,
        customerId,
        storeId,
        sale.registerId,
        sale.receiptNumber,
        sale.soldAt,
        sale.currency,
        sale.totals.totalMinor,
        points,
      ],
    });
    if (rowCount !== 1 || points === 0) return;
    await client.query({
      name: "loyalty-sale",
      text: `INSERT INTO loyalty_entry (id, customer_id, kind, points, store_id, sale_id, at)
             VALUES ($1, $2, $3, $4, $5, $6, $7)`,
      values: [
        randomUUID(),
        customerId,
        points > 0 ? "sale" : "return",
        points,
        storeId,
        sale.id,
        sale.soldAt,
      ],
    });
    await addPoints(client, customerId, points, { mayOverdraw: true });
  });
}

/**
 * Adds to a balance; the database adds, so that nobody's change is lost.
 * @param options.mayOverdraw points of goods that are given back are taken even when they were spent.
 * @throws Problem `points-insufficient`.
 */
async function addPoints(
  client: PoolClient,
  customerId: string,
  points: number,
  { mayOverdraw }: { mayOverdraw: boolean },
): Promise<void> {
  const { rows } = await client.query<{ balance: number }>({
    name: "loyalty-add",
    text: `INSERT INTO loyalty_account (customer_id, balance_points) VALUES ($1, $2)
           ON CONFLICT (customer_id)
             DO UPDATE SET balance_points = loyalty_account.balance_points + excluded.balance_points
           RETURNING balance_points::float8 AS balance`,
    values: [customerId, points],
  });
  const { balance } = rows[0]!;
  if (points < 0 && balance < 0 && !mayOverdraw) {
    throw new Problem("points-insufficient", `The customer has ${balance - points} points.`);
  }
}

const Position = Type.Tuple([Type.String({ pattern: "^[0-9]{1,18}$" })]);
