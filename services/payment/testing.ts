import { randomUUID } from "node:crypto";
import { demoRegisters, demoStore, streams, type Payment, type SaleCompleted } from "@cloudpos/contracts";
import { createService } from "@cloudpos/kit";
import { createTestDatabase, type TestRedis } from "@cloudpos/kit/events/test-stores";
import { recordingLogger, testIssuer, testSettings } from "@cloudpos/kit/testing";
import { vi } from "vitest";
import { paymentService } from "./service.ts";

/** A new id as a register makes it: UUID version 7 (RFC 9562). */
export function newId(): string {
  const time = Date.now().toString(16).padStart(12, "0");
  return `${time.slice(0, 8)}-${time.slice(8)}-7${randomUUID().slice(15)}`;
}

/** What a test says of a sale; the rest is made up. */
export interface SaleFacts {
  id?: string;
  tenders?: { kind: "cash" | "card" | "gift-card"; amountMinor: number; paymentId?: string }[];
  /** Gift cards sold, or given back when negative. */
  giftCards?: { code: string; amountMinor: number }[];
  currency?: string;
  storeId?: string;
}

/** The event of a completed sale. */
export function saleEvent(facts: SaleFacts): SaleCompleted {
  const storeId = facts.storeId ?? demoStore.id;
  const id = facts.id ?? newId();
  const now = new Date().toISOString();
  const line = (amountMinor: number, giftCardCode?: string): SaleCompleted["sale"]["lines"][number] => ({
    productId: randomUUID(),
    sku: "TEST",
    name: "Something",
    quantityMilli: amountMinor < 0 ? -1000 : 1000,
    unitPriceMinor: Math.abs(amountMinor),
    discountMinor: 0,
    taxClass: "zero",
    taxRateBasisPoints: 0,
    ...(amountMinor < 0 && { returnOf: { saleId: newId(), lineNumber: 1 } }),
    ...(giftCardCode !== undefined && { giftCardCode }),
  });
  const lines = (facts.giftCards ?? []).map((card) => line(card.amountMinor, card.code));
  const tenders = facts.tenders ?? [];
  const totalMinor = tenders.reduce((sum, tender) => sum + tender.amountMinor, 0);
  return {
    id: randomUUID(),
    type: "sale.completed",
    version: 1,
    occurredAt: now,
    storeId,
    timeZone: demoStore.timeZone,
    sale: {
      id,
      registerId: demoRegisters[0]!.id,
      soldAt: now,
      currency: facts.currency ?? "EUR",
      lines: lines.length > 0 ? lines : [line(totalMinor)],
      totals: { netMinor: totalMinor, taxMinor: 0, totalMinor },
      tenders: tenders.map((tender) => ({ ...tender, tenderedMinor: tender.amountMinor, changeMinor: 0 })),
      storeId,
      userId: randomUUID(),
      receiptNumber: "1",
      committedAt: now,
      flags: [],
    },
  };
}

/** A payment service on real stores, with what tests do to it. */
export async function startPayment(redis: TestRedis, changes: Record<string, unknown> = {}) {
  const database = await createTestDatabase("payment");
  const issuer = await testIssuer();
  const { log, lines } = recordingLogger();
  const settings = {
    ...testSettings,
    ...database.settings,
    REDIS_URL: "redis://unused@localhost",
    REDIS_PASSWORD: "",
    JWKS_URL: "http://127.0.0.1:1/jwks.json",
    ACQUIRER: "simulated" as const,
    PAYMENT_KEY: "a key for tests with thirty-two characters",
    ACQUIRER_TIMEOUT_MS: 2_000,
    CLAIM_MINUTES: 120,
    SIMULATED_LATENCY_MS: 1,
    STRIPE_API_URL: "https://api.stripe.com",
    STRIPE_READERS: "",
    ...changes,
  };
  const start = async () => {
    const definition = paymentService();
    const needs = { ...definition.dependencies(settings, log), redis: redis.open() };
    const service = await createService(definition, settings, { log, needs, keys: issuer.keys });
    await service.prepare();
    return service;
  };
  let service = await start();
  const eventually = (check: () => Promise<void>) => vi.waitFor(check, { timeout: 15_000, interval: 20 });
  const get = async (id: string): Promise<Payment> =>
    (
      await service.app.inject({
        url: `/api/payments/payments/${id}`,
        headers: await issuer.headers("cashier"),
      })
    ).json();
  return {
    database,
    issuer,
    /** Log lines so far. */
    lines,
    get pool() {
      return service.context.needs.database.pool;
    },
    get app() {
      return service.app;
    },
    /** Ends the service as SIGTERM does. */
    stop: () => service.close(),
    start: async () => void (service = await start()),
    close: async () => {
      await service.close();
      await database.drop();
    },
    eventually,
    get,
    /** A payment as it is in the database: asks nobody. */
    stored: async (id: string) =>
      (
        await service.context.needs.database.pool.query<{ status: string; dueAt: Date | null }>(
          'SELECT status, due_at AS "dueAt" FROM payment WHERE id = $1',
          [id],
        )
      ).rows[0]!,
    post: async (url: string, payload?: object, role: "cashier" | "manager" | "auditor" = "cashier") =>
      service.app.inject({
        method: "POST",
        url: `/api/payments/${url}`,
        ...(payload && { payload }),
        headers: await issuer.headers(role),
      }),
    /** Takes a card payment. */
    card: async (amountMinor: number, more: object = {}) => {
      const response = await service.app.inject({
        method: "POST",
        url: "/api/payments/payments",
        payload: { id: newId(), kind: "card", amountMinor, currency: "EUR", ...more },
        headers: await issuer.headers("cashier"),
      });
      return response.json<Payment>();
    },
    /** Puts events on the stream of sales. */
    sell: async (...events: SaleCompleted[]) => {
      for (const event of events) await redis.client.xadd(streams.sales, "*", "event", JSON.stringify(event));
    },
    becomes: (id: string, status: Payment["status"]) =>
      eventually(async () => {
        const payment = await get(id);
        if (payment.status !== status) throw new Error(`${id} is ${payment.status}, not ${status}`);
      }),
  };
}
