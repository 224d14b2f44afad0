import { Type, type Static } from "typebox";
import { CalendarDay, CurrencyCode, SignedMinor, Strict, UtcTime } from "./common.ts";

/** Path of `GET /api/reports/days/:date`. */
export const DayReportParams = Strict({ date: CalendarDay });
export type DayReportParams = Static<typeof DayReportParams>;

/** One day of the signed-in store, in the store's time zone. All zero when nothing was sold. */
export const DayReport = Strict({
  date: CalendarDay,
  currency: CurrencyCode,
  saleCount: Type.Integer({ minimum: 0 }),
  totalMinor: SignedMinor,
  taxMinor: SignedMinor,
  /** Sum by kind of tender; a kind that was not used is absent. */
  tenders: Type.Record(Type.String({ pattern: "^[a-z-]{1,32}$" }), SignedMinor),
  /** When the last event was counted; null before the first. */
  updatedAt: Type.Union([UtcTime, Type.Null()]),
});
export type DayReport = Static<typeof DayReport>;
