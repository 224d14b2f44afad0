import { randomUUID } from "node:crypto";
import {
  StockLow,
  demoHarbour,
  demoProducts,
  demoStore,
  eventField,
  streams,
  type Product,
  type StoreChanged,
} from "@cloudpos/contracts";
import { createTestRedis, type TestRedis } from "@cloudpos/kit/events/test-stores";
import Value from "typebox/value";
import { afterAll, beforeAll, expect, it, vi } from "vitest";
import { disagreements, saleEvent, startInventory, type TestInventory } from "./testing.ts";

let redis: TestRedis;
let inventory: TestInventory;
beforeAll(async () => {
  redis = await createTestRedis();
  inventory = await startInventory(redis);
  await inventory.service.seed();
  await inventory.service.prepare();
});
afterAll(async () => {
  await inventory.close();
  await redis.close();
});

const publish = (stream: string, event: object) =>
  redis.client.xadd(stream, "*", eventField, JSON.stringify(event));
const eventually = (check: () => Promise<void>) => vi.waitFor(check, { timeout: 20_000, interval: 100 });
const stockEvents = async () =>
  (await redis.client.xrange(streams.stock, "-", "+")).map(
    ([, fields]) => JSON.parse(fields[1]!) as StockLow,
  );
const read = async (id: string) =>
  (await inventory.call("GET", `/products/${id}`, undefined, { role: "cashier" })).json<Product>();

it("takes sales from their stream, each once, and tells once what became low, also after Redis lost it", async () => {
  const { id, sku, name, openingStockMilli, reorderLevelMilli } = demoProducts[30]!;
  const sold = openingStockMilli - reorderLevelMilli!;
  const event = saleEvent([[id, sold]]);
  for (let time = 0; time < 3; time += 1) await publish(streams.sales, event);
  await eventually(async () => expect((await read(id)).stockOnHandMilli).toBe(reorderLevelMilli));
  await publish(streams.sales, saleEvent([[id, 1_000]]));
  await publish(streams.sales, { type: "sale.completed", version: 1, nonsense: true });
  await eventually(async () => expect((await read(id)).stockOnHandMilli).toBe(reorderLevelMilli! - 1_000));

  const ofProduct = async () => (await stockEvents()).filter((each) => each.productId === id);
  await eventually(async () => expect(await ofProduct()).toHaveLength(1));
  const [low] = await ofProduct();
  expect(Value.Errors(StockLow, low)).toEqual([]);
  expect(low).toMatchObject({
    storeId: demoStore.id,
    sku,
    name,
    onHandMilli: reorderLevelMilli,
    reorderLevelMilli,
  });

  await redis.client.del(streams.stock);
  await eventually(async () => expect(await ofProduct()).toEqual([low]));
  expect(await disagreements(inventory)).toBe(0);
});

it("learns of stores from their stream, whatever else is on it", async () => {
  const store = { ...demoHarbour, id: randomUUID(), code: "pier", currency: "GBP", revision: 3 };
  const changed: StoreChanged = {
    id: randomUUID(),
    type: "store.changed",
    version: 1,
    occurredAt: new Date().toISOString(),
    storeId: store.id,
    revision: 3,
    store,
  };
  await publish(streams.stores, { ...changed, id: randomUUID(), type: "register.changed" });
  await publish(streams.stores, changed);
  await eventually(async () => {
    const { rows } = await inventory.pool.query("SELECT currency FROM store WHERE id = $1", [store.id]);
    expect(rows).toEqual([{ currency: "GBP" }]);
  });
});
