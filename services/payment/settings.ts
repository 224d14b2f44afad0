import { Type } from "typebox";

/** Settings of payments beside those of the stores. */
export const paymentSettings = {
  /** `simulated` approves and moves no money: for trying out and for tests. `none` declines every card. */
  ACQUIRER: Type.Union([Type.Literal("none"), Type.Literal("simulated"), Type.Literal("stripe")], {
    default: "simulated",
  }),
  /** Encrypts the acquirer's references, and hashes gift cards' codes; at least 32 characters, never changed. */
  PAYMENT_KEY_FILE: Type.String(),
  /** Longest wait for the acquirer; after it a payment is `unknown`. */
  ACQUIRER_TIMEOUT_MS: Type.Integer({ minimum: 100, maximum: 25_000, default: 10_000 }),
  /** How long an approved payment waits for its sale's event before its money is released, in minutes. */
  CLAIM_MINUTES: Type.Integer({ minimum: 1, maximum: 7 * 24 * 60, default: 120 }),
  /** How long the simulated acquirer takes to answer. */
  SIMULATED_LATENCY_MS: Type.Integer({ minimum: 0, maximum: 10_000, default: 30 }),
  /** Secret key of Stripe's API; needed where ACQUIRER is `stripe`. */
  STRIPE_API_KEY_FILE: Type.Optional(Type.String()),
  /** Signing secret of the webhook endpoint; without it notices are refused. */
  STRIPE_WEBHOOK_SECRET_FILE: Type.Optional(Type.String()),
  STRIPE_API_URL: Type.String({ pattern: "^https?://[^/]+$", default: "https://api.stripe.com" }),
  /** Stripe Terminal readers: `<register id>=<reader id>`, separated by commas. */
  STRIPE_READERS: Type.String({ pattern: "^([0-9a-f-]{36}=tmr_[A-Za-z0-9]+(,|$))*$", default: "" }),
};
