import { Type, type Static } from "typebox";
import {
  Barcode,
  BasisPoints,
  CurrencyCode,
  ListOf,
  Minor,
  Strict,
  TaxClass,
  Text,
  UtcTime,
  Uuid,
  maxQuantityMilli,
} from "./common.ts";

/**
 * Inventory: the catalogue is one for all stores; prices, tax rates, stock and reorder levels may differ by store,
 * and every route reads and writes those of the signed-in store only.
 *
 * Things that people edit carry `revision`. A change sends the revision that it is based on; when somebody else
 * was faster, it is refused with 409 `revision-stale` and nothing is overwritten.
 */

/** Opaque: where the next page begins. */
const Cursor = Type.String({ minLength: 1, maxLength: 1_000, pattern: "^[A-Za-z0-9_-]+$" });
/** Grows by one with every change of the thing. */
const Revision = Type.Integer({ minimum: 1, maximum: Number.MAX_SAFE_INTEGER });
/** Thousandths of a piece, of either sign. */
const SignedQuantityMilli = Type.Integer({ minimum: -maxQuantityMilli, maximum: maxQuantityMilli });
const QuantityMilli = Type.Integer({ minimum: 0, maximum: maxQuantityMilli });
const orNull = <T extends Parameters<typeof Type.Union>[0][number]>(type: T) =>
  Type.Union([type, Type.Null()]);
/** At most as many as a scanner's search has to look through. */
const Barcodes = Type.Array(Barcode, { maxItems: 20, uniqueItems: true });

/** What tells a variant from its siblings: `{name: "Size", value: "M"}`. */
export const OptionValue = Strict({ name: Text(50), value: Text(50) });
export type OptionValue = Static<typeof OptionValue>;

/** A thing on the shelf, with its price, tax and stock in the signed-in store. A variant is a product of its own. */
export const Product = Strict({
  id: Uuid,
  sku: Text(64),
  name: Text(200),
  /** The first of `barcodes`; null when there is none. */
  barcode: orNull(Barcode),
  barcodes: Barcodes,
  /** Name of the category. */
  category: Text(100),
  categoryId: Uuid,
  /** Price of one piece here, with tax when the store's prices include it. */
  priceMinor: Minor,
  /** Price in every store that has none of its own. */
  defaultPriceMinor: Minor,
  /** The store's own price; null when the default applies. */
  storePriceMinor: orNull(Minor),
  currency: CurrencyCode,
  taxRateBasisPoints: BasisPoints,
  taxClass: TaxClass,
  /** In thousandths of a piece; may be negative, since a counter sale is never refused for stock. */
  stockOnHandMilli: Type.Integer(),
  /** Stock at or below this is low; null when nobody watches it here. */
  reorderLevelMilli: orNull(QuantityMilli),
  /** No longer sold. It is not found by search and barcode any more, but its history stays. */
  archived: Type.Boolean(),
  /** The group whose variant this is, or null. */
  groupId: orNull(Uuid),
  /** One value for every option of the group; empty when there is no group. */
  options: Type.Array(OptionValue, { maxItems: 3 }),
  revision: Revision,
  updatedAt: UtcTime,
});
export type Product = Static<typeof Product>;

/** Path of everything about one thing. */
export const InventoryIdParams = Strict({ id: Uuid });
export type InventoryIdParams = Static<typeof InventoryIdParams>;

/** Query of `GET /api/inventory/products`: by name. */
export const ProductListQuery = Strict({
  /** Words of the name, a SKU or a barcode, each at least by its beginning; all of them have to be found. */
  search: Type.Optional(Type.String({ maxLength: 100 })),
  categoryId: Type.Optional(Uuid),
  groupId: Type.Optional(Uuid),
  archived: Type.Optional(
    Type.Union([Type.Literal("no"), Type.Literal("only"), Type.Literal("also")], { default: "no" }),
  ),
  cursor: Type.Optional(Cursor),
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 200, default: 50 })),
});
export type ProductListQuery = Static<typeof ProductListQuery>;

/** Answer of `GET /api/inventory/products`; without `nextCursor` it is the last page. */
export const ProductList = Strict({ items: Type.Array(Product), nextCursor: Type.Optional(Cursor) });
export type ProductList = Static<typeof ProductList>;

/** Path of `GET /api/inventory/products/by-barcode/:barcode`. */
export const BarcodeParams = Strict({ barcode: Barcode });
export type BarcodeParams = Static<typeof BarcodeParams>;

/**
 * Body of `POST /api/inventory/products`. The id makes it idempotent: the same again answers the product (200),
 * other content under it is refused with 422. Refused with 409 `sku-taken` or `barcode-taken`, 404 for a category,
 * tax class or group that does not exist.
 */
export const NewProduct = Strict({
  id: Uuid,
  sku: Text(64),
  name: Text(200),
  barcodes: Type.Optional(Barcodes),
  categoryId: Uuid,
  /** In the store's currency. */
  defaultPriceMinor: Minor,
  storePriceMinor: Type.Optional(orNull(Minor)),
  taxClass: TaxClass,
  reorderLevelMilli: Type.Optional(orNull(QuantityMilli)),
  /** Makes it a variant of this group; then `options` has one of the group's values for each of its options. */
  groupId: Type.Optional(Uuid),
  options: Type.Optional(Type.Array(OptionValue, { maxItems: 3 })),
});
export type NewProduct = Static<typeof NewProduct>;

/** Body of `PATCH /api/inventory/products/:id`: what is absent stays. */
export const ProductChange = Strict({
  revision: Revision,
  sku: Type.Optional(Text(64)),
  name: Type.Optional(Text(200)),
  /** All of them, the one shown first. */
  barcodes: Type.Optional(Barcodes),
  categoryId: Type.Optional(Uuid),
  defaultPriceMinor: Type.Optional(Minor),
  /** null: the default price applies again. */
  storePriceMinor: Type.Optional(orNull(Minor)),
  taxClass: Type.Optional(TaxClass),
  reorderLevelMilli: Type.Optional(orNull(QuantityMilli)),
  archived: Type.Optional(Type.Boolean()),
  options: Type.Optional(Type.Array(OptionValue, { maxItems: 3 })),
});
export type ProductChange = Static<typeof ProductChange>;

/** What a group's variants differ in. */
export const ProductOption = Strict({
  name: Text(50),
  values: Type.Array(Text(50), { minItems: 1, maxItems: 50, uniqueItems: true }),
});
export type ProductOption = Static<typeof ProductOption>;

/** Products that differ in size, colour and the like. The group is not sold, its variants are. */
export const ProductGroup = Strict({
  id: Uuid,
  name: Text(150),
  options: Type.Array(ProductOption, { minItems: 1, maxItems: 3 }),
  variantCount: Type.Integer({ minimum: 0 }),
  revision: Revision,
});
export type ProductGroup = Static<typeof ProductGroup>;

/** Query of `GET /api/inventory/product-groups`: by name. */
export const ProductGroupListQuery = Strict({
  cursor: Type.Optional(Cursor),
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 200, default: 50 })),
});
export type ProductGroupListQuery = Static<typeof ProductGroupListQuery>;

/** Answer of `GET /api/inventory/product-groups`. */
export const ProductGroupList = Strict({
  items: Type.Array(ProductGroup),
  nextCursor: Type.Optional(Cursor),
});
export type ProductGroupList = Static<typeof ProductGroupList>;

/** Answer of `GET /api/inventory/product-groups/:id`; archived variants are among them. */
export const ProductGroupDetails = Strict({ ...ProductGroup.properties, variants: Type.Array(Product) });
export type ProductGroupDetails = Static<typeof ProductGroupDetails>;

/** One variant of a new group; it is named after the group and its options: `Raincoat, M, blue`. */
export const NewVariant = Strict({
  id: Uuid,
  sku: Text(64),
  options: Type.Array(OptionValue, { minItems: 1, maxItems: 3 }),
  barcodes: Type.Optional(Barcodes),
  /** The group's price unless it is set. */
  defaultPriceMinor: Type.Optional(Minor),
});
export type NewVariant = Static<typeof NewVariant>;

/** Body of `POST /api/inventory/product-groups`: a group with its variants, all or nothing, idempotent by its id. */
export const NewProductGroup = Strict({
  id: Uuid,
  name: Text(150),
  categoryId: Uuid,
  taxClass: TaxClass,
  defaultPriceMinor: Minor,
  options: Type.Array(ProductOption, { minItems: 1, maxItems: 3 }),
  variants: Type.Array(NewVariant, { maxItems: 200 }),
});
export type NewProductGroup = Static<typeof NewProductGroup>;

/** Body of `PATCH /api/inventory/product-groups/:id`. Values that a variant has cannot be taken away (409). */
export const ProductGroupChange = Strict({
  revision: Revision,
  name: Type.Optional(Text(150)),
  options: Type.Optional(Type.Array(ProductOption, { minItems: 1, maxItems: 3 })),
});
export type ProductGroupChange = Static<typeof ProductGroupChange>;

/** Where a product is found on the register's grid. */
export const Category = Strict({
  id: Uuid,
  name: Text(100),
  /** Categories are listed by this, then by name. */
  position: Type.Integer({ minimum: 0, maximum: 10_000 }),
  /** Products that are not archived. */
  productCount: Type.Integer({ minimum: 0 }),
  revision: Revision,
});
export type Category = Static<typeof Category>;

/** Answer of `GET /api/inventory/categories`. */
export const CategoryList = ListOf(Category);
export type CategoryList = Static<typeof CategoryList>;

/** Body of `POST /api/inventory/categories`, idempotent by its id. */
export const NewCategory = Strict({
  id: Uuid,
  name: Text(100),
  position: Type.Optional(Type.Integer({ minimum: 0, maximum: 10_000 })),
});
export type NewCategory = Static<typeof NewCategory>;

/** Body of `PATCH /api/inventory/categories/:id`. */
export const CategoryChange = Strict({
  revision: Revision,
  name: Type.Optional(Text(100)),
  position: Type.Optional(Type.Integer({ minimum: 0, maximum: 10_000 })),
});
export type CategoryChange = Static<typeof CategoryChange>;

/** How products are taxed. */
export const TaxClassRates = Strict({
  code: TaxClass,
  name: Text(100),
  /** Rate in the signed-in store: its own, or else the default. */
  rateBasisPoints: BasisPoints,
  /** Rate in every store that has none of its own. */
  defaultRateBasisPoints: BasisPoints,
  storeRateBasisPoints: orNull(BasisPoints),
  revision: Revision,
});
export type TaxClassRates = Static<typeof TaxClassRates>;

/** Answer of `GET /api/inventory/tax-classes`. */
export const TaxClassList = ListOf(TaxClassRates);
export type TaxClassList = Static<typeof TaxClassList>;

/** Path of `PATCH /api/inventory/tax-classes/:code`. */
export const TaxClassParams = Strict({ code: TaxClass });
export type TaxClassParams = Static<typeof TaxClassParams>;

/** Body of `POST /api/inventory/tax-classes`, idempotent by its code. */
export const NewTaxClass = Strict({ code: TaxClass, name: Text(100), defaultRateBasisPoints: BasisPoints });
export type NewTaxClass = Static<typeof NewTaxClass>;

/** Body of `PATCH /api/inventory/tax-classes/:code`; applies to sales from now on. */
export const TaxClassChange = Strict({
  revision: Revision,
  name: Type.Optional(Text(100)),
  defaultRateBasisPoints: Type.Optional(BasisPoints),
  /** null: the default rate applies again. */
  storeRateBasisPoints: Type.Optional(orNull(BasisPoints)),
});
export type TaxClassChange = Static<typeof TaxClassChange>;

/** Why a person changes stock. */
export const AdjustmentReason = Type.Union([
  Type.Literal("received"),
  Type.Literal("damaged"),
  // The stock was counted: it is what was counted.
  Type.Literal("counted"),
  Type.Literal("stolen"),
  Type.Literal("other"),
]);
export type AdjustmentReason = Static<typeof AdjustmentReason>;

/** Why stock changed. */
export const MovementReason = Type.Union([
  Type.Literal("opening"),
  Type.Literal("sale"),
  Type.Literal("return"),
  ...AdjustmentReason.anyOf,
]);
export type MovementReason = Static<typeof MovementReason>;

/**
 * One product of an adjustment. With the reason `counted`, `quantityMilli` is what was counted (0 or more), and the
 * difference to the stock becomes the movement; with any other it is added to the stock: negative for what left.
 */
export const AdjustmentLine = Strict({ productId: Uuid, quantityMilli: SignedQuantityMilli });
export type AdjustmentLine = Static<typeof AdjustmentLine>;

/**
 * Body of `POST /api/inventory/stock-adjustments`, for the signed-in store. The id makes it idempotent: the same
 * again gets the original answer, other content under it 422. All lines or none; no product twice. `received` has
 * only positive, `damaged` and `stolen` only negative quantities.
 */
export const NewStockAdjustment = Strict({
  id: Uuid,
  reason: AdjustmentReason,
  note: Type.Optional(Text(500)),
  lines: Type.Array(AdjustmentLine, { minItems: 1, maxItems: 500 }),
});
export type NewStockAdjustment = Static<typeof NewStockAdjustment>;

/** A recorded adjustment. */
export const StockAdjustment = Strict({
  id: Uuid,
  reason: AdjustmentReason,
  note: orNull(Text(500)),
  userId: Uuid,
  recordedAt: UtcTime,
  lines: Type.Array(
    Strict({
      productId: Uuid,
      /** What was added to the stock. */
      changeMilli: Type.Integer(),
      /** The stock right after it. */
      stockOnHandMilli: Type.Integer(),
    }),
  ),
});
export type StockAdjustment = Static<typeof StockAdjustment>;

/** Query of lists that go back in time. */
export const StockHistoryQuery = Strict({
  cursor: Type.Optional(Cursor),
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 200, default: 50 })),
});
export type StockHistoryQuery = Static<typeof StockHistoryQuery>;

/** One entry of the stock ledger; entries are never changed. */
export const StockMovement = Strict({
  reason: MovementReason,
  /** Added to the stock: negative for what left. */
  quantityMilli: Type.Integer(),
  /** Stock after this movement, in the order of the ledger. */
  stockOnHandMilli: Type.Integer(),
  /** Id of what caused it: the sale, the adjustment, or the store for its opening stock. */
  sourceId: Uuid,
  /** Who adjusted, and why; null for other movements. */
  userId: orNull(Uuid),
  note: orNull(Text(500)),
  occurredAt: UtcTime,
  recordedAt: UtcTime,
});
export type StockMovement = Static<typeof StockMovement>;

/** Answer of `GET /api/inventory/products/:id/movements`: newest first, own store. */
export const StockMovementList = Strict({
  items: Type.Array(StockMovement),
  nextCursor: Type.Optional(Cursor),
});
export type StockMovementList = Static<typeof StockMovementList>;

/** Query of `GET /api/inventory/stock/low`. */
export const LowStockQuery = Strict({
  cursor: Type.Optional(Cursor),
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 200, default: 50 })),
});
export type LowStockQuery = Static<typeof LowStockQuery>;

/** Answer of `GET /api/inventory/stock/low`: products at or below their reorder level in the own store, by name. */
export const LowStockList = Strict({
  items: Type.Array(Product),
  /** All of them, not only this page's. */
  count: Type.Integer({ minimum: 0 }),
  nextCursor: Type.Optional(Cursor),
});
export type LowStockList = Static<typeof LowStockList>;

/** Query of `GET /api/inventory/products/changes`. */
export const ProductChangesQuery = Strict({
  /** `nextCursor` of the answer before; without it the whole catalogue is read. */
  since: Type.Optional(Cursor),
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 1_000, default: 500 })),
});
export type ProductChangesQuery = Static<typeof ProductChangesQuery>;

/** What a register keeps of a product: everything but the stock, which changes with every sale. */
export const CatalogueProduct = Type.Omit(Product, ["stockOnHandMilli", "reorderLevelMilli"], {
  additionalProperties: false,
});
export type CatalogueProduct = Omit<Product, "stockOnHandMilli" | "reorderLevelMilli">;

/**
 * Answer of `GET /api/inventory/products/changes`: what changed since the cursor, with prices and tax of the own
 * store. A product may come again although nothing changed that is shown; none is ever missed.
 * Refused with 410 `cursor-expired` when the database was restored or failed over: start again without `since`.
 */
export const ProductChanges = Strict({
  items: Type.Array(CatalogueProduct),
  /** Products that are no longer sold: forget them. */
  removedIds: Type.Array(Uuid),
  nextCursor: Cursor,
  /** Whether to ask again at once; otherwise the caller has everything for now. */
  more: Type.Boolean(),
});
export type ProductChanges = Static<typeof ProductChanges>;

/** Columns of the CSV: header names as written by the export; upper and lower case, spaces, `_` and `-` are alike. */
export const importColumns = [
  "sku",
  "name",
  "barcodes",
  "category",
  "price",
  "store price",
  "tax class",
  "reorder level",
  "archived",
  "stock on hand",
] as const;
export type ImportColumn = (typeof importColumns)[number];

/** Largest CSV: bytes and rows. */
export const importLimits = { bytes: 10_000_000, rows: 50_000 } as const;

/** Something wrong in one line of a CSV. */
export const ImportError = Strict({
  /** Counted from 1; the header is usually line 1. */
  line: Type.Integer({ minimum: 1 }),
  /** Name of the column; null when it is the line as a whole. */
  column: orNull(Type.String({ maxLength: 100 })),
  message: Type.String({ maxLength: 500 }),
});
export type ImportError = Static<typeof ImportError>;

/**
 * An import of products: previewed by `POST /api/inventory/imports` (body: the CSV as `text/csv` in UTF-8, with or
 * without BOM, separated by comma or semicolon, RFC 4180), then applied by `POST /api/inventory/imports/:id/apply`:
 * all or nothing, once. Rows are matched by SKU. Columns that are absent change nothing; a new SKU needs name,
 * category, price and tax class. A category that does not exist yet is created. Prices are decimals in the store's
 * currency; several barcodes are separated by a space. `stock on hand` is there in exports and ignored.
 */
export const ProductImport = Strict({
  id: Uuid,
  status: Type.Union([
    // Can be applied.
    Type.Literal("ready"),
    // Has errors: mend the file and send it again.
    Type.Literal("faulty"),
    Type.Literal("applied"),
  ]),
  createdAt: UtcTime,
  appliedAt: orNull(UtcTime),
  /** Without the header. */
  rowCount: Type.Integer({ minimum: 0 }),
  newCount: Type.Integer({ minimum: 0 }),
  changedCount: Type.Integer({ minimum: 0 }),
  unchangedCount: Type.Integer({ minimum: 0 }),
  /** Categories that applying creates. */
  newCategories: Type.Array(Text(100), { maxItems: 1_000 }),
  errorCount: Type.Integer({ minimum: 0 }),
  /** The first hundred. */
  errors: Type.Array(ImportError, { maxItems: 100 }),
  /** The first rows that would be new or changed. */
  samples: Type.Array(
    Strict({
      line: Type.Integer({ minimum: 1 }),
      sku: Text(64),
      name: Text(200),
      action: Type.Union([Type.Literal("new"), Type.Literal("changed")]),
      /** Columns whose value differs. */
      columns: Type.Array(Type.String({ maxLength: 100 })),
    }),
    { maxItems: 20 },
  ),
});
export type ProductImport = Static<typeof ProductImport>;
