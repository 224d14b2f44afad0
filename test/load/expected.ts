import type { Sale } from "@cloudpos/contracts";
import type { KeptSale } from "./tills.ts";

/**
 * What the sales of a run add up to, by arithmetic of its own: none of the platform's code is used, so that an error
 * there cannot hide here. All prices include tax.
 */
export interface Expected {
  saleCount: number;
  refundCount: number;
  totalMinor: number;
  taxMinor: number;
  cashMinor: number;
  discountMinor: number;
  refundedMinor: number;
  byRegister: Map<string, { count: number; totalMinor: number; cashMinor: number }>;
  /** Taken from the stock, in thousandths. */
  soldMilli: Map<string, number>;
  totalByProduct: Map<string, number>;
  totalByCategory: Map<string, number>;
  taxByRate: Map<number, { netMinor: number; taxMinor: number }>;
  points: Map<string, number>;
}

export function expectedOf(kept: readonly KeptSale[]): Expected {
  const expected: Expected = {
    saleCount: 0,
    refundCount: 0,
    totalMinor: 0,
    taxMinor: 0,
    cashMinor: 0,
    discountMinor: 0,
    refundedMinor: 0,
    byRegister: new Map(),
    soldMilli: new Map(),
    totalByProduct: new Map(),
    totalByCategory: new Map(),
    taxByRate: new Map(),
    points: new Map(),
  };
  for (const { sale } of kept) addSale(expected, sale);
  return expected;
}

function addSale(expected: Expected, sale: Sale): void {
  const grossByRate = new Map<number, number>();
  let total = 0;
  for (const line of sale.lines) {
    const amount = roundedThousandth(line.unitPriceMinor * line.quantityMilli) - line.discountMinor;
    total += amount;
    add(grossByRate, line.taxRateBasisPoints, amount);
    add(expected.soldMilli, line.productId, line.quantityMilli);
    add(expected.totalByProduct, line.productId, amount);
    add(expected.totalByCategory, line.category!, amount);
    expected.discountMinor += line.discountMinor;
    if (amount < 0) expected.refundedMinor += amount;
  }
  for (const [rate, gross] of grossByRate) {
    const tax =
      Math.sign(gross) * Math.floor((Math.abs(gross) * rate * 2 + 10_000 + rate) / (2 * (10_000 + rate)));
    const sums = expected.taxByRate.get(rate) ?? { netMinor: 0, taxMinor: 0 };
    expected.taxByRate.set(rate, { netMinor: sums.netMinor + gross - tax, taxMinor: sums.taxMinor + tax });
    expected.taxMinor += tax;
  }
  const register = expected.byRegister.get(sale.registerId) ?? { count: 0, totalMinor: 0, cashMinor: 0 };
  register.count += 1;
  register.totalMinor += total;
  register.cashMinor += total;
  expected.byRegister.set(sale.registerId, register);
  if (sale.lines.every((line) => line.quantityMilli < 0)) expected.refundCount += 1;
  else expected.saleCount += 1;
  expected.totalMinor += total;
  expected.cashMinor += total;
  if (sale.customerId !== undefined) add(expected.points, sale.customerId, Math.trunc(total / 100));
}

/** Half away from zero. */
function roundedThousandth(value: number): number {
  return Math.sign(value) * Math.floor((Math.abs(value) + 500) / 1_000);
}

function add<Key>(sums: Map<Key, number>, key: Key, amount: number): void {
  sums.set(key, (sums.get(key) ?? 0) + amount);
}
