import type { CreatePayment, Payment, Sale } from "@cloudpos/contracts";
import { ApiError } from "../../lib/api-client.ts";
import { createStore, type Store } from "../../lib/store.ts";
import { readJson, writeJson } from "../../lib/stored-json.ts";
import {
  beginCheckout,
  beginPayment,
  isElectronic,
  isUnderWay,
  notePayment,
  openPayment,
  tillState,
  type Checkout,
  type ElectronicTender,
} from "./tenders.ts";

/** A completed sale that gives something back: the server must agree before money leaves the drawer. */
export interface Confirmation {
  sale: Sale;
  /** A request is under way. */
  asking: boolean;
  /** Why the last try had no answer; the sale may or may not be committed. */
  failure: string | null;
}

/** What is being paid, and how far it is. */
export interface CheckoutState {
  checkout: Checkout | null;
  confirmation: Confirmation | null;
  /** Why the server refused the sale; shown until something is changed. */
  refusal: string | null;
}

/** What the store needs from its surroundings. */
export interface CheckoutStoreOptions {
  storage: Storage;
  create: (payment: CreatePayment) => Promise<Payment>;
  read: (id: string) => Promise<Payment>;
  cancel: (id: string) => Promise<Payment>;
  /** Told when something new is known of a payment: the place to complete a settled sale. */
  onNews?: () => void;
}

const storageKey = "cloudpos.checkout";
const firstAskMs = 1_000;
const longestAskMs = 8_000;
const nothing: CheckoutState = { checkout: null, confirmation: null, refusal: null };

/**
 * The payment of the sale at the till. Every step is in storage before the server hears of it, so that a reload in
 * the middle goes on with the same payments: nothing is charged twice, nothing that was charged is forgotten.
 */
export class CheckoutStore {
  readonly store: Store<CheckoutState>;
  private readonly options: CheckoutStoreOptions;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private asked = 0;
  /** Payments with a request under way. One that was given up may still wait while the next is asked for. */
  private readonly asking = new Set<string>();

  constructor(options: CheckoutStoreOptions) {
    this.options = options;
    this.store = createStore(load(options.storage));
  }

  /** The payment of a sale, begun when there is none. A total that changed counts as long as nothing is paid. */
  begin(saleId: string, totalMinor: number): Checkout {
    const { checkout } = this.store.get();
    if (checkout?.saleId === saleId && (isUnderWay(checkout) || checkout.totalMinor === totalMinor))
      return checkout;
    const begun =
      checkout?.saleId === saleId ? { ...checkout, totalMinor } : beginCheckout(saleId, totalMinor);
    this.update({ checkout: begun, refusal: null });
    return begun;
  }

  /** Changes the payment by a function of tenders.ts. @throws what the function throws; nothing is changed then. */
  change(step: (checkout: Checkout) => Checkout): void {
    const { checkout } = this.store.get();
    if (checkout !== null) this.update({ checkout: step(checkout), refusal: null });
  }

  /** Forgets the payment: the sale is complete, or nothing of it was paid. */
  end(): void {
    clearTimeout(this.timer);
    this.update(nothing);
  }

  /**
   * Asks for a card or gift card payment of `amountMinor`.
   * @throws RangeError when another payment is open or the amount is more than what remains; DOMException when it
   * could not be written down. Nothing was charged in either case.
   */
  pay(payment: Omit<CreatePayment, "saleId">): void {
    const { id: key, kind, amountMinor, giftCardCode } = payment;
    this.change((checkout) =>
      beginPayment(checkout, {
        kind,
        key,
        amountMinor,
        ...(giftCardCode === undefined ? {} : { giftCardCode }),
      }),
    );
    this.asked = 0;
    void this.ask(key, "create", payment.currency);
  }

  /** Asks what became of the open payment: someone pressed "ask again", the page was loaded, the network is back. */
  askAgain(currency: string): void {
    const { checkout } = this.store.get();
    const open = checkout && openPayment(checkout);
    if (open) void this.ask(open.key, "read", currency);
  }

  /**
   * Gives a payment up.
   * @returns null when the server knows; else why it could not be told.
   */
  async giveUp(key: string): Promise<string | null> {
    clearTimeout(this.timer);
    try {
      await this.options.cancel(key);
    } catch (error) {
      // What never arrived cannot be reserved; should it still arrive, no sale claims it and it is released.
      if (!(error instanceof ApiError && error.code === "payment-not-found")) return messageOf(error);
    }
    this.abandon(key);
    return null;
  }

  /** Goes on without a payment that the server could not be told about: no sale claims it, so it is released later. */
  abandon(key: string): void {
    this.change((checkout) => notePayment(checkout, key, { state: "cancelled" }));
  }

  /** The server is being asked whether it takes the sale. */
  confirming(sale: Sale): void {
    this.update({ confirmation: { sale, asking: true, failure: null }, refusal: null });
  }

  /** Nobody knows whether the server took the sale. */
  unanswered(failure: string): void {
    const { confirmation } = this.store.get();
    if (confirmation) this.update({ confirmation: { ...confirmation, asking: false, failure } });
  }

  /** The server will not take the sale: it can be changed again. */
  refused(refusal: string): void {
    this.update({ confirmation: null, refusal });
  }

  private async ask(key: string, how: "create" | "read", currency: string): Promise<void> {
    if (this.asking.has(key)) return;
    this.asking.add(key);
    clearTimeout(this.timer);
    const tender = this.tender(key);
    try {
      if (tender) this.note(key, await this.askServer(tender, how, currency));
    } catch (error) {
      this.noteFailure(key, error);
    } finally {
      this.asking.delete(key);
    }
    this.askLater(key, currency);
    this.options.onNews?.();
  }

  private async askServer(
    tender: ElectronicTender,
    how: "create" | "read",
    currency: string,
  ): Promise<Payment> {
    if (how === "read") {
      try {
        return await this.options.read(tender.key);
      } catch (error) {
        // The server never heard of it: it is asked for again, under the same id.
        if (!(error instanceof ApiError && error.code === "payment-not-found")) throw error;
      }
    }
    const { key: id, kind, amountMinor, giftCardCode } = tender;
    const saleId = this.store.get().checkout!.saleId;
    return this.options.create({
      id,
      kind,
      amountMinor,
      currency,
      saleId,
      ...(giftCardCode === undefined ? {} : { giftCardCode }),
    });
  }

  private note(key: string, payment: Payment): void {
    const label = labelOf(payment);
    const reason = payment.declineReason ?? payment.failure;
    this.change((checkout) =>
      notePayment(checkout, key, {
        state: tillState(payment.status),
        ...(label === undefined ? {} : { label }),
        ...(reason === undefined ? {} : { reason }),
      }),
    );
  }

  private noteFailure(key: string, error: unknown): void {
    // The server understood and said no: nothing was reserved. Anything else may have reached the acquirer.
    const refused =
      error instanceof ApiError && error.status < 500 && ![401, 408, 429].includes(error.status);
    this.change((checkout) =>
      notePayment(checkout, key, { state: refused ? "declined" : "unknown", reason: messageOf(error) }),
    );
  }

  private askLater(key: string, currency: string): void {
    const state = this.tender(key)?.state;
    if (state !== "asking" && state !== "unknown") return;
    const delayMs = Math.min(firstAskMs * 2 ** Math.floor(this.asked / 3), longestAskMs);
    this.asked += 1;
    this.timer = setTimeout(() => void this.ask(key, "read", currency), delayMs);
  }

  private tender(key: string): ElectronicTender | undefined {
    return this.store
      .get()
      .checkout?.tenders.filter(isElectronic)
      .find((each) => each.key === key);
  }

  private update(change: Partial<CheckoutState>): void {
    const next = { ...this.store.get(), ...change };
    const { checkout, confirmation } = next;
    writeJson(this.options.storage, storageKey, checkout === null ? null : { checkout, confirmation });
    this.store.set(next);
  }
}

/** What was paid with, as staff and customers know it. */
export function labelOf(payment: Pick<Payment, "card" | "giftCardLastFour">): string | undefined {
  if (payment.card) return `${payment.card.brand} ···· ${payment.card.lastFour}`;
  if (payment.giftCardLastFour) return `Gift card ···· ${payment.giftCardLastFour}`;
  return undefined;
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

function load(storage: Storage): CheckoutState {
  const stored = readJson<Pick<CheckoutState, "checkout" | "confirmation">>(storage, storageKey);
  if (!stored?.checkout || !Array.isArray(stored.checkout.tenders)) return nothing;
  const { checkout, confirmation } = stored;
  return {
    checkout,
    // Whether the request of the page before had an answer is not known.
    confirmation: confirmation && { ...confirmation, asking: false },
    refusal: null,
  };
}
