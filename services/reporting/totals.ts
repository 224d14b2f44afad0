import type { ReportFigures, TenderKind } from "@cloudpos/contracts";

/** Sums over lines: part of a row by product or category. */
export interface GoodsFigures {
  quantityMilli: number;
  returnedMilli: number;
  totalMinor: number;
  netMinor: number;
  taxMinor: number;
  refundedMinor: number;
  discountMinor: number;
}

export interface HourRow extends ReportFigures {
  hour: number;
}
/** Number and total of the receipts that sold something, for their mean. */
export interface Basket {
  basketCount: number;
  basketMinor: number;
}
export interface CashierRow extends ReportFigures, Basket {
  userId: string;
}
export interface ProductRow extends GoodsFigures {
  productId: string;
  sku: string;
  name: string;
  category: string | null;
  /** When the sale was made that sku, name and category are from: the latest wins, in whatever order they come. */
  describedAt: string;
}
export interface CategoryRow extends GoodsFigures {
  category: string | null;
}
export interface TenderRow {
  kind: TenderKind;
  receivedCount: number;
  refundedCount: number;
  receivedMinor: number;
  refundedMinor: number;
}
export interface TaxRow {
  taxClass: string;
  taxRateBasisPoints: number;
  netMinor: number;
  taxMinor: number;
}

/** Everything that reports are made of, for one sale, a day, or a range of days, in one currency. */
export interface Totals {
  figures: ReportFigures;
  basket: Basket;
  hours: HourRow[];
  products: ProductRow[];
  categories: CategoryRow[];
  cashiers: CashierRow[];
  tenders: TenderRow[];
  taxes: TaxRow[];
}

/** Names of the parts that are lists of rows. */
export type Breakdown = Exclude<keyof Totals, "figures" | "basket">;

const keys: { [Name in Breakdown]: (row: Totals[Name][number]) => string } = {
  hours: (row) => String(row.hour),
  products: (row) => row.productId,
  // A category cannot be the empty text, so null has a key of its own.
  categories: (row) => row.category ?? "",
  cashiers: (row) => row.userId,
  tenders: (row) => row.kind,
  taxes: (row) => `${row.taxClass}@${row.taxRateBasisPoints}`,
};

/** Numbers that tell rows apart instead of being summed. */
const notSums = new Set(["hour", "taxRateBasisPoints"]);

/** All zero. */
export function noFigures(): ReportFigures {
  return {
    saleCount: 0,
    refundCount: 0,
    totalMinor: 0,
    netMinor: 0,
    taxMinor: 0,
    refundedMinor: 0,
    discountMinor: 0,
    roundingMinor: 0,
  };
}

/** Totals of nothing. */
export function noTotals(): Totals {
  return {
    figures: noFigures(),
    basket: { basketCount: 0, basketMinor: 0 },
    hours: [],
    products: [],
    categories: [],
    cashiers: [],
    tenders: [],
    taxes: [],
  };
}

/**
 * Adds rows up, one for each key. Order and grouping of the additions do not matter to the result, but for the
 * order of rows.
 */
export class RowSums<Name extends Breakdown> {
  readonly #keyOf: (row: Totals[Name][number]) => string;
  readonly #rows = new Map<string, Totals[Name][number]>();

  constructor(name: Name) {
    this.#keyOf = keys[name];
  }

  add(rows: Iterable<Totals[Name][number]>): this {
    for (const row of rows) {
      const key = this.#keyOf(row);
      const known = this.#rows.get(key);
      if (known) addRow(known, row);
      else this.#rows.set(key, { ...row });
    }
    return this;
  }

  rows(): Totals[Name][number][] {
    return [...this.#rows.values()];
  }
}

/** Adds `added` to `sums`, field by field. */
export function addFigures<Row extends object>(sums: Row, added: Row): void {
  const numbers = sums as Record<string, unknown>;
  for (const [name, value] of Object.entries(added)) {
    if (typeof value === "number" && !notSums.has(name)) numbers[name] = (numbers[name] as number) + value;
  }
}

function addRow(sums: Totals[Breakdown][number], added: Totals[Breakdown][number]): void {
  addFigures(sums, added);
  if ("describedAt" in sums && "describedAt" in added && isLater(added, sums)) {
    const { sku, name, category, describedAt } = added;
    Object.assign(sums, { sku, name, category, describedAt });
  }
}

/** By time and, of two descriptions of the same moment, by their text: so that every order gives one result. */
function isLater(a: ProductRow, b: ProductRow): boolean {
  if (a.describedAt !== b.describedAt) return a.describedAt > b.describedAt;
  const text = (row: ProductRow) => JSON.stringify([row.sku, row.name, row.category]);
  return text(a) > text(b);
}

/** The sum of totals, which stay as they are. */
export function sumTotals(parts: Iterable<Totals>): Totals {
  const all = [...parts];
  const sum = noTotals();
  for (const part of all) {
    addFigures(sum.figures, part.figures);
    addFigures(sum.basket, part.basket);
  }
  const rows = <Name extends Breakdown>(name: Name) => {
    const sums = new RowSums(name);
    for (const part of all) sums.add(part[name]);
    return sums.rows();
  };
  return {
    ...sum,
    hours: rows("hours") as HourRow[],
    products: rows("products") as ProductRow[],
    categories: rows("categories") as CategoryRow[],
    cashiers: rows("cashiers") as CashierRow[],
    tenders: rows("tenders") as TenderRow[],
    taxes: rows("taxes") as TaxRow[],
  };
}
