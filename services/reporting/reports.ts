import type {
  CashiersReport,
  CategoriesReport,
  DayReport,
  HoursReport,
  PeriodFigures,
  ProductsReport,
  ProductsReportQuery,
  ReportRangeQuery,
  SummaryReport,
  TaxesReport,
  TendersReport,
} from "@cloudpos/contracts";
import { addDays, dayCount, daysBetween } from "./calendar.ts";
import type { DayDocument, ReportCollections } from "./collections.ts";
import { pageOf } from "./pages.ts";
import { RowSums, addFigures, noFigures, type Basket, type Breakdown, type Totals } from "./totals.ts";

/** What every report of a range begins with. */
interface Range {
  from: string;
  to: string;
  currency: string;
  updatedAt: string | null;
}

/** Makes the reports of one store. Days were added up when their sales came; here days are added up. */
export class StoreReports {
  readonly #collections: ReportCollections;
  readonly #storeId: string;
  readonly #currency: string;

  private constructor(collections: ReportCollections, storeId: string, currency: string) {
    this.#collections = collections;
    this.#storeId = storeId;
    this.#currency = currency;
  }

  /** Null when nothing is known of the store: it has neither been announced nor has it sold anything. */
  static async of(collections: ReportCollections, storeId: string): Promise<StoreReports | null> {
    const store = await collections.stores.findOne({ _id: storeId });
    if (store) return new StoreReports(collections, storeId, store.currency);
    const { current } = await collections.generations();
    const day = await current.days.findOne({ storeId }, { projection: { currency: 1 } });
    return day && new StoreReports(collections, storeId, day.currency);
  }

  async day(date: string): Promise<DayReport> {
    const figures = noFigures();
    const tenders = new RowSums("tenders");
    const { updatedAt, currency } = await this.#read(
      { from: date, to: date },
      ["figures", "tenders"],
      (day) => {
        addFigures(figures, day.figures);
        tenders.add(day.tenders);
      },
    );
    const amounts = tenders
      .rows()
      .map((row) => [row.kind, row.receivedMinor + row.refundedMinor] as const)
      .sort(([a], [b]) => a.localeCompare(b));
    return { date, currency, ...figures, tenders: Object.fromEntries(amounts), updatedAt };
  }

  async summary(query: ReportRangeQuery): Promise<SummaryReport> {
    const length = dayCount(query.from, query.to);
    const before = { from: addDays(query.from, -length), to: addDays(query.from, -1) };
    const days = new Map(daysBetween(query.from, query.to).map((date) => [date, { date, ...noFigures() }]));
    const totals = new PeriodSums();
    const range = await this.#read(query, ["figures", "basket"], (day) => {
      addFigures(days.get(day.day)!, day.figures);
      totals.add(day);
    });
    const previous = new PeriodSums();
    await this.#read(before, ["figures", "basket"], (day) => previous.add(day));
    return {
      ...range,
      totals: totals.figures(),
      previous: { ...before, totals: previous.figures() },
      days: [...days.values()],
    };
  }

  async hours(query: ReportRangeQuery): Promise<HoursReport> {
    const { rows, ...range } = await this.#rows(query, "hours");
    const known = new Map(rows.map((row) => [row.hour, row]));
    const items = Array.from({ length: 24 }, (_, hour) => known.get(hour) ?? { hour, ...noFigures() });
    return { ...range, items };
  }

  /** @throws Problem `bad-request` for a cursor that is none. */
  async products({
    sort = "total",
    limit = 50,
    cursor,
    ...query
  }: ProductsReportQuery): Promise<ProductsReport> {
    const { rows, ...range } = await this.#rows(query, "products");
    const weight = (row: Totals["products"][number]) =>
      sort === "total" ? row.totalMinor : sort === "quantity" ? row.quantityMilli : -row.refundedMinor;
    const items = rows.map((row) => ({ ...row, weight: weight(row) }));
    const { page, nextCursor } = pageOf(items, (row) => [row.weight, row.productId], limit, cursor);
    return {
      ...range,
      items: page.map(({ weight: _weight, describedAt: _describedAt, ...row }) => row),
      ...(nextCursor !== undefined && { nextCursor }),
    };
  }

  async categories(query: ReportRangeQuery): Promise<CategoriesReport> {
    const { rows, ...range } = await this.#rows(query, "categories");
    return { ...range, items: rows.sort(byTotal((row) => row.category ?? "")) };
  }

  async cashiers(query: ReportRangeQuery): Promise<CashiersReport> {
    const { rows, ...range } = await this.#rows(query, "cashiers");
    const staff = await this.#collections.staff
      .find({ _id: { $in: rows.map((row) => row.userId) } })
      .toArray();
    const names = new Map(staff.map(({ _id, name }) => [_id, name]));
    const items = rows
      .sort(byTotal((row) => row.userId))
      .map(({ userId, basketCount, basketMinor, ...figures }) => ({
        userId,
        name: names.get(userId) ?? null,
        ...figures,
        averageBasketMinor: mean({ basketCount, basketMinor }),
      }));
    return { ...range, items };
  }

  async tenders(query: ReportRangeQuery): Promise<TendersReport> {
    const { rows, ...range } = await this.#rows(query, "tenders");
    const items = rows.map((row) => ({ ...row, amountMinor: row.receivedMinor + row.refundedMinor }));
    return {
      ...range,
      items: items.sort((a, b) => b.amountMinor - a.amountMinor || a.kind.localeCompare(b.kind)),
    };
  }

  async taxes(query: ReportRangeQuery): Promise<TaxesReport> {
    const { rows, ...range } = await this.#rows(query, "taxes");
    const items = rows.map((row) => ({ ...row, totalMinor: row.netMinor + row.taxMinor }));
    return {
      ...range,
      items: items.sort(
        (a, b) => b.taxRateBasisPoints - a.taxRateBasisPoints || a.taxClass.localeCompare(b.taxClass),
      ),
    };
  }

  async #rows<Name extends Breakdown>(query: ReportRangeQuery, name: Name) {
    const sums = new RowSums(name);
    const range = await this.#read(query, [name], (day) => sums.add(day[name]));
    return { ...range, rows: sums.rows() };
  }

  /** Reads the days of a range one after the other, and of each only `parts`: a year of products is not kept. */
  async #read<Part extends keyof Totals>(
    { from, to }: ReportRangeQuery,
    parts: readonly Part[],
    each: (day: Pick<DayDocument, Part | "day">) => void,
  ): Promise<Range> {
    const { current } = await this.#collections.generations();
    const days = current.days.find(
      { storeId: this.#storeId, day: { $gte: from, $lte: to }, currency: this.#currency },
      { projection: Object.fromEntries(["day", "updatedAt", ...parts].map((field) => [field, 1])) },
    );
    let updatedAt: string | null = null;
    for await (const day of days) {
      each(day);
      const time = day.updatedAt.toISOString();
      if (updatedAt === null || time > updatedAt) updatedAt = time;
    }
    return { from, to, currency: this.#currency, updatedAt };
  }
}

class PeriodSums {
  readonly #figures = noFigures();
  readonly #basket: Basket = { basketCount: 0, basketMinor: 0 };

  add(day: Pick<Totals, "figures" | "basket">): void {
    addFigures(this.#figures, day.figures);
    addFigures(this.#basket, day.basket);
  }

  figures(): PeriodFigures {
    return { ...this.#figures, averageBasketMinor: mean(this.#basket) };
  }
}

/** Rounded half away from zero, as all money is. */
function mean({ basketCount, basketMinor }: Basket): number | null {
  return basketCount === 0 ? null : Math.sign(basketMinor) * Math.round(Math.abs(basketMinor) / basketCount);
}

/** Highest total first; of equal ones by `text`. */
function byTotal<Row extends { totalMinor: number }>(text: (row: Row) => string) {
  return (a: Row, b: Row) => b.totalMinor - a.totalMinor || text(a).localeCompare(text(b));
}
