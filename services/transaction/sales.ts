import type { ReturnableSale, SaleList, SaleListQuery, StoredSale } from "@cloudpos/contracts";
import type { Pool } from "pg";
import { checkDays, pageOf, readCursor, type PagePosition } from "./pages.ts";

/** A sale of this store, or null: a sale of another store looks like none. */
export async function findSale(pool: Pool, storeId: string, saleId: string): Promise<StoredSale | null> {
  const { rows } = await pool.query<{ document: StoredSale }>({
    name: "sale",
    text: "SELECT document FROM stored_sale WHERE id = $1 AND store_id = $2",
    values: [saleId, storeId],
  });
  return rows[0]?.document ?? null;
}

/** Whether a sale with this id is stored, whatever its content or store. */
export async function isStored(pool: Pool, saleId: string): Promise<boolean> {
  const { rowCount } = await pool.query("SELECT FROM sale WHERE id = $1", [saleId]);
  return rowCount === 1;
}

/**
 * A page of a store's sales, those sold last first.
 * @param timeZone decides where the days of `from` and `to` begin.
 * @throws Problem `validation-failed` when the cursor is none of ours.
 */
export async function listSales(
  pool: Pool,
  storeId: string,
  timeZone: string,
  query: SaleListQuery,
): Promise<SaleList> {
  const { limit = 50 } = query;
  const values: unknown[] = [storeId, limit + 1];
  const conditions = ["sale.store_id = $1"];
  const where = (condition: (...places: string[]) => string, ...given: unknown[]) => {
    conditions.push(condition(...given.map((value) => `$${values.push(value)}`)));
  };
  const position = readCursor(query.cursor);
  if (position) {
    where(
      (at, id) => `(sale.sold_at, sale.id) < (${at}::timestamptz, ${id}::uuid)`,
      position.at,
      position.id,
    );
  }
  checkDays(query);
  if (query.from) {
    where((day, zone) => `sale.sold_at >= ${startOfDay(day!, zone!)}`, query.from, timeZone);
  }
  if (query.to)
    where((day, zone) => `sale.sold_at < ${startOfDay(`${day}::date + 1`, zone!)}`, query.to, timeZone);
  if (query.registerId) where((id) => `sale.register_id = ${id}`, query.registerId);
  if (query.receiptNumber) {
    // Numbers are found by register, and the store's registers are few.
    where(
      (number) => `sale.receipt_number = ${number}
        AND sale.register_id IN (SELECT register_id FROM register_counter WHERE store_id = $1)`,
      query.receiptNumber,
    );
  }
  if (query.customerId) where((id) => `sale.customer_id = ${id}`, query.customerId);
  if (query.userId) where((id) => `sale.user_id = ${id}`, query.userId);
  if (query.shiftId) where((id) => `sale.counted_in = ${id}`, query.shiftId);
  if (query.flag) where((flag) => `${flag} = ANY (sale.flags)`, query.flag);
  if (query.kind === "refunds") {
    conditions.push(
      "EXISTS (SELECT FROM sale_line line WHERE line.sale_id = sale.id AND line.return_sale_id IS NOT NULL)",
    );
  }
  const { rows } = await pool.query<PagePosition & { document: StoredSale }>(
    `SELECT page.id, iso_utc(page.sold_at) AS at, stored_sale.document
     FROM (SELECT sale.id, sale.sold_at FROM sale WHERE ${conditions.join(" AND ")}
           ORDER BY sale.sold_at DESC, sale.id DESC LIMIT $2) AS page
     JOIN stored_sale USING (id) ORDER BY page.sold_at DESC, page.id DESC`,
    values,
  );
  return pageOf(rows, limit, (row) => row.document);
}

/** SQL of the moment at which a day begins in a time zone. */
function startOfDay(day: string, zone: string): string {
  return `((${day})::date::timestamp AT TIME ZONE ${zone}::text)`;
}

/** What of a store's sale may still be given back, or null when the store has no such sale. */
export async function findReturnable(
  pool: Pool,
  storeId: string,
  saleId: string,
): Promise<ReturnableSale | null> {
  const sale = await findSale(pool, storeId, saleId);
  if (!sale) return null;
  const { rows: returned } = await pool.query<{ number: number; quantity: string; amount: string }>(
    `SELECT return_line_number AS number, -sum(quantity_milli) AS quantity,
       -sum(line_amount(quantity_milli, unit_price_minor, discount_minor)) AS amount
     FROM sale_line WHERE return_sale_id = $1 GROUP BY return_line_number`,
    [saleId],
  );
  const { rows: tenders } = await pool.query<{
    kind: "cash" | "card" | "gift-card";
    payment: string | null;
    paid: string;
    refunded: string;
  }>(
    `SELECT kind, payment_id AS payment, sum(amount_minor) AS paid, coalesce((
       SELECT sum(back.amount_minor) FROM refund_allocation back
       WHERE back.original_sale_id = $1 AND back.kind = tender.kind
         AND back.payment_id IS NOT DISTINCT FROM tender.payment_id), 0) AS refunded
     FROM sale_tender tender WHERE sale_id = $1 AND amount_minor > 0
     GROUP BY kind, payment_id ORDER BY min(tender_number)`,
    [saleId],
  );
  const { rows: returns } = await pool.query<ReturnableSale["returns"][number]>(
    `SELECT id AS "saleId", receipt_number::text AS "receiptNumber", iso_utc(sold_at) AS "soldAt" FROM sale
     WHERE id IN (SELECT sale_id FROM sale_line WHERE return_sale_id = $1) ORDER BY sold_at, id`,
    [saleId],
  );
  return {
    sale,
    lines: sale.lines.map((line, index) => {
      const earlier = returned.find((row) => row.number === index + 1);
      const returnedMilli = Number(earlier?.quantity ?? 0);
      const canGoBack = line.quantityMilli > 0 && line.giftCardCode === undefined;
      return {
        lineNumber: index + 1,
        returnedMilli,
        returnedMinor: Number(earlier?.amount ?? 0),
        returnableMilli: canGoBack ? line.quantityMilli - returnedMilli : 0,
      };
    }),
    tenders: tenders.map(({ kind, payment, paid, refunded }) => ({
      kind,
      ...(payment !== null && { paymentId: payment }),
      paidMinor: Number(paid),
      refundableMinor: Number(paid) - Number(refunded),
    })),
    returns,
  };
}
