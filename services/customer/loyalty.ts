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
import { handleAllOnce } from "@cloudpos/kit/events/index";
import type { Pool, PoolClient } from "pg";
import { Type } from "typebox";
import { getCustomer, holdCustomer } from "./customers.ts";

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
    if (rowCount === 1) await addPoints(client, customerId, points);
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
 * What completed sales mean for their customers: entries in the lists of sales, and points earned or, for goods given
 * back, taken (also those that were spent); exactly once however often an event comes. Leaves no trace on an erased
 * customer.
 */
export async function applySales(pool: Pool, events: readonly SaleCompleted[]): Promise<void> {
  const concerned = events.filter(({ sale }) => sale.customerId !== undefined);
  if (concerned.length === 0) return;
  await handleAllOnce(pool, concerned, async (client, fresh) => {
    const sales = fresh.map(({ storeId, sale }) => ({
      sale_id: sale.id,
      customer_id: sale.customerId,
      store_id: storeId,
      register_id: sale.registerId,
      receipt_number: sale.receiptNumber,
      sold_at: sale.soldAt,
      currency: sale.currency,
      total_minor: sale.totals.totalMinor,
      points: loyaltyPoints(sale.totals.totalMinor, sale.currency),
      entry_id: randomUUID(),
    }));
    // Kept as they are until the end, so that nobody is erased meanwhile.
    const { rows: erased } = await client.query<{ id: string }>({
      name: "customers-hold",
      text: `WITH held AS (SELECT id, erased_at FROM customer WHERE id = ANY ($1) ORDER BY id FOR SHARE)
             SELECT id FROM held WHERE erased_at IS NOT NULL`,
      values: [sales.map((sale) => sale.customer_id)],
    });
    const gone = new Set(erased.map(({ id }) => id));
    await client.query({
      name: "customer-sales-and-points",
      text: `
        WITH listed AS (
          INSERT INTO customer_sale (sale_id, customer_id, store_id, register_id, receipt_number, sold_at, currency,
            total_minor, points)
          SELECT sale_id, customer_id, store_id, register_id, receipt_number, sold_at, currency, total_minor, points
          FROM jsonb_populate_recordset(NULL::customer_sale, $1) ORDER BY sale_id
          ON CONFLICT DO NOTHING
          RETURNING sale_id, customer_id, store_id, sold_at, points
        ), entered AS (
          INSERT INTO loyalty_entry (id, customer_id, kind, points, store_id, sale_id, at)
          SELECT entry.entry_id, customer_id, CASE WHEN points > 0 THEN 'sale' ELSE 'return' END, points, store_id,
            sale_id, sold_at
          FROM listed JOIN jsonb_to_recordset($1) AS entry (sale_id uuid, entry_id uuid) USING (sale_id)
          WHERE points <> 0 ORDER BY sold_at, sale_id
          RETURNING customer_id, points
        )
        INSERT INTO loyalty_account (customer_id, balance_points)
        SELECT customer_id, sum(points) FROM entered GROUP BY customer_id ORDER BY customer_id
        ON CONFLICT (customer_id)
          DO UPDATE SET balance_points = loyalty_account.balance_points + excluded.balance_points`,
      values: [JSON.stringify(sales.filter((sale) => !gone.has(sale.customer_id!)))],
    });
  });
}

/**
 * Adds to a balance; the database adds, so that nobody's change is lost.
 * @throws Problem `points-insufficient`.
 */
async function addPoints(client: PoolClient, customerId: string, points: number): Promise<void> {
  const { rows } = await client.query<{ balance: number }>({
    name: "loyalty-add",
    text: `INSERT INTO loyalty_account (customer_id, balance_points) VALUES ($1, $2)
           ON CONFLICT (customer_id)
             DO UPDATE SET balance_points = loyalty_account.balance_points + excluded.balance_points
           RETURNING balance_points::float8 AS balance`,
    values: [customerId, points],
  });
  const { balance } = rows[0]!;
  if (points < 0 && balance < 0) {
    throw new Problem("points-insufficient", `The customer has ${balance - points} points.`);
  }
}

const Position = Type.Tuple([Type.String({ pattern: "^[0-9]{1,18}$" })]);
