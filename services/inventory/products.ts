import {
  isGtin,
  type NewProduct,
  type OptionValue,
  type Product,
  type ProductChange,
} from "@cloudpos/contracts";
import { Problem } from "@cloudpos/kit";
import type { Pool, PoolClient } from "pg";
import { contentHash } from "./content-hash.ts";
import { decodeCursor, encodeCursor } from "./cursor.ts";
import { variantOptions } from "./options.ts";
import { setReorderLevel } from "./stock.ts";
import { currencyOf } from "./stores.ts";
import { transaction } from "./transaction.ts";
import { keyOf, searchQuery, searchWords } from "./words.ts";

/** Columns of the API's product but for the stock, from the tables of {@link productTables}. */
export const productColumns = `
  product.id, product.sku, product.name, codes.barcodes[1] AS barcode, codes.barcodes,
  category.name AS category, category.id AS "categoryId",
  coalesce(price.price_minor, product.price_minor)::float8 AS "priceMinor",
  product.price_minor::float8 AS "defaultPriceMinor", price.price_minor::float8 AS "storePriceMinor",
  CASE WHEN price.price_minor IS NULL THEN product.currency ELSE coalesce(store.currency, product.currency) END AS currency,
  coalesce(tax_rate.rate_basis_points, tax_class.default_rate_basis_points) AS "taxRateBasisPoints",
  product.tax_class AS "taxClass", product.archived, product.group_id AS "groupId", product.options,
  product.revision::float8 AS revision, iso_utc(product.updated_at) AS "updatedAt"`;

/** What a product looks like in one store ($1). */
export const productTables = `product
  JOIN category ON category.id = product.category_id
  JOIN tax_class ON tax_class.code = product.tax_class
  LEFT JOIN tax_rate ON tax_rate.tax_class = product.tax_class AND tax_rate.store_id = $1
  LEFT JOIN product_price price ON price.product_id = product.id AND price.store_id = $1
  LEFT JOIN store ON store.id = $1
  CROSS JOIN LATERAL (
    SELECT coalesce(array_agg(code ORDER BY position), '{}') AS barcodes
    FROM product_barcode WHERE product_barcode.product_id = product.id) codes`;

const selectProduct = `
  SELECT ${productColumns}, coalesce(stock.on_hand_milli, 0)::float8 AS "stockOnHandMilli",
    stock.reorder_level_milli::float8 AS "reorderLevelMilli"
  FROM ${productTables} LEFT JOIN stock ON stock.product_id = product.id AND stock.store_id = $1`;

/** A page of a list. */
export interface Page<Item> {
  items: Item[];
  nextCursor?: string;
}

/** Turns `limit + 1` rows into a page, its cursor made from its last row. */
export function pageOf<Item>(
  rows: Item[],
  limit: number,
  cursorOf: (last: Item) => readonly (string | number)[],
): Page<Item> {
  if (rows.length <= limit) return { items: rows };
  const items = rows.slice(0, limit);
  return { items, nextCursor: encodeCursor(cursorOf(items.at(-1)!)) };
}

/** The product with this id, archived or not, or null. */
export async function findProduct(
  client: Pool | PoolClient,
  storeId: string,
  id: string,
): Promise<Product | null> {
  const { rows } = await client.query<Product>({
    name: "product",
    text: `${selectProduct} WHERE product.id = $2`,
    values: [storeId, id],
  });
  return rows[0] ?? null;
}

/** Products with these ids, in the order of their names. */
export async function findProducts(
  client: Pool | PoolClient,
  storeId: string,
  ids: readonly string[],
): Promise<Product[]> {
  const { rows } = await client.query<Product>({
    name: "products-by-id",
    text: `${selectProduct} WHERE product.id = ANY($2) ORDER BY product.name_key, product.id`,
    values: [storeId, ids],
  });
  return rows;
}

/** Products with these SKUs, in no order. */
export async function findProductsBySku(
  client: PoolClient,
  storeId: string,
  skus: readonly string[],
): Promise<Product[]> {
  const { rows } = await client.query<Product>({
    name: "products-by-sku",
    text: `${selectProduct} WHERE product.sku = ANY($2)`,
    values: [storeId, skus],
  });
  return rows;
}

/** Products by SKU, archived ones too, beginning after `lastSku`. */
export async function findProductsAfterSku(
  pool: Pool,
  storeId: string,
  lastSku: string,
  limit: number,
): Promise<Product[]> {
  const { rows } = await pool.query<Product>({
    name: "products-after-sku",
    text: `${selectProduct} WHERE product.sku > $2 ORDER BY product.sku LIMIT $3`,
    values: [storeId, lastSku, limit],
  });
  return rows;
}

/**
 * The product with this barcode that is sold, or null. A UPC-A code is the same as its EAN-13, which begins with 0:
 * scanners send one or the other.
 */
export async function findByBarcode(pool: Pool, storeId: string, barcode: string): Promise<Product | null> {
  const same = [barcode];
  if (barcode.length === 12) same.push(`0${barcode}`);
  if (barcode.length === 13 && barcode.startsWith("0")) same.push(barcode.slice(1));
  const { rows } = await pool.query<Product>({
    name: "product-by-barcode",
    text: `${selectProduct}
      WHERE product.id = ANY (ARRAY(SELECT product_id FROM product_barcode WHERE code = ANY ($2)))
        AND NOT product.archived
      ORDER BY $3 = ANY (codes.barcodes) DESC LIMIT 1`,
    values: [storeId, same, barcode],
  });
  return rows[0] ?? null;
}

/** Which products a list has. */
export interface ProductFilter {
  search?: string;
  categoryId?: string;
  groupId?: string;
  archived?: "no" | "only" | "also";
  cursor?: string;
  limit: number;
}

/**
 * Products by name. With `search`: those that have every word of it in their name, SKU or barcodes, each at least by
 * its beginning.
 */
export async function listProducts(
  pool: Pool,
  storeId: string,
  filter: ProductFilter,
): Promise<Page<Product>> {
  const query = listQuery(storeId, filter);
  if (query === null) return { items: [] };
  const { rows } = await pool.query<Product & { nameKey: string }>(query);
  const page = pageOf(rows, filter.limit, (last) => [last.nameKey, last.id]);
  return { ...page, items: page.items.map(({ nameKey: _nameKey, ...product }) => product) };
}

/**
 * The statement of {@link listProducts}, or null when nothing can match.
 *
 * A page without search follows an index in order of names. With search there are two ways: to follow that index and
 * leave out what does not match, which is quick when most products match and slow when they stand at its end; or to
 * collect all matches from the index of words and sort them, which is slow when there are very many. So the first is
 * tried for a few products, and when they do not fill the page, the second is taken. It has no name on purpose: it is
 * planned with its values each time.
 */
export function listQuery(
  storeId: string,
  filter: ProductFilter,
): { text: string; values: unknown[] } | null {
  const values: unknown[] = [storeId];
  const parameter = (value: unknown) => `$${values.push(value)}`;
  const limit = parameter(filter.limit + 1);
  const conditions: string[] = [];
  if (filter.archived !== "also") conditions.push(filter.archived === "only" ? "archived" : "NOT archived");
  if (filter.categoryId !== undefined) conditions.push(`category_id = ${parameter(filter.categoryId)}`);
  if (filter.groupId !== undefined) conditions.push(`group_id = ${parameter(filter.groupId)}`);
  if (filter.cursor !== undefined) {
    const [nameKey, id] = decodeCursor(filter.cursor, "/querystring/cursor", "text", "uuid");
    conditions.push(`(name_key, id) > (${parameter(nameKey)}, ${parameter(id)}::uuid)`);
  }
  const where = conditions.length > 0 ? conditions.join(" AND ") : "true";
  let page = `page AS MATERIALIZED (SELECT id FROM product WHERE ${where} ORDER BY name_key, id LIMIT ${limit})`;
  if (filter.search !== undefined && filter.search.trim() !== "") {
    const query = searchQuery(filter.search);
    if (query === null) return null;
    const matches = `search @@ ${parameter(query)}::tsquery`;
    page = `first AS MATERIALIZED (
        SELECT id FROM (
          SELECT id, search FROM product WHERE ${where} ORDER BY name_key, id LIMIT ${(filter.limit + 1) * 10}) nearest
        WHERE ${matches} LIMIT ${limit}
      ), page AS MATERIALIZED (
        SELECT id FROM first WHERE (SELECT count(*) FROM first) = ${limit}
        UNION ALL (
          SELECT id FROM product WHERE ${where} AND ${matches} AND (SELECT count(*) FROM first) < ${limit}
          -- Not the plain column: the index in order of names is the way that was not quick.
          ORDER BY name_key || '', id LIMIT ${limit}))`;
  }
  // First the page, then what belongs to its products. As an array, since among so many tables the planner would
  // join the page last.
  return {
    text: `WITH ${page}
      ${selectProduct.replace("SELECT", 'SELECT product.name_key AS "nameKey",')}
      WHERE product.id = ANY (ARRAY(SELECT id FROM page))
      ORDER BY product.name_key, product.id`,
    values,
  };
}

/**
 * Creates a product, once.
 * @returns the product, and whether it is new.
 * @throws Problem as {@link NewProduct} says.
 */
export function createProduct(
  pool: Pool,
  storeId: string,
  content: NewProduct,
): Promise<{ product: Product; created: boolean }> {
  const barcodes = content.barcodes ?? [];
  checkBarcodes(barcodes);
  return transaction(pool, async (client) => {
    const currency = await currencyOf(client, storeId);
    await lockReferences(client, content.categoryId, content.taxClass);
    const options = await variantOptions(client, content.groupId ?? null, content.options ?? []);
    const created = await insertProduct(
      client,
      { ...content, barcodes, options, currency },
      contentHash(content),
    );
    if (created) {
      if (typeof content.storePriceMinor === "number")
        await setStorePrice(client, storeId, content.id, content.storePriceMinor);
      if (typeof content.reorderLevelMilli === "number") {
        await setReorderLevel(client, storeId, content.id, content.reorderLevelMilli);
      }
    } else {
      await requireSameContent(client, "product", content.id, content);
    }
    return { product: (await findProduct(client, storeId, content.id))!, created };
  });
}

/** A product as it is written. */
export interface ProductRow {
  id: string;
  sku: string;
  name: string;
  barcodes: readonly string[];
  categoryId: string;
  defaultPriceMinor: number;
  currency: string;
  taxClass: string;
  groupId?: string;
  options: readonly OptionValue[];
}

/**
 * Writes a new product with its barcodes, in the caller's transaction.
 * @param hash of the request, kept to recognise its replay.
 * @returns false when the id is taken; nothing was written then.
 */
export async function insertProduct(client: PoolClient, row: ProductRow, hash: Buffer): Promise<boolean> {
  const { rowCount } = await client.query({
    name: "insert-product",
    text: `INSERT INTO product (id, sku, name, name_key, category_id, price_minor, currency, tax_class, group_id,
             options, search, content_hash)
           VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, array_to_tsvector($11), $12)
           ON CONFLICT (id) DO NOTHING`,
    values: [
      row.id,
      row.sku,
      row.name,
      keyOf(row.name),
      row.categoryId,
      row.defaultPriceMinor,
      row.currency,
      row.taxClass,
      row.groupId ?? null,
      JSON.stringify(row.options),
      searchWords(row.name, row.sku, row.barcodes),
      hash,
    ],
  });
  if (rowCount === 0) return false;
  await setBarcodes(client, row.id, row.barcodes);
  return true;
}

/**
 * Changes a product; what `change` does not name stays.
 * @throws Problem as {@link ProductChange} says; `product-not-found`, `revision-stale`.
 */
export function changeProduct(
  pool: Pool,
  storeId: string,
  id: string,
  change: ProductChange,
): Promise<Product> {
  if (change.barcodes) checkBarcodes(change.barcodes);
  return transaction(pool, async (client) => {
    // Before the product, in the order in which those take their locks who change a category or a tax class.
    await lockReferences(client, change.categoryId, change.taxClass);
    const { rows } = await client.query<{
      revision: number;
      groupId: string | null;
      sku: string;
      name: string;
    }>({
      name: "lock-product",
      text: `SELECT revision::float8 AS revision, group_id AS "groupId", sku, name FROM product WHERE id = $1 FOR UPDATE`,
      values: [id],
    });
    const current = rows[0];
    if (!current) throw new Problem("product-not-found");
    requireRevision(current.revision, change.revision);
    const options = change.options && (await variantOptions(client, current.groupId, change.options));
    if (change.barcodes) await setBarcodes(client, id, change.barcodes);
    const { storePriceMinor, reorderLevelMilli } = change;
    if (storePriceMinor === null) {
      await client.query("DELETE FROM product_price WHERE store_id = $1 AND product_id = $2", [storeId, id]);
    } else if (storePriceMinor !== undefined) {
      await currencyOf(client, storeId);
      await setStorePrice(client, storeId, id, storePriceMinor);
    }
    if (reorderLevelMilli !== undefined) await setReorderLevel(client, storeId, id, reorderLevelMilli);

    const [name, sku] = [change.name ?? current.name, change.sku ?? current.sku];
    const { rows: codes } = await client.query<{ code: string }>(
      "SELECT code FROM product_barcode WHERE product_id = $1 ORDER BY position",
      [id],
    );
    await client.query({
      name: "change-product",
      text: `UPDATE product SET sku = $2, name = $3, name_key = $4, search = array_to_tsvector($5),
               category_id = coalesce($6, category_id), price_minor = coalesce($7, price_minor),
               tax_class = coalesce($8, tax_class), archived = coalesce($9, archived),
               options = coalesce($10, options), revision = revision + 1, updated_at = now()
             WHERE id = $1`,
      values: [
        id,
        sku,
        name,
        keyOf(name),
        searchWords(
          name,
          sku,
          codes.map(({ code }) => code),
        ),
        change.categoryId,
        change.defaultPriceMinor,
        change.taxClass,
        change.archived,
        options && JSON.stringify(options),
      ],
    });
    return (await findProduct(client, storeId, id))!;
  });
}

/** @throws Problem `revision-stale` when the change is based on another revision than the current one. */
export function requireRevision(current: number, given: number): void {
  if (current === given) return;
  throw new Problem(
    "revision-stale",
    `It has the revision ${current} now, and the change is based on ${given}. Read it again and repeat the change.`,
  );
}

/** @throws Problem `idempotency-mismatch` when the thing with this id was created with other content. */
export async function requireSameContent(
  client: PoolClient,
  table: "product" | "product_group" | "category",
  id: string,
  content: unknown,
): Promise<void> {
  const { rows } = await client.query<{ hash: Buffer | null }>(
    `SELECT content_hash AS hash FROM ${table} WHERE id = $1`,
    [id],
  );
  if (!rows[0]?.hash?.equals(contentHash(content))) throw new Problem("idempotency-mismatch");
}

/**
 * Makes sure that category and tax class exist, and that neither is changed until the end of the transaction: who
 * changes one then also touches this product, so that registers hear of it (see changes.ts).
 * @throws Problem `category-not-found` or `tax-class-not-found`.
 */
export async function lockReferences(
  client: PoolClient,
  categoryId?: string,
  taxClass?: string,
): Promise<void> {
  if (categoryId !== undefined) {
    const { rowCount } = await client.query("SELECT FROM category WHERE id = $1 FOR SHARE", [categoryId]);
    if (rowCount === 0) throw new Problem("category-not-found");
  }
  if (taxClass !== undefined) {
    const { rowCount } = await client.query("SELECT FROM tax_class WHERE code = $1 FOR SHARE", [taxClass]);
    if (rowCount === 0) throw new Problem("tax-class-not-found");
  }
}

/** @throws Problem `validation-failed` naming every code whose check digit is wrong. */
export function checkBarcodes(barcodes: readonly string[], path = "/body/barcodes"): void {
  const errors = barcodes.flatMap((code, index) =>
    isGtin(code)
      ? []
      : [{ path: `${path}/${index}`, message: "is not a GTIN: its length or check digit is wrong" }],
  );
  if (errors.length > 0) throw new Problem("validation-failed", undefined, { errors });
}

async function setBarcodes(
  client: PoolClient,
  productId: string,
  barcodes: readonly string[],
): Promise<void> {
  await client.query("DELETE FROM product_barcode WHERE product_id = $1", [productId]);
  await client.query(
    `INSERT INTO product_barcode (code, product_id, position)
     SELECT code, $1, ordinality - 1 FROM unnest($2::text[]) WITH ORDINALITY AS given (code, ordinality)`,
    [productId, barcodes],
  );
}

async function setStorePrice(client: PoolClient, storeId: string, productId: string, priceMinor: number) {
  await client.query(
    `INSERT INTO product_price (store_id, product_id, price_minor) VALUES ($1, $2, $3)
     ON CONFLICT (store_id, product_id) DO UPDATE SET price_minor = excluded.price_minor`,
    [storeId, productId, priceMinor],
  );
}
