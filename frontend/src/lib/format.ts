import type { Store } from "@cloudpos/contracts";
import { formatMoney } from "@cloudpos/contracts/money";

/** Writes amounts as the store does. */
export type Money = (amountMinor: number) => string;

/** The money format of a store. */
export function moneyOf(store: Pick<Store, "currency" | "locale">): Money {
  return (amountMinor) => formatMoney(amountMinor, store.currency, store.locale);
}

/** A quantity as people read it: `3`, `1.25`. */
export function formatQuantity(quantityMilli: number, locale: string): string {
  return new Intl.NumberFormat(locale, { maximumFractionDigits: 3 }).format(quantityMilli / 1000);
}

/** Calendar day YYYY-MM-DD of `when` in a time zone. */
export function calendarDay(when: Date, timeZone: string): string {
  const parts = new Intl.DateTimeFormat("en-US", {
    timeZone,
    calendar: "gregory",
    numberingSystem: "latn",
    year: "numeric",
    month: "2-digit",
    day: "2-digit",
  }).formatToParts(when);
  const part = (type: Intl.DateTimeFormatPartTypes) => parts.find((each) => each.type === type)?.value ?? "";
  return `${part("year")}-${part("month")}-${part("day")}`;
}
