import { createTestDatabase, type TestDatabase } from "@cloudpos/kit/events/test-stores";
import { afterAll, beforeAll, expect, it } from "vitest";
import { createFirstOwner } from "./first-owner.ts";
import type { Domain } from "./domain.ts";
import { startCopy } from "./testing.ts";

const store = {
  code: "main",
  name: "Corner Shop",
  currency: "EUR",
  locale: "en-IE",
  timeZone: "Europe/Dublin",
  pricesIncludeTax: true,
  cashRoundingMinor: 1,
  receiptHeader: ["Corner Shop"],
  receiptFooter: [],
};
const given = { displayName: "Orla", email: "Orla@Example.com", store };

let database: TestDatabase;
let auth: Awaited<ReturnType<typeof startCopy>>["service"];
let domain: Domain;
beforeAll(async () => {
  database = await createTestDatabase("auth");
  auth = (await startCopy(database)).service;
  await auth.migrate();
  const { pool } = auth.context.needs.database;
  domain = { pool, pepper: "pepper", wake: () => undefined } as unknown as Domain;
});
afterAll(async () => {
  await auth.close();
  await database.drop();
});

it("refuses what is not valid, and leaves nothing behind", async () => {
  await expect(createFirstOwner(domain, { ...given, email: "nobody" })).rejects.toMatchObject({
    code: "validation-failed",
    errors: [expect.objectContaining({ path: "/body/email" })],
  });
  await expect(
    createFirstOwner(domain, { ...given, store: { ...store, timeZone: "Mars/Base" } }),
  ).rejects.toMatchObject({ code: "validation-failed" });
  const { rowCount } = await domain.pool.query("SELECT FROM users");
  expect(rowCount).toBe(0);
});

it("makes one owner, however many ask, who signs in and makes the next store", async () => {
  const asked = await Promise.allSettled([
    createFirstOwner(domain, given),
    createFirstOwner(domain, { ...given, email: "other@example.com" }),
  ]);
  const made = asked.flatMap((each) => (each.status === "fulfilled" ? [each.value] : []));
  expect(made, JSON.stringify(asked)).toHaveLength(1);
  expect(asked.find((each) => each.status === "rejected")!.reason).toMatchObject({ code: "conflict" });
  const signedIn = await auth.app.inject({
    method: "POST",
    url: "/api/auth/password-sign-in",
    payload: made[0]!,
  });
  expect(signedIn.statusCode).toBe(200);
  const { accessToken } = signedIn.json<{ accessToken: string }>();
  const next = await auth.app.inject({
    method: "POST",
    url: "/api/auth/stores",
    headers: { authorization: `Bearer ${accessToken}` },
    payload: { ...store, code: "second", name: "Second Shop" },
  });
  expect(next.statusCode).toBe(201);
});
