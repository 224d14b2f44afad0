import {
  demoCategories,
  demoEnrolmentCodes,
  demoPassword,
  demoProducts,
  demoRegisters,
  demoStaff,
  demoStore,
  deviceTokenHeader,
  saleTotals,
  simulatedOutcomes,
} from "@cloudpos/contracts";
import fc from "fast-check";
import { demoSale, newSaleId } from "../../services/transaction/testing.ts";
import type { Operation } from "./operations.ts";
import type { WholeBodies } from "./requests.ts";
import type { Hints } from "./values.ts";

/** Ids that the lists of the API show, by path of the list. */
export type KnownIds = ReadonlyMap<string, readonly string[]>;

/**
 * Asks every list for what there is, so that requests for one thing find things. The order of a list does not
 * depend on the run, so neither does the choice.
 */
export async function collectIds(
  operations: readonly Operation[],
  get: (path: string) => Promise<unknown>,
): Promise<KnownIds> {
  const known = new Map<string, string[]>();
  for (const { method, path } of operations) {
    if (method !== "GET" || path.includes("{")) continue;
    const answer = (await get(path).catch(() => undefined)) as { items?: unknown } | undefined;
    if (!Array.isArray(answer?.items)) continue;
    const ids = answer.items.flatMap((item: { id?: unknown }) =>
      typeof item.id === "string" ? [item.id] : [],
    );
    known.set(path, ids.slice(0, 20));
  }
  return known;
}

/**
 * Puts one of everything into the shop that people make in the course of a day, as far as the API offers it, so that
 * requests for one thing find one.
 */
export async function makeThings(post: (path: string, body: unknown) => Promise<unknown>): Promise<void> {
  const shiftId = newSaleId();
  const payment = { kind: "card", currency: demoStore.currency };
  const things: readonly [path: string, body: unknown][] = [
    ["/api/transactions/shifts", { id: shiftId, openingFloatMinor: 10_000 }],
    ["/api/transactions/sales", { ...demoSale(), shiftId }],
    ["/api/payments/payments", { ...payment, id: newSaleId(), amountMinor: 1_000 }],
    [
      "/api/payments/payments",
      { ...payment, id: newSaleId(), amountMinor: 1_000 + simulatedOutcomes.declined },
    ],
    ["/api/customers/customers", { id: newSaleId(), name: "Fiona Fuzz" }],
    ["/api/notifications/webhooks", { url: "https://hook.invalid/", events: ["stock.low"] }],
  ];
  for (const [path, body] of things) await post(path, body);
}

/** What the properties of the demo shop mean, and of the device that is enrolled. An `id` in a path is one of the list before it. */
export function hintsFor(known: KnownIds, deviceToken?: string): (operation: Operation) => Hints {
  const under = (path: string) => known.get(path) ?? [];
  const named: Hints = {
    registerId: [demoRegisters[0]!.id],
    storeId: [demoStore.id],
    userId: demoStaff.map((person) => person.id),
    approverId: demoStaff.map((person) => person.id),
    productId: demoProducts.slice(0, 20).map((product) => product.id),
    barcode: demoProducts.slice(0, 20).map((product) => product.barcode),
    sku: demoProducts.slice(0, 20).map((product) => product.sku),
    currency: [demoStore.currency],
    pin: demoStaff.map((person) => person.pin),
    register: demoRegisters.map((register) => register.code),
    customerId: under("/api/customers/customers"),
    saleId: under("/api/transactions/sales"),
    paymentId: under("/api/payments/payments"),
    ...(deviceToken !== undefined && { [deviceTokenHeader]: [deviceToken] }),
    // The second code: enrolling with the first again would end the device that the others work with.
    code: [demoEnrolmentCodes[1]],
    url: ["https://hook.invalid/"],
    storeIds: [demoStore.id],
    timeZone: ["Europe/Dublin", "Asia/Tokyo"],
    locale: ["en-IE", "ja-JP"],
    email: demoStaff.flatMap((person) => person.email ?? []),
    password: [demoPassword],
    currentPassword: [demoPassword],
    currentPin: demoStaff.map((person) => person.pin),
    categoryId: under("/api/inventory/categories"),
    taxClass: ["standard", "reduced", "zero"],
    shiftId: under("/api/transactions/shifts"),
    revision: [1],
    soldAt: [new Date().toISOString()],
    date: [new Date().toISOString().slice(0, 10)],
    from: [new Date(Date.now() - 7 * 86_400_000).toISOString().slice(0, 10)],
    to: [new Date().toISOString().slice(0, 10)],
  };
  return ({ path }) => {
    const list = path.slice(0, Math.max(0, path.indexOf("/{")));
    return list === "" ? named : { ...named, id: under(list) };
  };
}

const id = fc.constant(0).map(() => newSaleId());
const person = fc.constantFrom(...demoStaff);

/** Bodies whose parts agree, so that the fuzz does not end at the first check. */
export const wholeBodies: WholeBodies = {
  "POST /api/auth/sign-in": person.map(({ id: userId, pin }) => ({ userId, pin })),
  "POST /api/auth/refresh": fc.constant({}),
  "POST /api/auth/approvals": fc.record({
    approverId: fc.constant(demoStaff[1]!.id),
    pin: fc.constant(demoStaff[1]!.pin),
    permission: fc.constantFrom("sale:discount", "sale:refund"),
    reason: fc.constant("Price match"),
    saleId: id,
  }),
  "POST /api/inventory/products": fc.record({
    id,
    sku: id.map((unique) => `FUZZ-${unique}`),
    name: fc.constant("Fuzzy peaches"),
    categoryId: fc.constantFrom(...demoCategories.map((category) => category.id)),
    defaultPriceMinor: fc.integer({ min: 0, max: 1_000_000_000_000 }),
    taxClass: fc.constantFrom("standard", "zero"),
  }),
  "POST /api/inventory/stock-adjustments": fc.record({
    id,
    reason: fc.constantFrom("received", "counted"),
    lines: fc
      .uniqueArray(fc.constantFrom(...demoProducts.slice(0, 20)), { minLength: 1, maxLength: 5 })
      .map((products) => products.map((each, index) => ({ productId: each.id, quantityMilli: index + 1 }))),
  }),
  "POST /api/transactions/sales": fc
    .record({
      id,
      lines: fc.array(
        fc.record({
          product: fc.constantFrom(...demoProducts),
          quantityMilli: fc.oneof(fc.constantFrom(1000, 2000, 1), fc.integer({ min: 1, max: 1_000_000_000 })),
        }),
        { minLength: 1, maxLength: 5 },
      ),
    })
    .map(({ id: saleId, lines: chosen }) => {
      const lines = chosen.map(({ product, quantityMilli }) => ({
        productId: product.id,
        sku: product.sku,
        name: product.name,
        quantityMilli,
        unitPriceMinor: product.priceMinor,
        discountMinor: 0,
        taxClass: product.taxClass,
        taxRateBasisPoints: product.taxRateBasisPoints,
      }));
      const { netMinor, taxMinor, totalMinor } = saleTotals(lines, demoStore.pricesIncludeTax);
      return {
        id: saleId,
        registerId: demoRegisters[0]!.id,
        soldAt: new Date().toISOString(),
        currency: demoStore.currency,
        lines,
        totals: { netMinor, taxMinor, totalMinor },
        tenders: [{ kind: "cash", amountMinor: totalMinor, tenderedMinor: totalMinor, changeMinor: 0 }],
      };
    }),
};
