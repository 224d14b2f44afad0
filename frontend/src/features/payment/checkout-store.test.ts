// @vitest-environment jsdom
import type { CreatePayment, Payment, PaymentStatus, Sale } from "@cloudpos/contracts";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { ApiError, NetworkError } from "../../lib/api-client.ts";
import { CheckoutStore } from "./checkout-store.ts";
import { isElectronic, isSettled, remainingMinor, takeCash } from "./tenders.ts";

const saleId = "01990000-0000-7000-8000-000000000001";
const paymentId = "01990000-0000-7000-8000-000000000002";
const card = { id: paymentId, kind: "card", amountMinor: 1000, currency: "EUR" } as const;

/** Stands for the payment service: knows payments by id and never makes a second one of the same id. */
class Server {
  readonly payments = new Map<string, PaymentStatus>();
  readonly created: string[] = [];
  /** What becomes of a payment that is created or asked for. */
  outcome: PaymentStatus = "approved";
  /** How the next answers get lost, in order. */
  readonly lost: ("request" | "answer" | "never")[] = [];

  readonly create = (payment: CreatePayment): Promise<Payment> => {
    this.created.push(payment.id);
    return this.answer(() => {
      if (!this.payments.has(payment.id)) this.payments.set(payment.id, this.outcome);
      return payment.id;
    });
  };

  readonly read = (id: string): Promise<Payment> =>
    this.answer(() => {
      if (!this.payments.has(id)) throw new ApiError({ status: 404, code: "payment-not-found" });
      if (this.payments.get(id) === "unknown") this.payments.set(id, this.outcome);
      return id;
    });

  readonly cancel = (id: string): Promise<Payment> =>
    this.answer(() => {
      if (!this.payments.has(id)) throw new ApiError({ status: 404, code: "payment-not-found" });
      this.payments.set(id, "cancelled");
      return id;
    });

  private async answer(work: () => string): Promise<Payment> {
    const lost = this.lost.shift();
    if (lost === "request") throw new NetworkError("cut");
    const id = work();
    if (lost === "answer") throw new NetworkError("cut");
    if (lost === "never") await new Promise(() => undefined);
    return { id, status: this.payments.get(id), card: { brand: "visa", lastFour: "4242" } } as Payment;
  }
}

let server: Server;
/** A page load: a store that knows nothing but the storage. */
function openPage() {
  const onNews = vi.fn();
  const { create, read, cancel } = server;
  const store = new CheckoutStore({ storage: localStorage, create, read, cancel, onNews });
  const tender = () => store.store.get().checkout?.tenders.filter(isElectronic).at(-1);
  return { store, onNews, tender };
}
const settle = () => vi.advanceTimersByTimeAsync(0);

beforeEach(() => {
  vi.useFakeTimers();
  localStorage.clear();
  server = new Server();
});
afterEach(() => vi.useRealTimers());

test("a payment is written down before the server hears of it, and approved when it says so", async () => {
  const { store, onNews, tender } = openPage();
  store.begin(saleId, 1000);
  store.pay(card);
  expect(localStorage.getItem("cloudpos.checkout")).toContain(paymentId);
  await settle();
  expect(tender()).toMatchObject({ state: "approved", label: "visa ···· 4242" });
  expect(onNews).toHaveBeenCalledOnce();
  expect(isSettled(store.store.get().checkout!)).toBe(true);
});

test.each(["request", "answer"] as const)("a lost %s ends in one payment", async (lost) => {
  const { store, tender } = openPage();
  server.lost.push(lost);
  store.begin(saleId, 1000);
  store.pay(card);
  await settle();
  expect(tender()?.state).toBe("unknown");
  await vi.advanceTimersByTimeAsync(1_000);
  expect(tender()?.state).toBe("approved");
  expect([...server.payments.keys()]).toEqual([paymentId]);
  expect(new Set(server.created)).toEqual(new Set([paymentId]));
});

test("what the acquirer does not know is asked for until it does, ever more slowly, and never charged again", async () => {
  const { store, tender } = openPage();
  server.outcome = "unknown";
  store.begin(saleId, 1000);
  store.pay(card);
  await vi.advanceTimersByTimeAsync(60_000);
  expect(tender()?.state).toBe("unknown");
  expect(server.created).toEqual([paymentId]);
  expect(() => store.pay({ ...card, id: saleId })).toThrow(RangeError);
  server.outcome = "declined";
  store.askAgain("EUR");
  await settle();
  expect(tender()?.state).toBe("declined");
  store.pay({ ...card, id: saleId });
  await settle();
  expect(server.created).toEqual([paymentId, saleId]);
});

test("a reload in the middle goes on with the same payment", async () => {
  const before = openPage();
  server.lost.push("never");
  before.store.begin(saleId, 1000);
  before.store.change((checkout) => takeCash(checkout, 400, 1, "cash"));
  before.store.pay({ ...card, amountMinor: 600 });
  await settle();

  const after = openPage();
  expect(after.tender()).toMatchObject({ key: paymentId, state: "asking" });
  after.store.askAgain("EUR");
  await settle();
  expect(after.tender()?.state).toBe("approved");
  expect(isSettled(after.store.store.get().checkout!)).toBe(true);
  expect(server.created).toEqual([paymentId]);
});

test("a refused request is a declined payment with its reason", async () => {
  vi.spyOn(server, "create").mockRejectedValue(
    new ApiError({ status: 404, code: "gift-card-not-found", detail: "No such card." }),
  );
  const { store, tender } = openPage();
  store.begin(saleId, 1000);
  store.pay({ ...card, kind: "gift-card", giftCardCode: "123456789012" });
  await settle();
  expect(tender()).toMatchObject({ state: "declined", reason: "No such card." });
});

test("the next payment is asked for although the one that was given up still waits for its answer", async () => {
  const { store, tender } = openPage();
  server.lost.push("never");
  store.begin(saleId, 1000);
  store.pay(card);
  await settle();
  expect(await store.giveUp(paymentId)).toBeNull();
  store.pay({ ...card, id: saleId });
  await settle();
  expect(tender()).toMatchObject({ key: saleId, state: "approved" });
});

test("a payment is given up at the server; when it cannot be told, one can go on all the same", async () => {
  const { store, tender } = openPage();
  store.begin(saleId, 1000);
  store.pay(card);
  await settle();
  server.lost.push("request");
  expect(await store.giveUp(paymentId)).toContain("could not be reached");
  expect(tender()?.state).toBe("approved");
  expect(await store.giveUp(paymentId)).toBeNull();
  expect([tender()?.state, server.payments.get(paymentId)]).toEqual(["cancelled", "cancelled"]);
  expect(remainingMinor(store.store.get().checkout!)).toBe(1000);

  store.pay({ ...card, id: saleId });
  store.abandon(saleId);
  await settle();
  // Its late approval changes nothing: no sale claims it.
  expect(remainingMinor(store.store.get().checkout!)).toBe(1000);
});

test("the total follows the cart only as long as nothing is paid", async () => {
  const { store } = openPage();
  store.begin(saleId, 1000);
  expect(store.begin(saleId, 1200).totalMinor).toBe(1200);
  store.pay(card);
  await settle();
  expect(store.begin(saleId, 900).totalMinor).toBe(1200);
});

test("a sale that waits for the server's consent is there again after a reload", () => {
  const { store } = openPage();
  const sale = { id: saleId } as Sale;
  store.begin(saleId, -1000);
  store.confirming(sale);
  store.unanswered("no network");
  const { confirmation } = openPage().store.store.get();
  expect(confirmation).toEqual({ sale, asking: false, failure: "no network" });
  store.refused("More was given back than sold.");
  expect(openPage().store.store.get()).toMatchObject({ confirmation: null });
});
