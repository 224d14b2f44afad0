import {
  formatMoney,
  lineAmountMinor,
  saleTotals,
  type Register,
  type SaleCompleted,
  type SaleLine,
  type Store,
} from "@cloudpos/contracts";
import { escape, page, rule, smallPrint, table, textCentred, textRow, textRule, type Cells } from "./html.ts";

/** What a mail says. */
export interface Message {
  subject: string;
  text: string;
  html: string;
}

/** Number of a receipt as people read it: numbers are counted by register. */
export function receiptNumber(sale: Pick<SaleCompleted["sale"], "receiptNumber">, register: Register | null) {
  return register ? `${register.code}-${sale.receiptNumber}` : sale.receiptNumber;
}

/** A receipt as HTML and as text, with the same content. */
export function receiptMessage(event: SaleCompleted, store: Store, register: Register | null): Message {
  const { sale } = event;
  const number = receiptNumber(sale, register);
  const money = (minor: number) => formatMoney(minor, sale.currency, store.locale);
  const pricesIncludeTax = event.pricesIncludeTax ?? store.pricesIncludeTax;
  const returns = sale.lines.some((line) => line.quantityMilli < 0);
  const title = sale.lines.every((line) => line.quantityMilli < 0) ? "Refund" : "Receipt";

  const details: Cells[] = [
    [title, number],
    ["Date", dateTime(sale.soldAt, store, event.timeZone)],
    ...(register ? [["Register", register.name]] : []),
  ];
  const lines = sale.lines.map((line): Cells => [
    lineText(line, money, store.locale),
    money(lineAmountMinor(line)),
  ]);
  const sums: Cells[] = [
    ...(pricesIncludeTax
      ? []
      : [
          ["Subtotal", money(sale.totals.netMinor)],
          ["Tax", money(sale.totals.taxMinor)],
        ]),
    ["Total", money(sale.totals.totalMinor)],
  ];
  const rounding = sale.roundingMinor ?? 0;
  const payments: Cells[] = [
    ...(rounding === 0
      ? []
      : [
          ["Cash rounding", money(rounding)],
          ["To pay", money(sale.totals.totalMinor + rounding)],
        ]),
    ...sale.tenders.flatMap((tender): Cells[] => {
      const name = tenderNames[tender.kind];
      if (tender.amountMinor < 0) return [[`Paid back: ${name.toLowerCase()}`, money(-tender.amountMinor)]];
      return [
        [name, money(tender.tenderedMinor)],
        ...(tender.changeMinor > 0 ? [["Change", money(tender.changeMinor)]] : []),
      ];
    }),
  ];
  const taxHead: Cells = ["Tax", "Net", "Tax", "Total"];
  const taxes = saleTotals(sale.lines, pricesIncludeTax).buckets.map((bucket): Cells => [
    `${percent(bucket.taxRateBasisPoints, store.locale)} ${bucket.taxClass}`,
    money(bucket.netMinor),
    money(bucket.taxMinor),
    money(bucket.grossMinor),
  ]);
  const notes = returns ? ["Amounts with a minus sign were given back."] : [];

  return {
    subject: `${title} ${number} from ${store.name}`,
    html: page(
      `${title} ${number}`,
      [
        `<h1 style="margin:0;text-align:center;font-size:20px">${escape(store.name)}</h1>`,
        smallPrint(store.receiptHeader),
        rule,
        table(details),
        rule,
        table(lines),
        rule,
        table(sums, { bold: true }),
        table(payments),
        rule,
        table(taxes, { head: taxHead }),
        ...(notes.length > 0 ? [rule, smallPrint(notes)] : []),
        rule,
        smallPrint(store.receiptFooter),
      ].join("\n"),
    ),
    text: [
      textCentred([store.name, ...store.receiptHeader]),
      textRule,
      ...details.map((cells) => textRow(cells)),
      textRule,
      ...lines.map((cells) => textRow(cells)),
      textRule,
      ...[...sums, ...payments].map((cells) => textRow(cells)),
      textRule,
      ...[taxHead, ...taxes].map((cells) => textRow(cells, 11)),
      ...(notes.length > 0 ? [textRule, textCentred(notes)] : []),
      textRule,
      textCentred(store.receiptFooter),
      "",
    ].join("\n"),
  };
}

const tenderNames = { cash: "Cash", card: "Card", "gift-card": "Gift card" } as const;

/** The line's name and, where there is more to say, how its amount comes about. */
function lineText(line: SaleLine, money: (minor: number) => string, locale: string): string {
  const givenBack = line.quantityMilli < 0;
  const pieces = Math.abs(line.quantityMilli) / 1000;
  const count = new Intl.NumberFormat(locale, { maximumFractionDigits: 3 }).format(pieces);
  return [
    givenBack ? `Returned: ${line.name}` : line.name,
    ...(pieces === 1 ? [] : [`${count} × ${money(line.unitPriceMinor)}`]),
    ...(line.discountMinor === 0 ? [] : [`Discount ${money(-line.discountMinor)}`]),
    ...(line.giftCardCode ? [`Gift card ending ${line.giftCardCode.slice(-4)}`] : []),
  ].join("\n");
}

/** By the store's clock on the wall. */
export function dateTime(moment: string, store: Pick<Store, "locale">, timeZone: string): string {
  return new Intl.DateTimeFormat(store.locale, { dateStyle: "medium", timeStyle: "short", timeZone }).format(
    new Date(moment),
  );
}

function percent(basisPoints: number, locale: string): string {
  return new Intl.NumberFormat(locale, { style: "percent", maximumFractionDigits: 2 }).format(
    basisPoints / 10_000,
  );
}
