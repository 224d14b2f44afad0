import { Type, type Static } from "typebox";
import {
  CurrencyCode,
  Cursor,
  Minor,
  PageOf,
  SignedMinor,
  Strict,
  Text,
  UtcTime,
  Uuid,
  UuidV7,
  maxMinor,
} from "./common.ts";
import { GiftCardCode } from "./transactions.ts";

/**
 * Card and gift card payments. The till creates a payment, under an id of its own, and completes the sale once it
 * is `approved`; the money moves when the sale's event arrives (see `streams.sales`), and what no sale claims is
 * released again. Payments belong to the store they were taken in; gift cards are valid in all stores.
 *
 * No card number ever passes here: the acquirer's reader sees it, CloudPOS knows brand and last four digits.
 */

/** What is paid with. Cash needs no payment: it is a tender of the sale alone. */
export const PaymentKind = Type.Union([Type.Literal("card"), Type.Literal("gift-card")]);
export type PaymentKind = Static<typeof PaymentKind>;

/**
 * Where a payment is.
 * - `authorising`: the acquirer is being asked, or the customer is at the reader. Ask again in a second.
 * - `approved`: the money is reserved. Complete the sale.
 * - `declined`: no money was reserved, none will be. Another try is another payment.
 * - `unknown`: the acquirer did not answer in time; money may be reserved. `GET` asks the acquirer; never try the
 *   same amount again under another id before this is known.
 * - `captured`: a sale claimed the payment and the money has moved.
 * - `cancelling`, `cancelled`: the reserved money is being, or was, released.
 * - `refund-pending`, `partially-refunded`, `refunded`: money went back, by a sale with a negative tender.
 * - `failed`: the money could not be moved as the sale says; `failure` tells a person why.
 */
export const PaymentStatus = Type.Union([
  Type.Literal("authorising"),
  Type.Literal("approved"),
  Type.Literal("declined"),
  Type.Literal("unknown"),
  Type.Literal("captured"),
  Type.Literal("cancelling"),
  Type.Literal("cancelled"),
  Type.Literal("refund-pending"),
  Type.Literal("partially-refunded"),
  Type.Literal("refunded"),
  Type.Literal("failed"),
]);
export type PaymentStatus = Static<typeof PaymentStatus>;

/**
 * Body of `POST /api/payments/payments`. Idempotent by `id`, for ever: the same content answers with the payment
 * as it is now, other content (or another register) with 422 `idempotency-mismatch`.
 *
 * 404 `gift-card-not-found` when no gift card has the code. A gift card that holds too little is an answer, not an
 * error: the payment is `declined`.
 */
export const CreatePayment = Strict({
  id: UuidV7,
  kind: PaymentKind,
  /** What to reserve; more than 0. */
  amountMinor: Type.Integer({ minimum: 1, maximum: maxMinor }),
  currency: CurrencyCode,
  /** The sale that is being paid, if its id is known already. Only for people who look for it later. */
  saleId: Type.Optional(UuidV7),
  /** Required for a gift card, refused otherwise. */
  giftCardCode: Type.Optional(GiftCardCode),
});
export type CreatePayment = Static<typeof CreatePayment>;

/** All that CloudPOS ever knows of a card. */
export const CardSummary = Strict({
  /** Such as `visa`. */
  brand: Text(32),
  lastFour: Type.String({ pattern: "^[0-9]{4}$" }),
});
export type CardSummary = Static<typeof CardSummary>;

/** Money that goes back because of a negative tender. */
export const PaymentRefund = Strict({
  id: Uuid,
  /** The sale that gives back. */
  saleId: UuidV7,
  amountMinor: Minor,
  status: Type.Union([Type.Literal("pending"), Type.Literal("done"), Type.Literal("failed")]),
  /** Why it failed, for a person. */
  failure: Type.Optional(Text(300)),
  createdAt: UtcTime,
});
export type PaymentRefund = Static<typeof PaymentRefund>;

/** A payment as it is now. */
export const Payment = Strict({
  id: UuidV7,
  storeId: Uuid,
  registerId: Uuid,
  userId: Uuid,
  kind: PaymentKind,
  status: PaymentStatus,
  amountMinor: Minor,
  currency: CurrencyCode,
  /** What was taken: 0 until captured. */
  capturedMinor: Minor,
  /** What went back of it, refunds under way not included. */
  refundedMinor: Minor,
  /** The sale that claimed the payment; before that, the one the till named; null when neither. */
  saleId: Type.Union([UuidV7, Type.Null()]),
  card: Type.Optional(CardSummary),
  /** Of the gift card's code. */
  giftCardLastFour: Type.Optional(Type.String({ pattern: "^[0-9A-Z]{4}$" })),
  /** Why it was declined, for a person. */
  declineReason: Type.Optional(Text(300)),
  /** What went wrong with it after it was approved, for a person. */
  failure: Type.Optional(Text(300)),
  refunds: Type.Array(PaymentRefund),
  createdAt: UtcTime,
  updatedAt: UtcTime,
});
export type Payment = Static<typeof Payment>;

/**
 * Path of `GET /api/payments/payments/:id` (asks the acquirer when the payment is `unknown`), of `POST …/cancel`
 * (the till gives it up; 409 `payment-state` once a sale has claimed it) and of `POST …/resolve` (somebody in
 * charge has what is stuck or failed tried again, now). 404 `payment-not-found` for another store's.
 */
export const PaymentParams = Strict({ id: UuidV7 });
export type PaymentParams = Static<typeof PaymentParams>;

/** Query of `GET /api/payments/payments` (own store, newest first). */
export const PaymentListQuery = Strict({
  status: Type.Optional(PaymentStatus),
  /** Payments that this sale claimed or was meant to. */
  saleId: Type.Optional(UuidV7),
  cursor: Type.Optional(Cursor),
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 200, default: 50 })),
});
export type PaymentListQuery = Static<typeof PaymentListQuery>;

/** Answer of `GET /api/payments/payments`. */
export const PaymentList = PageOf(Payment);
export type PaymentList = Static<typeof PaymentList>;

/**
 * Answer of `POST /api/payments/gift-cards` (no body): a code that nobody has. It becomes a gift card when a
 * sale's line sells it (`giftCardCode`); a line with the code of a card that is in use adds to its balance.
 */
export const NewGiftCard = Strict({ code: GiftCardCode });
export type NewGiftCard = Static<typeof NewGiftCard>;

/** Path of `GET /api/payments/gift-cards/:code`. */
export const GiftCardParams = Strict({ code: GiftCardCode });
export type GiftCardParams = Static<typeof GiftCardParams>;

/** One entry of a gift card's ledger. */
export const GiftCardEntry = Strict({
  kind: Type.Union([
    Type.Literal("issue"),
    Type.Literal("redeem"),
    Type.Literal("refund"),
    // The card itself was given back.
    Type.Literal("take-back"),
  ]),
  /** Added to the balance; negative for what leaves. */
  amountMinor: Type.Integer(),
  saleId: UuidV7,
  storeId: Uuid,
  at: UtcTime,
});
export type GiftCardEntry = Static<typeof GiftCardEntry>;

/** A gift card: `balanceMinor` is the sum of all its entries, of which the newest 100 are shown, newest first. */
export const GiftCard = Strict({
  lastFour: Type.String({ pattern: "^[0-9A-Z]{4}$" }),
  currency: CurrencyCode,
  /** Negative only when a card was given back after it had been spent. */
  balanceMinor: Type.Integer(),
  /** What can be paid with it now: the balance without what is reserved for payments under way; never negative. */
  availableMinor: Minor,
  createdAt: UtcTime,
  entries: Type.Array(GiftCardEntry),
});
export type GiftCard = Static<typeof GiftCard>;

/** Money that a stored sale speaks of and that could not be moved: for people to look into. A sale is never refused. */
export const Discrepancy = Strict({
  saleId: UuidV7,
  /** The payment that the sale names; null when it is about a gift card that was sold. */
  paymentId: Type.Union([UuidV7, Type.Null()]),
  /** What is missing; negative for money that was not given back. */
  amountMinor: SignedMinor,
  problem: Type.String(),
  at: UtcTime,
});
export type Discrepancy = Static<typeof Discrepancy>;

/** Query of `GET /api/payments/discrepancies` (own store, newest first). */
export const DiscrepancyListQuery = Strict({
  cursor: Type.Optional(Cursor),
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 200, default: 50 })),
});
export type DiscrepancyListQuery = Static<typeof DiscrepancyListQuery>;

/** Answer of `GET /api/payments/discrepancies`. */
export const DiscrepancyList = PageOf(Discrepancy);
export type DiscrepancyList = Static<typeof DiscrepancyList>;

/**
 * Outcomes of the simulated acquirer by the last two digits of the amount in minor units; all others are approved.
 * For trying out and for tests: no money moves.
 */
export const simulatedOutcomes = {
  /** Declined. */
  declined: 51,
  /** No answer; the acquirer has approved when it is asked. */
  lostAnswer: 52,
  /** No answer; the request never arrived, so that it is declined when the acquirer is asked. */
  lostRequest: 53,
} as const;
