import {
  lineAmountMinor,
  saleTotals,
  type SaleCompleted,
  type SaleLine,
  type StoredSale,
  type Totals as SaleTotalsByRate,
} from "@cloudpos/contracts";
import { localTime } from "./calendar.ts";
import { RowSums, noFigures, type GoodsFigures, type Totals } from "./totals.ts";

/** What one sale adds to the reports, and to which day's. */
export interface Contribution {
  /** Makes counting idempotent. */
  eventId: string;
  storeId: string;
  /** YYYY-MM-DD in the store's time zone. */
  day: string;
  /** Amounts of different currencies are never added up. */
  currency: string;
  totals: Totals;
}

/**
 * What a sale adds to the reports. Follows from the event alone, so that a rebuild gives what was counted live.
 * Totals and tenders are what the customer paid; lines and taxes are computed from the lines, as the receipt's
 * tax table is.
 * @throws RangeError when the event's time zone does not exist.
 */
export function contributionOf(event: SaleCompleted): Contribution {
  const { sale } = event;
  const { day, hour } = localTime(sale.soldAt, event.timeZone);
  const { byRate, pricesIncludeTax } = priced(event);
  const taxes = lineTaxesMinor(sale.lines, byRate, pricesIncludeTax);
  const goods = sale.lines.map((line, index) => goodsFigures(line, taxes[index]!, pricesIncludeTax));
  const sells = sale.lines.some((line) => line.quantityMilli > 0);

  const figures = {
    ...noFigures(),
    saleCount: sells ? 1 : 0,
    refundCount: sells ? 0 : 1,
    ...sale.totals,
    refundedMinor: goods.reduce((sum, line) => sum + line.refundedMinor, 0),
    discountMinor: goods.reduce((sum, line) => sum + line.discountMinor, 0),
    roundingMinor: sale.roundingMinor ?? 0,
  };
  const basket = sells
    ? { basketCount: 1, basketMinor: sale.totals.totalMinor }
    : { basketCount: 0, basketMinor: 0 };
  const described = (line: SaleLine) => ({
    productId: line.productId,
    sku: line.sku,
    name: line.name,
    category: line.category ?? null,
    describedAt: sale.soldAt,
  });
  return {
    eventId: event.id,
    storeId: event.storeId,
    day,
    currency: sale.currency,
    totals: {
      figures,
      basket,
      hours: [{ hour, ...figures }],
      cashiers: [{ userId: sale.userId, ...figures, ...basket }],
      products: new RowSums("products")
        .add(sale.lines.map((line, index) => ({ ...described(line), ...goods[index]! })))
        .rows(),
      categories: new RowSums("categories")
        .add(sale.lines.map((line, index) => ({ category: line.category ?? null, ...goods[index]! })))
        .rows(),
      tenders: new RowSums("tenders").add(sale.tenders.map(tenderRow)).rows(),
      taxes: byRate.buckets.map(({ taxClass, taxRateBasisPoints, netMinor, taxMinor }) => ({
        taxClass,
        taxRateBasisPoints,
        netMinor,
        taxMinor,
      })),
    },
  };
}

/**
 * Early events do not say whether the prices include tax. It shows in the totals; where neither way gives the
 * register's (the sale is flagged), the nearer one is taken.
 */
function priced({ sale, pricesIncludeTax }: SaleCompleted): {
  byRate: SaleTotalsByRate;
  pricesIncludeTax: boolean;
} {
  if (pricesIncludeTax !== undefined)
    return { byRate: saleTotals(sale.lines, pricesIncludeTax), pricesIncludeTax };
  const inclusive = saleTotals(sale.lines, true);
  const exclusive = saleTotals(sale.lines, false);
  const distance = (totals: SaleTotalsByRate) =>
    Math.abs(totals.totalMinor - sale.totals.totalMinor) + Math.abs(totals.taxMinor - sale.totals.taxMinor);
  return distance(exclusive) < distance(inclusive)
    ? { byRate: exclusive, pricesIncludeTax: false }
    : { byRate: inclusive, pricesIncludeTax: true };
}

/**
 * Tax of each line, so that the lines of a rate add up to its tax exactly: each line's own, rounded, and what is
 * left over one unit at a time on the largest lines. (Sharing in proportion to the amounts has no meaning where
 * goods sold and goods given back nearly cancel out.)
 */
export function lineTaxesMinor(
  lines: readonly SaleLine[],
  byRate: SaleTotalsByRate,
  pricesIncludeTax: boolean,
): number[] {
  const taxes = lines.map((line) => saleTotals([line], pricesIncludeTax).taxMinor);
  for (const bucket of byRate.buckets) {
    const members = lines
      .map((line, index) => ({ line, index, size: Math.abs(lineAmountMinor(line)) }))
      .filter(
        ({ line }) =>
          line.taxClass === bucket.taxClass && line.taxRateBasisPoints === bucket.taxRateBasisPoints,
      )
      .sort((a, b) => b.size - a.size || a.index - b.index);
    let left = members.reduce((rest, { index }) => rest - taxes[index]!, bucket.taxMinor);
    for (let turn = 0; left !== 0; turn = (turn + 1) % members.length) {
      taxes[members[turn]!.index]! += Math.sign(left);
      left -= Math.sign(left);
    }
  }
  return taxes;
}

function goodsFigures(line: SaleLine, taxMinor: number, pricesIncludeTax: boolean): GoodsFigures {
  const amountMinor = lineAmountMinor(line);
  const netMinor = pricesIncludeTax ? amountMinor - taxMinor : amountMinor;
  const totalMinor = netMinor + taxMinor;
  const givenBack = line.quantityMilli < 0;
  return {
    quantityMilli: line.quantityMilli,
    returnedMilli: givenBack ? -line.quantityMilli : 0,
    totalMinor,
    netMinor,
    taxMinor,
    refundedMinor: givenBack ? totalMinor : 0,
    discountMinor: line.discountMinor,
  };
}

function tenderRow({ kind, amountMinor }: StoredSale["tenders"][number]) {
  const received = amountMinor >= 0;
  return {
    kind,
    receivedCount: received ? 1 : 0,
    refundedCount: received ? 0 : 1,
    receivedMinor: received ? amountMinor : 0,
    refundedMinor: received ? 0 : amountMinor,
  };
}
