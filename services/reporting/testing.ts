import { randomBytes, randomUUID } from "node:crypto";
import {
  demoStore,
  saleTotals,
  type SaleCompleted,
  type SaleLine,
  type SaleTender,
} from "@cloudpos/contracts";
import { createService, openDatabase } from "@cloudpos/kit";
import {
  createTestDatabase,
  createTestRedis,
  testStore,
  type TestRedis,
} from "@cloudpos/kit/events/test-stores";
import { recordingLogger, testIssuer, testSettings } from "@cloudpos/kit/testing";
import { MongoClient, type Db } from "mongodb";
import { ReportCollections } from "./collections.ts";
import { reporting } from "./service.ts";

/** A sale's event in short: lines as `[quantity in pieces, price]`, what is not said as usual. */
export interface ShortSale {
  soldAt?: string;
  lines?: (Partial<SaleLine> & { pieces?: number; priceMinor?: number })[];
  tenders?: { kind: SaleTender["kind"]; amountMinor: number }[];
  userId?: string;
  storeId?: string;
  currency?: string;
  timeZone?: string;
  pricesIncludeTax?: boolean;
  roundingMinor?: number;
}

/** Two products, known by name in tests. */
export const tea: Partial<SaleLine> = {
  productId: "0198c0de-0000-7000-8000-00000000aaaa",
  sku: "TEA",
  name: "Tea",
  category: "Drinks",
};
export const bread: Partial<SaleLine> = {
  productId: "0198c0de-0000-7000-8000-00000000bbbb",
  sku: "BREAD",
  name: "Bread",
  category: "Bakery",
};
export const cashierId = "0198c0de-0000-7000-8000-000000000023";

/** The event of a correct sale, paid in cash unless `tenders` says otherwise. */
export function saleEvent(short: ShortSale = {}): SaleCompleted {
  const soldAt = short.soldAt ?? "2026-07-01T12:00:00.000Z";
  const lines = (short.lines ?? [{}]).map(({ pieces = 1, priceMinor = 100, ...line }) => ({
    ...tea,
    quantityMilli: pieces * 1000,
    unitPriceMinor: priceMinor,
    discountMinor: 0,
    taxClass: "standard",
    taxRateBasisPoints: 2300,
    ...line,
  })) as SaleLine[];
  const { netMinor, taxMinor, totalMinor } = saleTotals(lines, short.pricesIncludeTax ?? true);
  const dueMinor = totalMinor + (short.roundingMinor ?? 0);
  const tenders = (short.tenders ?? [{ kind: "cash" as const, amountMinor: dueMinor }]).map((tender) => ({
    ...tender,
    tenderedMinor: tender.amountMinor,
    changeMinor: 0,
  }));
  const storeId = short.storeId ?? demoStore.id;
  return {
    id: randomUUID(),
    type: "sale.completed",
    version: 1,
    occurredAt: soldAt,
    storeId,
    timeZone: short.timeZone ?? "Europe/Dublin",
    pricesIncludeTax: short.pricesIncludeTax ?? true,
    sale: {
      id: newId(Date.parse(soldAt)),
      registerId: "0198c0de-0000-7000-8000-000000000011",
      soldAt,
      currency: short.currency ?? "EUR",
      lines,
      totals: { netMinor, taxMinor, totalMinor },
      ...(short.roundingMinor !== undefined && { roundingMinor: short.roundingMinor }),
      tenders,
      storeId,
      userId: short.userId ?? cashierId,
      receiptNumber: "1",
      committedAt: soldAt,
      flags: [],
    },
  };
}

/** A UUID version 7. */
export function newId(now = Date.now()): string {
  const hex = now.toString(16).padStart(12, "0") + "7" + randomBytes(10).toString("hex").slice(1);
  return hex.replace(/^(.{8})(.{4})(.{4}).(.{3})(.{12}).*$/, "$1-$2-$3-8$4-$5");
}

/** A MongoDB database of its own. */
export function openTestMongodb() {
  const client = new MongoClient(testStore("MONGODB"), { serverSelectionTimeoutMS: 5_000 });
  const db: Db = client.db(`test_reporting_${randomBytes(4).toString("hex")}`);
  return {
    client,
    db,
    collections: new ReportCollections(db),
    check: () => db.command({ ping: 1 }),
    close: () => client.close(),
    drop: async () => {
      await db.dropDatabase();
      await client.close();
    },
  };
}

/**
 * The service on stores of its own, not yet prepared: `service.prepare()` starts its workers. PostgreSQL has the
 * transaction service's view, made from a table that the test fills: {@link startReporting}'s `commit`.
 */
export async function startReporting() {
  const { log, lines } = recordingLogger();
  const issuer = await testIssuer();
  const redis: TestRedis = await createTestRedis();
  const database = await createTestDatabase("reporting");
  await database.asSuperuser(`
    CREATE SCHEMA transaction;
    CREATE TABLE transaction.sale_event (sale_id uuid PRIMARY KEY, store_id uuid NOT NULL, event jsonb NOT NULL);
    GRANT USAGE ON SCHEMA transaction TO reporting;
    GRANT SELECT, INSERT, DELETE ON transaction.sale_event TO reporting`);
  const mongodb = openTestMongodb();
  const settings = {
    ...testSettings,
    ...database.settings,
    MONGODB_URL: "mongodb://unused@localhost/unused",
    MONGODB_PASSWORD: "",
    REDIS_URL: "redis://unused@localhost",
    REDIS_PASSWORD: "",
    JWKS_URL: "http://127.0.0.1:1/jwks.json",
  };
  const needs = {
    mongodb,
    redis: redis.open(),
    database: { ...openDatabase("reporting", settings, log), optional: true as const },
  };
  const service = await createService(reporting, settings, { log, needs, keys: issuer.keys });
  const { pool } = needs.database;
  return {
    service,
    issuer,
    redis,
    log,
    lines,
    pool,
    collections: mongodb.collections,
    /** Makes sales committed, without announcing them. */
    commit: (events: readonly SaleCompleted[]) =>
      pool.query(
        `INSERT INTO transaction.sale_event
         SELECT (event #>> '{sale,id}')::uuid, (event ->> 'storeId')::uuid, event
         FROM jsonb_array_elements($1::jsonb) AS event`,
        [JSON.stringify(events)],
      ),
    /** Asks for a report. */
    get: async (
      path: string,
      identity: { storeId?: string; role?: "manager" | "cashier" | "auditor" } = {},
    ) =>
      service.app.inject({
        url: `/api/reports/${path}`,
        headers: await issuer.headers(identity.role ?? "manager", identity),
      }),
    close: async () => {
      await mongodb.db.dropDatabase();
      await service.close();
      await redis.close();
      await database.drop();
    },
  };
}
