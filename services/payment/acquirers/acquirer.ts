/** What an acquirer is asked to reserve. */
export interface Order {
  /** Idempotency key: the same key reserves once, however often it is asked for. */
  paymentId: string;
  registerId: string;
  /** Minor units. */
  amountMinor: number;
  currency: string;
  /** The acquirer's own name of the payment, once known. */
  reference: string | null;
}

/** What an acquirer says about an order. */
export type Verdict =
  | { outcome: "approved"; reference: string; card: { brand: string; lastFour: string } | null }
  /** Nothing is reserved, and nothing will be. `reason` is for a person. */
  | { outcome: "declined"; reason: string }
  /** The customer is at the reader, or the acquirer is thinking: ask again. */
  | { outcome: "pending" }
  /** The acquirer has not got the order. It may still be on its way: cancel before relying on that. */
  | { outcome: "absent" };

/**
 * Who moves the money of cards. Every method can be repeated without moving money twice.
 *
 * Each rejects with {@link AcquirerRefusal} when the acquirer says no for good. Any other error means that nobody
 * knows whether it was done: find out with `find`, or repeat the same call.
 */
export interface Acquirer {
  readonly name: string;
  /**
   * Reserves money.
   * @param remember stores the acquirer's reference; called before anything is reserved. It rejects when the order
   * was given up meanwhile: nothing must be reserved then.
   */
  authorise(order: Order, remember: (reference: string) => Promise<void>): Promise<Verdict>;
  /** What became of an order. Changes nothing. */
  find(order: Order): Promise<Verdict>;
  /** Takes `amountMinor` of what is reserved, and releases the rest. */
  capture(order: Order, amountMinor: number): Promise<void>;
  /** Releases what is reserved. Afterwards the order can reserve nothing any more, even if it arrives late. */
  cancel(order: Order): Promise<void>;
  /** Gives back `amountMinor` of what was captured. */
  refund(order: Order, refundId: string, amountMinor: number): Promise<void>;
}

/** The acquirer says no for good; `message` tells a person why. */
export class AcquirerRefusal extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = "AcquirerRefusal";
  }
}

/** The acquirer has not answered in time. */
export class AcquirerTimeout extends Error {
  constructor() {
    super("the acquirer has not answered in time");
    this.name = "AcquirerTimeout";
  }
}
