import { Type, type Static } from "typebox";
import {
  BasisPoints,
  CurrencyCode,
  ListOf,
  Minor,
  Strict,
  TaxClass,
  Text,
  UtcTime,
  Uuid,
  UuidV7,
  maxQuantityMilli,
} from "./common.ts";

/** One line of a sale, priced as the register showed it to the customer. */
export const SaleLine = Strict({
  productId: Uuid,
  sku: Text(64),
  name: Text(200),
  /** Thousandths of a piece: 1000 = one piece, 1250 = 1.25 kg. */
  quantityMilli: Type.Integer({ minimum: 1, maximum: maxQuantityMilli }),
  unitPriceMinor: Minor,
  /** Taken off the whole line. */
  discountMinor: Minor,
  taxClass: TaxClass,
  taxRateBasisPoints: BasisPoints,
});
export type SaleLine = Static<typeof SaleLine>;

/** Totals of a sale: `netMinor + taxMinor = totalMinor`. */
export const SaleTotals = Strict({ netMinor: Minor, taxMinor: Minor, totalMinor: Minor });
export type SaleTotals = Static<typeof SaleTotals>;

/** Kinds of payment at the till. */
export const TenderKind = Type.Union([Type.Literal("cash"), Type.Literal("card")]);
export type TenderKind = Static<typeof TenderKind>;

/** One payment of a sale: `amountMinor` counts towards the total, `tenderedMinor - changeMinor = amountMinor`. */
export const SaleTender = Strict({
  kind: TenderKind,
  amountMinor: Minor,
  tenderedMinor: Minor,
  changeMinor: Minor,
});
export type SaleTender = Static<typeof SaleTender>;

/** Body of `POST /api/transactions/sales`: a completed sale. Its id makes the request idempotent for ever. */
export const Sale = Strict({
  id: UuidV7,
  registerId: Uuid,
  soldAt: UtcTime,
  currency: CurrencyCode,
  lines: Type.Array(SaleLine, { minItems: 1, maxItems: 500 }),
  totals: SaleTotals,
  tenders: Type.Array(SaleTender, { minItems: 1, maxItems: 20 }),
});
export type Sale = Static<typeof Sale>;

/** What the server noticed about a stored sale; a completed sale is flagged, never refused. */
export const SaleFlag = Type.Union([
  Type.Literal("totals-differ"),
  Type.Literal("tenders-differ"),
  Type.Literal("clock-differs"),
]);
export type SaleFlag = Static<typeof SaleFlag>;

/** Answer to a committed sale. */
export const SaleReceipt = Strict({
  id: UuidV7,
  receiptNumber: Text(64),
  committedAt: UtcTime,
  /** As the register sent them: what the customer paid. */
  totals: SaleTotals,
  flags: Type.Array(SaleFlag),
});
export type SaleReceipt = Static<typeof SaleReceipt>;

/** A stored sale, as read back. */
export const StoredSale = Strict({
  ...Sale.properties,
  storeId: Uuid,
  userId: Uuid,
  receiptNumber: Text(64),
  committedAt: UtcTime,
  flags: Type.Array(SaleFlag),
});
export type StoredSale = Static<typeof StoredSale>;

/** Path of `GET /api/transactions/sales/:id`. */
export const SaleParams = Strict({ id: UuidV7 });
export type SaleParams = Static<typeof SaleParams>;

/** Query of `GET /api/transactions/sales` (newest first, own store). */
export const SaleListQuery = Strict({
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 200, default: 50 })),
});
export type SaleListQuery = Static<typeof SaleListQuery>;

/** Answer of `GET /api/transactions/sales`. */
export const SaleList = ListOf(StoredSale);
export type SaleList = Static<typeof SaleList>;
