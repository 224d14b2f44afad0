import { Type, type Static, type TProperties } from "typebox";
import {
  BasisPoints,
  CalendarDay,
  CurrencyCode,
  Cursor,
  SignedMinor,
  Strict,
  TaxClass,
  Text,
  UtcTime,
  Uuid,
} from "./common.ts";
import { TenderKind } from "./transactions.ts";

/**
 * Reports of the signed-in store, in its time zone and currency. A sale belongs to the day of its `soldAt`.
 *
 * Every report of a range takes `from` and `to` (both included, at most {@link maxReportDays} days) and answers
 * with zeros or an empty list where nothing was sold. Each has a twin for spreadsheets with the same query:
 * `GET /api/reports/<report>.csv` (UTF-8, decimal point, amounts in whole currency units).
 *
 * Amounts are sums of signed values: what was given back is negative in them. `totalMinor` is what customers paid
 * before cash rounding; tenders add up to `totalMinor + roundingMinor`.
 */
export const maxReportDays = 400;

const Count = Type.Integer({ minimum: 0 });
/** Thousandths of a piece. */
const Quantity = Type.Integer();

/** Sums over some sales. */
const figures = {
  /** Receipts that sold something, exchanges among them: counted as on a Z report. */
  saleCount: Count,
  /** Receipts that only gave goods back; not part of `saleCount`. */
  refundCount: Count,
  /** `netMinor + taxMinor`. */
  totalMinor: SignedMinor,
  netMinor: SignedMinor,
  taxMinor: SignedMinor,
  /** Part of `totalMinor` from goods given back: never positive. */
  refundedMinor: SignedMinor,
  /** Taken off by discounts; those of goods given back are subtracted. */
  discountMinor: SignedMinor,
  /** Cash rounding, which is in no other amount. */
  roundingMinor: SignedMinor,
};

/** Sums over some sales. */
export const ReportFigures = Strict(figures);
export type ReportFigures = Static<typeof ReportFigures>;

/** When the last sale of the range was counted; null before the first. */
const updatedAt = Type.Union([UtcTime, Type.Null()]);

/** Path of `GET /api/reports/days/:date`. */
export const DayReportParams = Strict({ date: CalendarDay });
export type DayReportParams = Static<typeof DayReportParams>;

/** One day of the signed-in store, in the store's time zone. All zero when nothing was sold. */
export const DayReport = Strict({
  date: CalendarDay,
  currency: CurrencyCode,
  ...figures,
  /** Sum by kind of tender; a kind that was not used is absent. */
  tenders: Type.Record(Type.String({ pattern: "^[a-z-]{1,32}$" }), SignedMinor),
  updatedAt,
});
export type DayReport = Static<typeof DayReport>;

/** Query of every report of a range of days. */
export const ReportRangeQuery = Strict({ from: CalendarDay, to: CalendarDay });
export type ReportRangeQuery = Static<typeof ReportRangeQuery>;

function RangeReport<T extends TProperties>(properties: T) {
  return Strict({ from: CalendarDay, to: CalendarDay, currency: CurrencyCode, ...properties, updatedAt });
}

/** Sums of a period with what follows from them. */
export const PeriodFigures = Strict({
  ...figures,
  /** Mean total of the receipts that sold something; null without any. */
  averageBasketMinor: Type.Union([SignedMinor, Type.Null()]),
});
export type PeriodFigures = Static<typeof PeriodFigures>;

/** Answer of `GET /api/reports/summary`. */
export const SummaryReport = RangeReport({
  totals: PeriodFigures,
  /** As many days, right before `from`. */
  previous: Strict({ from: CalendarDay, to: CalendarDay, totals: PeriodFigures }),
  /** Every day of the range in order, also those without sales. */
  days: Type.Array(Strict({ date: CalendarDay, ...figures })),
});
export type SummaryReport = Static<typeof SummaryReport>;

/** Answer of `GET /api/reports/hours`: all 24 hours of the day, each summed over the days of the range. */
export const HoursReport = RangeReport({
  items: Type.Array(Strict({ hour: Type.Integer({ minimum: 0, maximum: 23 }), ...figures })),
});
export type HoursReport = Static<typeof HoursReport>;

/** Sums over some lines. */
const goodsFigures = {
  /** Sold less given back. */
  quantityMilli: Quantity,
  /** Given back: never negative. */
  returnedMilli: Type.Integer({ minimum: 0 }),
  totalMinor: SignedMinor,
  netMinor: SignedMinor,
  taxMinor: SignedMinor,
  refundedMinor: SignedMinor,
  discountMinor: SignedMinor,
};

/** Query of `GET /api/reports/products`. */
export const ProductsReportQuery = Strict({
  ...ReportRangeQuery.properties,
  /** Highest first. */
  sort: Type.Optional(
    Type.Union([Type.Literal("total"), Type.Literal("quantity"), Type.Literal("refunded")], {
      default: "total",
    }),
  ),
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 200, default: 50 })),
  /** `nextCursor` of the page before. */
  cursor: Type.Optional(Cursor),
});
export type ProductsReportQuery = Static<typeof ProductsReportQuery>;

/** Answer of `GET /api/reports/products`; name, SKU and category as in the latest sale. */
export const ProductsReport = RangeReport({
  items: Type.Array(
    Strict({
      productId: Uuid,
      sku: Text(64),
      name: Text(200),
      category: Type.Union([Text(100), Type.Null()]),
      ...goodsFigures,
    }),
  ),
  /** Absent on the last page. */
  nextCursor: Type.Optional(Cursor),
});
export type ProductsReport = Static<typeof ProductsReport>;

/** Answer of `GET /api/reports/categories`, highest total first. */
export const CategoriesReport = RangeReport({
  /** `category` is null for lines without one. */
  items: Type.Array(Strict({ category: Type.Union([Text(100), Type.Null()]), ...goodsFigures })),
});
export type CategoriesReport = Static<typeof CategoriesReport>;

/** Answer of `GET /api/reports/cashiers`, highest total first. */
export const CashiersReport = RangeReport({
  items: Type.Array(
    Strict({
      userId: Uuid,
      /** Null while it is not known here. */
      name: Type.Union([Text(100), Type.Null()]),
      ...PeriodFigures.properties,
    }),
  ),
});
export type CashiersReport = Static<typeof CashiersReport>;

/** Answer of `GET /api/reports/tenders`, highest amount first. */
export const TendersReport = RangeReport({
  items: Type.Array(
    Strict({
      kind: TenderKind,
      /** Payments taken from customers and paid to them, in number. */
      receivedCount: Count,
      refundedCount: Count,
      receivedMinor: SignedMinor,
      /** Never positive. */
      refundedMinor: SignedMinor,
      /** `receivedMinor + refundedMinor`. */
      amountMinor: SignedMinor,
    }),
  ),
});
export type TendersReport = Static<typeof TendersReport>;

/** Answer of `GET /api/reports/taxes`, by class and rate, highest rate first. */
export const TaxesReport = RangeReport({
  items: Type.Array(
    Strict({
      taxClass: TaxClass,
      taxRateBasisPoints: BasisPoints,
      netMinor: SignedMinor,
      taxMinor: SignedMinor,
      /** `netMinor + taxMinor`. */
      totalMinor: SignedMinor,
    }),
  ),
});
export type TaxesReport = Static<typeof TaxesReport>;
