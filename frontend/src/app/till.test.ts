// @vitest-environment jsdom
import type { CreatePayment, Payment, Sale, SaleReceipt } from "@cloudpos/contracts";
import { demoProducts, demoRegisters, demoStaff, demoStore } from "@cloudpos/contracts/demo";
import { beforeEach, expect, test, vi } from "vitest";
import { UnsentSaleQueue } from "../features/unsent-sales/unsent-sales.ts";
import { ApiError, NetworkError, type ApiClient } from "../lib/api-client.ts";
import type { RegisterSession } from "../lib/session-context.ts";
import { refundSources, refundableCashMinor, Till } from "./till.ts";

const [milk] = demoProducts;
const session = {
  user: demoStaff[2]!,
  store: { ...demoStore, cashRoundingMinor: 5 },
  register: demoRegisters[0]!,
} as unknown as RegisterSession;
const originalId = "01980000-0000-7000-8000-000000000009";

let sent: Sale[];
let answer: (sale: Sale) => Promise<SaleReceipt>;
let payments: CreatePayment[];

/** A page load: everything new but the storage. */
function openPage() {
  const unsentSales = new UnsentSaleQueue({
    storage: localStorage,
    send: async (sale) => {
      sent.push(sale);
      return answer(sale);
    },
    maySend: () => true,
  });
  const api = {
    POST: (_path: string, { body }: { body: CreatePayment }) => {
      payments.push(body);
      return Promise.resolve({ id: body.id, status: "approved" } as Payment);
    },
    GET: (_path: string, { params }: { params: { path: { id: string } } }) =>
      Promise.resolve({ id: params.path.id, status: "approved" }),
  } as unknown as ApiClient;
  const till = new Till({
    storage: localStorage,
    api,
    unsentSales,
    session: () => session,
    shiftId: () => originalId,
  });
  return { till, unsentSales };
}
const receiptOf = (sale: Sale): SaleReceipt => ({
  id: sale.id,
  receiptNumber: "17",
  committedAt: "2026-03-01T10:00:01.000Z",
  totals: sale.totals,
  flags: [],
});
const add = (till: Till) => till.change({ type: "add", product: milk!, newSaleId: till.newId() });
/** Two pieces of a sale that was paid by card and cash come back. */
const takeBack = (till: Till) =>
  till.change({
    type: "add-returns",
    newSaleId: till.newId(),
    origin: {
      saleId: originalId,
      receiptNumber: "9",
      tenders: [
        { kind: "card", paymentId: originalId, paidMinor: 200, refundableMinor: 200 },
        { kind: "cash", paidMinor: 58, refundableMinor: 58 },
      ],
    },
    lines: [
      {
        saleId: originalId,
        receiptNumber: "9",
        sold: {
          productId: milk!.id,
          sku: milk!.sku,
          name: milk!.name,
          quantityMilli: 2000,
          unitPriceMinor: 129,
          discountMinor: 0,
          taxClass: "zero",
          taxRateBasisPoints: 0,
        },
        returnable: { lineNumber: 1, returnedMilli: 0, returnedMinor: 0, returnableMilli: 2000 },
        quantityMilli: 2000,
      },
    ],
  });
const later = () => new Promise((resolve) => setTimeout(resolve, 0));

beforeEach(() => {
  localStorage.clear();
  sent = [];
  payments = [];
  answer = async (sale) => receiptOf(sale);
});

test("exact cash is one step: rounded, in its shift, and the cart is empty", async () => {
  const { till } = openPage();
  add(till);
  till.takeCash("exact");
  await later();
  expect(sent).toMatchObject([
    {
      shiftId: originalId,
      totals: { totalMinor: 129 },
      roundingMinor: 1,
      tenders: [{ kind: "cash", amountMinor: 130, tenderedMinor: 130, changeMinor: 0 }],
    },
  ]);
  expect(till.cart.cart.saleId).toBeNull();
  expect(till.completed.get()?.id).toBe(sent[0]!.id);
});

test("a card pays the rest of a split payment, and its approval completes the sale", async () => {
  const { till } = openPage();
  add(till);
  till.takeCash(100);
  expect([till.locked, add(till)]).toEqual([true, false]);
  till.charge({ kind: "card" });
  await later();
  expect(payments).toMatchObject([{ kind: "card", amountMinor: 29, saleId: sent[0]!.id }]);
  expect(sent[0]!.tenders).toMatchObject([
    { kind: "cash", amountMinor: 100 },
    { kind: "card", amountMinor: 29, paymentId: payments[0]!.id },
  ]);
});

test("a reload between the approval and the sale completes it", async () => {
  const { till } = openPage();
  add(till);
  const { saleId } = till.cart.cart;
  till.charge({ kind: "card" });
  const reloaded = openPage();
  expect(reloaded.till.locked).toBe(true);
  reloaded.till.resume();
  await later();
  await later();
  expect(new Set(sent.map(({ id }) => id))).toEqual(new Set([saleId]));
  expect(new Set(payments.map(({ id }) => id)).size).toBe(1);
  expect(openPage().till.cart.cart.saleId).toBeNull();
});

test("a return is put to the server before it is done; a refusal leaves the cart to be changed", async () => {
  const { till, unsentSales } = openPage();
  takeBack(till);
  expect([refundSources(till.cart.cart).length, refundableCashMinor(till.cart.cart)]).toEqual([1, 58]);
  till.beginPayment();
  till.giveBack(refundSources(till.cart.cart)[0]!, 200);
  answer = () =>
    Promise.reject(new ApiError({ status: 409, code: "return-exceeds-sold", detail: "All came back." }));
  till.giveCash(null);
  await later();
  expect(till.checkout.store.get()).toMatchObject({ refusal: "All came back.", confirmation: null });
  expect([till.completed.get(), unsentSales.store.get().sales]).toEqual([null, []]);

  answer = async (sale) => receiptOf(sale);
  till.settle();
  await later();
  expect(till.completed.get()).toMatchObject({
    totals: { totalMinor: -258 },
    roundingMinor: -2,
    tenders: [
      { kind: "card", amountMinor: -200, paymentId: originalId },
      { kind: "cash", amountMinor: -60 },
    ],
  });
});

test("a return without an answer is asked for again with the same content, also after a reload", async () => {
  vi.useFakeTimers();
  const { till } = openPage();
  takeBack(till);
  answer = () => Promise.reject(new NetworkError("cut"));
  till.giveCash(null);
  await vi.advanceTimersByTimeAsync(0);
  expect(till.checkout.store.get().confirmation).toMatchObject({ asking: false });
  await vi.advanceTimersByTimeAsync(4_000);
  expect(sent).toHaveLength(2);

  const reloaded = openPage();
  answer = async (sale) => receiptOf(sale);
  reloaded.till.resume();
  await vi.advanceTimersByTimeAsync(0);
  expect(reloaded.till.completed.get()?.id).toBe(sent[0]!.id);
  expect(sent.every((sale) => JSON.stringify(sale) === JSON.stringify(sent[0]))).toBe(true);
  vi.useRealTimers();
});

test("an even exchange needs no money", async () => {
  const { till } = openPage();
  takeBack(till);
  add(till);
  add(till);
  till.beginPayment();
  till.settle();
  await later();
  expect(sent).toMatchObject([{ totals: { totalMinor: 0 }, tenders: [] }]);
});

test("carts are held by name, recalled in exchange for the one at hand, and never after they were sold", () => {
  const { till } = openPage();
  add(till);
  const first = till.cart.cart.saleId!;
  till.hold("Nora");
  add(till);
  const second = till.cart.cart.saleId!;
  till.recall(first);
  expect(till.cart.cart.saleId).toBe(first);
  expect(till.held.store.get()).toMatchObject([
    { id: second, name: "Cart 1", heldBy: session.user.displayName },
  ]);
  // A crash between taking the cart back and forgetting it.
  till.held.hold(till.cart.cart, "Nora", "x", new Date());
  till.takeCash("exact");
  expect(
    openPage()
      .till.held.store.get()
      .map(({ id }) => id),
  ).toEqual([second]);
});

test("a full storage keeps the cart and says so", () => {
  const { till, unsentSales } = openPage();
  add(till);
  vi.spyOn(unsentSales, "add").mockImplementation(() => {
    throw new DOMException("full", "QuotaExceededError");
  });
  till.takeCash("exact");
  expect(till.checkout.store.get().refusal).toContain("could not be saved");
  expect(till.cart.cart.lines).toHaveLength(1);
  expect(till.completed.get()).toBeNull();
});
