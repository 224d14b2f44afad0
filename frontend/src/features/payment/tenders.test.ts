import { roundCash } from "@cloudpos/contracts/money";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  beginCheckout,
  beginPayment,
  cashDueMinor,
  counts,
  giveBack,
  giveBackToSources,
  giveCash,
  isElectronic,
  isSettled,
  isUnderWay,
  leftOf,
  notePayment,
  openPayment,
  remainingMinor,
  removeTender,
  roundingMinor,
  saleTenders,
  takeCash,
  type Checkout,
  type ElectronicState,
  type RefundSource,
} from "./tenders.ts";

const saleId = "01990000-0000-7000-8000-000000000001";
const due = (totalMinor: number) => beginCheckout(saleId, totalMinor);
const card = (key: string, amountMinor: number) => ({ kind: "card" as const, key, amountMinor });
const visa: RefundSource = { kind: "card", paymentId: "visa", label: "visa ···· 4242", refundableMinor: 500 };
const gift: RefundSource = { kind: "gift-card", paymentId: "gift", label: "Gift card", refundableMinor: 200 };

describe("cash", () => {
  test("enough cash settles the sale and gives change", () => {
    const paid = takeCash(due(1234), 2000, 1, "a");
    expect(isSettled(paid)).toBe(true);
    expect(saleTenders(paid)).toEqual([
      { kind: "cash", amountMinor: 1234, tenderedMinor: 2000, changeMinor: 766 },
    ]);
  });

  test("only the cash that settles is rounded", () => {
    const paid = takeCash(due(1002), 2000, 5, "a");
    expect(roundingMinor(paid)).toBe(-2);
    expect(saleTenders(paid)[0]).toMatchObject({ amountMinor: 1000, changeMinor: 1000 });

    const part = takeCash(due(1002), 500, 5, "a");
    expect([roundingMinor(part), remainingMinor(part)]).toEqual([0, 502]);
    const byCard = notePayment(beginPayment(part, card("b", 502)), "b", { state: "approved" });
    expect([isSettled(byCard), roundingMinor(byCard)]).toEqual([true, 0]);
  });

  test("an amount below half the smallest coin is settled by nothing", () => {
    const paid = takeCash(due(2), 0, 5, "a");
    expect([isSettled(paid), roundingMinor(paid)]).toEqual([true, -2]);
  });

  test("a sum between the exact and the rounded amount cannot be paid", () => {
    expect(() => takeCash(due(1003), 1004, 5, "a")).toThrow(RangeError);
    expect(() => takeCash(due(1003), 0, 5, "a")).toThrow(RangeError);
  });

  test("a refund in cash is rounded like its sale", () => {
    const paid = giveCash(due(-1003), null, 5, "a");
    expect([isSettled(paid), roundingMinor(paid)]).toEqual([true, -2]);
    expect(saleTenders(paid)).toEqual([
      { kind: "cash", amountMinor: -1005, tenderedMinor: -1005, changeMinor: 0 },
    ]);
    expect(() => giveCash(due(-1000), 1001, 1, "a")).toThrow(RangeError);
  });
});

describe("cards", () => {
  test("nothing else is charged while an outcome is unknown", () => {
    const unknown = notePayment(beginPayment(due(1000), card("a", 1000)), "a", { state: "unknown" });
    expect(isSettled(unknown)).toBe(false);
    expect(() => beginPayment(unknown, card("b", 1000))).toThrow(RangeError);
    expect(() => takeCash(unknown, 1000, 1, "b")).toThrow(RangeError);
    expect(() => removeTender(unknown, "a")).toThrow(RangeError);
    const approved = notePayment(unknown, "a", { state: "approved" });
    expect(isSettled(approved)).toBe(true);
  });

  test("an approved payment is not undone by an answer that comes late", () => {
    const approved = notePayment(beginPayment(due(1000), card("a", 1000)), "a", { state: "approved" });
    expect(notePayment(approved, "a", { state: "unknown" })).toEqual(approved);
    const cancelled = notePayment(approved, "a", { state: "cancelled" });
    expect(remainingMinor(cancelled)).toBe(1000);
    expect(notePayment(cancelled, "a", { state: "approved" })).toEqual(cancelled);
  });

  test("a declined card leaves the sale to be paid otherwise", () => {
    const declined = notePayment(beginPayment(due(1000), card("a", 1000)), "a", { state: "declined" });
    expect(isUnderWay(declined)).toBe(false);
    expect(isSettled(takeCash(declined, 1000, 1, "b"))).toBe(true);
  });

  test("a card never pays more than what remains", () => {
    expect(() => beginPayment(due(1000), card("a", 1001))).toThrow(RangeError);
  });
});

describe("money back", () => {
  test("goes the way it came, and the rest in cash", () => {
    const back = giveBackToSources(due(-1000), [visa, gift], keys());
    expect(back.tenders.map(({ amountMinor }) => amountMinor)).toEqual([-500, -200]);
    expect(remainingMinor(back)).toBe(-300);
    expect(saleTenders(giveCash(back, null, 1, "c"))).toMatchObject([
      { kind: "card", amountMinor: -500, paymentId: "visa" },
      { kind: "gift-card", amountMinor: -200, paymentId: "gift" },
      { kind: "cash", amountMinor: -300 },
    ]);
  });

  test("never more to a payment than it can take", () => {
    const back = giveBack(due(-1000), visa, 300, "a");
    expect(leftOf(back, visa)).toBe(200);
    expect(() => giveBack(back, visa, 201, "b")).toThrow(RangeError);
  });

  test("an even exchange is settled at once", () => expect(isSettled(due(0))).toBe(true));
});

test("whatever is pressed in whatever order: tenders = total + rounding when settled, change only from cash", () => {
  const step = fc.oneof(
    fc.record({ do: fc.constant("cash" as const), amount: fc.integer({ min: -10, max: 6000 }) }),
    fc.record({ do: fc.constant("card" as const), amount: fc.integer({ min: -10, max: 6000 }) }),
    fc.record({
      do: fc.constant("news" as const),
      amount: fc.nat(5),
      state: fc.constantFrom<ElectronicState>("asking", "approved", "declined", "unknown", "cancelled"),
    }),
    fc.record({ do: fc.constant("remove" as const), amount: fc.nat(5) }),
    fc.record({ do: fc.constant("give-cash" as const), amount: fc.integer({ min: -10, max: 6000 }) }),
    fc.record({ do: fc.constant("give-back" as const), amount: fc.integer({ min: -10, max: 6000 }) }),
    fc.record({ do: fc.constant("settle" as const), amount: fc.constant(0) }),
  );
  fc.assert(
    fc.property(
      fc.integer({ min: -5000, max: 5000 }),
      fc.constantFrom(1, 5, 10),
      fc.array(step, { maxLength: 25 }),
      (total, rounding, steps) => {
        const newKey = keys();
        let checkout: Checkout = due(total);
        for (const each of steps) {
          const before = checkout;
          const target = checkout.tenders[each.amount]?.key ?? "none";
          try {
            if (each.do === "cash") checkout = takeCash(checkout, each.amount, rounding, newKey());
            if (each.do === "card") checkout = beginPayment(checkout, card(newKey(), each.amount));
            if (each.do === "news") checkout = notePayment(checkout, target, { state: each.state });
            if (each.do === "remove") checkout = removeTender(checkout, target);
            if (each.do === "give-cash") checkout = giveCash(checkout, each.amount, rounding, newKey());
            if (each.do === "give-back") checkout = giveBack(checkout, visa, each.amount, newKey());
            if (each.do === "settle" && remainingMinor(checkout) > 0)
              checkout = takeCash(checkout, remainingMinor(checkout) + 50, rounding, newKey());
          } catch (error) {
            if (!(error instanceof RangeError)) throw error;
          }
          const counted = checkout.tenders
            .filter(counts)
            .reduce((sum, { amountMinor }) => sum + amountMinor, 0);
          expect(counted + remainingMinor(checkout)).toBe(total + roundingMinor(checkout));
          expect(Math.abs(roundingMinor(checkout)) * 2).toBeLessThanOrEqual(rounding);
          expect(
            checkout.tenders
              .filter(isElectronic)
              .filter(({ state }) => state === "asking" || state === "unknown").length,
          ).toBeLessThanOrEqual(1);
          if (openPayment(before)) expect(checkout.tenders.length).toBeLessThanOrEqual(before.tenders.length);
          if (!isSettled(checkout)) continue;
          const tenders = saleTenders(checkout);
          expect(tenders.reduce((sum, { amountMinor }) => sum + amountMinor, 0)).toBe(
            total + roundingMinor(checkout),
          );
          for (const tender of tenders) {
            expect(tender.tenderedMinor - tender.changeMinor).toBe(tender.amountMinor);
            if (tender.kind !== "cash")
              expect([tender.changeMinor, tender.paymentId !== undefined]).toEqual([0, true]);
          }
          if (roundingMinor(checkout) !== 0) expect(tenders.some(({ kind }) => kind === "cash")).toBe(true);
        }
        expect(roundCash(remainingMinor(checkout), rounding)).toBe(cashDueMinor(checkout, rounding));
      },
    ),
    { numRuns: 1000 },
  );
});

function keys(): () => string {
  let next = 0;
  return () => `k${(next += 1)}`;
}
