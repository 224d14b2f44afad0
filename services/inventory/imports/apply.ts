import type { ProductImport } from "@cloudpos/contracts";
import { Problem } from "@cloudpos/kit";
import type { Pool, PoolClient } from "pg";
import { currencyOf } from "../stores.ts";
import { transaction } from "../transaction.ts";
import type { ImportSummary } from "./preview.ts";

/** After this many changes the planner's statistics are renewed at once. */
const manyChanges = 1_000;

/** The store's import with this id, or null. */
export async function findImport(
  client: Pool | PoolClient,
  storeId: string,
  id: string,
): Promise<ProductImport | null> {
  const { rows } = await client.query<{ createdAt: Date; appliedAt: Date | null; summary: ImportSummary }>(
    `SELECT created_at AS "createdAt", applied_at AS "appliedAt", summary FROM product_import
     WHERE id = $1 AND store_id = $2`,
    [id, storeId],
  );
  const found = rows[0];
  if (!found) return null;
  return {
    id,
    status: found.appliedAt ? "applied" : found.summary.errorCount > 0 ? "faulty" : "ready",
    createdAt: found.createdAt.toISOString(),
    appliedAt: found.appliedAt?.toISOString() ?? null,
    ...found.summary,
  };
}

/**
 * Writes what an import previewed: all or nothing, once; applying it again only answers. Nothing is written when a
 * product of the file was changed, created or renumbered since the preview.
 * @throws Problem `import-not-found`, `import-faulty`, `import-stale`, `barcode-taken`.
 */
export function applyImport(pool: Pool, storeId: string, id: string): Promise<ProductImport> {
  return transaction(pool, async (client) => {
    // Two that apply it at once: the second waits here and then finds it applied.
    await client.query("SELECT FROM product_import WHERE id = $1 FOR UPDATE", [id]);
    const found = await findImport(client, storeId, id);
    if (!found) throw new Problem("import-not-found");
    if (found.status === "applied") return found;
    if (found.status === "faulty") throw new Problem("import-faulty");
    await client.query("SET LOCAL statement_timeout = '60s'");
    await lock(client, id);
    await requireUnchanged(client, id);
    await write(client, storeId, id, await currencyOf(client, storeId));
    await client.query("UPDATE product_import SET applied_at = now() WHERE id = $1", [id]);
    await client.query("DELETE FROM product_import_row WHERE import_id = $1", [id]);
    if (found.newCount + found.changedCount >= manyChanges)
      await client.query("ANALYZE product, product_barcode");
    return (await findImport(client, storeId, id))!;
  });
}

/** In the order in which all writers of products lock: tax classes, categories, products; see `lockReferences`. */
async function lock(client: PoolClient, id: string): Promise<void> {
  await client.query(
    `SELECT FROM tax_class WHERE code IN (SELECT tax_class FROM product_import_row WHERE import_id = $1)
     ORDER BY code FOR SHARE`,
    [id],
  );
  await client.query(
    `INSERT INTO category (id, name, name_key, position)
     SELECT gen_random_uuid(), (array_agg(category_name ORDER BY line))[1], category_key,
       (SELECT coalesce(max(position), 0) FROM category) + 10
     FROM product_import_row
     WHERE import_id = $1 AND changed AND NOT EXISTS (SELECT FROM category WHERE name_key = category_key)
     GROUP BY category_key ORDER BY category_key ON CONFLICT DO NOTHING`,
    [id],
  );
  await client.query(
    `SELECT FROM category WHERE name_key IN (SELECT category_key FROM product_import_row WHERE import_id = $1)
     ORDER BY id FOR SHARE`,
    [id],
  );
  await client.query(
    `SELECT count(*) FROM (
       SELECT FROM product WHERE id IN (SELECT product_id FROM product_import_row WHERE import_id = $1)
       ORDER BY id FOR UPDATE) locked`,
    [id],
  );
}

async function requireUnchanged(client: PoolClient, id: string): Promise<void> {
  const { rows } = await client.query<{ sku: string }>(
    `SELECT row.sku FROM product_import_row row LEFT JOIN product ON product.sku = row.sku
     WHERE import_id = $1 AND (
       product.id IS DISTINCT FROM (CASE WHEN row.revision IS NOT NULL THEN row.product_id END)
       OR product.revision <> row.revision)
     ORDER BY line LIMIT 6`,
    [id],
  );
  if (rows.length === 0) return;
  const named = rows.slice(0, 5).map(({ sku }) => sku);
  throw new Problem(
    "import-stale",
    `Changed since the preview: ${named.join(", ")}${rows.length > 5 ? " and others" : ""}. Send the file again.`,
  );
}

async function write(client: PoolClient, storeId: string, id: string, currency: string): Promise<void> {
  const rows = "product_import_row row WHERE import_id = $1 AND changed";
  await client.query(
    `INSERT INTO product (id, sku, name, name_key, category_id, price_minor, currency, tax_class, archived, search)
     SELECT product_id, sku, row.name, row.name_key, category.id, price_minor, $2, tax_class, archived, array_to_tsvector(words)
     FROM product_import_row row JOIN category ON category.name_key = category_key
     WHERE import_id = $1 AND changed AND row.revision IS NULL`,
    [id, currency],
  );
  await client.query(
    `UPDATE product SET name = row.name, name_key = row.name_key, category_id = category.id,
       price_minor = row.price_minor, tax_class = row.tax_class, archived = row.archived,
       search = array_to_tsvector(words), revision = product.revision + 1, updated_at = now()
     FROM product_import_row row JOIN category ON category.name_key = category_key
     WHERE import_id = $1 AND changed AND row.revision IS NOT NULL AND product.id = row.product_id`,
    [id],
  );
  // First all are taken away, then all are given: codes may move from one product of the file to another.
  await client.query(
    `DELETE FROM product_barcode WHERE product_id IN (SELECT product_id FROM ${rows} AND revision IS NOT NULL)`,
    [id],
  );
  await client.query(
    `INSERT INTO product_barcode (code, product_id, position)
     SELECT code, product_id, ordinality - 1
     FROM product_import_row row CROSS JOIN unnest(barcodes) WITH ORDINALITY AS given (code, ordinality)
     WHERE import_id = $1 AND changed`,
    [id],
  );
  await client.query(
    `DELETE FROM product_price WHERE store_id = $2
       AND product_id IN (SELECT product_id FROM ${rows} AND store_price_minor IS NULL AND revision IS NOT NULL)`,
    [id, storeId],
  );
  await client.query(
    `INSERT INTO product_price (store_id, product_id, price_minor)
     SELECT $2, product_id, store_price_minor FROM ${rows} AND store_price_minor IS NOT NULL ORDER BY product_id
     ON CONFLICT (store_id, product_id) DO UPDATE SET price_minor = excluded.price_minor`,
    [id, storeId],
  );
  await client.query(
    `UPDATE stock SET reorder_level_milli = NULL WHERE store_id = $2
       AND product_id IN (SELECT product_id FROM ${rows} AND reorder_level_milli IS NULL AND revision IS NOT NULL)`,
    [id, storeId],
  );
  await client.query(
    `INSERT INTO stock (store_id, product_id, on_hand_milli, reorder_level_milli)
     SELECT $2, product_id, 0, reorder_level_milli FROM ${rows} AND reorder_level_milli IS NOT NULL ORDER BY product_id
     ON CONFLICT (store_id, product_id) DO UPDATE SET reorder_level_milli = excluded.reorder_level_milli`,
    [id, storeId],
  );
}
