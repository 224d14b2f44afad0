import { randomUUID } from "node:crypto";
import {
  demoProducts,
  demoRegisters,
  demoStore,
  SaleCompleted,
  salesStream,
  ShiftClosed,
  ShiftOpened,
  streams,
  type StoreChanged,
} from "@cloudpos/contracts";
import { createTestRedis } from "@cloudpos/kit/events/test-stores";
import { afterAll, beforeAll, expect, it, vi } from "vitest";
import { Compile } from "typebox/compile";
import { shareWithReporting } from "./reporting.ts";
import { demoSale, newSaleId, refundOf, startTransaction } from "./testing.ts";

let transaction: Awaited<ReturnType<typeof startTransaction>>;
let redis: Awaited<ReturnType<typeof createTestRedis>>;
beforeAll(async () => {
  redis = await createTestRedis();
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

it("announces shifts on their own stream", async () => {
  const register = demoRegisters[1]!;
  const shift = await transaction.openShift(register, 7_500);
  await transaction.post(demoSale({ registerId: register.id, shiftId: shift.id }));
  const identity = { registerId: register.id };
  const path = `/shifts/${shift.id}/close`;
  const closed = await transaction.call("cashier", path, { countedCashMinor: 8_000 }, identity);
  expect(closed.statusCode).toBe(201);
  const events = async () =>
    (await redis.client.xrange(streams.shifts, "-", "+")).map(
      ([, fields]) => JSON.parse(fields[1]!) as unknown,
    );
  await vi.waitFor(async () => expect(await events()).toHaveLength(2), { timeout: 15_000 });
  const [opened, ended] = await events();
  expect([...Compile(ShiftOpened).Errors(opened)]).toEqual([]);
  expect([...Compile(ShiftClosed).Errors(ended)]).toEqual([]);
  expect(opened).toMatchObject({ shiftId: shift.id, registerId: register.id, openingFloatMinor: 7_500 });
  expect(ended).toMatchObject({ shiftId: shift.id, zNumber: 1, saleCount: 1, countedCashMinor: 8_000 });
});

it("keeps the event of every sale for rebuilding, equal to what was sent", async () => {
  const sale = demoSale({ customerId: randomUUID(), receiptEmail: "a@example.com", roundingMinor: 0 });
  sale.lines[0]!.category = "Dairy";
  sale.lines[1]!.giftCardCode = "ABCDEFGH2345";
  sale.tenders[0]!.paymentId = newSaleId();
  await transaction.post(sale);
  const asManager = { role: "manager" as const };
  const path = `/sales/${sale.id}/returnable`;
  const back = refundOf((await transaction.call("manager", path)).json(), { 1: 1000 });
  expect((await transaction.post(back, asManager)).statusCode).toBe(201);
  const { rows } = await transaction.pool.query<{ sent: unknown; kept: unknown }>(
    `SELECT outbox.event::jsonb AS sent, kept.event AS kept
     FROM outbox LEFT JOIN sale_event kept ON kept.sale_id = (outbox.event::jsonb #>> '{sale,id}')::uuid
     WHERE stream = 'events:sales'`,
  );
  expect(rows.length).toBeGreaterThanOrEqual(12);
  for (const { sent, kept } of rows) expect(kept).toEqual(sent);
});

it("lets the role reporting read those events, and nothing else", async () => {
  await transaction.database.asSuperuser(
    `DO $$ BEGIN
       PERFORM pg_advisory_xact_lock(hashtext('test roles'));
       IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'reporting') THEN CREATE ROLE reporting; END IF;
     END $$`,
  );
  await shareWithReporting(transaction.pool, transaction.service.context.log, new AbortController().signal);
  const asReporting = (sql: string) =>
    transaction.database.asSuperuser(`BEGIN; SET LOCAL ROLE reporting; ${sql}; COMMIT`);
  await asReporting("SELECT count(*) FROM transaction.sale_event");
  await expect(asReporting("SELECT count(*) FROM transaction.sale")).rejects.toThrow("permission denied");
  await shareWithReporting(transaction.pool, transaction.service.context.log, new AbortController().signal);
});

it("takes the settings of stores from auth, the newest whatever order they come in", async () => {
  const store = { ...demoStore, id: randomUUID(), cashRoundingMinor: 10 };
  const registerId = randomUUID();
  const send = (revision: number, change: object) => {
    const event: StoreChanged = {
      id: randomUUID(),
      type: "store.changed",
      version: 1,
      occurredAt: new Date().toISOString(),
      storeId: store.id,
      revision,
      store: { ...store, revision, ...change },
    };
    return redis.client.xadd(streams.stores, "*", "event", JSON.stringify(event));
  };
  await send(3, { currency: "USD" });
  await send(2, { currency: "GBP" });
  await vi.waitFor(
    async () => {
      const { rows } = await transaction.pool.query(
        "SELECT currency, cash_rounding_minor FROM store WHERE id = $1",
        [store.id],
      );
      expect(rows).toEqual([{ currency: "USD", cash_rounding_minor: 10 }]);
    },
    { timeout: 15_000 },
  );
  await vi.waitFor(async () =>
    expect((await redis.client.xpending(streams.stores, "transaction"))[0]).toBe(0),
  );
  const answer = await transaction.post(demoSale({ registerId, currency: "USD" }), { storeId: store.id });
  expect(answer.json()).toMatchObject({ flags: ["no-shift"] });
  await send(4, { currency: "EUR" });
  await vi.waitFor(
    async () => {
      const next = await transaction.post(demoSale({ registerId, currency: "USD" }), { storeId: store.id });
      expect(next.json()).toMatchObject({ flags: ["totals-differ", "no-shift"] });
    },
    { timeout: 15_000 },
  );
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
