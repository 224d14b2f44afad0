import { randomUUID } from "node:crypto";
import { setTimeout as pause } from "node:timers/promises";
import {
  demoProducts,
  demoRegisters,
  demoStore,
  returnLine,
  saleTotals,
  type Register,
  type ReturnableSale,
  type Role,
  type Sale,
  type Shift,
} from "@cloudpos/contracts";
import { createService, openDatabase, openRedis } from "@cloudpos/kit";
import { createTestDatabase, type TestRedis } from "@cloudpos/kit/events/test-stores";
import { recordingLogger, testIssuer, testSettings } from "@cloudpos/kit/testing";
import { transactionService } from "./service.ts";

/** A UUID version 7 of now. */
export function newSaleId(now = Date.now()): string {
  const time = now.toString(16).padStart(12, "0");
  const random = randomUUID().replaceAll("-", "");
  const hex = `${time}7${random.slice(13, 16)}${random.slice(16)}`;
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}

/** A correct sale of `count` different demo goods, paid in cash without change. */
export function demoSale(change: Partial<Sale> = {}, count = 3): Sale {
  const lines = demoProducts.slice(0, count).map((product, index) => ({
    productId: product.id,
    sku: product.sku,
    name: product.name,
    quantityMilli: 1000 * (index + 1),
    unitPriceMinor: product.priceMinor,
    discountMinor: 0,
    taxClass: product.taxClass,
    taxRateBasisPoints: product.taxRateBasisPoints,
  }));
  const { netMinor, taxMinor, totalMinor } = saleTotals(lines, true);
  return {
    id: newSaleId(),
    registerId: demoRegisters[0]!.id,
    soldAt: new Date().toISOString(),
    currency: demoStore.currency,
    lines,
    totals: { netMinor, taxMinor, totalMinor },
    tenders: [{ kind: "cash", amountMinor: totalMinor, tenderedMinor: totalMinor, changeMinor: 0 }],
    ...change,
  };
}

/**
 * A refund of some of a sale: by line number, the quantity in thousandths that is given back. The money goes back by
 * the sale's first tender.
 */
export function refundOf(
  { sale, lines, tenders }: ReturnableSale,
  quantities: Readonly<Record<number, number>>,
  change: Partial<Sale> = {},
): Sale {
  const given = Object.entries(quantities).map(([number, quantityMilli]) =>
    returnLine(sale.lines[Number(number) - 1]!, sale.id, lines[Number(number) - 1]!, quantityMilli),
  );
  const { netMinor, taxMinor, totalMinor } = saleTotals(given, true);
  const { kind, paymentId } = tenders[0] ?? { kind: "cash" };
  return {
    id: newSaleId(),
    registerId: sale.registerId,
    soldAt: new Date().toISOString(),
    currency: sale.currency,
    lines: given,
    totals: { netMinor, taxMinor, totalMinor },
    tenders: [
      {
        kind,
        amountMinor: totalMinor,
        tenderedMinor: totalMinor,
        changeMinor: 0,
        ...(paymentId !== undefined && { paymentId }),
      },
    ],
    ...change,
  };
}

const mostTries = 20;

/**
 * Sends as a register does: a refusal with 503 is sent again after the time the service asks for.
 * @returns the first other answer.
 */
export async function patiently<Answer extends { statusCode: number; headers: { "retry-after"?: unknown } }>(
  send: () => Promise<Answer>,
): Promise<Answer> {
  for (let tries = 1; ; tries += 1) {
    const answer = await send();
    if (answer.statusCode !== 503 || tries === mostTries) return answer;
    await pause(Number(answer.headers["retry-after"] ?? 1) * 1000);
  }
}

/** Runs `work` for every item, `clients` at a time: as many tills that each wait for their answer. */
export async function withClients<Item, Result>(
  clients: number,
  items: readonly Item[],
  work: (item: Item) => Promise<Result>,
): Promise<Result[]> {
  const results: Result[] = [];
  let next = 0;
  const client = async () => {
    while (next < items.length) {
      const index = next++;
      results[index] = await work(items[index]!);
    }
  };
  await Promise.all(Array.from({ length: clients }, client));
  return results;
}

/**
 * The service on a database of its own, migrated and seeded. Its worker, the relay, is not started.
 * @param testRedis for the relay; without it an address where nobody listens.
 */
export async function startTransaction(testRedis?: TestRedis) {
  const database = await createTestDatabase("transaction");
  const issuer = await testIssuer();
  const { log, lines } = recordingLogger();
  const settings = {
    ...testSettings,
    ...database.settings,
    REDIS_URL: "redis://unused@127.0.0.1:1",
    REDIS_PASSWORD: "",
    JWKS_URL: "http://127.0.0.1:1/jwks.json",
    DEMO_HISTORY_DAYS: 0,
  };
  const redis = testRedis?.open() ?? { ...openRedis("transaction", settings, log), optional: true as const };
  const service = await createService(transactionService(), settings, {
    log,
    keys: issuer.keys,
    needs: { database: openDatabase("transaction", settings, log), redis },
  });
  await service.migrate();
  await service.seed();
  const signedIn = new Map<string, Promise<{ authorization: string }>>();
  const headersOf = (role: Role, identity: { storeId?: string; registerId?: string | undefined }) => {
    const key = JSON.stringify([role, identity, "registerId" in identity]);
    const headers = signedIn.get(key) ?? issuer.headers(role, identity);
    signedIn.set(key, headers);
    return headers;
  };
  return {
    service,
    database,
    issuer,
    lines,
    pool: service.context.needs.database.pool,
    /** Sends a sale, as the cashier of its own register unless told otherwise. */
    post: async (
      sale: Sale & Record<string, unknown>,
      { role = "cashier", ...identity }: { role?: Role; storeId?: string; registerId?: string } = {},
    ) =>
      service.app.inject({
        method: "POST",
        url: "/api/transactions/sales",
        headers: await headersOf(role, { registerId: sale.registerId, ...identity }),
        payload: sale,
      }),
    /** Calls a route below `/api/transactions`; with a `payload` it is a POST. */
    call: async (
      role: Role,
      path: string,
      payload?: object,
      identity: { storeId?: string; registerId?: string | undefined } = {},
    ) =>
      service.app.inject({
        method: payload ? "POST" : "GET",
        url: `/api/transactions${path}`,
        headers: await headersOf(role, identity),
        ...(payload && { payload }),
      }),
    /** Opens a shift of a register, as its cashier. */
    openShift: async (
      register: Pick<Register, "id" | "storeId">,
      openingFloatMinor = 10_000,
    ): Promise<Shift> => {
      const answer = await service.app.inject({
        method: "POST",
        url: "/api/transactions/shifts",
        headers: await headersOf("cashier", { registerId: register.id, storeId: register.storeId }),
        payload: { id: newSaleId(), openingFloatMinor },
      });
      if (answer.statusCode !== 201) throw new Error(`the shift was not opened: ${answer.body}`);
      return answer.json();
    },
    close: async () => {
      await service.close();
      await database.drop();
    },
  };
}
