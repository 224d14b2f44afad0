import { currencyExponent } from "@cloudpos/contracts/money";

/** Notes and coins by currency in minor units, the largest first. */
const known: Readonly<Record<string, readonly number[]>> = {
  EUR: [50000, 20000, 10000, 5000, 2000, 1000, 500, 200, 100, 50, 20, 10, 5, 2, 1],
  USD: [10000, 5000, 2000, 1000, 500, 200, 100, 50, 25, 10, 5, 1],
  GBP: [5000, 2000, 1000, 500, 200, 100, 50, 20, 10, 5, 2, 1],
  CHF: [100000, 20000, 10000, 5000, 2000, 1000, 500, 200, 100, 50, 20, 10, 5],
  JPY: [10000, 5000, 2000, 1000, 500, 100, 50, 10, 5, 1],
  KWD: [20000, 10000, 5000, 1000, 500, 250, 100, 50, 20, 10, 5],
};

/** Values of the notes and coins of a currency, the largest first; of others the usual steps of 1, 2 and 5. */
export function denominationsOf(currency: string): readonly number[] {
  const exact = known[currency];
  if (exact) return exact;
  const unit = 10 ** currencyExponent(currency);
  const smallest = unit >= 100 ? unit / 100 : 1;
  const values: number[] = [];
  for (let step = smallest; step <= unit * 100; step *= 10) values.push(step, step * 2, step * 5);
  return values.filter((value) => value <= unit * 500).reverse();
}

/** What counted notes and coins are worth. @param counts number of pieces by value. */
export function countedMinor(counts: ReadonlyMap<number, number>): number {
  return [...counts].reduce((sum, [valueMinor, count]) => sum + valueMinor * count, 0);
}
