import type { StoredSale } from "@cloudpos/contracts";
import type { Pool } from "pg";

/** A sale of this store, or null: a sale of another store looks like none. */
export async function findSale(pool: Pool, storeId: string, saleId: string): Promise<StoredSale | null> {
  const { rows } = await pool.query<{ document: StoredSale }>({
    name: "sale",
    text: "SELECT document FROM stored_sale WHERE id = $1 AND store_id = $2",
    values: [saleId, storeId],
  });
  return rows[0]?.document ?? null;
}

/** The newest sales of a store by time of commit, newest first. */
export async function newestSales(pool: Pool, storeId: string, limit: number): Promise<StoredSale[]> {
  const { rows } = await pool.query<{ document: StoredSale }>({
    name: "newest-sales",
    text: `SELECT document FROM stored_sale WHERE store_id = $1
           ORDER BY committed_at DESC, id DESC LIMIT $2`,
    values: [storeId, limit],
  });
  return rows.map((row) => row.document);
}
