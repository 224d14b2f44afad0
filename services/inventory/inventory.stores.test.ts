import { randomUUID } from "node:crypto";
import { demoProducts, demoStore, type Product, type SaleCompleted } from "@cloudpos/contracts";
import { createService, openDatabase } from "@cloudpos/kit";
import {
  createTestDatabase,
  createTestRedis,
  type TestDatabase,
  type TestRedis,
} from "@cloudpos/kit/events/test-stores";
import { recordingLogger, testIssuer, testSettings, type TestIssuer } from "@cloudpos/kit/testing";
import type { Pool } from "pg";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { seedDemoGoods } from "./seed.ts";
import { inventory } from "./service.ts";
import { takeSoldGoods } from "./stock.ts";

let database: TestDatabase;
let redis: TestRedis;
let issuer: TestIssuer;
let pool: Pool;
let service: Awaited<ReturnType<typeof start>>;

async function start() {
  const { log } = recordingLogger();
  const settings = {
    ...testSettings,
    ...database.settings,
    REDIS_URL: "redis://unused@localhost",
    REDIS_PASSWORD: "",
    JWKS_URL: "http://127.0.0.1:1/jwks.json",
  };
  const needs = {
    database: openDatabase("inventory", settings, log),
    redis: redis.open(),
  };
  return createService(inventory, settings, { log, needs, keys: issuer.keys });
}

beforeAll(async () => {
  database = await createTestDatabase("inventory");
  redis = await createTestRedis(2);
  issuer = await testIssuer();
  service = await start();
  pool = service.context.needs.database.pool;
  await service.migrate();
});
beforeEach(async () => {
  await database.asSuperuser(
    "SET session_replication_role = replica; TRUNCATE inventory.product, inventory.stock, inventory.stock_movement, inventory.inbox",
  );
  await service.seed();
});
afterAll(async () => {
  await service.close();
  await redis.close();
  await database.drop();
});

const get = async (url: string, storeId = demoStore.id) =>
  service.app.inject({ url, headers: await issuer.headers("cashier", { storeId }) });
const names = async (search: string) =>
  (await get(`/api/inventory/products?search=${encodeURIComponent(search)}`))
    .json<{ items: Product[] }>()
    .items.map((product) => product.name);

/** A sale of quantities (in thousandths) of demo goods, by their index. */
function saleEvent(quantities: [index: number, quantityMilli: number][]): SaleCompleted {
  const soldAt = new Date().toISOString();
  return {
    id: randomUUID(),
    type: "sale.completed",
    version: 1,
    occurredAt: soldAt,
    storeId: demoStore.id,
    timeZone: demoStore.timeZone,
    sale: {
      id: randomUUID(),
      registerId: randomUUID(),
      soldAt,
      currency: "EUR",
      lines: quantities.map(([index, quantityMilli]) => ({
        productId: demoProducts[index]!.id,
        sku: demoProducts[index]!.sku,
        name: demoProducts[index]!.name,
        quantityMilli,
        unitPriceMinor: 100,
        discountMinor: 0,
        taxClass: "zero",
        taxRateBasisPoints: 0,
      })),
      totals: { netMinor: 100, taxMinor: 0, totalMinor: 100 },
      tenders: [{ kind: "cash", amountMinor: 100, tenderedMinor: 100, changeMinor: 0 }],
      storeId: demoStore.id,
      userId: randomUUID(),
      receiptNumber: "1",
      committedAt: soldAt,
      flags: [],
    },
  };
}

async function onHand(index: number): Promise<number> {
  const { rows } = await pool.query<{ q: string }>(
    "SELECT on_hand_milli AS q FROM stock WHERE store_id = $1 AND product_id = $2",
    [demoStore.id, demoProducts[index]!.id],
  );
  return Number(rows[0]!.q);
}

/** Products whose stock is not the sum of their movements. */
async function disagreements(): Promise<number> {
  const { rowCount } = await pool.query(
    `SELECT FROM stock FULL JOIN (
       SELECT store_id, product_id, sum(quantity_milli) AS total FROM stock_movement GROUP BY 1, 2) ledger
       USING (store_id, product_id)
     WHERE on_hand_milli IS DISTINCT FROM total`,
  );
  return rowCount ?? 0;
}

describe("the catalogue", () => {
  it("finds a product by its barcode, with the stock of the own store", async () => {
    const { openingStockMilli, ...product } = demoProducts[4]!;
    const response = await get(`/api/inventory/products/by-barcode/${product.barcode}`);
    expect(response.statusCode).toBe(200);
    expect(response.json()).toMatchObject({
      id: product.id,
      barcodes: product.barcodes,
      stockOnHandMilli: openingStockMilli,
    });
    const elsewhere = await get(`/api/inventory/products/by-barcode/${product.barcode}`, randomUUID());
    expect(elsewhere.json()).toMatchObject({ stockOnHandMilli: 0 });
  });

  it("says so when there is none", async () => {
    const response = await get("/api/inventory/products/by-barcode/2009999999999");
    expect(response.statusCode).toBe(404);
    expect(response.json()).toMatchObject({ code: "product-not-found" });
  });

  it("searches words by their beginning, in any order, and codes by theirs", async () => {
    expect(await names("coff")).toEqual(["Filter coffee to go", "Ground coffee 227 g"]);
    expect(await names("coff gr")).toEqual(["Ground coffee 227 g"]);
    expect(await names("gro-020")).toEqual(["Ground coffee 227 g"]);
    expect(await names(demoProducts[19]!.barcode.slice(0, 12))).toEqual(["Ground coffee 227 g"]);
    expect(await names("no such thing")).toEqual([]);
  });

  it("takes what is typed as text, whatever it looks like", async () => {
    for (const text of ["%", "_", "'", "\\", "a' | 'b", "!(", ":*", "'; DROP TABLE product; --"]) {
      const response = await get(`/api/inventory/products?search=${encodeURIComponent(text)}`);
      expect(response.statusCode).toBe(200);
      expect(response.json<{ items: Product[] }>().items).toEqual([]);
    }
  });

  it("lists all by name, no more than the limit", async () => {
    const all = (await get("/api/inventory/products")).json<{ items: Product[] }>().items;
    expect(all).toHaveLength(40);
    const few = (await get("/api/inventory/products?limit=3")).json<{ items: Product[] }>().items;
    expect(few).toEqual(all.slice(0, 3));
    expect((await get("/api/inventory/products?limit=1000")).statusCode).toBe(400);
  });
});

describe("stock", () => {
  it("is seeded once, also by two copies at the same moment", async () => {
    await Promise.all([seedDemoGoods(pool), seedDemoGoods(pool)]);
    expect(await onHand(0)).toBe(demoProducts[0]!.openingStockMilli);
    expect(await disagreements()).toBe(0);
  });

  it("falls by what was sold, with one movement per product, and may turn negative", async () => {
    await takeSoldGoods(
      pool,
      saleEvent([
        [0, 1000],
        [1, 250_500],
        [0, 2000],
      ]),
    );
    expect(await onHand(0)).toBe(197_000);
    expect(await onHand(1)).toBe(-50_500);
    expect(await disagreements()).toBe(0);
  });

  it("counts an event once when it comes ten times at once", async () => {
    const event = saleEvent([[2, 5000]]);
    const counted = await Promise.all(Array.from({ length: 10 }, () => takeSoldGoods(pool, event)));
    expect(counted.filter(Boolean)).toHaveLength(1);
    expect(await onHand(2)).toBe(195_000);
  });

  it("leaves no trace of an event whose effect fails, so that it can be tried again", async () => {
    const event = saleEvent([[3, 1000]]);
    const broken = structuredClone(event);
    broken.sale.lines.push({ ...broken.sale.lines[0]!, productId: "no id" });
    await expect(takeSoldGoods(pool, broken)).rejects.toThrow("uuid");
    expect(await onHand(3)).toBe(200_000);
    expect(await takeSoldGoods(pool, event)).toBe(true);
    expect(await onHand(3)).toBe(199_000);
  });

  it("loses nothing when many sales take the same goods in opposite orders", async () => {
    const events = Array.from({ length: 120 }, (_, index) => {
      const goods: [number, number][] = [4, 5, 6, 7].map((product) => [product, 1000]);
      return saleEvent(index % 2 === 0 ? goods : goods.toReversed());
    });
    await Promise.all(events.map((event) => takeSoldGoods(pool, event)));
    for (const index of [4, 5, 6, 7]) expect(await onHand(index)).toBe(200_000 - 120_000);
    expect(await disagreements()).toBe(0);
  });

  it("keeps a ledger that the service itself cannot change", async () => {
    await expect(pool.query("UPDATE stock_movement SET quantity_milli = 0")).rejects.toThrow("append-only");
  });
});
