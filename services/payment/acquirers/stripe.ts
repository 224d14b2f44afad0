import Stripe from "stripe";
import { AcquirerRefusal, AcquirerTimeout, type Acquirer, type Order, type Verdict } from "./acquirer.ts";

/** How Stripe is reached and used. */
export interface StripeOptions {
  apiKey: string;
  /** `https://api.stripe.com`, or another server that speaks its API. */
  apiUrl: string;
  timeoutMs: number;
  /** Stripe Terminal readers by register. A test key needs none: orders are then paid with Stripe's test card. */
  readers: ReadonlyMap<string, string>;
}

/**
 * Stripe with manual capture. A payment is a PaymentIntent that is created first, which moves no money and can be
 * repeated, and confirmed in a second step, on the register's reader or, with a test key, with a test card. Its id
 * is remembered in between: without one nothing was ever confirmed, and with one Stripe can always be asked.
 *
 * Stripe keeps the answer to an idempotency key, a server error too, for a day. So keys are used only where a
 * repetition could move money twice; capturing and cancelling can happen to a PaymentIntent only once anyway.
 */
export class StripeAcquirer implements Acquirer {
  readonly name = "stripe";
  readonly #stripe: Stripe;
  readonly #options: StripeOptions;
  readonly #isTest: boolean;

  constructor(options: StripeOptions) {
    const url = new URL(options.apiUrl);
    this.#options = options;
    this.#isTest = /^[sr]k_test_/.test(options.apiKey);
    this.#stripe = new Stripe(options.apiKey, {
      host: url.hostname,
      port: url.port || (url.protocol === "http:" ? 80 : 443),
      protocol: url.protocol === "http:" ? "http" : "https",
      timeout: options.timeoutMs,
      // Repeating is the settler's: it is durable, and it asks before it repeats.
      maxNetworkRetries: 0,
      telemetry: false,
    });
  }

  async authorise(order: Order, remember: (reference: string) => Promise<void>): Promise<Verdict> {
    const reader = this.#options.readers.get(order.registerId);
    if (!reader && !this.#isTest) {
      return { outcome: "declined", reason: "This register has no card reader." };
    }
    try {
      const reference = await this.#create(order);
      await remember(reference);
      if (reader) {
        await this.#stripe.terminal.readers.processPaymentIntent(
          reader,
          { payment_intent: reference },
          { idempotencyKey: `${order.paymentId}:process` },
        );
        return { outcome: "pending" };
      }
      return this.#verdict(
        await this.#stripe.paymentIntents.confirm(
          reference,
          { payment_method: "pm_card_visa", expand: ["latest_charge"] },
          { idempotencyKey: `${order.paymentId}:confirm` },
        ),
        order,
      );
    } catch (error) {
      const failure = translate(error);
      if (failure instanceof AcquirerRefusal) return { outcome: "declined", reason: failure.message };
      throw failure;
    }
  }

  async find(order: Order): Promise<Verdict> {
    const { reference } = order;
    if (reference === null) return { outcome: "absent" };
    return attempt(async () => {
      const intent = await this.#stripe.paymentIntents.retrieve(reference, { expand: ["latest_charge"] });
      return this.#verdict(intent, order);
    });
  }

  async capture(order: Order, amountMinor: number): Promise<void> {
    const reference = referenceOf(order);
    await attempt(async () => {
      const amount = stripeAmount(amountMinor, order.currency);
      try {
        await this.#stripe.paymentIntents.capture(reference, { amount_to_capture: amount });
      } catch (error) {
        if (!isUnexpectedState(error)) throw error;
        const intent = await this.#stripe.paymentIntents.retrieve(reference);
        if (intent.status === "succeeded" && intent.amount_received === amount) return;
        throw new AcquirerRefusal(`Stripe cannot capture it: the payment is ${words(intent.status)}.`);
      }
    });
  }

  async cancel(order: Order): Promise<void> {
    const { reference } = order;
    if (reference === null) return;
    await attempt(async () => {
      const reader = this.#options.readers.get(order.registerId);
      // Frees the reader for the next customer; it may be at another payment already.
      if (reader) await this.#clearReader(reader, reference);
      try {
        await this.#stripe.paymentIntents.cancel(reference);
      } catch (error) {
        if (!isUnexpectedState(error)) throw error;
        const intent = await this.#stripe.paymentIntents.retrieve(reference);
        if (intent.status === "canceled") return;
        throw new AcquirerRefusal(`Stripe cannot cancel it: the payment is ${words(intent.status)}.`);
      }
    });
  }

  async refund(order: Order, refundId: string, amountMinor: number): Promise<void> {
    const reference = referenceOf(order);
    await attempt(async () => {
      // The key is forgotten after a day; what was given back is not.
      const earlier = await this.#stripe.refunds.list({ payment_intent: reference, limit: 100 });
      const known = earlier.data.find((each) => each.metadata?.refund_id === refundId);
      const refund =
        known ??
        (await this.#stripe.refunds.create(
          {
            payment_intent: reference,
            amount: stripeAmount(amountMinor, order.currency),
            metadata: { refund_id: refundId, payment_id: order.paymentId },
          },
          { idempotencyKey: refundId },
        ));
      if (refund.status === "failed" || refund.status === "canceled") {
        throw new AcquirerRefusal(
          `Stripe cannot give it back: ${words(refund.failure_reason ?? refund.status)}.`,
        );
      }
    });
  }

  /** Makes the PaymentIntent of an order, once. */
  async #create(order: Order): Promise<string> {
    const intent = await this.#stripe.paymentIntents.create(
      {
        amount: stripeAmount(order.amountMinor, order.currency),
        currency: order.currency.toLowerCase(),
        capture_method: "manual",
        allowed_payment_method_types: [this.#options.readers.has(order.registerId) ? "card_present" : "card"],
        metadata: { payment_id: order.paymentId },
      },
      { idempotencyKey: `${order.paymentId}:create` },
    );
    return intent.id;
  }

  async #clearReader(reader: string, reference: string): Promise<void> {
    try {
      const state = await this.#stripe.terminal.readers.retrieve(reader);
      const busyWith = "action" in state ? state.action?.process_payment_intent?.payment_intent : undefined;
      const id = typeof busyWith === "string" ? busyWith : busyWith?.id;
      if (id === reference) await this.#stripe.terminal.readers.cancelAction(reader);
    } catch {
      // Cancelling the PaymentIntent is what counts; a reader that is away forgets by itself.
    }
  }

  #verdict(intent: Stripe.PaymentIntent, order: Order): Verdict {
    switch (intent.status) {
      case "requires_capture":
      case "succeeded":
        return { outcome: "approved", reference: intent.id, card: cardOf(intent) };
      case "canceled":
        return { outcome: "declined", reason: "The payment was cancelled." };
      case "requires_payment_method":
        if (intent.last_payment_error) {
          return { outcome: "declined", reason: personReason(intent.last_payment_error.message) };
        }
        // Created and not confirmed: the reader waits for a card, or the confirmation has not arrived.
        return { outcome: this.#options.readers.has(order.registerId) ? "pending" : "absent" };
      case "requires_confirmation":
      case "requires_action":
      case "processing":
        break;
    }
    return { outcome: "pending" };
  }
}

/**
 * An amount as Stripe counts it: two currencies without minor units count as hundredths there, and those with
 * thousandths must end with 0 (https://docs.stripe.com/currencies).
 * @throws AcquirerRefusal for an amount that Stripe cannot express.
 */
export function stripeAmount(amountMinor: number, currency: string): number {
  if (currency === "ISK" || currency === "UGX") return amountMinor * 100;
  const thousandths = ["BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND"].includes(currency);
  if (thousandths && amountMinor % 10 !== 0) {
    throw new AcquirerRefusal(`Cards can pay ${currency} only in steps of 0.010.`);
  }
  return amountMinor;
}

function referenceOf(order: Order): string {
  if (order.reference === null) throw new AcquirerRefusal("Stripe was never asked to reserve it.");
  return order.reference;
}

function cardOf(intent: Stripe.PaymentIntent): { brand: string; lastFour: string } | null {
  const charge = typeof intent.latest_charge === "object" ? intent.latest_charge : null;
  const details = charge?.payment_method_details;
  const card = details?.card_present ?? details?.card;
  return card?.last4 ? { brand: card.brand ?? "card", lastFour: card.last4 } : null;
}

async function attempt<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw translate(error);
  }
}

/** Stripe's errors as the acquirer's: a refusal when Stripe has decided, anything else when nobody knows. */
function translate(error: unknown): Error {
  const { errors } = Stripe;
  // Another call with the same key is still under way: its outcome is not known yet.
  if (error instanceof errors.StripeError && inUse.includes(error.code ?? "")) return error;
  if (error instanceof errors.StripeConnectionError) return new AcquirerTimeout();
  if (error instanceof errors.StripeCardError) {
    return new AcquirerRefusal(personReason(error.message), { cause: error });
  }
  const decided =
    error instanceof errors.StripeInvalidRequestError ||
    error instanceof errors.StripeAuthenticationError ||
    error instanceof errors.StripePermissionError ||
    error instanceof errors.StripeIdempotencyError;
  if (decided) return new AcquirerRefusal(personReason(error.message), { cause: error });
  return error instanceof Error ? error : new Error(String(error));
}

const inUse = ["idempotency_key_in_use", "lock_timeout"];

function isUnexpectedState(error: unknown): boolean {
  return error instanceof Stripe.errors.StripeError && error.code === "payment_intent_unexpected_state";
}

function personReason(message: string | undefined): string {
  // Never let an identifier of Stripe's reach a receipt or a list.
  const text = (message ?? "").replace(/\b(pi|ch|re|tmr|acct|[sr]k)_\w+/g, "…").trim();
  return text === "" ? "The card was declined." : text.slice(0, 300);
}

function words(code: string): string {
  return code.replaceAll("_", " ");
}
