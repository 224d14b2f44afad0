import {
  demoPassword,
  demoProducts,
  demoStaff,
  demoStore,
  salesStream,
  type Product,
  type Session,
} from "@cloudpos/contracts";
import { afterAll, beforeAll, expect, it } from "vitest";
import { demoSale } from "../../services/transaction/testing.ts";
import { startPlatform, type Platform } from "./platform.ts";

let platform: Platform;
let other: Platform;
beforeAll(async () => {
  [platform, other] = await Promise.all([
    // Without sales of its own, which would still be on their way to the stock.
    startPlatform({ settings: { DEMO_HISTORY_DAYS: "0" } }),
    startPlatform({ demoData: false }),
  ]);
});
afterAll(() => Promise.all([platform?.close(), other?.close()]), 180_000);

async function call(method: string, path: string, token?: string, body?: unknown): Promise<Response> {
  return fetch(platform.origin + path, {
    method,
    headers: {
      ...(token && { authorization: `Bearer ${token}` }),
      ...(body !== undefined && { "content-type": "application/json" }),
    },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
}

it("carries a sale from the gateway to the stock and nowhere else, also over a restart", async () => {
  const token = await platform.token({ role: "manager" });
  const stock = async () => {
    const answer = await call("GET", `/api/inventory/products/by-barcode/${demoProducts[0]!.barcode}`, token);
    expect(answer.status).toBe(200);
    return ((await answer.json()) as Product).stockOnHandMilli;
  };
  const before = await stock();
  await platform.stop("inventory");
  const answer = await call("POST", "/api/transactions/sales", token, demoSale({}, 1));
  expect([answer.status, await answer.clone().text()]).toEqual([201, expect.any(String)]);
  await platform.start("inventory");
  await expect.poll(stock, { timeout: 10_000 }).toBe(before - 1000);
  expect(await other.stores.redis.xlen(salesStream)).toBe(0);
  expect(platform.service("gateway").context.settings.DEMO_DATA).toBe(true);
});

it("signs tokens that pass for those of auth", async () => {
  const auditor = demoStaff.find((person) => person.role === "auditor")!;
  expect(
    (await call("GET", "/api/transactions/sales", await platform.token({ role: "auditor" }))).status,
  ).toBe(200);
  const expired = await call(
    "GET",
    "/api/transactions/sales",
    await platform.token({ role: "auditor" }, "-1h"),
  );
  expect(((await expired.json()) as { code: string }).code).toBe("token-expired");
  const signedIn = await call("POST", "/api/auth/password-sign-in", undefined, {
    email: auditor.email,
    password: demoPassword,
    storeId: demoStore.id,
  });
  expect(((await signedIn.json()) as Session).store.id).toBe(demoStore.id);
});
