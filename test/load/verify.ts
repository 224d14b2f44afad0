import type {
  CashiersReport,
  CategoriesReport,
  Customer,
  HoursReport,
  JournalVerification,
  ProductsReport,
  SummaryReport,
  TaxesReport,
  TendersReport,
  ZReport,
} from "@cloudpos/contracts";
import type { ApiClient } from "../api/client.ts";
import { eventually } from "./eventually.ts";
import { expectedOf, type Expected } from "./expected.ts";
import type { LoadShop } from "./shop.ts";
import type { Sql } from "./sql.ts";
import type { KeptSale } from "./tills.ts";

/** Compares what is with what should be, and keeps what differs. */
class Differences {
  readonly found: string[] = [];

  same(what: string, is: unknown, should: unknown): void {
    const [left, right] = [JSON.stringify(is), JSON.stringify(should)];
    if (left !== right) this.found.push(`${what}: ${left?.slice(0, 300)} instead of ${right?.slice(0, 300)}`);
  }

  /** Two tables of numbers; what is 0 may be absent. */
  sameSums<Key>(what: string, is: ReadonlyMap<Key, number>, should: ReadonlyMap<Key, number>): void {
    for (const key of new Set([...is.keys(), ...should.keys()])) {
      this.same(`${what} of ${String(key)}`, is.get(key) ?? 0, should.get(key) ?? 0);
    }
  }
}

/**
 * Closes the shifts of a run's shop and checks everything that its sales leave behind: rows in PostgreSQL, receipt
 * numbers, journals, stock, loyalty points, reports and Z reports.
 * @returns what is not as it should be, a line each.
 */
export async function verifyShop(
  client: ApiClient,
  sql: Sql,
  shop: LoadShop,
  kept: readonly KeptSale[],
): Promise<string[]> {
  const differences = new Differences();
  const expected = expectedOf(kept);
  await checkSales(differences, sql, shop, kept, expected);
  await checkJournals(differences, client, shop);
  await checkShifts(differences, client, shop, expected);
  // What follows from events is given time; then it must be right and stay so.
  await eventually(async () => {
    const [first] = await followers(client, sql, shop, expected);
    if (first !== undefined) throw new Error(first);
  }).catch(() => undefined);
  differences.found.push(...(await followers(client, sql, shop, expected)));
  return differences.found;
}

async function checkSales(
  differences: Differences,
  sql: Sql,
  { store, registers }: LoadShop,
  kept: readonly KeptSale[],
  expected: Expected,
): Promise<void> {
  const ofStore = `store_id = '${store.id}'`;
  const stored = await sql<{ id: string; register_id: string; number: number; total: number; flags: number }>(
    `SELECT id, register_id, receipt_number AS number, total_minor AS total, cardinality(flags) AS flags
     FROM transaction.sale WHERE ${ofStore}`,
  );
  differences.same("sales in PostgreSQL", stored.length, kept.length);
  const receipts = new Map(kept.map(({ sale, receipt }) => [sale.id, receipt]));
  differences.same("different sales that the tills had answers for", receipts.size, kept.length);
  for (const row of stored) {
    const receipt = receipts.get(row.id);
    if (!receipt) differences.found.push(`the sale ${row.id} is stored, but no till knows of it`);
    else {
      differences.same(`number of ${row.id}`, String(row.number), receipt.receiptNumber);
      differences.same(`total of ${row.id}`, row.total, receipt.totals.totalMinor);
      differences.same(`flags of ${row.id}`, row.flags, 0);
    }
  }
  for (const register of registers) {
    const numbers = stored.filter((row) => row.register_id === register.id).map((row) => row.number);
    const ordered = numbers.toSorted((a, b) => a - b);
    differences.same(
      `sales of ${register.id}`,
      numbers.length,
      expected.byRegister.get(register.id)?.count ?? 0,
    );
    if (ordered.some((number, index) => number !== index + 1)) {
      differences.found.push(`the receipt numbers of ${register.id} have a gap or a duplicate`);
    }
  }
  const [sums] = await sql<{ total: number; tax: number; cash: number }>(
    `SELECT sum(total_minor) AS total, sum(tax_minor) AS tax,
       (SELECT sum(amount_minor) FROM transaction.sale_tender tender
        JOIN transaction.sale ON sale.id = tender.sale_id WHERE ${ofStore}) AS cash
     FROM transaction.sale WHERE ${ofStore}`,
  );
  const { totalMinor: total, taxMinor: tax, cashMinor: cash } = expected;
  differences.same("sums of the sales", sums, { total, tax, cash });
  const lines = await sql<{ product: string; quantity: number }>(
    `SELECT product_id AS product, sum(quantity_milli) AS quantity FROM transaction.sale_line line
     JOIN transaction.sale ON sale.id = line.sale_id WHERE ${ofStore} GROUP BY product_id`,
  );
  const quantities = new Map(lines.map((line) => [line.product, line.quantity]));
  differences.sameSums("quantity sold", quantities, expected.soldMilli);
}

async function checkJournals(differences: Differences, client: ApiClient, shop: LoadShop): Promise<void> {
  for (const register of shop.registers) {
    for (let after = 0; ;) {
      const path = `/api/transactions/journal/verification?registerId=${register.id}&after=${after}`;
      const part = await client.ask<JournalVerification>("GET", path, { token: await shop.auditorToken() });
      differences.same(`journal of ${register.id}`, part.broken, null);
      if (part.complete || part.broken) break;
      after = part.through;
    }
  }
}

async function checkShifts(
  differences: Differences,
  client: ApiClient,
  shop: LoadShop,
  expected: Expected,
): Promise<void> {
  for (const register of shop.registers) {
    const sums = expected.byRegister.get(register.id) ?? { count: 0, totalMinor: 0, cashMinor: 0 };
    const countedCashMinor = register.openingFloatMinor + sums.cashMinor;
    const report = await client.ask<ZReport>("POST", `/api/transactions/shifts/${register.shiftId}/close`, {
      token: await register.token(),
      body: { countedCashMinor },
    });
    const { figures, cash } = report;
    differences.same(
      `Z report of ${register.id}`,
      {
        count: figures.saleCount + figures.refundCount,
        total: figures.totals.totalMinor,
        cash: cash.salesMinor,
        difference: report.differenceMinor,
        number: report.zNumber,
        gaps: report.gaps,
      },
      {
        count: sums.count,
        total: sums.totalMinor,
        cash: sums.cashMinor,
        difference: 0,
        number: 1,
        gaps: [],
      },
    );
  }
}

/** What is wrong with stock, points and reports at the moment. */
async function followers(client: ApiClient, sql: Sql, shop: LoadShop, expected: Expected): Promise<string[]> {
  const differences = new Differences();
  await checkReports(differences, client, shop, expected);
  await checkStock(differences, sql, shop, expected);
  await checkPoints(differences, client, shop, expected);
  return differences.found;
}

async function checkReports(
  differences: Differences,
  client: ApiClient,
  shop: LoadShop,
  expected: Expected,
): Promise<void> {
  // Yesterday to tomorrow: whichever day it is in the store, also when the run goes over midnight.
  const day = (offset: number) => new Date(Date.now() + offset * 86_400_000).toISOString().slice(0, 10);
  const range = `from=${day(-1)}&to=${day(1)}`;
  const token = await shop.managerToken();
  const report = <T>(name: string, query = "") =>
    client.ask<T>("GET", `/api/reports/${name}?${range}${query}`, { token });

  const { totals } = await report<SummaryReport>("summary");
  const sums = {
    saleCount: expected.saleCount,
    refundCount: expected.refundCount,
    totalMinor: expected.totalMinor,
    taxMinor: expected.taxMinor,
    refundedMinor: expected.refundedMinor,
    discountMinor: expected.discountMinor,
  };
  const pick = (figures: typeof sums) =>
    Object.fromEntries(Object.keys(sums).map((name) => [name, figures[name as keyof typeof sums]]));
  differences.same("summary", pick(totals), sums);

  const hours = (await report<HoursReport>("hours")).items;
  const count = hours.reduce((sum, hour) => sum + hour.saleCount + hour.refundCount, 0);
  differences.same("sales in all hours", count, expected.saleCount + expected.refundCount);
  differences.same(
    "total of all hours",
    hours.reduce((sum, hour) => sum + hour.totalMinor, 0),
    expected.totalMinor,
  );

  const cashiers = (await report<CashiersReport>("cashiers")).items;
  for (const name of Object.keys(sums) as (keyof typeof sums)[]) {
    const sum = cashiers.reduce((total, cashier) => total + cashier[name], 0);
    differences.same(`${name} of all cashiers`, sum, sums[name]);
  }

  const tenders = (await report<TendersReport>("tenders")).items;
  differences.same(
    "tenders",
    tenders.map(({ kind, amountMinor }) => [kind, amountMinor]),
    [["cash", expected.cashMinor]],
  );

  const taxes = (await report<TaxesReport>("taxes")).items;
  for (const field of ["netMinor", "taxMinor"] as const) {
    const is = new Map(taxes.map((row) => [row.taxRateBasisPoints, row[field]]));
    const should = new Map([...expected.taxByRate].map(([rate, row]) => [rate, row[field]]));
    differences.sameSums(`tax report: ${field}`, is, should);
  }

  const categories = (await report<CategoriesReport>("categories")).items;
  const byCategory = new Map(categories.map((row) => [row.category ?? "none", row.totalMinor]));
  differences.sameSums("total of category", byCategory, expected.totalByCategory);

  const totalByProduct = new Map<string, number>();
  const quantityByProduct = new Map<string, number>();
  for (let cursor: string | undefined = ""; cursor !== undefined;) {
    const query: string = `&limit=200${cursor && `&cursor=${encodeURIComponent(cursor)}`}`;
    const page: ProductsReport = await report<ProductsReport>("products", query);
    for (const row of page.items) {
      totalByProduct.set(row.productId, row.totalMinor);
      quantityByProduct.set(row.productId, row.quantityMilli);
    }
    cursor = page.nextCursor;
  }
  differences.sameSums("total of product", totalByProduct, expected.totalByProduct);
  differences.sameSums("quantity of product", quantityByProduct, expected.soldMilli);
}

async function checkStock(
  differences: Differences,
  sql: Sql,
  { store }: LoadShop,
  expected: Expected,
): Promise<void> {
  const left = new Map([...expected.soldMilli].map(([product, sold]) => [product, -sold]));
  const rows = await sql<{ product: string; on_hand: number; moved: number }>(
    `SELECT product_id AS product, on_hand_milli AS on_hand,
       (SELECT sum(quantity_milli) FROM inventory.stock_movement movement
        WHERE movement.store_id = stock.store_id AND movement.product_id = stock.product_id) AS moved
     FROM inventory.stock WHERE store_id = '${store.id}'`,
  );
  differences.sameSums("stock", new Map(rows.map((row) => [row.product, row.on_hand])), left);
  differences.sameSums("stock ledger", new Map(rows.map((row) => [row.product, row.moved])), left);
}

async function checkPoints(
  differences: Differences,
  client: ApiClient,
  shop: LoadShop,
  expected: Expected,
): Promise<void> {
  const token = await shop.managerToken();
  const points = new Map<string, number>();
  for (const { id } of shop.customers) {
    const customer = await client.ask<Customer>("GET", `/api/customers/customers/${id}`, { token });
    points.set(id, customer.loyaltyPoints);
  }
  differences.sameSums("loyalty points", points, expected.points);
}
