import type { SaleCompleted } from "@cloudpos/contracts";
import { handleOnce } from "@cloudpos/kit/events/index";
import type { Pool, PoolClient } from "pg";

/** One entry of the stock ledger. */
export interface Movement {
  productId: string;
  /** Thousandths of a piece; negative for what leaves. */
  quantityMilli: number;
}

/** What movements have in common. */
export interface MovementCause {
  storeId: string;
  reason: "opening" | "sale";
  /** Id of what caused them: the sale, or the store for an opening stock. */
  sourceId: string;
  /** ISO 8601. */
  occurredAt: string;
}

/**
 * Writes movements to the ledger and adds them to the stock, in the caller's transaction. The database adds, so
 * that nobody's change is lost; rows are locked in the order of their ids, so that two sales of the same goods
 * wait for each other instead of blocking each other. Several movements of one product become one.
 */
export async function moveStock(
  client: PoolClient,
  cause: MovementCause,
  movements: readonly Movement[],
): Promise<void> {
  await client.query({
    name: "move-stock",
    text: `
      WITH total AS (
        SELECT product_id, sum(quantity_milli)::bigint AS quantity_milli
        FROM unnest($5::uuid[], $6::bigint[]) AS movement (product_id, quantity_milli)
        GROUP BY product_id
      ), ledger AS (
        INSERT INTO stock_movement (store_id, product_id, quantity_milli, reason, source_id, occurred_at)
        SELECT $1, product_id, quantity_milli, $2, $3, $4 FROM total ORDER BY product_id
      )
      INSERT INTO stock (store_id, product_id, on_hand_milli)
      SELECT $1, product_id, quantity_milli FROM total ORDER BY product_id
      ON CONFLICT (store_id, product_id)
        DO UPDATE SET on_hand_milli = stock.on_hand_milli + excluded.on_hand_milli`,
    values: [
      cause.storeId,
      cause.reason,
      cause.sourceId,
      cause.occurredAt,
      movements.map((movement) => movement.productId),
      movements.map((movement) => movement.quantityMilli),
    ],
  });
}

/**
 * Takes what was sold out of the stock, exactly once however often the event comes. Stock may turn negative: the
 * goods have left already.
 * @returns false when the event was counted before.
 */
export function takeSoldGoods(pool: Pool, event: SaleCompleted): Promise<boolean> {
  return handleOnce(pool, event.id, (client) =>
    moveStock(
      client,
      { storeId: event.storeId, reason: "sale", sourceId: event.sale.id, occurredAt: event.sale.soldAt },
      event.sale.lines.map((line) => ({ productId: line.productId, quantityMilli: -line.quantityMilli })),
    ),
  );
}
