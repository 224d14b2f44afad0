import { demoProducts, demoStore } from "@cloudpos/contracts";
import type { Pool } from "pg";
import { moveStock } from "./stock.ts";

/** Puts the demo goods with their opening stock in. What is there already stays as it is. */
export async function seedDemoGoods(pool: Pool): Promise<void> {
  const client = await pool.connect();
  try {
    await client.query("BEGIN");
    // Two copies of the service that seed at the same moment: the second waits and then finds everything there.
    await client.query("SELECT pg_advisory_xact_lock(hashtext('inventory demo goods'))");
    const { rows: added } = await client.query<{ id: string }>(
      `INSERT INTO product (id, sku, name, barcode, category, price_minor, currency, tax_rate_basis_points, tax_class)
       SELECT * FROM jsonb_to_recordset($1::jsonb) AS product (
         id uuid, sku text, name text, barcode text, category text, "priceMinor" bigint, currency text,
         "taxRateBasisPoints" integer, "taxClass" text)
       ON CONFLICT DO NOTHING RETURNING id`,
      [JSON.stringify(demoProducts)],
    );
    const addedIds = new Set(added.map((product) => product.id));
    const opening = demoProducts
      .filter((product) => addedIds.has(product.id))
      .map((product) => ({ productId: product.id, quantityMilli: product.openingStockMilli }));
    if (opening.length > 0) {
      await moveStock(
        client,
        {
          storeId: demoStore.id,
          reason: "opening",
          sourceId: demoStore.id,
          occurredAt: new Date().toISOString(),
        },
        opening,
      );
    }
    await client.query("COMMIT");
  } catch (error) {
    await client.query("ROLLBACK").catch(() => undefined);
    throw error;
  } finally {
    client.release();
  }
}
