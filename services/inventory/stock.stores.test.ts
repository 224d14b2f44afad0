import { randomUUID } from "node:crypto";
import {
  demoHarbour,
  demoProducts,
  demoStore,
  type LowStockList,
  type StockAdjustment,
  type StockMovementList,
} from "@cloudpos/contracts";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { seedDemoGoods } from "./seed.ts";
import { takeSoldGoods } from "./stock.ts";
import { disagreements, saleEvent, startInventory, type TestInventory } from "./testing.ts";

let inventory: TestInventory;
beforeAll(async () => {
  inventory = await startInventory();
  await inventory.service.seed();
});
afterAll(() => inventory.close());

const [milk, , butter, cheddar] = demoProducts.map((product) => product.id) as [
  string,
  string,
  string,
  string,
];
const product = (index: number) => demoProducts[index]!.id;

async function onHand(productId: string, storeId = demoStore.id): Promise<number> {
  const { rows } = await inventory.pool.query<{ q: string }>(
    "SELECT on_hand_milli AS q FROM stock WHERE store_id = $1 AND product_id = $2",
    [storeId, productId],
  );
  return Number(rows[0]?.q ?? 0);
}
const sell = (...quantities: [string, number][]) => takeSoldGoods(inventory.pool, [saleEvent(quantities)]);
const lowEvents = async (productId: string) =>
  (
    await inventory.pool.query<{ event: { onHandMilli: number; sku: string } }>(
      "SELECT event::jsonb AS event FROM outbox WHERE event::jsonb ->> 'productId' = $1 ORDER BY id",
      [productId],
    )
  ).rows.map(({ event }) => event);
const adjust = (reason: string, lines: [string, number][], more: object = {}, as = {}) =>
  inventory.call(
    "POST",
    "/stock-adjustments",
    {
      id: randomUUID(),
      reason,
      lines: lines.map(([productId, quantityMilli]) => ({ productId, quantityMilli })),
      ...more,
    },
    as,
  );
const addProduct = async (reorderLevelMilli: number | null = null) => {
  const id = randomUUID();
  const answer = await inventory.call("POST", "/products", {
    id,
    sku: id,
    name: "Something",
    categoryId: demoProducts[0]!.categoryId,
    defaultPriceMinor: 100,
    taxClass: "zero",
    reorderLevelMilli,
  });
  expect(answer.statusCode, answer.body).toBe(201);
  return id;
};

describe("seed", () => {
  it("puts 5,000 products with stock of both stores in", async () => {
    const other = await startInventory();
    try {
      await other.service.seed();
      const { rows } = await other.pool.query<{ counts: number[] }>(
        `SELECT ARRAY[(SELECT count(*) FROM product), (SELECT count(DISTINCT store_id) FROM stock),
           (SELECT count(*) FROM stock), (SELECT count(*) FROM product_price)]::integer[] AS counts`,
      );
      expect(rows[0]!.counts).toEqual([5_000, 2, 10_000, expect.any(Number)]);
    } finally {
      await other.close();
    }
  });

  it("changes nothing when all is there, also by two copies at the same moment", async () => {
    await sell([milk, 3000]);
    await inventory.call("PATCH", `/products/${milk}`, { revision: 1, name: "Our milk" });
    await Promise.all([seedDemoGoods(inventory.pool), seedDemoGoods(inventory.pool)]);
    expect(await onHand(milk)).toBe(197_000);
    expect((await inventory.call("GET", `/products/${milk}`)).json()).toMatchObject({ name: "Our milk" });
    expect(await disagreements(inventory)).toBe(0);
  });
});

describe("sales", () => {
  it("take from the stock, with one movement per product, which may turn negative", async () => {
    await sell([butter, 1000], [cheddar, 250_500], [butter, 2000]);
    expect(await onHand(butter)).toBe(197_000);
    expect(await onHand(cheddar)).toBe(-50_500);
    expect(await disagreements(inventory)).toBe(0);
  });

  it("add back what was given back, and keep both sides of an exchange apart", async () => {
    await sell([product(20), 2000], [product(20), -1000], [product(21), -500]);
    expect(await onHand(product(20))).toBe(199_000);
    expect(await onHand(product(21))).toBe(200_500);
    const { items } = (
      await inventory.call("GET", `/products/${product(20)}/movements`)
    ).json<StockMovementList>();
    expect(items.map((item) => [item.reason, item.quantityMilli, item.stockOnHandMilli]).slice(0, 2)).toEqual(
      expect.arrayContaining([
        expect.arrayContaining(["return", 1000]),
        expect.arrayContaining(["sale", -2000]),
      ]),
    );
    expect(await disagreements(inventory)).toBe(0);
  });

  it("count once when the event comes ten times at once", async () => {
    const event = saleEvent([[product(22), 5000]]);
    const counted = await Promise.all(
      Array.from({ length: 10 }, () => takeSoldGoods(inventory.pool, [event])),
    );
    expect(counted.filter(Boolean)).toHaveLength(1);
    expect(await onHand(product(22))).toBe(195_000);
  });

  it("are taken for many sales of several stores in one step, each once, with one notice where they become low", async () => {
    const id = await addProduct(5000);
    await adjust("received", [[id, 9000]]);
    const elsewhere = { ...saleEvent([[id, 1000]]), storeId: demoHarbour.id };
    const events = [saleEvent([[id, 3000]]), saleEvent([[id, 2000]]), elsewhere];
    expect(await takeSoldGoods(inventory.pool, [...events, events[0]!])).toBe(3);
    expect(await takeSoldGoods(inventory.pool, events)).toBe(0);
    expect([await onHand(id), await onHand(id, demoHarbour.id)]).toEqual([4000, -1000]);
    expect(await lowEvents(id)).toMatchObject([{ onHandMilli: 4000 }]);
    expect(await disagreements(inventory)).toBe(0);
  });

  it("are not taken for the gift cards that are sold with them", async () => {
    const event = saleEvent([
      [product(24), 1000],
      [randomUUID(), 1000],
    ]);
    const [, card] = event.sale.lines;
    card!.giftCardCode = "ABCD12345678";
    expect(await takeSoldGoods(inventory.pool, [event])).toBe(1);
    expect(await onHand(product(24))).toBe(199_000);
    const rows = await inventory.pool.query("SELECT FROM stock WHERE product_id = $1", [card!.productId]);
    expect(rows.rowCount).toBe(0);
  });

  it("leave no trace when the effect fails, so that it can be tried again", async () => {
    const event = saleEvent([[product(23), 1000]]);
    const broken = structuredClone(event);
    broken.sale.lines.push({ ...broken.sale.lines[0]!, productId: "no id" });
    await expect(takeSoldGoods(inventory.pool, [broken])).rejects.toThrow("uuid");
    expect(await onHand(product(23))).toBe(200_000);
    expect(await takeSoldGoods(inventory.pool, [event])).toBe(1);
    expect(await onHand(product(23))).toBe(199_000);
  });

  it("lose nothing when many take the same goods in opposite orders while they are counted and received", async () => {
    const goods = [4, 5, 6, 7].map(product);
    const sales = Array.from({ length: 100 }, (_, index) =>
      sell(...(index % 2 === 0 ? goods : goods.toReversed()).map((id): [string, number] => [id, 1000])),
    );
    const deliveries = Array.from({ length: 20 }, (_, index) =>
      adjust(
        "received",
        (index % 2 === 0 ? goods.toReversed() : goods).map((id) => [id, 2000]),
      ),
    );
    const counts = Array.from({ length: 10 }, () =>
      adjust(
        "counted",
        goods.map((id) => [id, 150_000]),
      ),
    );
    const answers = await Promise.all([...deliveries, ...counts]);
    await Promise.all(sales);
    expect(answers.map((answer) => answer.statusCode)).toEqual(answers.map(() => 201));
    expect(await disagreements(inventory)).toBe(0);
    const { rows } = await inventory.pool.query(
      `SELECT product_id, sum(quantity_milli) FILTER (WHERE reason = 'sale')::integer AS sold,
         sum(quantity_milli) FILTER (WHERE reason = 'received')::integer AS received
       FROM stock_movement WHERE store_id = $1 AND product_id = ANY($2) GROUP BY 1`,
      [demoStore.id, goods],
    );
    expect(rows).toEqual(goods.map(() => expect.objectContaining({ sold: -100_000, received: 40_000 })));
  });

  it("of goods that the catalogue does not know are kept too", async () => {
    const unknown = randomUUID();
    await sell([unknown, 1000]);
    expect(await onHand(unknown)).toBe(-1000);
  });
});

describe("the ledger", () => {
  it("cannot be changed by the service itself", async () => {
    await expect(inventory.pool.query("UPDATE stock_movement SET quantity_milli = 0")).rejects.toThrow(
      "append-only",
    );
  });

  it("is read page by page, with the stock after every movement", async () => {
    const id = await addProduct();
    for (const quantity of [10_000, 5_000, 2_000]) await adjust("received", [[id, quantity]]);
    await adjust("stolen", [[id, -4_000]], { note: "Two bars" });
    await sell([id, 1_000]);
    const first = (
      await inventory.call("GET", `/products/${id}/movements?limit=2`)
    ).json<StockMovementList>();
    expect(first.items).toMatchObject([
      { reason: "sale", quantityMilli: -1_000, stockOnHandMilli: 12_000, userId: null, note: null },
      { reason: "stolen", quantityMilli: -4_000, stockOnHandMilli: 13_000, note: "Two bars" },
    ]);
    const second = (
      await inventory.call("GET", `/products/${id}/movements?cursor=${first.nextCursor}`)
    ).json<StockMovementList>();
    expect(second.items.map((item) => item.stockOnHandMilli)).toEqual([17_000, 15_000, 10_000]);
    expect(second.nextCursor).toBeUndefined();
    const elsewhere = await inventory.call("GET", `/products/${id}/movements`, undefined, {
      storeId: demoHarbour.id,
    });
    expect(elsewhere.json()).toEqual({ items: [] });
    expect((await inventory.call("GET", `/products/${randomUUID()}/movements`)).statusCode).toBe(404);
    expect((await inventory.call("GET", `/products/${id}/movements?cursor=abc`)).json()).toMatchObject({
      code: "validation-failed",
    });
  });
});

describe("adjustments", () => {
  it("answer with the stock after them, and the same again when sent again", async () => {
    const id = await addProduct();
    const body = {
      id: randomUUID(),
      reason: "received",
      note: "Delivery 7",
      lines: [{ productId: id, quantityMilli: 8_000 }],
    };
    const answer = await inventory.call("POST", "/stock-adjustments", body);
    expect(answer.statusCode).toBe(201);
    const adjustment = answer.json<StockAdjustment>();
    expect(adjustment).toMatchObject({
      id: body.id,
      note: "Delivery 7",
      lines: [{ productId: id, changeMilli: 8_000, stockOnHandMilli: 8_000 }],
    });
    await sell([id, 1_000]);
    const again = await inventory.call("POST", "/stock-adjustments", body);
    expect([again.statusCode, again.json()]).toEqual([200, adjustment]);
    const other = await inventory.call("POST", "/stock-adjustments", { ...body, note: "Delivery 8" });
    expect([other.statusCode, other.json<{ code: string }>().code]).toEqual([422, "idempotency-mismatch"]);
    const foreign = await inventory.call("POST", "/stock-adjustments", body, { storeId: demoHarbour.id });
    expect(foreign.statusCode).toBe(422);
    expect(await onHand(id)).toBe(7_000);
  });

  it("happen once when they come ten times at once", async () => {
    const id = await addProduct();
    const more = { id: randomUUID() };
    const answers = await Promise.all(
      Array.from({ length: 10 }, () => adjust("received", [[id, 1_000]], more)),
    );
    expect(answers.map((answer) => answer.statusCode).toSorted()).toEqual([...Array(9).fill(200), 201]);
    expect(await onHand(id)).toBe(1_000);
  });

  it("by a count write the difference", async () => {
    const id = await addProduct();
    await adjust("received", [[id, 5_000]]);
    const answer = await adjust("counted", [[id, 3_500]]);
    expect(answer.json<StockAdjustment>().lines).toEqual([
      { productId: id, changeMilli: -1_500, stockOnHandMilli: 3_500 },
    ]);
    const same = await adjust("counted", [[id, 3_500]]);
    expect(same.json<StockAdjustment>().lines[0]).toMatchObject({ changeMilli: 0, stockOnHandMilli: 3_500 });
    const fresh = await addProduct();
    expect((await adjust("counted", [[fresh, 2_000]])).json<StockAdjustment>().lines[0]).toMatchObject({
      changeMilli: 2_000,
    });
    expect(await disagreements(inventory)).toBe(0);
  });

  it.each([
    ["received", -1],
    ["received", 0],
    ["damaged", 1],
    ["stolen", 0],
    ["counted", -1],
    ["other", 0],
    ["sale", -1],
  ])("with the reason %s refuse the quantity %d", async (reason, quantity) => {
    const answer = await adjust(reason, [[milk, quantity]]);
    expect([answer.statusCode, answer.json<{ code: string }>().code]).toEqual([400, "validation-failed"]);
  });

  it("refuse a product twice, and unknown ones, and then do nothing at all", async () => {
    const id = await addProduct();
    const twice = await adjust("received", [
      [id, 1_000],
      [id, 1_000],
    ]);
    expect(twice.json()).toMatchObject({ errors: [{ path: "/body/lines/1/productId" }] });
    const unknown = await adjust("received", [
      [id, 1_000],
      [randomUUID(), 1_000],
    ]);
    expect([unknown.statusCode, unknown.json<{ code: string }>().code]).toEqual([404, "product-not-found"]);
    expect(await onHand(id)).toBe(0);
  });

  it("are for managers, and only touch the own store", async () => {
    const id = await addProduct();
    for (const role of ["cashier", "auditor"] as const) {
      expect((await adjust("received", [[id, 1_000]], {}, { role })).statusCode).toBe(403);
    }
    expect((await adjust("received", [[id, 1_000]], {}, { storeId: demoHarbour.id })).statusCode).toBe(201);
    expect([await onHand(id), await onHand(id, demoHarbour.id)]).toEqual([0, 1_000]);
  });
});

describe("low stock", () => {
  it("is told once, when the level is crossed downwards", async () => {
    const id = await addProduct(5_000);
    await adjust("received", [[id, 7_000]]);
    await sell([id, 1_000]);
    expect(await lowEvents(id)).toEqual([]);
    await sell([id, 1_000]); // 5: at the level
    await sell([id, 1_000]);
    await sell([id, 1_000]);
    expect(await lowEvents(id)).toMatchObject([{ onHandMilli: 5_000, sku: id, reorderLevelMilli: 5_000 }]);
    await adjust("received", [[id, 10_000]]);
    await adjust("damaged", [[id, -9_500]]);
    await sell([id, -3_000]);
    await adjust("counted", [[id, 1_000]]);
    expect(await lowEvents(id)).toMatchObject([
      { onHandMilli: 5_000 },
      { onHandMilli: 3_500 },
      { onHandMilli: 1_000 },
    ]);
  });

  it("is told once however many sell at the same moment", async () => {
    const id = await addProduct(50_000);
    await adjust("received", [[id, 100_000]]);
    await Promise.all(Array.from({ length: 80 }, () => sell([id, 1_000])));
    expect(await lowEvents(id)).toMatchObject([{ onHandMilli: 50_000 }]);
  });

  it("is not told of goods that nobody watches or that are archived", async () => {
    const [unwatched, archived] = [await addProduct(), await addProduct(1_000)];
    await adjust("received", [
      [unwatched, 1_000],
      [archived, 2_000],
    ]);
    await inventory.call("PATCH", `/products/${archived}`, { revision: 1, archived: true });
    await sell([unwatched, 5_000], [archived, 2_000]);
    expect([...(await lowEvents(unwatched)), ...(await lowEvents(archived))]).toEqual([]);
  });

  it("is listed by name for the own store", async () => {
    const list = async (query = "", storeId = demoStore.id) =>
      (
        await inventory.call("GET", `/stock/low${query}`, undefined, { storeId, role: "cashier" })
      ).json<LowStockList>();
    const all = await list("?limit=200");
    expect(all.items.length).toBeGreaterThan(20);
    expect(all.count).toBe(all.items.length);
    for (const item of all.items) expect(item.stockOnHandMilli).toBeLessThanOrEqual(item.reorderLevelMilli!);
    const first = await list("?limit=10");
    const second = await list(`?limit=200&cursor=${first.nextCursor}`);
    expect([...first.items, ...second.items]).toEqual(all.items);
    const id = await addProduct(1_000);
    expect((await list("?limit=200")).items.map((item) => item.id)).toContain(id);
    expect((await list("?limit=200", demoHarbour.id)).items.map((item) => item.id)).not.toContain(id);
    expect(await list("", randomUUID())).toEqual({ items: [], count: 0 });
  });
});
