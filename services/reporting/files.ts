import type {
  CashiersReport,
  CategoriesReport,
  HoursReport,
  ProductsReport,
  ReportFigures,
  SummaryReport,
  TaxesReport,
  TendersReport,
} from "@cloudpos/contracts";
import { amountIn, quantity, toCsv, type Column } from "./csv.ts";
import type { GoodsFigures } from "./totals.ts";

/** The reports as files. */
export const files = {
  summary: (report: SummaryReport) =>
    toCsv(report.days, [["Date", (row) => row.date], ...figureColumns(report.currency)]),

  hours: (report: HoursReport) =>
    toCsv(report.items, [["Hour", (row) => row.hour], ...figureColumns(report.currency)]),

  products: (report: ProductsReport) =>
    toCsv(report.items, [
      ["SKU", (row) => row.sku],
      ["Name", (row) => row.name],
      ["Category", (row) => row.category],
      ...goodsColumns(report.currency),
    ]),

  categories: (report: CategoriesReport) =>
    toCsv(report.items, [["Category", (row) => row.category], ...goodsColumns(report.currency)]),

  cashiers: (report: CashiersReport) => {
    const amount = amountIn(report.currency);
    return toCsv(report.items, [
      ["Cashier", (row) => row.name ?? row.userId],
      ...figureColumns(report.currency),
      [`Average sale (${report.currency})`, (row) => amount(row.averageBasketMinor)],
    ]);
  },

  tenders: (report: TendersReport) => {
    const amount = amountIn(report.currency);
    return toCsv(report.items, [
      ["Tender", (row) => row.kind],
      ["Payments received", (row) => row.receivedCount],
      ["Payments refunded", (row) => row.refundedCount],
      [`Received (${report.currency})`, (row) => amount(row.receivedMinor)],
      [`Refunded (${report.currency})`, (row) => amount(row.refundedMinor)],
      [`Total (${report.currency})`, (row) => amount(row.amountMinor)],
    ]);
  },

  taxes: (report: TaxesReport) => {
    const amount = amountIn(report.currency);
    return toCsv(report.items, [
      ["Tax class", (row) => row.taxClass],
      ["Rate (%)", (row) => String(row.taxRateBasisPoints / 100)],
      [`Net (${report.currency})`, (row) => amount(row.netMinor)],
      [`Tax (${report.currency})`, (row) => amount(row.taxMinor)],
      [`Total (${report.currency})`, (row) => amount(row.totalMinor)],
    ]);
  },
};

function figureColumns(currency: string): Column<ReportFigures>[] {
  const amount = amountIn(currency);
  return [
    ["Sales", (row) => row.saleCount],
    ["Refunds", (row) => row.refundCount],
    [`Total (${currency})`, (row) => amount(row.totalMinor)],
    [`Net (${currency})`, (row) => amount(row.netMinor)],
    [`Tax (${currency})`, (row) => amount(row.taxMinor)],
    [`Refunded (${currency})`, (row) => amount(row.refundedMinor)],
    [`Discounts (${currency})`, (row) => amount(row.discountMinor)],
    [`Rounding (${currency})`, (row) => amount(row.roundingMinor)],
  ];
}

function goodsColumns(currency: string): Column<GoodsFigures>[] {
  const amount = amountIn(currency);
  return [
    ["Quantity", (row) => quantity(row.quantityMilli)],
    ["Returned", (row) => quantity(row.returnedMilli)],
    [`Total (${currency})`, (row) => amount(row.totalMinor)],
    [`Net (${currency})`, (row) => amount(row.netMinor)],
    [`Tax (${currency})`, (row) => amount(row.taxMinor)],
    [`Refunded (${currency})`, (row) => amount(row.refundedMinor)],
    [`Discounts (${currency})`, (row) => amount(row.discountMinor)],
  ];
}
