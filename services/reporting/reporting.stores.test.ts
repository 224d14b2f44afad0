import { randomUUID } from "node:crypto";
import { demoStaff, type DayReport, type ProductsReport, type SummaryReport } from "@cloudpos/contracts";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { Projector } from "./projector.ts";
import { bread, cashierId, saleEvent, startReporting, tea, type ShortSale } from "./testing.ts";

let reporting: Awaited<ReturnType<typeof startReporting>>;
let projector: Projector;

beforeAll(async () => {
  reporting = await startReporting();
  await reporting.collections.prepare();
  await reporting.service.seed();
  projector = new Projector(reporting.collections);
});
afterAll(() => reporting.close());

const sell = (...sales: ShortSale[]) => Promise.all(sales.map((sale) => projector.project(saleEvent(sale))));
/** A store of its own for a test that counts all. */
const newStore = async () => {
  const storeId = randomUUID();
  await reporting.collections.stores.insertOne({ _id: storeId, currency: "EUR", revision: 1 });
  return storeId;
};

describe("a day", () => {
  it("is added up to the cent, by tender, in the store's time zone", async () => {
    await sell(
      { soldAt: "2026-06-30T22:59:59.999Z", lines: [{ priceMinor: 999_999 }] },
      { soldAt: "2026-06-30T23:00:00.000Z", lines: [{ priceMinor: 1000 }] },
      {
        soldAt: "2026-07-01T12:00:00.000Z",
        lines: [{ priceMinor: 7 }],
        tenders: [
          { kind: "cash", amountMinor: 3 },
          { kind: "card", amountMinor: 4 },
        ],
      },
      {
        soldAt: "2026-07-01T22:59:59.999Z",
        lines: [{ priceMinor: 101 }],
        tenders: [{ kind: "card", amountMinor: 101 }],
      },
      { soldAt: "2026-07-01T23:00:00.000Z", lines: [{ priceMinor: 999_999 }] },
    );
    const response = await reporting.get("days/2026-07-01");
    expect(response.statusCode).toBe(200);
    const { updatedAt, ...totals } = response.json<DayReport>();
    expect(totals).toEqual({
      date: "2026-07-01",
      currency: "EUR",
      saleCount: 3,
      refundCount: 0,
      totalMinor: 1108,
      netMinor: 901,
      taxMinor: 207,
      refundedMinor: 0,
      discountMinor: 0,
      roundingMinor: 0,
      tenders: { card: 105, cash: 1003 },
    });
    expect(Date.parse(updatedAt!)).not.toBeNaN();
  });

  it("without sales is all zero", async () => {
    expect((await reporting.get("days/2026-07-04")).json()).toEqual({
      date: "2026-07-04",
      currency: "EUR",
      saleCount: 0,
      refundCount: 0,
      totalMinor: 0,
      netMinor: 0,
      taxMinor: 0,
      refundedMinor: 0,
      discountMinor: 0,
      roundingMinor: 0,
      tenders: {},
      updatedAt: null,
    });
  });

  it("that the calendar does not have is refused", async () => {
    expect((await reporting.get("days/2026-7-2")).statusCode).toBe(400);
    expect((await reporting.get("days/2026-02-30")).json()).toMatchObject({
      code: "validation-failed",
      errors: [{ path: "/params/date", message: "is not a day of the calendar" }],
    });
  });

  it("never mixes currencies", async () => {
    await sell({ soldAt: "2026-07-03T12:00:00.000Z", lines: [{ priceMinor: 10 }] });
    await sell({ soldAt: "2026-07-03T12:00:00.000Z", lines: [{ priceMinor: 5000 }], currency: "JPY" });
    expect((await reporting.get("days/2026-07-03")).json()).toMatchObject({
      currency: "EUR",
      saleCount: 1,
      totalMinor: 10,
    });
  });
});

describe("a week with sales, a refund and an exchange", () => {
  let storeId: string;
  const get = async <Report>(path: string) => (await reporting.get(path, { storeId })).json<Report>();
  const otherId = demoStaff[1]!.id;
  beforeAll(async () => {
    storeId = await newStore();
    const zero = { taxClass: "zero", taxRateBasisPoints: 0 };
    await sell(
      { storeId, soldAt: "2026-06-01T09:10:00Z", lines: [{ ...bread, ...zero, priceMinor: 200 }] },
      // Monday: two teas with a discount, and a bread, by card.
      {
        storeId,
        soldAt: "2026-06-08T09:10:00Z",
        lines: [
          { ...tea, pieces: 2, priceMinor: 300, discountMinor: 50 },
          { ...bread, ...zero, priceMinor: 200 },
        ],
        tenders: [{ kind: "card", amountMinor: 750 }],
      },
      // Tuesday: one of the teas comes back, by somebody else; rounded to 5 cents.
      {
        storeId,
        soldAt: "2026-06-09T15:00:00Z",
        userId: otherId,
        lines: [{ ...tea, pieces: -1, priceMinor: 300, discountMinor: -27 }],
        roundingMinor: -2,
      },
      // Wednesday: a bread for a tea, the rest in cash.
      {
        storeId,
        soldAt: "2026-06-10T15:59:59Z",
        userId: otherId,
        lines: [
          { ...bread, ...zero, pieces: -1, priceMinor: 200 },
          { ...tea, name: "Green tea", pieces: 1, priceMinor: 300 },
        ],
      },
    );
  });

  it("has a summary by day, compared with the week before", async () => {
    const { updatedAt, days, ...summary } = await get<SummaryReport>("summary?from=2026-06-08&to=2026-06-14");
    expect(updatedAt).not.toBeNull();
    expect(summary).toEqual({
      from: "2026-06-08",
      to: "2026-06-14",
      currency: "EUR",
      totals: {
        saleCount: 2,
        refundCount: 1,
        totalMinor: 750 - 273 + 100,
        netMinor: 647 - 222 + 44,
        taxMinor: 103 - 51 + 56,
        refundedMinor: -473,
        discountMinor: 50 - 27,
        roundingMinor: -2,
        averageBasketMinor: 425,
      },
      previous: {
        from: "2026-06-01",
        to: "2026-06-07",
        totals: {
          saleCount: 1,
          refundCount: 0,
          totalMinor: 200,
          netMinor: 200,
          taxMinor: 0,
          refundedMinor: 0,
          discountMinor: 0,
          roundingMinor: 0,
          averageBasketMinor: 200,
        },
      },
    });
    expect(days.map((day) => [day.date, day.totalMinor])).toEqual([
      ["2026-06-08", 750],
      ["2026-06-09", -273],
      ["2026-06-10", 100],
      ["2026-06-11", 0],
      ["2026-06-12", 0],
      ["2026-06-13", 0],
      ["2026-06-14", 0],
    ]);
  });

  it("has all hours of the day by the wall clock", async () => {
    const { items } = await get<{ items: { hour: number; totalMinor: number; saleCount: number }[] }>(
      "hours?from=2026-06-08&to=2026-06-14",
    );
    expect(items).toHaveLength(24);
    expect(items.filter((item) => item.saleCount > 0)).toMatchObject([
      { hour: 10, totalMinor: 750, saleCount: 1 },
      { hour: 16, totalMinor: -173, saleCount: 1 },
    ]);
  });

  it("has products, described as in their latest sale, and categories", async () => {
    const { items } = await get<ProductsReport>("products?from=2026-06-08&to=2026-06-14");
    expect(items).toEqual([
      {
        productId: tea.productId,
        sku: "TEA",
        name: "Green tea",
        category: "Drinks",
        quantityMilli: 2000,
        returnedMilli: 1000,
        totalMinor: 550 - 273 + 300,
        netMinor: 447 - 222 + 244,
        taxMinor: 103 - 51 + 56,
        refundedMinor: -273,
        discountMinor: 50 - 27,
      },
      {
        productId: bread.productId,
        sku: "BREAD",
        name: "Bread",
        category: "Bakery",
        quantityMilli: 0,
        returnedMilli: 1000,
        totalMinor: 0,
        netMinor: 0,
        taxMinor: 0,
        refundedMinor: -200,
        discountMinor: 0,
      },
    ]);
    const { items: categories } = await get<{ items: object[] }>("categories?from=2026-06-08&to=2026-06-14");
    expect(categories).toMatchObject([
      { category: "Drinks", totalMinor: 577 },
      { category: "Bakery", totalMinor: 0 },
    ]);
  });

  it("has cashiers by name, tenders and taxes", async () => {
    const range = "from=2026-06-08&to=2026-06-14";
    const { items: cashiers } = await get<{ items: object[] }>(`cashiers?${range}`);
    expect(cashiers).toMatchObject([
      { userId: cashierId, name: "Carla Cashier", saleCount: 1, totalMinor: 750, averageBasketMinor: 750 },
      { userId: otherId, name: "Marcus Manager", saleCount: 1, totalMinor: -173, averageBasketMinor: 100 },
    ]);
    const { items: tenders } = await get<{ items: object[] }>(`tenders?${range}`);
    expect(tenders).toEqual([
      {
        kind: "card",
        receivedCount: 1,
        refundedCount: 0,
        receivedMinor: 750,
        refundedMinor: 0,
        amountMinor: 750,
      },
      {
        kind: "cash",
        receivedCount: 1,
        refundedCount: 1,
        receivedMinor: 100,
        refundedMinor: -275,
        amountMinor: -175,
      },
    ]);
    const { items: taxes } = await get<{ items: object[] }>(`taxes?${range}`);
    expect(taxes).toEqual([
      { taxClass: "standard", taxRateBasisPoints: 2300, netMinor: 469, taxMinor: 108, totalMinor: 577 },
      { taxClass: "zero", taxRateBasisPoints: 0, netMinor: 0, taxMinor: 0, totalMinor: 0 },
    ]);
  });

  it("has every report as a file", async () => {
    const range = "from=2026-06-08&to=2026-06-10";
    const file = await reporting.get(`summary.csv?${range}`, { storeId });
    expect(file.headers).toMatchObject({
      "content-type": "text/csv; charset=utf-8",
      "content-disposition": 'attachment; filename="summary-2026-06-08-2026-06-10.csv"',
    });
    expect(file.body.split("\r\n")).toEqual([
      "\ufeffDate,Sales,Refunds,Total (EUR),Net (EUR),Tax (EUR),Refunded (EUR),Discounts (EUR),Rounding (EUR)",
      "2026-06-08,1,0,7.50,6.47,1.03,0.00,0.50,0.00",
      "2026-06-09,0,1,-2.73,-2.22,-0.51,-2.73,-0.27,-0.02",
      "2026-06-10,1,0,1.00,0.44,0.56,-2.00,0.00,0.00",
      "",
    ]);
    for (const name of ["hours", "products", "categories", "cashiers", "tenders", "taxes"]) {
      const { statusCode, body } = await reporting.get(`${name}.csv?${range}`, { storeId });
      expect([name, statusCode]).toEqual([name, 200]);
      expect(body).toContain("(EUR)");
    }
  });
});

describe("products", () => {
  it("come by pages, each product once, highest first", async () => {
    const storeId = await newStore();
    const sales = Array.from({ length: 25 }, (_, index) => ({
      storeId,
      // Some totals are equal.
      lines: [{ productId: randomUUID(), priceMinor: 100 + (index % 7) }],
    }));
    await sell(...sales);
    const seen: ProductsReport["items"] = [];
    let cursor = "";
    do {
      const page: ProductsReport = (
        await reporting.get(`products?from=2026-07-01&to=2026-07-01&limit=10${cursor}`, { storeId })
      ).json();
      seen.push(...page.items);
      cursor = page.nextCursor ? `&cursor=${page.nextCursor}` : "";
    } while (cursor);
    expect(new Set(seen.map((item) => item.productId)).size).toBe(25);
    expect(seen.map((item) => item.totalMinor)).toEqual(
      seen.map((item) => item.totalMinor).toSorted((a, b) => b - a),
    );
    const other = await reporting.get("products?from=2026-07-01&to=2026-07-01&cursor=abc", { storeId });
    expect(other.json()).toMatchObject({ code: "bad-request" });
  });
});

describe("ranges", () => {
  it.each([
    ["from=2026-01-02&to=2026-01-01", "/querystring/to"],
    ["from=2026-02-30&to=2026-03-01", "/querystring/from"],
    ["from=2024-01-01&to=2026-01-01", "/querystring/to"],
    ["from=2026-01-01", "/querystring/to"],
    ["from=2026-01-01&to=2026-01-01&extra=1", "/querystring/extra"],
  ])("refuse %s", async (query, path) => {
    const response = await reporting.get(`summary?${query}`);
    expect(response.statusCode).toBe(400);
    expect(response.json()).toMatchObject({ code: "validation-failed", errors: [{ path }] });
    expect((await reporting.get(`summary.csv?${query}`)).statusCode).toBe(400);
  });

  it("of 400 days are answered", async () => {
    const { days } = (await reporting.get("summary?from=2025-01-01&to=2026-02-04")).json<SummaryReport>();
    expect(days).toHaveLength(400);
  });
});

it("shows a store its own days only, and a cashier none", async () => {
  const storeId = await newStore();
  await sell({ storeId, soldAt: "2026-07-09T12:00:00.000Z" });
  expect((await reporting.get("days/2026-07-09", { storeId })).json()).toMatchObject({ saleCount: 1 });
  expect((await reporting.get("days/2026-07-09")).json()).toMatchObject({ saleCount: 0 });
  expect((await reporting.get("days/2026-07-09", { storeId: randomUUID() })).statusCode).toBe(404);
  for (const path of [
    "days/2026-07-09",
    "summary?from=2026-07-09&to=2026-07-09",
    "taxes.csv?from=2026-07-09&to=2026-07-09",
  ])
    expect((await reporting.get(path, { role: "cashier" })).statusCode).toBe(403);
});
