import { Type, type Static } from "typebox";
import {
  BasisPoints,
  CurrencyCode,
  EmailAddress,
  ListOf,
  Minor,
  SignedMinor,
  Strict,
  TaxClass,
  Text,
  UtcTime,
  Uuid,
  UuidV7,
  maxQuantityMilli,
} from "./common.ts";
import { ApprovablePermission } from "./roles.ts";

/** Which line of which sale is given back. */
export const ReturnOf = Strict({
  saleId: UuidV7,
  /** Counted from 1. */
  lineNumber: Type.Integer({ minimum: 1, maximum: 500 }),
});
export type ReturnOf = Static<typeof ReturnOf>;

/** Code of a gift card: 12 to 19 characters, no letters that look like digits. */
export const GiftCardCode = Type.String({ pattern: "^[0-9A-HJ-NP-Z]{12,19}$" });

/**
 * One line of a sale, priced as the register showed it to the customer. A line that is given back has a negative
 * quantity (and, with it, a negative discount) and says what it gives back; both kinds may stand in one sale.
 */
export const SaleLine = Strict({
  productId: Uuid,
  sku: Text(64),
  name: Text(200),
  /** As the catalogue had it; reports are broken down by it. */
  category: Type.Optional(Text(100)),
  /** Thousandths of a piece: 1000 = one piece, 1250 = 1.25 kg. Negative when given back, never 0. */
  quantityMilli: Type.Union([
    Type.Integer({ minimum: 1, maximum: maxQuantityMilli }),
    Type.Integer({ minimum: -maxQuantityMilli, maximum: -1 }),
  ]),
  unitPriceMinor: Minor,
  /** Taken off the whole line, the line's share of a discount on the cart included; has the quantity's sign. */
  discountMinor: SignedMinor,
  taxClass: TaxClass,
  taxRateBasisPoints: BasisPoints,
  /** Required when the quantity is negative, refused otherwise. */
  returnOf: Type.Optional(ReturnOf),
  /** The line sells this gift card: it is worth the line's amount once the sale is committed. */
  giftCardCode: Type.Optional(GiftCardCode),
});
export type SaleLine = Static<typeof SaleLine>;

/** Totals of a sale: `netMinor + taxMinor = totalMinor`. Negative when more is given back than sold. */
export const SaleTotals = Strict({ netMinor: SignedMinor, taxMinor: SignedMinor, totalMinor: SignedMinor });
export type SaleTotals = Static<typeof SaleTotals>;

/** Kinds of payment at the till. */
export const TenderKind = Type.Union([Type.Literal("cash"), Type.Literal("card"), Type.Literal("gift-card")]);
export type TenderKind = Static<typeof TenderKind>;

/**
 * One payment of a sale: `amountMinor` counts towards the total, `tenderedMinor - changeMinor = amountMinor`.
 * Negative amounts are paid to the customer; only cash gives change.
 */
export const SaleTender = Strict({
  kind: TenderKind,
  amountMinor: SignedMinor,
  tenderedMinor: SignedMinor,
  changeMinor: Minor,
  /** The payment (see payments) that holds the money of a card or gift card; that money goes back to, if negative. */
  paymentId: Type.Optional(UuidV7),
});
export type SaleTender = Static<typeof SaleTender>;

/** Somebody who may do it allowed it at the till. */
export const SaleApproval = Strict({
  permission: ApprovablePermission,
  approverId: Uuid,
  reason: Text(200),
  /** Proof from `POST /api/auth/approvals`; without a valid one the sale is flagged. */
  token: Type.Optional(Type.String({ maxLength: 2_000 })),
});
export type SaleApproval = Static<typeof SaleApproval>;

/**
 * Body of `POST /api/transactions/sales`: a completed sale. Its id makes the request idempotent for ever.
 * A sale (no line given back) is never refused for a disagreement: it is stored and flagged. Lines that are given
 * back are checked before money leaves the drawer: more than was sold, or without permission, is refused.
 */
export const Sale = Strict({
  id: UuidV7,
  registerId: Uuid,
  /** Shift of the register that the sale was made in; absent where the register knew of none. */
  shiftId: Type.Optional(UuidV7),
  soldAt: UtcTime,
  currency: CurrencyCode,
  customerId: Type.Optional(Uuid),
  /** Where the receipt shall be sent. */
  receiptEmail: Type.Optional(EmailAddress),
  lines: Type.Array(SaleLine, { minItems: 1, maxItems: 500 }),
  totals: SaleTotals,
  /** Cash rounding: tenders add up to `totals.totalMinor + roundingMinor`. Untaxed; absent means 0. */
  roundingMinor: Type.Optional(SignedMinor),
  /** Empty only when nothing is to pay (an even exchange). */
  tenders: Type.Array(SaleTender, { maxItems: 20 }),
  approvals: Type.Optional(Type.Array(SaleApproval, { maxItems: 10 })),
});
export type Sale = Static<typeof Sale>;

/** What the server noticed about a stored sale; a completed sale is flagged, never refused. */
export const SaleFlag = Type.Union([
  Type.Literal("totals-differ"),
  Type.Literal("tenders-differ"),
  Type.Literal("clock-differs"),
  // A discount that the seller may not give, without a valid approval.
  Type.Literal("approval-missing"),
  // Committed after its shift was closed: part of that shift's supplement.
  Type.Literal("shift-closed"),
  // Committed while the register had no open shift.
  Type.Literal("no-shift"),
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
