import { Type, type Static } from "typebox";
import { Barcode, BasisPoints, CurrencyCode, ListOf, Minor, Strict, TaxClass, Text, Uuid } from "./common.ts";

/** A thing on the shelf, with its price in the signed-in store. */
export const Product = Strict({
  id: Uuid,
  sku: Text(64),
  name: Text(200),
  barcode: Barcode,
  category: Text(100),
  /** Price of one piece, with tax when the store's prices include it. */
  priceMinor: Minor,
  currency: CurrencyCode,
  taxRateBasisPoints: BasisPoints,
  taxClass: TaxClass,
  /** In thousandths of a piece; may be negative, since a counter sale is never refused for stock. */
  stockOnHandMilli: Type.Integer(),
});
export type Product = Static<typeof Product>;

/** Query of `GET /api/inventory/products`. */
export const ProductListQuery = Strict({
  /** Words of the name, or the beginning of a SKU or barcode. */
  search: Type.Optional(Type.String({ maxLength: 100 })),
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 200, default: 50 })),
});
export type ProductListQuery = Static<typeof ProductListQuery>;

/** Answer of `GET /api/inventory/products`. */
export const ProductList = ListOf(Product);
export type ProductList = Static<typeof ProductList>;

/** Path of `GET /api/inventory/products/by-barcode/:barcode`. */
export const BarcodeParams = Strict({ barcode: Barcode });
export type BarcodeParams = Static<typeof BarcodeParams>;
