import { importColumns, minorToDecimal, type ImportColumn, type Product } from "@cloudpos/contracts";
import { stringify } from "csv-stringify/sync";
import type { Pool } from "pg";
import { findProductsAfterSku } from "../products.ts";
import { escapeFormula } from "./cells.ts";

const pageSize = 1_000;

/**
 * The catalogue as a CSV that {@link importColumns} describes, by SKU, archived products included; made page by page,
 * so that its length does not matter. Begins with a BOM: without one, spreadsheets take UTF-8 for something else.
 */
export async function* exportProducts(pool: Pool, storeId: string): AsyncGenerator<string> {
  yield `\ufeff${stringify([[...importColumns]], { record_delimiter: "\r\n" })}`;
  for (let lastSku = ""; ;) {
    const products = await findProductsAfterSku(pool, storeId, lastSku, pageSize);
    const rows = products.map((product) => importColumns.map((column) => cellOf(product, column)));
    if (rows.length > 0) yield stringify(rows, { record_delimiter: "\r\n" });
    if (products.length < pageSize) return;
    lastSku = products.at(-1)!.sku;
  }
}

function cellOf(product: Product, column: ImportColumn): string {
  switch (column) {
    case "sku":
      return escapeFormula(product.sku);
    case "name":
      return escapeFormula(product.name);
    case "barcodes":
      return product.barcodes.join(" ");
    case "category":
      return escapeFormula(product.category);
    case "price":
      return minorToDecimal(product.defaultPriceMinor, product.currency);
    case "store price":
      return product.storePriceMinor === null
        ? ""
        : minorToDecimal(product.storePriceMinor, product.currency);
    case "tax class":
      return product.taxClass;
    case "reorder level":
      return product.reorderLevelMilli === null ? "" : pieces(product.reorderLevelMilli);
    case "archived":
      return product.archived ? "yes" : "no";
    case "stock on hand":
      return pieces(product.stockOnHandMilli);
  }
}

/** Thousandths as pieces, with the decimals that are needed. */
function pieces(milli: number): string {
  return String(milli / 1000);
}
