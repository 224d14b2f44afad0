import type { MovementReason, SaleCompleted } from "@cloudpos/contracts";
import { handleAllOnce } from "@cloudpos/kit/events/index";
import type { Pool, PoolClient } from "pg";

/** One entry of the stock ledger. */
export interface Movement {
  storeId: string;
  productId: string;
  reason: MovementReason;
  /** Thousandths of a piece; negative for what leaves. */
  quantityMilli: number;
  /** Id of what caused it: the sale, the adjustment, or the store for an opening stock. */
  sourceId: string;
  /** ISO 8601. */
  occurredAt: string;
}

/**
 * Writes movements to the ledger and adds them to the stock, in the caller's transaction. The database adds, so
 * that nobody's change is lost; rows are locked in the order of their ids, so that two sales of the same goods
 * wait for each other instead of blocking each other. Several movements of one product for one reason and cause
 * become one.
 *
 * Where the stock falls from above its reorder level to the level or below, an event `stock.low` goes to the outbox,
 * and none while it stays there: the row that is added to knows both the level and, by what was added, where it was.
 * @returns how many products became low.
 */
export async function moveStock(client: PoolClient, movements: readonly Movement[]): Promise<number> {
  const { rows } = await client.query<{ low: number }>({
    name: "move-stock",
    text: `
      WITH movement AS MATERIALIZED (
        SELECT store_id, product_id, reason, source_id, occurred_at, sum(quantity_milli)::bigint AS quantity_milli
        FROM unnest($1::uuid[], $2::uuid[], $3::text[], $4::bigint[], $5::uuid[], $6::timestamptz[])
          AS movement (store_id, product_id, reason, quantity_milli, source_id, occurred_at)
        GROUP BY store_id, product_id, reason, source_id, occurred_at
      ), total AS MATERIALIZED (
        SELECT store_id, product_id, sum(quantity_milli)::bigint AS quantity_milli
        FROM movement GROUP BY store_id, product_id
      ), ledger AS (
        INSERT INTO stock_movement (store_id, product_id, quantity_milli, reason, source_id, occurred_at)
        SELECT store_id, product_id, quantity_milli, reason, source_id, occurred_at
        FROM movement ORDER BY occurred_at, source_id, product_id, reason
      ), moved AS (
        INSERT INTO stock (store_id, product_id, on_hand_milli)
        SELECT store_id, product_id, quantity_milli FROM total ORDER BY store_id, product_id
        ON CONFLICT (store_id, product_id)
          DO UPDATE SET on_hand_milli = stock.on_hand_milli + excluded.on_hand_milli
        RETURNING store_id, product_id, on_hand_milli, reorder_level_milli
      ), low AS (
        INSERT INTO outbox (event)
        SELECT jsonb_build_object(
          'id', gen_random_uuid(),
          'type', 'stock.low',
          'version', 1,
          'occurredAt', iso_utc(now()),
          'storeId', moved.store_id,
          'productId', product.id,
          'sku', product.sku,
          'name', product.name,
          'onHandMilli', moved.on_hand_milli,
          'reorderLevelMilli', moved.reorder_level_milli)::text
        FROM moved JOIN total USING (store_id, product_id) JOIN product ON product.id = product_id
        WHERE moved.on_hand_milli <= moved.reorder_level_milli
          AND moved.on_hand_milli - total.quantity_milli > moved.reorder_level_milli
          AND NOT product.archived
        ORDER BY moved.store_id, product.id
        RETURNING 1
      )
      SELECT count(*)::integer AS low FROM low`,
    values: [
      movements.map((movement) => movement.storeId),
      movements.map((movement) => movement.productId),
      movements.map((movement) => movement.reason),
      movements.map((movement) => movement.quantityMilli),
      movements.map((movement) => movement.sourceId),
      movements.map((movement) => movement.occurredAt),
    ],
  });
  return rows[0]!.low;
}

/**
 * Takes what was sold out of the stock and puts what was given back into it, exactly once however often an event
 * comes. Stock may turn negative: the goods have left already.
 * @param onLow called after commit when a product became low.
 * @returns how many of the events were not counted before.
 */
export async function takeSoldGoods(
  pool: Pool,
  events: readonly SaleCompleted[],
  onLow: () => void = () => undefined,
): Promise<number> {
  let low = 0;
  const counted = await handleAllOnce(pool, events, async (client, fresh) => {
    low = await moveStock(client, fresh.flatMap(movementsOf));
  });
  if (low > 0) onLow();
  return counted.length;
}

function movementsOf({ storeId, sale }: SaleCompleted): Movement[] {
  return (
    sale.lines
      // A gift card is a promise, not goods.
      .filter((line) => line.giftCardCode === undefined)
      .map((line) => ({
        storeId,
        productId: line.productId,
        reason: line.quantityMilli < 0 ? "return" : "sale",
        quantityMilli: -line.quantityMilli,
        sourceId: sale.id,
        occurredAt: sale.soldAt,
      }))
  );
}

/** Sets what counts as low in a store, in the caller's transaction; null: nobody watches the product there. */
export async function setReorderLevel(
  client: PoolClient,
  storeId: string,
  productId: string,
  levelMilli: number | null,
): Promise<void> {
  await client.query(
    `INSERT INTO stock (store_id, product_id, on_hand_milli, reorder_level_milli) VALUES ($1, $2, 0, $3)
     ON CONFLICT (store_id, product_id) DO UPDATE SET reorder_level_milli = excluded.reorder_level_milli`,
    [storeId, productId, levelMilli],
  );
}
