import { demoCategories, demoId, demoStores, demoTaxRates, type DemoProduct } from "@cloudpos/contracts";
import {
  demoCatalogue,
  demoHarbourPriceMinor,
  demoHarbourStockMilli,
  demoProductCount,
  demoProductGroups,
} from "@cloudpos/contracts/demo/products";
import type { Pool, PoolClient } from "pg";
import { seedDemoStores } from "./stores.ts";
import { transaction } from "./transaction.ts";
import { keyOf, searchWords } from "./words.ts";

/**
 * Puts the demo shop's catalogue in, with its opening stock in both stores. What is there already stays as it is:
 * only products that were added get stock.
 */
export async function seedDemoGoods(pool: Pool): Promise<void> {
  await transaction(pool, async (client) => {
    // Two copies of the service that seed at the same moment: the second waits and then finds everything there.
    await client.query("SELECT pg_advisory_xact_lock(hashtext('inventory demo goods'))");
    await seedDemoStores(client);
    const { rowCount } = await client.query("SELECT FROM product WHERE id = $1", [
      demoId("0001", demoProductCount),
    ]);
    if (rowCount === 0) await seedCatalogue(client);
  });
}

/** Products written by one statement: a service of this size has little memory. */
const batchSize = 1_000;

async function seedCatalogue(client: PoolClient): Promise<void> {
  await client.query(
    `INSERT INTO tax_class (code, name, default_rate_basis_points)
     SELECT code, initcap(code), rate FROM unnest($1::text[], $2::integer[]) AS demo (code, rate) ON CONFLICT DO NOTHING`,
    [Object.keys(demoTaxRates), Object.values(demoTaxRates)],
  );
  await client.query(
    `INSERT INTO category (id, name, name_key, position)
     SELECT * FROM unnest($1::uuid[], $2::text[], $3::text[], $4::integer[]) ON CONFLICT DO NOTHING`,
    [
      demoCategories.map(({ id }) => id),
      demoCategories.map(({ name }) => name),
      demoCategories.map(({ name }) => keyOf(name)),
      demoCategories.map((_, index) => (index + 1) * 10),
    ],
  );
  await client.query(
    `INSERT INTO product_group (id, name, name_key, options)
     SELECT * FROM unnest($1::uuid[], $2::text[], $3::text[], $4::jsonb[]) ON CONFLICT DO NOTHING`,
    [
      demoProductGroups.map(({ id }) => id),
      demoProductGroups.map(({ name }) => name),
      demoProductGroups.map(({ name }) => keyOf(name)),
      demoProductGroups.map(({ options }) => JSON.stringify(options)),
    ],
  );
  const catalogue = demoCatalogue();
  for (let start = 0; start < catalogue.length; start += batchSize) {
    await seedProducts(client, catalogue.slice(start, start + batchSize));
  }
  // The planner shall know at once how many products there are and which words are common.
  await client.query("ANALYZE product, product_barcode, stock");
}

async function seedProducts(client: PoolClient, products: readonly DemoProduct[]): Promise<void> {
  const [main, harbour] = demoStores;
  const goods = products.map((product) => ({
    id: product.id,
    sku: product.sku,
    name: product.name,
    name_key: keyOf(product.name),
    category_key: keyOf(product.category),
    price_minor: product.defaultPriceMinor,
    currency: product.currency,
    tax_class: product.taxClass,
    group_id: product.groupId,
    options: product.options,
    words: searchWords(product.name, product.sku, product.barcodes),
    barcodes: product.barcodes,
    reorder_level_milli: product.reorderLevelMilli,
    main_stock_milli: product.openingStockMilli,
    harbour_stock_milli: demoHarbourStockMilli(product),
    harbour_price_minor: demoHarbourPriceMinor(product),
  }));
  await client.query(
    `WITH demo AS MATERIALIZED (
       SELECT * FROM jsonb_to_recordset($1::jsonb) AS demo (
         id uuid, sku text, name text, name_key text, category_key text, price_minor bigint, currency text,
         tax_class text, group_id uuid, options jsonb, words text[], barcodes text[], reorder_level_milli bigint,
         main_stock_milli bigint, harbour_stock_milli bigint, harbour_price_minor bigint)
     ), added AS (
       INSERT INTO product (id, sku, name, name_key, category_id, price_minor, currency, tax_class, group_id, options,
         search)
       SELECT demo.id, sku, demo.name, demo.name_key, category.id, price_minor, currency, tax_class, group_id, options,
         array_to_tsvector(words)
       FROM demo JOIN category ON category.name_key = category_key
       ON CONFLICT DO NOTHING RETURNING id
     ), codes AS (
       INSERT INTO product_barcode (code, product_id, position)
       SELECT code, id, ordinality - 1 FROM added JOIN demo USING (id), unnest(barcodes) WITH ORDINALITY AS codes (code)
       ON CONFLICT DO NOTHING
     ), prices AS (
       INSERT INTO product_price (store_id, product_id, price_minor)
       SELECT $3, id, harbour_price_minor FROM added JOIN demo USING (id) WHERE harbour_price_minor IS NOT NULL
     ), opening AS MATERIALIZED (
       SELECT store_id, id AS product_id, quantity_milli, reorder_level_milli
       FROM added JOIN demo USING (id),
         LATERAL (VALUES ($2::uuid, main_stock_milli), ($3::uuid, harbour_stock_milli)) AS stores (store_id, quantity_milli)
     ), ledger AS (
       INSERT INTO stock_movement (store_id, product_id, quantity_milli, reason, source_id, occurred_at)
       SELECT store_id, product_id, quantity_milli, 'opening', store_id, now() FROM opening
     )
     INSERT INTO stock (store_id, product_id, on_hand_milli, reorder_level_milli)
     SELECT store_id, product_id, quantity_milli, reorder_level_milli FROM opening
     ON CONFLICT (store_id, product_id) DO UPDATE SET
       on_hand_milli = stock.on_hand_milli + excluded.on_hand_milli,
       reorder_level_milli = coalesce(stock.reorder_level_milli, excluded.reorder_level_milli)`,
    [JSON.stringify(goods), main!.id, harbour!.id],
  );
}
