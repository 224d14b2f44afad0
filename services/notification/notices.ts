import { formatMoney, type Register, type ShiftClosed, type StockLow, type Store } from "@cloudpos/contracts";
import { escape, page, rule, table, textRow, textRule, type Cells } from "./html.ts";
import { dateTime, type Message } from "./receipt.ts";

/** Stock of a product has fallen to its reorder level. */
export function stockLowMessage(event: StockLow, store: Store): Message {
  const pieces = (milli: number) =>
    new Intl.NumberFormat(store.locale, { maximumFractionDigits: 3 }).format(milli / 1000);
  return message(
    `Low stock: ${event.name} (${store.name})`,
    `${event.name} is running low in ${store.name}.`,
    [
      ["SKU", event.sku],
      ["In stock", pieces(event.onHandMilli)],
      ["Reorder level", pieces(event.reorderLevelMilli)],
    ],
  );
}

/** A shift was counted and closed. */
export function shiftClosedMessage(event: ShiftClosed, store: Store, register: Register | null): Message {
  const money = (minor: number) => formatMoney(minor, event.currency, store.locale);
  const difference = event.countedCashMinor - event.expectedCashMinor;
  const what =
    difference === 0
      ? "cash is right"
      : `cash ${difference < 0 ? "short" : "over"} by ${money(Math.abs(difference))}`;
  const name = register?.name ?? "A register";
  return message(
    `Z report ${event.zNumber}: ${what} (${store.name})`,
    `${event.userName} has closed the shift of ${name} in ${store.name}: ${what}.`,
    [
      ["Z report", String(event.zNumber)],
      ["Closed", dateTime(event.occurredAt, store, store.timeZone)],
      ["Receipts", String(event.saleCount)],
      ["Total", money(event.totalMinor)],
      ["Cash expected", money(event.expectedCashMinor)],
      ["Cash counted", money(event.countedCashMinor)],
      ["Difference", money(difference)],
    ],
  );
}

function message(subject: string, sentence: string, rows: readonly Cells[]): Message {
  return {
    subject,
    html: page(subject, [`<p style="margin:0">${escape(sentence)}</p>`, rule, table(rows)].join("\n")),
    text: [sentence, textRule, ...rows.map((row) => textRow(row)), ""].join("\n"),
  };
}
