import type { LowStockList, Product, StockMovement } from "@cloudpos/contracts";
import { Problem } from "@cloudpos/kit";
import type { Pool } from "pg";
import { decodeCursor, encodeCursor } from "./cursor.ts";
import { findProducts, pageOf, type Page } from "./products.ts";

/**
 * The ledger of a product in a store, newest first, each entry with the stock after it: counted back from the stock
 * now, and from page to page in the cursor.
 * @throws Problem `product-not-found`.
 */
export async function listMovements(
  pool: Pool,
  storeId: string,
  productId: string,
  limit: number,
  cursor?: string,
): Promise<Page<StockMovement>> {
  const [beforeId, balance] = cursor
    ? decodeCursor(cursor, "/querystring/cursor", "integer", "integer")
    : [null, null];
  const { rows } = await pool.query<StockMovement & { id: number; found: boolean }>({
    name: "stock-movements",
    text: `
      SELECT movement.id::float8 AS id, movement.reason, movement.quantity_milli::float8 AS "quantityMilli",
        coalesce($4::bigint,
          (SELECT on_hand_milli FROM stock WHERE store_id = $1 AND product_id = $2), 0)::float8 AS "stockOnHandMilli",
        movement.source_id AS "sourceId", adjustment.user_id AS "userId", adjustment.note,
        iso_utc(movement.occurred_at) AS "occurredAt", iso_utc(movement.recorded_at) AS "recordedAt"
      FROM stock_movement movement LEFT JOIN stock_adjustment adjustment ON adjustment.id = movement.source_id
      WHERE movement.store_id = $1 AND movement.product_id = $2 AND ($3::bigint IS NULL OR movement.id < $3)
      ORDER BY movement.id DESC LIMIT $5`,
    values: [storeId, productId, beforeId, balance, limit + 1],
  });
  if (rows.length === 0) {
    const { rowCount } = await pool.query("SELECT FROM product WHERE id = $1", [productId]);
    if (rowCount === 0) throw new Problem("product-not-found");
  }
  let onHand = rows[0]?.stockOnHandMilli ?? 0;
  const items = rows.slice(0, limit).map(({ id: _id, ...movement }) => {
    const item = { ...movement, stockOnHandMilli: onHand };
    onHand -= movement.quantityMilli;
    return item;
  });
  return rows.length > limit ? { items, nextCursor: encodeCursor([rows[limit - 1]!.id, onHand]) } : { items };
}

/** Products at or below their reorder level in a store, by name. */
export async function listLowStock(
  pool: Pool,
  storeId: string,
  limit: number,
  cursor?: string,
): Promise<LowStockList> {
  const [nameKey, id] = cursor ? decodeCursor(cursor, "/querystring/cursor", "text", "uuid") : [null, null];
  const { rows } = await pool.query<{ id: string; nameKey: string; count: number }>({
    name: "low-stock",
    text: `
      WITH low AS MATERIALIZED (
        SELECT product.id, product.name_key
        FROM stock JOIN product ON product.id = stock.product_id
        WHERE store_id = $1 AND reorder_level_milli IS NOT NULL AND on_hand_milli <= reorder_level_milli
          AND NOT archived)
      SELECT id, name_key AS "nameKey", (SELECT count(*)::integer FROM low) AS count FROM low
      WHERE $2::text IS NULL OR (name_key, id) > ($2, $3::uuid)
      ORDER BY name_key, id LIMIT $4`,
    values: [storeId, nameKey, id, limit + 1],
  });
  const page = pageOf(rows, limit, (last) => [last.nameKey, last.id]);
  const items: Product[] = await findProducts(
    pool,
    storeId,
    page.items.map((item) => item.id),
  );
  return { ...page, items, count: rows[0]?.count ?? 0 };
}
