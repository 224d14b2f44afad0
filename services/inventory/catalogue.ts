import type { Product } from "@cloudpos/contracts";
import type { Pool } from "pg";

/** The API's Product with the stock of one store ($1); a product that never moved there has none. */
const selectProduct = `
  SELECT product.id, sku, name, barcode, ARRAY[barcode] AS barcodes, category,
    md5(category)::uuid::text AS "categoryId", price_minor::float8 AS "priceMinor", currency,
    price_minor::float8 AS "defaultPriceMinor", NULL AS "storePriceMinor", NULL AS "reorderLevelMilli",
    false AS archived, NULL AS "groupId", '{}'::text[] AS options, 1 AS revision,
    '2026-01-01T00:00:00.000Z' AS "updatedAt",
    tax_rate_basis_points AS "taxRateBasisPoints", tax_class AS "taxClass",
    coalesce(stock.on_hand_milli, 0)::float8 AS "stockOnHandMilli"
  FROM product LEFT JOIN stock ON stock.product_id = product.id AND stock.store_id = $1`;

/** The product with this barcode, or null. */
export async function findByBarcode(pool: Pool, storeId: string, barcode: string): Promise<Product | null> {
  const { rows } = await pool.query<Product>({
    name: "product-by-barcode",
    text: `${selectProduct} WHERE barcode = $2`,
    values: [storeId, barcode],
  });
  return rows[0] ?? null;
}

/**
 * Products by name. With `search`: those whose name has every word of it, each at least by its beginning, or
 * whose SKU or barcode begins with it.
 */
export async function searchProducts(
  pool: Pool,
  storeId: string,
  search: string,
  limit: number,
): Promise<Product[]> {
  const text = search.trim();
  if (text === "") {
    const { rows } = await pool.query<Product>({
      name: "products",
      text: `${selectProduct} ORDER BY name, product.id LIMIT $2`,
      values: [storeId, limit],
    });
    return rows;
  }
  const { rows } = await pool.query<Product>({
    name: "product-search",
    text: `${selectProduct}
      WHERE words @@ to_tsquery('simple', $2) OR lower(sku) LIKE $3 OR barcode LIKE $3
      ORDER BY name, product.id LIMIT $4`,
    values: [storeId, prefixQuery(text), `${escapeLike(text.toLowerCase())}%`, limit],
  });
  return rows;
}

/**
 * What a person typed as a tsquery: every word quoted, so that nothing in it is an operator, and matched by its
 * beginning. `gr coff` becomes `'gr':* & 'coff':*`.
 */
export function prefixQuery(text: string): string {
  return text
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word !== "")
    .map((word) => `'${word}':*`)
    .join(" & ");
}

function escapeLike(text: string): string {
  return text.replace(/[\\%_]/g, "\\$&");
}
