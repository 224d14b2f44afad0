import { Type, type Static } from "typebox";
import {
  BasisPoints,
  CalendarDay,
  CurrencyCode,
  Cursor,
  Minor,
  PageOf,
  Strict,
  TaxClass,
  Text,
  UtcTime,
  Uuid,
  UuidV7,
} from "./common.ts";
import { TenderKind } from "./transactions.ts";

/**
 * A register's shift: from the opening float to the count. At most one is open per register. All routes are below
 * `/api/transactions`; times are the server's.
 */
export const Shift = Strict({
  id: UuidV7,
  storeId: Uuid,
  registerId: Uuid,
  openedAt: UtcTime,
  openedBy: Uuid,
  openedByName: Text(100),
  openingFloatMinor: Minor,
  currency: CurrencyCode,
  /** These four are there once it is closed; its Z report has the shift's id. */
  closedAt: Type.Optional(UtcTime),
  closedBy: Type.Optional(Uuid),
  closedByName: Type.Optional(Text(100)),
  zNumber: Type.Optional(Type.Integer({ minimum: 1 })),
});
export type Shift = Static<typeof Shift>;

/**
 * Body of `POST shifts` (shift:operate, signed in at a register): opens a shift of that register. 201, or 200 with
 * the shift when it was opened by the same request before. 409 `shift-open` while another one is open.
 */
export const OpenShift = Strict({
  /** Made by the register; makes the request idempotent. */
  id: UuidV7,
  /** Change in the drawer at the start. */
  openingFloatMinor: Minor,
});
export type OpenShift = Static<typeof OpenShift>;

/** Path of the routes of one shift. */
export const ShiftParams = Strict({ id: UuidV7 });
export type ShiftParams = Static<typeof ShiftParams>;

/** What happens at the drawer beside sales: cash put in, taken out, or the drawer just opened. */
export const CashMovementKind = Type.Union([
  Type.Literal("pay-in"),
  Type.Literal("pay-out"),
  Type.Literal("no-sale"),
]);
export type CashMovementKind = Static<typeof CashMovementKind>;

/**
 * Body of `POST shifts/:id/cash-movements` (shift:operate at the shift's register, or shift:read elsewhere). 201, or 200 for the same again;
 * 422 `idempotency-mismatch`; 409 `shift-not-open` when the shift is closed.
 */
export const NewCashMovement = Strict({
  /** Made by the register; makes the request idempotent. */
  id: UuidV7,
  kind: CashMovementKind,
  /** Above 0 for cash in or out, 0 for `no-sale`. */
  amountMinor: Minor,
  reason: Text(200),
});
export type NewCashMovement = Static<typeof NewCashMovement>;

/** A cash movement as stored. */
export const CashMovement = Strict({
  ...NewCashMovement.properties,
  shiftId: UuidV7,
  userId: Uuid,
  userName: Text(100),
  occurredAt: UtcTime,
});
export type CashMovement = Static<typeof CashMovement>;

/** Answer of `GET shifts/current` (shift:operate, signed in at a register): the register's open shift, or null. */
export const CurrentShift = Strict({
  shift: Type.Union([Shift, Type.Null()]),
  /** Of that shift, oldest first. */
  cashMovements: Type.Array(CashMovement),
});
export type CurrentShift = Static<typeof CurrentShift>;

/** Query of `GET shifts` (shift:read): shifts of the own store, the newest first. */
export const ShiftListQuery = Strict({
  registerId: Type.Optional(Uuid),
  status: Type.Optional(Type.Union([Type.Literal("open"), Type.Literal("closed")])),
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 200, default: 50 })),
  cursor: Type.Optional(Cursor),
});
export type ShiftListQuery = Static<typeof ShiftListQuery>;

/** Answer of `GET shifts`. */
export const ShiftList = PageOf(Shift);
export type ShiftList = Static<typeof ShiftList>;

const Count = Type.Integer({ minimum: 0 });
/** A sum of amounts: larger than one amount may be. */
const Sum = Type.Integer({ minimum: Number.MIN_SAFE_INTEGER, maximum: Number.MAX_SAFE_INTEGER });

/** Lines at one tax rate; tax is rounded per sale and rate, as on the receipts, and then added up. */
export const TaxFigures = Strict({
  taxClass: TaxClass,
  taxRateBasisPoints: BasisPoints,
  netMinor: Sum,
  taxMinor: Sum,
  /** `netMinor + taxMinor`. */
  grossMinor: Sum,
});
export type TaxFigures = Static<typeof TaxFigures>;

/** Payments of one kind. */
export const TenderFigures = Strict({
  kind: TenderKind,
  /** Number of payments, either way. */
  count: Count,
  receivedMinor: Sum,
  /** Paid back; not positive. */
  refundedMinor: Sum,
  /** `receivedMinor + refundedMinor`. */
  amountMinor: Sum,
});
export type TenderFigures = Static<typeof TenderFigures>;

/** What a number of sales of one register add up to. Amounts in minor units; counted as the reports count. */
export const SaleFigures = Strict({
  /** Receipts that sold something, exchanges among them. */
  saleCount: Count,
  /** Receipts that only gave goods back. */
  refundCount: Count,
  /** As on the receipts. */
  totals: Strict({ netMinor: Sum, taxMinor: Sum, totalMinor: Sum }),
  /** Worth of the lines sold, after discounts; with tax exactly when the store's prices include it. */
  soldMinor: Sum,
  /** Worth of the lines given back, likewise; not positive. */
  returnedMinor: Sum,
  /** Taken off by discounts; those of goods given back are subtracted. */
  discountsMinor: Sum,
  /** Lines sold with a discount. */
  discountCount: Count,
  /** Cash rounding: tenders add up to `totals.totalMinor + roundingMinor`, unless a sale is flagged. */
  roundingMinor: Sum,
  /** Gift cards sold, part of `soldMinor`. */
  giftCardsSoldMinor: Sum,
  /** By class, then rate. */
  taxes: Type.Array(TaxFigures),
  /** By kind; kinds that were not used are absent. */
  tenders: Type.Array(TenderFigures),
  /** Sales that the server flagged, see `SaleFlag`. */
  flaggedCount: Count,
  /** Lowest and highest receipt number; absent without a sale. */
  firstReceiptNumber: Type.Optional(Text(64)),
  lastReceiptNumber: Type.Optional(Text(64)),
});
export type SaleFigures = Static<typeof SaleFigures>;

/** The drawer of a shift. `expectedMinor = float + sales + pay-ins - pay-outs`. */
export const CashFigures = Strict({
  openingFloatMinor: Sum,
  /** Cash of the sales, refunds taken off. */
  salesMinor: Sum,
  payInMinor: Sum,
  payInCount: Count,
  /** Not negative. */
  payOutMinor: Sum,
  payOutCount: Count,
  /** How often the drawer was opened without a sale. */
  noSaleCount: Count,
  expectedMinor: Sum,
});
export type CashFigures = Static<typeof CashFigures>;

/** Answer of `GET shifts/:id/x-report` (shift:read): what an open shift holds now. Never stored. */
export const XReport = Strict({
  shift: Shift,
  takenAt: UtcTime,
  figures: SaleFigures,
  cash: CashFigures,
  /** Oldest first. */
  cashMovements: Type.Array(CashMovement),
});
export type XReport = Static<typeof XReport>;

/** Number of coins or notes of one value in the drawer. */
export const DenominationCount = Strict({
  /** What one is worth. */
  valueMinor: Type.Integer({ minimum: 1, maximum: 100_000_000 }),
  count: Type.Integer({ minimum: 0, maximum: 1_000_000 }),
});
export type DenominationCount = Static<typeof DenominationCount>;

/**
 * Body of `POST shifts/:id/close` (shift:operate at the shift's register, or shift:read elsewhere): the blind count. 201 with the Z report,
 * or 200 with the same one for the same request again; 409 `shift-not-open` when it was closed with another count.
 */
export const CloseShift = Strict({
  countedCashMinor: Minor,
  /** How it was counted; if given, it adds up to `countedCashMinor`. */
  denominations: Type.Optional(Type.Array(DenominationCount, { maxItems: 50 })),
  /** For the difference, or anything else. */
  note: Type.Optional(Text(500)),
});
export type CloseShift = Static<typeof CloseShift>;

/** Receipt numbers `from` to `to`, both included. */
export const NumberRange = Strict({ from: Text(64), to: Text(64) });
export type NumberRange = Static<typeof NumberRange>;

/** What was written when a shift was closed. Never changed. */
export const ZReport = Strict({
  /** The shift's id. */
  id: UuidV7,
  /** Counted from 1 for each register, without a gap. */
  zNumber: Type.Integer({ minimum: 1 }),
  /** The day of the close in the store's time zone. */
  businessDay: CalendarDay,
  timeZone: Text(64),
  shift: Shift,
  figures: SaleFigures,
  cash: CashFigures,
  countedCashMinor: Minor,
  /** Counted less expected: negative when cash is missing. */
  differenceMinor: Sum,
  denominations: Type.Optional(Type.Array(DenominationCount)),
  note: Type.Optional(Text(500)),
  cashMovements: Type.Array(CashMovement),
  /**
   * Receipt numbers between the previous Z report of the register and the end of this one that this shift does not
   * contain: late sales of earlier shifts, and sales made without a shift. At most 1,000 ranges are listed.
   */
  gaps: Type.Array(NumberRange),
  /** All sales of the register since its first, up to this report. */
  grandTotalMinor: Sum,
});
export type ZReport = Static<typeof ZReport>;

/**
 * Answer of `GET z-reports/:id` (shift:read): the report as it was written, and beside it the sales of the shift
 * that arrived after the close (absent while there are none).
 */
export const ZReportWithSupplement = Strict({
  report: ZReport,
  supplement: Type.Optional(SaleFigures),
});
export type ZReportWithSupplement = Static<typeof ZReportWithSupplement>;

/** Query of `GET z-reports` (shift:read): Z reports of the own store, the newest first. */
export const ZReportListQuery = Strict({
  registerId: Type.Optional(Uuid),
  /** Business days, both included. */
  from: Type.Optional(CalendarDay),
  to: Type.Optional(CalendarDay),
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 200, default: 50 })),
  cursor: Type.Optional(Cursor),
});
export type ZReportListQuery = Static<typeof ZReportListQuery>;

/** A Z report in a list. */
export const ZReportSummary = Strict({
  id: UuidV7,
  zNumber: Type.Integer({ minimum: 1 }),
  registerId: Uuid,
  businessDay: CalendarDay,
  closedAt: UtcTime,
  closedByName: Text(100),
  currency: CurrencyCode,
  saleCount: Count,
  totals: Strict({ netMinor: Sum, taxMinor: Sum, totalMinor: Sum }),
  expectedCashMinor: Sum,
  countedCashMinor: Sum,
  differenceMinor: Sum,
  /** Sales that arrived after the close. */
  lateSaleCount: Count,
});
export type ZReportSummary = Static<typeof ZReportSummary>;

/** Answer of `GET z-reports`. */
export const ZReportList = PageOf(ZReportSummary);
export type ZReportList = Static<typeof ZReportList>;

/** Query of `GET journal/verification` (audit:read). A long journal is verified in parts. */
export const JournalVerificationQuery = Strict({
  registerId: Uuid,
  /** Last entry of the part before; 0 starts at the beginning. */
  after: Type.Optional(Type.Integer({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER, default: 0 })),
});
export type JournalVerificationQuery = Static<typeof JournalVerificationQuery>;

/** Answer of `GET journal/verification`. */
export const JournalVerification = Strict({
  registerId: Uuid,
  /** Last entry that was looked at. */
  through: Type.Integer({ minimum: 0 }),
  /** Hash of that entry in hex; keep it outside to prove later that nothing before was rewritten. */
  hash: Type.String({ pattern: "^[0-9a-f]{64}$" }),
  /** The first entry that is not what was written, or null. */
  broken: Type.Union([Strict({ entryNumber: Type.Integer(), reason: Type.String() }), Type.Null()]),
  /** Whether the journal ends here; if not, go on with `after=through`. */
  complete: Type.Boolean(),
});
export type JournalVerification = Static<typeof JournalVerification>;
