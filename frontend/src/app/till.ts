import type { Sale } from "@cloudpos/contracts";
import { v7 as uuidV7 } from "uuid";
import { CartStore } from "../features/cart/cart-store.ts";
import { emptyCart, hasReturns, type Cart, type CartAction } from "../features/cart/cart.ts";
import { HeldCarts } from "../features/cart/held-carts.ts";
import { priceCart, type PricedCart } from "../features/cart/pricing.ts";
import { completeSale } from "../features/cart/sale.ts";
import { cancelPayment, createPayment, readPayment } from "../features/payment/api/payments.ts";
import { CheckoutStore } from "../features/payment/checkout-store.ts";
import {
  cashDueMinor,
  giveBack,
  giveCash,
  isSettled,
  isUnderWay,
  openPayment,
  remainingMinor,
  removeTender,
  roundingMinor,
  saleTenders,
  takeCash,
  type RefundSource,
} from "../features/payment/tenders.ts";
import { isRefusal, type UnsentSaleQueue } from "../features/unsent-sales/unsent-sales.ts";
import type { ApiClient } from "../lib/api-client.ts";
import type { RegisterSession } from "../lib/session-context.ts";
import { createStore, type Store } from "../lib/store.ts";

/** What the till needs from its surroundings. */
export interface TillOptions {
  storage: Storage;
  api: ApiClient;
  unsentSales: UnsentSaleQueue;
  /** Who is signed in at the register; null when nobody is. */
  session: () => RegisterSession | null;
  /** The shift that sales at a register belong to. */
  shiftId: (registerId: string) => string | null;
}

const retryConfirmationMs = 4_000;

/**
 * Selling, from the first line to the completed sale: the cart, its payment, and handing the sale over. Lives outside
 * the screens, so that looking something up, locking the screen or a reload leaves all of it as it was.
 */
export class Till {
  readonly cart: CartStore;
  readonly held: HeldCarts;
  readonly checkout: CheckoutStore;
  /** The sale just completed, until the next customer. */
  readonly completed: Store<Sale | null> = createStore<Sale | null>(null);
  private readonly options: TillOptions;
  private retryTimer: ReturnType<typeof setTimeout> | undefined;

  constructor(options: TillOptions) {
    const { storage, api, unsentSales } = options;
    const isSold = (saleId: string) => unsentSales.isSold(saleId);
    this.options = options;
    this.cart = new CartStore(storage, isSold);
    this.held = new HeldCarts(storage, isSold);
    this.checkout = new CheckoutStore({
      storage,
      create: (payment) => createPayment(api, payment),
      read: (id) => readPayment(api, id),
      cancel: (id) => cancelPayment(api, id),
      onNews: () => this.settle(),
    });
    // Completed just before a reload: the sale is safe, only the tidying was not done.
    const { checkout } = this.checkout.store.get();
    if (checkout && (isSold(checkout.saleId) || checkout.saleId !== this.cart.cart.saleId))
      this.checkout.end();
  }

  /** Whether money was taken or may have been: the cart must stay as it is. */
  get locked(): boolean {
    const { checkout, confirmation } = this.checkout.store.get();
    return confirmation !== null || (checkout !== null && isUnderWay(checkout));
  }

  /** Changes the cart, unless its payment is under way. @returns whether it was changed. */
  change(action: CartAction): boolean {
    if (this.locked) return false;
    this.completed.set(null);
    this.cart.dispatch(action);
    const { saleId } = this.cart.cart;
    const { checkout } = this.checkout.store.get();
    if (checkout && checkout.saleId !== saleId) this.checkout.end();
    return true;
  }

  /** An id for a sale, a payment or a line. */
  newId(): string {
    return uuidV7();
  }

  /** The cart, priced for the store of the session. */
  priced(session: RegisterSession): PricedCart {
    return priceCart(this.cart.cart, session.store);
  }

  /** Begins to pay the cart. @returns false when there is nothing to pay for. */
  beginPayment(): boolean {
    const session = this.options.session();
    const { saleId } = this.cart.cart;
    if (session === null || saleId === null || this.checkout.store.get().confirmation) return false;
    this.checkout.begin(saleId, this.priced(session).totals.totalMinor);
    return true;
  }

  /** Takes cash: what the customer gave, or exactly what is due. @throws RangeError when that does not fit. */
  takeCash(tenderedMinor: number | "exact"): void {
    const session = this.options.session();
    if (session === null || !this.beginPayment()) return;
    const { cashRoundingMinor } = session.store;
    this.checkout.change((checkout) =>
      takeCash(
        checkout,
        tenderedMinor === "exact" ? cashDueMinor(checkout, cashRoundingMinor) : tenderedMinor,
        cashRoundingMinor,
        this.newId(),
      ),
    );
    this.settle();
  }

  /** Charges a card or gift card; without an amount, all that remains. @throws RangeError when that does not fit. */
  charge(payment: { kind: "card" | "gift-card"; amountMinor?: number; giftCardCode?: string }): void {
    const session = this.options.session();
    if (session === null || !this.beginPayment()) return;
    const { checkout } = this.checkout.store.get();
    this.checkout.pay({
      ...payment,
      id: this.newId(),
      amountMinor: payment.amountMinor ?? remainingMinor(checkout!),
      currency: session.store.currency,
    });
  }

  /** Gives cash back, all that remains or a part. @throws RangeError when that does not fit. */
  giveCash(amountMinor: number | null): void {
    const session = this.options.session();
    if (session === null || !this.beginPayment()) return;
    this.checkout.change((checkout) =>
      giveCash(checkout, amountMinor, session.store.cashRoundingMinor, this.newId()),
    );
    this.settle();
  }

  /** Gives money back to the payment it came from. @throws RangeError when that does not fit. */
  giveBack(source: RefundSource, amountMinor: number): void {
    if (!this.beginPayment()) return;
    this.checkout.change((checkout) => giveBack(checkout, source, amountMinor, this.newId()));
    this.settle();
  }

  /** Takes a tender out of the payment; an approved card must be cancelled instead. */
  removeTender(key: string): void {
    this.checkout.change((checkout) => removeTender(checkout, key));
  }

  /** Asks what became of an open payment, now. */
  askAgain(): void {
    const session = this.options.session();
    if (session) this.checkout.askAgain(session.store.currency);
  }

  /** Completes the sale when everything is paid. */
  settle(): void {
    const session = this.options.session();
    const { checkout, confirmation } = this.checkout.store.get();
    const { cart } = this.cart;
    if (session === null || checkout === null || confirmation !== null) return;
    if (checkout.saleId !== cart.saleId || !isSettled(checkout)) return;
    const sale = completeSale(cart, {
      store: session.store,
      register: session.register,
      shiftId: this.options.shiftId(session.register.id),
      soldAt: new Date(),
      tenders: saleTenders(checkout),
      roundingMinor: roundingMinor(checkout),
    });
    if (hasReturns(cart)) return void this.confirm(sale);
    try {
      this.options.unsentSales.add(sale);
    } catch {
      return this.checkout.refused(
        "The sale could not be saved on this device. Do not take the money; call support.",
      );
    }
    this.finish(sale);
  }

  /** Goes on where a reload, a lost connection or the end of a session interrupted a payment. */
  resume(): void {
    if (this.options.session() === null) return;
    const { checkout, confirmation } = this.checkout.store.get();
    if (confirmation) {
      if (!confirmation.asking) void this.confirm(confirmation.sale);
    } else if (checkout && openPayment(checkout)) this.askAgain();
    else if (checkout && isUnderWay(checkout)) this.settle();
  }

  /** Leaves the payment; what was paid stays. */
  leavePayment(): void {
    if (!this.locked) this.checkout.end();
  }

  /** Puts the cart aside. @throws DOMException when it could not be kept. */
  hold(name: string): void {
    const session = this.options.session();
    const { cart } = this.cart;
    if (session === null || cart.saleId === null || this.locked) return;
    this.held.hold(cart, name, session.user.displayName, new Date());
    this.change({ type: "clear" });
  }

  /** Goes on with a cart that was put aside; the one at hand is put aside in its place. */
  recall(id: string): void {
    if (this.locked) return;
    const { cart: current } = this.cart;
    const recalled = this.held.store.get().find((each) => each.id === id)?.cart;
    if (!recalled) return;
    if (current.saleId !== null) this.hold("");
    this.change({ type: "replace", cart: recalled });
    this.held.recall(id);
  }

  /** The server must agree before goods that come back are paid for: it knows what was sold. */
  private async confirm(sale: Sale): Promise<void> {
    clearTimeout(this.retryTimer);
    this.checkout.confirming(sale);
    try {
      await this.options.unsentSales.confirm(sale);
      this.finish(sale);
    } catch (error) {
      const { message } = error as Error;
      if (isRefusal(error)) return this.checkout.refused(message);
      this.checkout.unanswered(message);
      this.retryTimer = setTimeout(() => this.resume(), retryConfirmationMs);
    }
  }

  /** The sale is safe: only now is the cart no longer needed. */
  private finish(sale: Sale): void {
    this.cart.dispatch({ type: "replace", cart: emptyCart });
    this.checkout.end();
    this.completed.set(sale);
  }
}

/** Payments that the goods in a cart were paid with, and what can go back to them; cash apart. */
export function refundSources(cart: Cart): RefundSource[] {
  return cart.origins.flatMap(({ receiptNumber, tenders }) =>
    tenders.flatMap(({ kind, paymentId, refundableMinor }): RefundSource[] =>
      kind === "cash" || paymentId === undefined || refundableMinor <= 0
        ? []
        : [
            {
              kind,
              paymentId,
              refundableMinor,
              label: `${kind === "card" ? "Card" : "Gift card"} of receipt ${receiptNumber}`,
            },
          ],
    ),
  );
}

/** Cash that may go back without anybody's approval: what the goods were paid with in cash. */
export function refundableCashMinor(cart: Cart): number {
  return cart.origins
    .flatMap(({ tenders }) => tenders)
    .reduce((sum, { kind, refundableMinor }) => sum + (kind === "cash" ? refundableMinor : 0), 0);
}
