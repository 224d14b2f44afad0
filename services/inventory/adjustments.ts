import type { NewStockAdjustment, StockAdjustment } from "@cloudpos/contracts";
import { Problem, type Identity } from "@cloudpos/kit";
import type { Pool, PoolClient } from "pg";
import { contentHash } from "./content-hash.ts";
import { moveStock } from "./stock.ts";
import { transaction } from "./transaction.ts";

/** An adjustment's answer, and whether it was recorded now or before. */
export interface RecordedAdjustment {
  adjustment: StockAdjustment;
  created: boolean;
}

/**
 * Records an adjustment of the own store's stock, once.
 * @param onLow called after commit when a product became low.
 * @throws Problem `validation-failed`, `product-not-found`, `idempotency-mismatch`.
 */
export async function recordAdjustment(
  pool: Pool,
  identity: Pick<Identity, "storeId" | "userId">,
  content: NewStockAdjustment,
  onLow: () => void = () => undefined,
): Promise<RecordedAdjustment> {
  checkLines(content);
  let low = 0;
  const recorded = await transaction(pool, async (client) => {
    // Of two requests with one id, the second waits here and then finds the first one's answer.
    const { rows } = await client.query<{ recordedAt: Date }>(
      `INSERT INTO stock_adjustment (id, store_id, user_id, reason, note, recorded_at, content_hash)
       VALUES ($1, $2, $3, $4, $5, date_trunc('milliseconds', now()), $6)
       ON CONFLICT (id) DO NOTHING RETURNING recorded_at AS "recordedAt"`,
      [
        content.id,
        identity.storeId,
        identity.userId,
        content.reason,
        content.note ?? null,
        contentHash(content),
      ],
    );
    if (!rows[0]) return { adjustment: await replay(client, identity.storeId, content), created: false };

    const ids = content.lines.map((line) => line.productId);
    await requireProducts(client, ids);
    const changes = await changesOf(client, identity.storeId, content);
    const recordedAt = rows[0].recordedAt.toISOString();
    low = await moveStock(
      client,
      ids.map((productId) => ({
        storeId: identity.storeId,
        productId,
        reason: content.reason,
        quantityMilli: changes.get(productId)!,
        sourceId: content.id,
        occurredAt: recordedAt,
      })),
    );
    const onHand = await stockOf(client, identity.storeId, ids);
    const adjustment: StockAdjustment = {
      id: content.id,
      reason: content.reason,
      note: content.note ?? null,
      userId: identity.userId,
      recordedAt,
      lines: ids.map((productId) => ({
        productId,
        changeMilli: changes.get(productId)!,
        stockOnHandMilli: onHand.get(productId)!,
      })),
    };
    await client.query("UPDATE stock_adjustment SET answer = $2 WHERE id = $1", [
      content.id,
      JSON.stringify(adjustment),
    ]);
    return { adjustment, created: true };
  });
  if (low > 0) onLow();
  return recorded;
}

async function replay(
  client: PoolClient,
  storeId: string,
  content: NewStockAdjustment,
): Promise<StockAdjustment> {
  const { rows } = await client.query<{ storeId: string; hash: Buffer; answer: string }>(
    `SELECT store_id AS "storeId", content_hash AS hash, answer FROM stock_adjustment WHERE id = $1`,
    [content.id],
  );
  const known = rows[0]!;
  if (known.storeId !== storeId || !known.hash.equals(contentHash(content)))
    throw new Problem("idempotency-mismatch");
  return JSON.parse(known.answer) as StockAdjustment;
}

/**
 * What is added to the stock of every product. A count is compared with the stock by the database while the rows are
 * locked: a sale that is counted at the same moment comes wholly before or wholly after it.
 */
async function changesOf(
  client: PoolClient,
  storeId: string,
  { reason, lines }: NewStockAdjustment,
): Promise<Map<string, number>> {
  if (reason !== "counted") return new Map(lines.map((line) => [line.productId, line.quantityMilli]));
  const ids = lines.map((line) => line.productId);
  await client.query(
    `INSERT INTO stock (store_id, product_id, on_hand_milli)
     SELECT $1, id, 0 FROM unnest($2::uuid[]) AS id ORDER BY id ON CONFLICT DO NOTHING`,
    [storeId, ids],
  );
  await client.query(
    "SELECT FROM stock WHERE store_id = $1 AND product_id = ANY($2) ORDER BY product_id FOR UPDATE",
    [storeId, ids],
  );
  const { rows } = await client.query<{ id: string; change: number }>(
    `SELECT product_id AS id, (counted - on_hand_milli)::float8 AS change
     FROM stock JOIN unnest($2::uuid[], $3::bigint[]) AS line (product_id, counted) USING (product_id)
     WHERE store_id = $1`,
    [storeId, ids, lines.map((line) => line.quantityMilli)],
  );
  return new Map(rows.map(({ id, change }) => [id, change]));
}

async function stockOf(
  client: PoolClient,
  storeId: string,
  ids: readonly string[],
): Promise<Map<string, number>> {
  const { rows } = await client.query<{ id: string; onHand: number }>(
    `SELECT product_id AS id, on_hand_milli::float8 AS "onHand" FROM stock WHERE store_id = $1 AND product_id = ANY($2)`,
    [storeId, ids],
  );
  return new Map(rows.map(({ id, onHand }) => [id, onHand]));
}

async function requireProducts(client: PoolClient, ids: readonly string[]): Promise<void> {
  const { rows } = await client.query<{ id: string }>(
    `SELECT id FROM unnest($1::uuid[]) AS id WHERE NOT EXISTS (SELECT FROM product WHERE product.id = id.id)`,
    [ids],
  );
  if (rows[0]) throw new Problem("product-not-found", `There is no product with the id ${rows[0].id}.`);
}

function checkLines({ reason, lines }: NewStockAdjustment): void {
  const seen = new Set<string>();
  const errors = lines.flatMap(({ productId, quantityMilli }, index) => {
    const path = `/body/lines/${index}`;
    const wrong: { path: string; message: string }[] = [];
    if (seen.has(productId)) wrong.push({ path: `${path}/productId`, message: "is there twice" });
    seen.add(productId);
    const message = quantityError(reason, quantityMilli);
    if (message) wrong.push({ path: `${path}/quantityMilli`, message });
    return wrong;
  });
  if (errors.length > 0) throw new Problem("validation-failed", undefined, { errors: errors.slice(0, 20) });
}

function quantityError(reason: NewStockAdjustment["reason"], quantityMilli: number): string | null {
  switch (reason) {
    case "counted":
      return quantityMilli < 0 ? "must not be negative: it is what was counted" : null;
    case "received":
      return quantityMilli <= 0 ? "must be positive: goods came in" : null;
    case "damaged":
    case "stolen":
      return quantityMilli >= 0 ? "must be negative: goods are gone" : null;
    case "other":
      return quantityMilli === 0 ? "must not be 0" : null;
  }
}
