import { randomUUID } from "node:crypto";
import { demoProducts, demoRegisters, demoStore, SaleCompleted, salesStream } from "@cloudpos/contracts";
import { createTestRedis } from "@cloudpos/kit/events/test-stores";
import { afterAll, beforeAll, expect, it, vi } from "vitest";
import { Compile } from "typebox/compile";
import { demoSale, startTransaction } from "./testing.ts";

let transaction: Awaited<ReturnType<typeof startTransaction>>;
let redis: Awaited<ReturnType<typeof createTestRedis>>;
beforeAll(async () => {
  redis = await createTestRedis(4);
  transaction = await startTransaction(redis);
  await transaction.service.prepare();
});
afterAll(async () => {
  await transaction.close();
  await redis.close();
});

const sent = async () =>
  (await redis.client.xrange(salesStream, "-", "+")).map(
    ([, fields]) => JSON.parse(fields[1]!) as SaleCompleted,
  );

it("announces every sale as an event that fits its contract, also again after a flush", async () => {
  const sales = Array.from({ length: 10 }, (_, index) =>
    demoSale({ registerId: demoRegisters[index % 2]!.id }),
  );
  for (const sale of sales) expect((await transaction.post(sale)).statusCode).toBe(201);
  await transaction.post(sales[0]!);
  await vi.waitFor(async () => expect(await sent()).toHaveLength(10), { timeout: 15_000 });

  const events = await sent();
  const validator = Compile(SaleCompleted);
  for (const event of events) expect([...validator.Errors(event)]).toEqual([]);
  const first = events.find((event) => event.sale.id === sales[0]!.id)!;
  expect(first).toMatchObject({ storeId: demoStore.id, timeZone: demoStore.timeZone, sale: sales[0]! });
  expect(new Set(events.map((event) => event.id)).size).toBe(10);

  await redis.client.flushdb();
  await vi.waitFor(async () => expect(await sent()).toHaveLength(10), { timeout: 15_000 });
  expect((await sent()).map((event) => event.id)).toEqual(events.map((event) => event.id));
});

it("is ready without Redis, since sales go on", async () => {
  const alone = await startTransaction();
  try {
    await alone.service.prepare();
    expect((await alone.post(demoSale())).statusCode).toBe(201);
    const ready = await alone.service.app.inject("/ready");
    expect(ready.statusCode).toBe(200);
    expect(ready.json()).toMatchObject({ dependencies: { redis: { status: "failed" } } });
  } finally {
    await alone.close();
  }
});

it("sells what the catalogue does not know", async () => {
  const sale = demoSale();
  const unknown = { ...sale.lines[0]!, productId: randomUUID(), sku: demoProducts[0]!.sku };
  expect((await transaction.post({ ...sale, lines: [unknown, ...sale.lines.slice(1)] })).statusCode).toBe(
    201,
  );
});
