import { randomBytes, randomUUID } from "node:crypto";
import { demoStore, type DayReport, type SaleCompleted } from "@cloudpos/contracts";
import { createService } from "@cloudpos/kit";
import { createTestRedis, testStore } from "@cloudpos/kit/events/test-stores";
import { recordingLogger, testIssuer, testSettings } from "@cloudpos/kit/testing";
import { MongoClient } from "mongodb";
import { afterAll, beforeAll, beforeEach, expect, it } from "vitest";
import { ensureIndexes, projectSale, reportCollections } from "./sales.ts";
import { reporting } from "./service.ts";

type Reporting = Awaited<ReturnType<typeof start>>;
let started: Reporting;

async function start() {
  const { log } = recordingLogger();
  const issuer = await testIssuer();
  const redis = await createTestRedis(3);
  const client = new MongoClient(testStore("MONGODB"), { serverSelectionTimeoutMS: 5_000 });
  const db = client.db(`test_reporting_${randomBytes(4).toString("hex")}`);
  const settings = {
    ...testSettings,
    MONGODB_URL: "mongodb://unused@localhost/unused",
    MONGODB_PASSWORD: "",
    REDIS_URL: "redis://unused@localhost",
    REDIS_PASSWORD: "",
    JWKS_URL: "http://127.0.0.1:1/jwks.json",
  };
  const mongodb = { client, db, check: () => db.command({ ping: 1 }), close: () => client.close() };
  const needs = { mongodb, redis: redis.open() };
  const service = await createService(reporting, settings, { log, needs, keys: issuer.keys });
  return { service, issuer, redis, db, collections: reportCollections(db) };
}

beforeAll(async () => {
  started = await start();
  await ensureIndexes(started.collections);
});
beforeEach(async () => {
  await started.collections.sales.deleteMany({});
  await started.service.seed();
});
afterAll(async () => {
  await started.db.dropDatabase();
  await started.service.close();
  await started.redis.close();
});

/** A sale of one line; `cash` and `card` say how it was paid. */
function saleEvent(
  soldAt: string,
  taxMinor: number,
  paid: { cash?: number; card?: number },
  currency = "EUR",
) {
  const tenders = (["cash", "card"] as const).flatMap((kind) => {
    const amountMinor = paid[kind];
    return amountMinor === undefined
      ? []
      : [{ kind, amountMinor, tenderedMinor: amountMinor, changeMinor: 0 }];
  });
  const totalMinor = tenders.reduce((sum, tender) => sum + tender.amountMinor, 0);
  const event: SaleCompleted = {
    id: randomUUID(),
    type: "sale.completed",
    version: 1,
    occurredAt: soldAt,
    storeId: demoStore.id,
    timeZone: "Europe/Dublin",
    sale: {
      id: randomUUID(),
      registerId: randomUUID(),
      soldAt,
      currency,
      lines: [
        {
          productId: randomUUID(),
          sku: "A",
          name: "A thing",
          quantityMilli: 1000,
          unitPriceMinor: totalMinor,
          discountMinor: 0,
          taxClass: "standard",
          taxRateBasisPoints: 2300,
        },
      ],
      totals: { netMinor: totalMinor - taxMinor, taxMinor, totalMinor },
      tenders,
      storeId: demoStore.id,
      userId: randomUUID(),
      receiptNumber: "1",
      committedAt: soldAt,
      flags: [],
    },
  };
  return event;
}

const project = (event: SaleCompleted) => projectSale(started.collections, event);

async function report(date: string, identity: { storeId?: string; role?: "manager" | "cashier" } = {}) {
  return started.service.app.inject({
    url: `/api/reports/days/${date}`,
    headers: await started.issuer.headers(identity.role ?? "manager", identity),
  });
}

it("adds up a day to the cent, by tender, in the store's time zone", async () => {
  await project(saleEvent("2026-06-30T22:59:59.999Z", 99_999, { cash: 999_999 }));
  await project(saleEvent("2026-06-30T23:00:00.000Z", 187, { cash: 1000 }));
  await project(saleEvent("2026-07-01T12:00:00.000Z", 1, { cash: 3, card: 4 }));
  await project(saleEvent("2026-07-01T22:59:59.999Z", 19, { card: 101 }));
  await project(saleEvent("2026-07-01T23:00:00.000Z", 99_999, { card: 999_999 }));
  const response = await report("2026-07-01");
  expect(response.statusCode).toBe(200);
  const { updatedAt, ...totals } = response.json<DayReport>();
  expect(totals).toEqual({
    date: "2026-07-01",
    currency: "EUR",
    saleCount: 3,
    totalMinor: 1108,
    taxMinor: 207,
    tenders: { card: 105, cash: 1003 },
  });
  expect(Date.parse(updatedAt!)).not.toBeNaN();
});

it("is all zero for a day without sales", async () => {
  expect((await report("2026-07-04")).json()).toEqual({
    date: "2026-07-04",
    currency: "EUR",
    saleCount: 0,
    totalMinor: 0,
    taxMinor: 0,
    tenders: {},
    updatedAt: null,
  });
});

it("counts an event once, however often and however concurrently it comes", async () => {
  const event = saleEvent("2026-07-02T12:00:00.000Z", 2, { cash: 10 });
  await Promise.all(Array.from({ length: 20 }, () => project(event)));
  await project(event);
  expect((await report("2026-07-02")).json()).toMatchObject({
    saleCount: 1,
    totalMinor: 10,
    tenders: { cash: 10 },
  });
});

it("never adds amounts of different currencies", async () => {
  await project(saleEvent("2026-07-03T12:00:00.000Z", 2, { cash: 10 }));
  await project(saleEvent("2026-07-03T12:00:00.000Z", 2, { cash: 5000 }, "JPY"));
  expect((await report("2026-07-03")).json()).toMatchObject({
    currency: "EUR",
    saleCount: 1,
    totalMinor: 10,
  });
});

it("shows a store its own days only, and a cashier none", async () => {
  await project(saleEvent("2026-07-02T12:00:00.000Z", 2, { cash: 10 }));
  expect((await report("2026-07-02", { storeId: randomUUID() })).statusCode).toBe(404);
  expect((await report("2026-07-02", { role: "cashier" })).statusCode).toBe(403);
  expect((await report("2026-7-2")).statusCode).toBe(400);
});
