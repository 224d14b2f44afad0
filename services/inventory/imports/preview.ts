import { randomUUID } from "node:crypto";
import { importLimits, type ImportError, type Product, type ProductImport } from "@cloudpos/contracts";
import type { Identity } from "@cloudpos/kit";
import type { Pool, PoolClient } from "pg";
import { findProductsBySku } from "../products.ts";
import { currencyOf } from "../stores.ts";
import { transaction } from "../transaction.ts";
import { keyOf, searchWords } from "../words.ts";
import { readCells, type CellRules, type RowValues } from "./cells.ts";
import { readCsv } from "./csv.ts";

const mostErrors = 100;
const mostSamples = 20;
const mostNewCategories = 1_000;
/** Rows compared with the catalogue in one go. */
const batchSize = 1_000;

/** A preview as it is stored: {@link ProductImport} but for what applying changes. */
export type ImportSummary = Omit<ProductImport, "id" | "status" | "createdAt" | "appliedAt">;

/** A row that is about to be compared. */
interface Row {
  line: number;
  values: RowValues;
}

/**
 * Reads a CSV, compares it with the catalogue and stores what applying it would change; changes nothing yet.
 * Memory is bounded by the file itself and one batch of rows.
 * @returns the id of the import.
 */
export function previewImport(
  pool: Pool,
  identity: Pick<Identity, "storeId" | "userId">,
  text: string,
): Promise<string> {
  return transaction(pool, async (client) => {
    await client.query("SET LOCAL statement_timeout = '60s'");
    await client.query(
      "DELETE FROM product_import WHERE store_id = $1 AND applied_at IS NULL AND created_at < now() - interval '7 days'",
      [identity.storeId],
    );
    const id = randomUUID();
    await client.query("INSERT INTO product_import (id, store_id, user_id) VALUES ($1, $2, $3)", [
      id,
      identity.storeId,
      identity.userId,
    ]);
    const summary = await new Preview(
      client,
      identity.storeId,
      id,
      await rulesOf(client, identity.storeId),
    ).read(text);
    await client.query("UPDATE product_import SET summary = $2 WHERE id = $1", [id, JSON.stringify(summary)]);
    // Nobody will apply it.
    if (summary.errorCount > 0)
      await client.query("DELETE FROM product_import_row WHERE import_id = $1", [id]);
    return id;
  });
}

async function rulesOf(client: PoolClient, storeId: string): Promise<CellRules> {
  const currency = await currencyOf(client, storeId);
  const { rows } = await client.query<{ code: string }>("SELECT code FROM tax_class ORDER BY code");
  return { currency, taxClasses: new Set(rows.map(({ code }) => code)) };
}

class Preview {
  readonly #client: PoolClient;
  readonly #storeId: string;
  readonly #id: string;
  readonly #rules: CellRules;
  readonly #linesBySku = new Map<string, number>();
  readonly #linesByBarcode = new Map<string, number>();
  readonly #summary: ImportSummary = {
    rowCount: 0,
    newCount: 0,
    changedCount: 0,
    unchangedCount: 0,
    newCategories: [],
    errorCount: 0,
    errors: [],
    samples: [],
  };

  constructor(client: PoolClient, storeId: string, id: string, rules: CellRules) {
    this.#client = client;
    this.#storeId = storeId;
    this.#id = id;
    this.#rules = rules;
  }

  async read(text: string): Promise<ImportSummary> {
    let batch: Row[] = [];
    for await (const entry of readCsv(text)) {
      if ("error" in entry) {
        this.#refuse(entry.error);
        continue;
      }
      this.#summary.rowCount += 1;
      if (this.#summary.rowCount > importLimits.rows) {
        const message = `there are more than ${importLimits.rows} rows: send the file in parts`;
        this.#refuse({ line: entry.line, column: null, message });
        break;
      }
      const { values, errors } = readCells(entry.line, entry.cells, this.#rules);
      for (const error of errors) this.#refuse(error);
      if (!values || !this.#isFirst(this.#linesBySku, values.sku, entry.line, "sku")) continue;
      batch.push({ line: entry.line, values });
      if (batch.length === batchSize) {
        await this.#compare(batch);
        batch = [];
      }
    }
    if (batch.length > 0) await this.#compare(batch);
    await this.#checkBarcodes();
    await this.#findNewCategories();
    this.#summary.errors.sort((a, b) => a.line - b.line);
    return this.#summary;
  }

  /** Compares rows with the catalogue and stores them. */
  async #compare(batch: readonly Row[]): Promise<void> {
    const products = new Map(
      (
        await findProductsBySku(
          this.#client,
          this.#storeId,
          batch.map((row) => row.values.sku),
        )
      ).map((product) => [product.sku, product]),
    );
    const stored = batch.flatMap((row) => {
      const product = products.get(row.values.sku);
      return (product ? this.#change(row, product) : this.#addition(row)) ?? [];
    });
    await this.#client.query({
      name: "store-import-rows",
      text: `INSERT INTO product_import_row (import_id, line, product_id, sku, revision, changed, name, name_key, words,
               barcodes, category_name, category_key, price_minor, store_price_minor, tax_class, reorder_level_milli, archived)
             SELECT $1, line, product_id, sku, revision, changed, name, name_key, words, barcodes, category_name,
               category_key, price_minor, store_price_minor, tax_class, reorder_level_milli, archived
             FROM jsonb_populate_recordset(NULL::product_import_row, $2::jsonb)`,
      values: [this.#id, JSON.stringify(stored)],
    });
  }

  #addition({ line, values }: Row): object | null {
    const required = {
      name: values.name,
      category: values.category,
      price: values.defaultPriceMinor,
      "tax class": values.taxClass,
    };
    const missing = Object.entries(required).filter(([, value]) => value === undefined);
    for (const [column] of missing) {
      this.#refuse({ line, column, message: `is missing, and ${values.sku} is a new product that needs it` });
    }
    if (missing.length > 0) return null;
    this.#summary.newCount += 1;
    this.#sample(line, values.sku, values.name!, "new", []);
    return this.#target(line, randomUUID(), null, {
      sku: values.sku,
      name: values.name!,
      barcodes: values.barcodes ?? [],
      category: values.category!,
      defaultPriceMinor: values.defaultPriceMinor!,
      storePriceMinor: values.storePriceMinor ?? null,
      taxClass: values.taxClass!,
      reorderLevelMilli: values.reorderLevelMilli ?? null,
      archived: values.archived ?? false,
    });
  }

  #change({ line, values }: Row, product: Product): object | null {
    const given = Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined));
    const target: Required<RowValues> = { ...onlyValues(product), ...given };
    const columns = differences(target, product);
    if (
      columns.includes("price") &&
      product.currency !== this.#rules.currency &&
      product.storePriceMinor === null
    ) {
      const message = `the product is priced in ${product.currency}, and this store's prices are in ${this.#rules.currency}`;
      this.#refuse({ line, column: "price", message });
      return null;
    }
    if (columns.length === 0) {
      this.#summary.unchangedCount += 1;
      for (const code of product.barcodes) this.#linesByBarcode.set(code, line);
      return { line, product_id: product.id, sku: product.sku, revision: product.revision, changed: false };
    }
    this.#summary.changedCount += 1;
    this.#sample(line, product.sku, target.name, "changed", columns);
    return this.#target(line, product.id, product.revision, target);
  }

  /** The row as it is stored, in the columns of `product_import_row`; null when a barcode is there twice. */
  #target(
    line: number,
    productId: string,
    revision: number | null,
    target: Required<RowValues>,
  ): object | null {
    const fresh = target.barcodes.map((code) => this.#isFirst(this.#linesByBarcode, code, line, "barcodes"));
    if (fresh.includes(false)) return null;
    return {
      line,
      product_id: productId,
      sku: target.sku,
      revision,
      changed: true,
      name: target.name,
      name_key: keyOf(target.name),
      words: searchWords(target.name, target.sku, target.barcodes),
      barcodes: target.barcodes,
      category_name: target.category,
      category_key: keyOf(target.category),
      price_minor: target.defaultPriceMinor,
      store_price_minor: target.storePriceMinor,
      tax_class: target.taxClass,
      reorder_level_milli: target.reorderLevelMilli,
      archived: target.archived,
    };
  }

  #isFirst(lines: Map<string, number>, value: string, line: number, column: string): boolean {
    const known = lines.get(value);
    if (known !== undefined) {
      this.#refuse({ line, column, message: `${value} is in line ${known} already` });
      return false;
    }
    lines.set(value, line);
    return true;
  }

  /** Codes that belong to a product which keeps them: it is not in the file, or the file leaves them to it. */
  async #checkBarcodes(): Promise<void> {
    const { rows } = await this.#client.query<{ line: number; code: string; sku: string }>(
      `SELECT line, taken.code, product.sku
       FROM product_import_row row CROSS JOIN unnest(barcodes) AS given (code)
         JOIN product_barcode taken ON taken.code = given.code AND taken.product_id <> row.product_id
         JOIN product ON product.id = taken.product_id
       WHERE import_id = $1 AND changed AND NOT EXISTS (
         SELECT FROM product_import_row other
         WHERE other.import_id = $1 AND other.product_id = taken.product_id AND other.changed
           AND taken.code <> ALL (other.barcodes))
       ORDER BY line`,
      [this.#id],
    );
    for (const { line, code, sku } of rows) {
      this.#refuse({ line, column: "barcodes", message: `${code} belongs to the product ${sku}` });
    }
  }

  async #findNewCategories(): Promise<void> {
    const { rows } = await this.#client.query<{ name: string }>(
      `SELECT (array_agg(category_name ORDER BY line))[1] AS name FROM product_import_row
       WHERE import_id = $1 AND changed AND NOT EXISTS (SELECT FROM category WHERE name_key = category_key)
       GROUP BY category_key ORDER BY min(line) LIMIT $2`,
      [this.#id, mostNewCategories + 1],
    );
    if (rows.length > mostNewCategories) {
      const message = `there are more than ${mostNewCategories} new categories: is it the right column?`;
      this.#refuse({ line: 1, column: "category", message });
    }
    this.#summary.newCategories = rows.slice(0, mostNewCategories).map(({ name }) => name);
  }

  #refuse(error: ImportError): void {
    this.#summary.errorCount += 1;
    if (this.#summary.errors.length < mostErrors) {
      const { line, column, message } = error;
      this.#summary.errors.push({
        line,
        column: column && storable(column, 100),
        message: storable(message, 500),
      });
    }
  }

  #sample(line: number, sku: string, name: string, action: "new" | "changed", columns: string[]): void {
    if (this.#summary.samples.length < mostSamples)
      this.#summary.samples.push({ line, sku, name, action, columns });
  }
}

function onlyValues(product: Product): Required<RowValues> {
  const {
    sku,
    name,
    barcodes,
    category,
    defaultPriceMinor,
    storePriceMinor,
    taxClass,
    reorderLevelMilli,
    archived,
  } = product;
  return {
    sku,
    name,
    barcodes,
    category,
    defaultPriceMinor,
    storePriceMinor,
    taxClass,
    reorderLevelMilli,
    archived,
  };
}

/** Columns whose value differs from the product's. */
function differences(target: Required<RowValues>, product: Product): string[] {
  const differs: Record<string, boolean> = {
    name: target.name !== product.name,
    barcodes: target.barcodes.join() !== product.barcodes.join(),
    category: keyOf(target.category) !== keyOf(product.category),
    price: target.defaultPriceMinor !== product.defaultPriceMinor,
    "store price": target.storePriceMinor !== product.storePriceMinor,
    "tax class": target.taxClass !== product.taxClass,
    "reorder level": target.reorderLevelMilli !== product.reorderLevelMilli,
    archived: target.archived !== product.archived,
  };
  return Object.keys(differs).filter((column) => differs[column]);
}

/** A file may hold what JSON in the database cannot: NUL, and half of a pair after a cut. */
function storable(text: string, longest: number): string {
  return text.replaceAll("\u0000", "").slice(0, longest).toWellFormed();
}
