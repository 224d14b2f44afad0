import type { PaymentStatus, SaleTender } from "@cloudpos/contracts";
import { roundCash } from "@cloudpos/contracts/money";

/**
 * How a sale is being paid: cash, cards and gift cards in any mix, and money that goes back. Plain functions over a
 * plain value; what talks to the server is in checkout-store.ts.
 *
 * What holds in every state: the counted tenders and what remains add up to the total and the cash rounding, and only
 * cash gives change.
 */

/** Cash taken, or handed out when `amountMinor` is negative. */
export interface CashTender {
  kind: "cash";
  key: string;
  amountMinor: number;
  tenderedMinor: number;
  changeMinor: number;
  /** Difference to the exact amount that this cash settled, because cash is rounded. */
  roundingMinor: number;
}

/** Where an electronic payment is, as the till sees it. */
export type ElectronicState =
  /** Written down, on its way to the server or at the reader. */
  | "asking"
  /** The money is reserved. */
  | "approved"
  /** No money was reserved, none will be. */
  | "declined"
  /** Nobody answered in time: money may be reserved. Ask again; never charge again before this is known. */
  | "unknown"
  /** Given up: no sale will claim it, so the server releases what may be reserved. */
  | "cancelled";

/** A card or gift card payment; its key is the payment's id. */
export interface ElectronicTender {
  kind: "card" | "gift-card";
  key: string;
  /** Positive. */
  amountMinor: number;
  state: ElectronicState;
  giftCardCode?: string;
  /** What was paid with, such as `visa ···· 4242`. */
  label?: string;
  /** Why it was declined, or why nothing is known, for a person. */
  reason?: string;
}

/** Money that goes back to the card or gift card it came from; moved by the server once the sale is committed. */
export interface RefundTender {
  kind: "card" | "gift-card";
  key: string;
  /** Negative. */
  amountMinor: number;
  /** The original payment. */
  refundOf: string;
  label: string;
}

/** One way this sale is being paid. */
export type CheckoutTender = CashTender | ElectronicTender | RefundTender;

/** A sale that is being paid. */
export interface Checkout {
  saleId: string;
  /** What the cart comes to. Negative: money goes back. */
  totalMinor: number;
  tenders: readonly CheckoutTender[];
}

/** A payment that money can go back to. */
export interface RefundSource {
  kind: "card" | "gift-card";
  paymentId: string;
  label: string;
  /** Most that can go back to it; positive. */
  refundableMinor: number;
}

/** A sale of which nothing is paid yet. */
export function beginCheckout(saleId: string, totalMinor: number): Checkout {
  return { saleId, totalMinor, tenders: [] };
}

/** Whether a tender is a card or gift card payment of this sale. */
export function isElectronic(tender: CheckoutTender): tender is ElectronicTender {
  return "state" in tender;
}

/** Whether a tender gives money back to an earlier payment. */
export function isRefund(tender: CheckoutTender): tender is RefundTender {
  return "refundOf" in tender;
}

/** Whether a tender counts towards the total. */
export function counts(tender: CheckoutTender): boolean {
  return !isElectronic(tender) || tender.state === "approved";
}

/** Cash rounding so far: tenders add up to the total and this. */
export function roundingMinor(checkout: Checkout): number {
  return sum(checkout.tenders, (tender) => (tender.kind === "cash" ? tender.roundingMinor : 0));
}

/** What is still to pay, exactly; negative when money is still to give back. */
export function remainingMinor(checkout: Checkout): number {
  const counted = sum(checkout.tenders, (tender) => (counts(tender) ? tender.amountMinor : 0));
  return checkout.totalMinor + roundingMinor(checkout) - counted;
}

/** What is still to pay when it is paid in cash. */
export function cashDueMinor(checkout: Checkout, cashRoundingMinor: number): number {
  return roundCash(remainingMinor(checkout), cashRoundingMinor);
}

/** The payment whose outcome is not known yet: nothing else can be charged before it is. */
export function openPayment(checkout: Checkout): ElectronicTender | undefined {
  return checkout.tenders.filter(isElectronic).find(({ state }) => state === "asking" || state === "unknown");
}

/** Whether money was taken or may have been: the cart must stay as it is. */
export function isUnderWay(checkout: Checkout): boolean {
  return checkout.tenders.some((tender) =>
    isElectronic(tender) ? tender.state !== "declined" && tender.state !== "cancelled" : true,
  );
}

/** Whether everything is paid and known. An even exchange is settled from the start. */
export function isSettled(checkout: Checkout): boolean {
  return remainingMinor(checkout) === 0 && openPayment(checkout) === undefined;
}

/**
 * Takes cash. Enough for what remains settles the sale and gives change; less is a part payment.
 * @throws RangeError when nothing is to pay, a payment is open, or the amount can neither settle nor be a part.
 */
export function takeCash(
  checkout: Checkout,
  tenderedMinor: number,
  cashRoundingMinor: number,
  key: string,
): Checkout {
  const remaining = remainingMinor(checkout);
  assertOpen(checkout, remaining > 0);
  const due = roundCash(remaining, cashRoundingMinor);
  if (tenderedMinor >= due) {
    return withTender(checkout, {
      kind: "cash",
      key,
      amountMinor: due,
      tenderedMinor,
      changeMinor: tenderedMinor - due,
      roundingMinor: due - remaining,
    });
  }
  if (tenderedMinor <= 0 || tenderedMinor >= remaining)
    throw new RangeError("this amount is neither enough nor a part of what is to pay");
  return withTender(checkout, {
    kind: "cash",
    key,
    amountMinor: tenderedMinor,
    tenderedMinor,
    changeMinor: 0,
    roundingMinor: 0,
  });
}

/**
 * Hands out cash: all that remains, rounded as cash is, or `amountMinor` (positive) of it.
 * @throws RangeError when nothing is to give back, or less than `amountMinor`.
 */
export function giveCash(
  checkout: Checkout,
  amountMinor: number | null,
  cashRoundingMinor: number,
  key: string,
): Checkout {
  const remaining = remainingMinor(checkout);
  assertOpen(checkout, remaining < 0);
  const due = roundCash(remaining, cashRoundingMinor);
  const all = amountMinor === null || -amountMinor === due;
  if (!all && (amountMinor <= 0 || -amountMinor <= remaining))
    throw new RangeError("this is more than is to give back");
  const given = all ? due : -amountMinor;
  return withTender(checkout, {
    kind: "cash",
    key,
    amountMinor: given,
    tenderedMinor: given,
    changeMinor: 0,
    roundingMinor: all ? due - remaining : 0,
  });
}

/**
 * Begins a card or gift card payment.
 * @throws RangeError when another payment is open, or the amount is more than what remains.
 */
export function beginPayment(
  checkout: Checkout,
  payment: Pick<ElectronicTender, "kind" | "key" | "amountMinor" | "giftCardCode">,
): Checkout {
  const remaining = remainingMinor(checkout);
  assertOpen(checkout, remaining > 0);
  if (payment.amountMinor <= 0 || payment.amountMinor > remaining)
    throw new RangeError("a card pays at most what remains");
  return withTender(checkout, { ...payment, state: "asking" });
}

/**
 * What became of a payment. What is final stays, whatever is heard later from an older answer; of an approved payment
 * only giving it up ends it.
 */
export function notePayment(
  checkout: Checkout,
  key: string,
  news: Pick<ElectronicTender, "state"> & { label?: string; reason?: string },
): Checkout {
  const tender = checkout.tenders.find((each) => each.key === key);
  if (!tender || !isElectronic(tender) || tender.state === "declined" || tender.state === "cancelled")
    return checkout;
  if (tender.state === "approved" && news.state !== "cancelled") return checkout;
  const { reason: _old, ...rest } = tender;
  const tenders = checkout.tenders.map((each) => (each === tender ? { ...rest, ...news } : each));
  return tender.state === "approved" ? unrounded({ ...checkout, tenders }) : { ...checkout, tenders };
}

/**
 * Gives money back to the payment it came from.
 * @throws RangeError when it is more than is to give back, or than the payment can take.
 */
export function giveBack(
  checkout: Checkout,
  source: RefundSource,
  amountMinor: number,
  key: string,
): Checkout {
  const remaining = remainingMinor(checkout);
  assertOpen(checkout, remaining < 0);
  if (amountMinor <= 0 || -amountMinor < remaining || amountMinor > leftOf(checkout, source))
    throw new RangeError("this payment cannot take that much back");
  return withTender(checkout, {
    kind: source.kind,
    key,
    amountMinor: -amountMinor,
    refundOf: source.paymentId,
    label: source.label,
  });
}

/** What can still go back to a payment; positive. */
export function leftOf(checkout: Checkout, source: RefundSource): number {
  const used = sum(checkout.tenders, (tender) =>
    isRefund(tender) && tender.refundOf === source.paymentId ? -tender.amountMinor : 0,
  );
  return Math.max(0, source.refundableMinor - used);
}

/** Sends what is to give back the way it came: as much as each payment takes, in their order. Cash stays to be given. */
export function giveBackToSources(
  checkout: Checkout,
  sources: readonly RefundSource[],
  newKey: () => string,
): Checkout {
  return sources.reduce((current, source) => {
    const amount = Math.min(-remainingMinor(current), leftOf(current, source));
    return amount > 0 ? giveBack(current, source, amount, newKey()) : current;
  }, checkout);
}

/**
 * Takes a tender out again.
 * @throws RangeError for a payment that is, or may be, reserved: it must be cancelled, not forgotten.
 */
export function removeTender(checkout: Checkout, key: string): Checkout {
  const tender = checkout.tenders.find((each) => each.key === key);
  if (tender && isElectronic(tender) && tender.state !== "declined" && tender.state !== "cancelled")
    throw new RangeError("a payment that may be reserved must be cancelled first");
  return unrounded({ ...checkout, tenders: checkout.tenders.filter((each) => each.key !== key) });
}

/** The tenders as the sale carries them. */
export function saleTenders(checkout: Checkout): SaleTender[] {
  return checkout.tenders.filter(counts).map((tender): SaleTender => {
    const { kind, amountMinor } = tender;
    if (tender.kind === "cash") {
      const { tenderedMinor, changeMinor } = tender;
      return { kind, amountMinor, tenderedMinor, changeMinor };
    }
    const paymentId = isRefund(tender) ? tender.refundOf : tender.key;
    return { kind, amountMinor, tenderedMinor: amountMinor, changeMinor: 0, paymentId };
  });
}

/**
 * What a payment's status means at the till. One that was captured was claimed by the sale that is being completed
 * here: nobody else knows its id.
 */
export function tillState(status: PaymentStatus): ElectronicState {
  switch (status) {
    case "authorising":
      return "asking";
    case "approved":
    case "captured":
    case "refund-pending":
    case "partially-refunded":
    case "refunded":
      return "approved";
    case "declined":
    case "failed":
      return "declined";
    case "cancelling":
    case "cancelled":
      return "cancelled";
    case "unknown":
      return "unknown";
  }
}

function assertOpen(checkout: Checkout, somethingRemains: boolean): void {
  if (openPayment(checkout)) throw new RangeError("the outcome of a payment is not known yet");
  if (!somethingRemains) throw new RangeError("nothing remains to pay this way");
}

/** Something that counted was taken away: cash that had settled the sale is a part of it now, to the cent. */
function unrounded(checkout: Checkout): Checkout {
  return {
    ...checkout,
    tenders: checkout.tenders.map((tender) =>
      tender.kind === "cash" && tender.roundingMinor !== 0 ? { ...tender, roundingMinor: 0 } : tender,
    ),
  };
}

function withTender(checkout: Checkout, tender: CheckoutTender): Checkout {
  return { ...checkout, tenders: [...checkout.tenders, tender] };
}

function sum<T>(items: readonly T[], of: (item: T) => number): number {
  return items.reduce((total, item) => total + of(item), 0);
}
