import { Type, type Static } from "typebox";
import {
  BasisPoints,
  CalendarDay,
  CurrencyCode,
  Cursor,
  EmailAddress,
  Minor,
  PageOf,
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
  token: Type.Optional(Type.String({ pattern: "^[A-Za-z0-9_.-]{1,2000}$" })),
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

/** Query of `GET /api/transactions/sales`: sales of the own store, newest `soldAt` first. */
export const SaleListQuery = Strict({
  /** Days in the store's time zone by `soldAt`, both included. */
  from: Type.Optional(CalendarDay),
  to: Type.Optional(CalendarDay),
  registerId: Type.Optional(Uuid),
  /** Exactly this number; registers count apart, so there may be several. */
  receiptNumber: Type.Optional(Type.String({ pattern: "^[1-9][0-9]{0,17}$" })),
  customerId: Type.Optional(Uuid),
  userId: Type.Optional(Uuid),
  /** Sales that count in this shift, late ones included. */
  shiftId: Type.Optional(UuidV7),
  flag: Type.Optional(SaleFlag),
  /** `refunds`: only those with a line given back. */
  kind: Type.Optional(Type.Union([Type.Literal("all"), Type.Literal("refunds")], { default: "all" })),
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 200, default: 50 })),
  cursor: Type.Optional(Cursor),
});
export type SaleListQuery = Static<typeof SaleListQuery>;

/** Answer of `GET /api/transactions/sales`. */
export const SaleList = PageOf(StoredSale);
export type SaleList = Static<typeof SaleList>;

/** What may still be given back of a line. `returnLine` makes the line of a refund from it. */
export const ReturnableLine = Strict({
  /** Counted from 1. */
  lineNumber: Type.Integer({ minimum: 1, maximum: 500 }),
  /** Already given back, not negative. */
  returnedMilli: Type.Integer({ minimum: 0 }),
  /** Worth of what was given back, after discounts; not negative. */
  returnedMinor: Type.Integer({ minimum: 0 }),
  /** What is left; 0 for a gift card, which is not taken back. */
  returnableMilli: Type.Integer({ minimum: 0 }),
});
export type ReturnableLine = Static<typeof ReturnableLine>;

/** What may still be paid back by the means a sale was paid with. */
export const RefundableTender = Strict({
  kind: TenderKind,
  /** Goes into the refund's tender, where the sale's tender had one. */
  paymentId: Type.Optional(UuidV7),
  paidMinor: Minor,
  refundableMinor: Minor,
});
export type RefundableTender = Static<typeof RefundableTender>;

/**
 * Answer of `GET /api/transactions/sales/:id/returnable`: what a refund or exchange may give back. Money goes back to
 * where it came from, at most `refundableMinor` each; more in cash than was paid in cash needs an approval
 * (`sale:refund`) in the sale, also by a manager: somebody states the reason.
 */
export const ReturnableSale = Strict({
  sale: StoredSale,
  lines: Type.Array(ReturnableLine),
  /** One per payment with an id, one per kind for the others; only those that took money. */
  tenders: Type.Array(RefundableTender),
  /** Sales that gave something of it back, oldest first. */
  returns: Type.Array(Strict({ saleId: UuidV7, receiptNumber: Text(64), soldAt: UtcTime })),
});
export type ReturnableSale = Static<typeof ReturnableSale>;
