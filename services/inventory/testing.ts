import { randomUUID } from "node:crypto";
import { demoStore, type Role, type SaleCompleted } from "@cloudpos/contracts";
import { createService, openDatabase, openRedis, type Identity } from "@cloudpos/kit";
import { createTestDatabase, type TestRedis } from "@cloudpos/kit/events/test-stores";
import { recordingLogger, testIssuer, testSettings } from "@cloudpos/kit/testing";
import type { LightMyRequestResponse } from "fastify";
import { inventoryService } from "./service.ts";

/**
 * The service on a database of its own, migrated but not seeded. Its workers are not started.
 * @param testRedis for relay and consumers; without it an address where nobody listens.
 */
export async function startInventory(testRedis?: TestRedis) {
  const database = await createTestDatabase("inventory");
  const issuer = await testIssuer();
  const { log, lines } = recordingLogger();
  const settings = {
    ...testSettings,
    ...database.settings,
    REDIS_URL: "redis://unused@127.0.0.1:1",
    REDIS_PASSWORD: "",
    JWKS_URL: "http://127.0.0.1:1/jwks.json",
  };
  const start = () =>
    createService(inventoryService(), settings, {
      log,
      keys: issuer.keys,
      needs: {
        database: openDatabase("inventory", settings, log),
        redis: testRedis?.open() ?? { ...openRedis("inventory", settings, log), optional: true as const },
      },
    });
  const service = await start();
  await service.migrate();
  const { pool } = service.context.needs.database;
  return {
    service,
    /** Another copy of the service on the same stores. */
    start,
    database,
    issuer,
    lines,
    pool,
    /** Sends a request as somebody, a manager of the demo store unless it says otherwise. */
    call: async (
      method: "GET" | "POST" | "PATCH" | "PUT" | "DELETE",
      url: string,
      body?: unknown,
      as: Partial<Identity> & { role?: Role } = {},
    ): Promise<LightMyRequestResponse> =>
      service.app.inject({
        method,
        url: `/api/inventory${url}`,
        headers: await issuer.headers(as.role ?? "manager", { storeId: demoStore.id, ...as }),
        ...(body !== undefined && { payload: body as object }),
      }),
    close: async () => {
      await service.close();
      await database.drop();
    },
  };
}

export type TestInventory = Awaited<ReturnType<typeof startInventory>>;

/** A sale of quantities (in thousandths, negative when given back) of products, by their ids. */
export function saleEvent(quantities: [productId: string, quantityMilli: number][]): SaleCompleted {
  const soldAt = new Date().toISOString();
  return {
    id: randomUUID(),
    type: "sale.completed",
    version: 1,
    occurredAt: soldAt,
    storeId: demoStore.id,
    timeZone: demoStore.timeZone,
    sale: {
      // As a version 7, which the schema wants.
      id: randomUUID().replace(/^(.{14})4/, (_, start: string) => `${start}7`),
      registerId: randomUUID(),
      soldAt,
      currency: "EUR",
      lines: quantities.map(([productId, quantityMilli], index) => ({
        productId,
        sku: `SKU-${index}`,
        name: "Something",
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

/** Products whose stock is not the sum of their movements. */
export async function disagreements(inventory: TestInventory): Promise<number> {
  const { rowCount } = await inventory.pool.query(
    `SELECT FROM stock FULL JOIN (
       SELECT store_id, product_id, sum(quantity_milli) AS total FROM stock_movement GROUP BY 1, 2) ledger
       USING (store_id, product_id)
     WHERE coalesce(on_hand_milli, 0) <> coalesce(total, 0)`,
  );
  return rowCount ?? 0;
}
