import Stripe from "stripe";
import { demoRegisters, type Payment } from "@cloudpos/contracts";
import { createTestRedis, type TestRedis } from "@cloudpos/kit/events/test-stores";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { FakeStripe } from "./acquirers/fake-stripe.ts";
import { stripeAmount } from "./acquirers/stripe.ts";
import { newId, saleEvent, startPayment } from "./testing.ts";

const webhookSecret = "whsec_only_for_tests";
const readerRegister = demoRegisters[1]!.id;

let redis: TestRedis;
let stripe: FakeStripe;
let payment: Awaited<ReturnType<typeof startPayment>>;
beforeAll(async () => {
  redis = await createTestRedis();
  stripe = await FakeStripe.start();
  payment = await startPayment(redis, {
    ACQUIRER: "stripe",
    STRIPE_API_KEY: "sk_test_fake",
    STRIPE_API_URL: stripe.url,
    STRIPE_WEBHOOK_SECRET: webhookSecret,
    STRIPE_READERS: `${readerRegister}=tmr_1`,
  });
});
afterEach(() => {
  stripe.faults.clear();
  stripe.requests.length = 0;
});
afterAll(async () => {
  await payment.close();
  await stripe.close();
  await redis.close();
});

const sell = (paymentId: string, amountMinor: number) =>
  payment.sell(saleEvent({ tenders: [{ kind: "card", amountMinor, paymentId }] }));
/** What was asked of Stripe, without the names it gave. */
const asked = () => stripe.requests.map(({ method, path }) => `${method} ${path.replace(/pi_\d+/, "pi")}`);

async function notify(event: object, options: { secret?: string; timestamp?: number } = {}) {
  const body = JSON.stringify({ object: "event", ...event });
  const header = Stripe.webhooks.generateTestHeaderString({
    payload: body,
    secret: options.secret ?? webhookSecret,
    ...(options.timestamp && { timestamp: options.timestamp }),
  });
  return payment.app.inject({
    method: "POST",
    url: "/api/payments/webhooks/stripe",
    payload: body,
    headers: { "content-type": "application/json", "stripe-signature": header },
  });
}

describe("a payment through Stripe", () => {
  it("is reserved with manual capture, captured by its sale and refunded, each under a key of its own", async () => {
    const taken = await payment.card(1299);
    expect(taken).toMatchObject({ status: "approved", card: { brand: "mastercard", lastFour: "4444" } });
    expect(stripe.intentOf(taken.id)).toMatchObject({
      status: "requires_capture",
      amount: 1299,
      currency: "eur",
    });
    await sell(taken.id, 1299);
    await payment.becomes(taken.id, "captured");
    await sell(taken.id, -300);
    await payment.becomes(taken.id, "partially-refunded");
    await sell(taken.id, -999);
    await payment.becomes(taken.id, "refunded");
    const intent = stripe.intentOf(taken.id)!;
    expect(intent).toMatchObject({ status: "succeeded", amount_received: 1299 });
    expect([...stripe.refunds.values()].filter((refund) => refund.intent === intent.id)).toMatchObject([
      { amount: 300 },
      { amount: 999 },
    ]);
    // Create, confirm, capture, two refunds.
    const posts = stripe.requests.filter((request) => request.method === "POST");
    expect(new Set(posts.map((request) => request.idempotencyKey)).size).toBe(5);
  });

  it("is declined with Stripe's reason", async () => {
    stripe.faults.set("/confirm", { decline: "Your card has insufficient funds." });
    expect(await payment.card(1000)).toMatchObject({
      status: "declined",
      declineReason: "Your card has insufficient funds.",
    });
  });

  it("is found when the answer was lost, without another confirmation", async () => {
    stripe.faults.set("/confirm", "lose-answer");
    const taken = await payment.card(1100);
    expect(taken.status).toBe("unknown");
    expect(await payment.get(taken.id)).toMatchObject({ status: "approved" });
    const confirms = stripe.requests.filter((request) => request.path.endsWith("/confirm"));
    // The library repeats a request whose connection broke, once, under the same key.
    expect(new Set(confirms.map((request) => request.idempotencyKey))).toEqual(
      new Set([`${taken.id}:confirm`]),
    );
  });

  it("is cancelled and declined when the request was lost, so that it cannot arrive late", async () => {
    stripe.faults.set("/confirm", "lose-request");
    const taken = await payment.card(1200);
    expect(taken.status).toBe("unknown");
    expect(await payment.get(taken.id)).toMatchObject({ status: "declined" });
    expect(stripe.intentOf(taken.id)).toMatchObject({ status: "canceled" });
  });

  it.each(["lose-answer", "error"] as const)(
    "whose creation met with %s is never confirmed",
    async (fault) => {
      stripe.faults.set("/payment_intents", fault);
      const taken = await payment.card(1300);
      expect(taken.status).toBe("unknown");
      expect(await payment.get(taken.id)).toMatchObject({ status: "declined" });
      // Made or not, it was never confirmed and never will be.
      expect(stripe.intentOf(taken.id)?.status).not.toBe("requires_capture");
      expect(asked().filter((request) => request.endsWith("/confirm"))).toEqual([]);
    },
  );

  it.each(["lose-answer", "lose-request", "error"] as const)("is captured once after %s", async (fault) => {
    const taken = await payment.card(1400);
    stripe.faults.set("/capture", fault);
    await sell(taken.id, 1400);
    await payment.becomes(taken.id, "captured");
    expect(stripe.intentOf(taken.id)).toMatchObject({ status: "succeeded", amount_received: 1400 });
  });

  it.each(["lose-answer", "lose-request"] as const)("is refunded once after %s", async (fault) => {
    const taken = await payment.card(1500);
    await sell(taken.id, 1500);
    await payment.becomes(taken.id, "captured");
    stripe.faults.set("/refunds", fault);
    await sell(taken.id, -1500);
    await payment.becomes(taken.id, "refunded");
    const intent = stripe.intentOf(taken.id)!;
    expect([...stripe.refunds.values()].filter((refund) => refund.intent === intent.id)).toHaveLength(1);
  });

  it("fails, visibly, when capturing is refused, and is captured when somebody in charge tries again", async () => {
    const taken = await payment.card(1600);
    stripe.faults.set("/capture", { decline: "The authorization has expired for pi_123." });
    await sell(taken.id, 1600);
    await payment.becomes(taken.id, "failed");
    expect(await payment.get(taken.id)).toMatchObject({ failure: "The authorization has expired for …." });
    const resolved = await payment.post(`payments/${taken.id}/resolve`, undefined, "manager");
    expect(resolved.json()).toMatchObject({ status: "captured", capturedMinor: 1600 });
    expect(resolved.json()).not.toHaveProperty("failure");
  });

  it("keeps Stripe's reference encrypted, and no card data", async () => {
    const taken = await payment.card(1700);
    const { rows } = await payment.pool.query<{ row: string; reference: Buffer }>(
      "SELECT payment::text AS row, reference FROM payment WHERE id = $1",
      [taken.id],
    );
    expect(rows[0]!.reference.length).toBeGreaterThan(29);
    expect(rows[0]!.row + rows[0]!.reference.toString("latin1")).not.toContain("pi_");
    expect(payment.lines.map((line) => JSON.stringify(line)).join("\n")).not.toMatch(/pi_\d|sk_test|whsec/);
  });

  it("waits for the customer at the register's reader, and is approved once the card was there", async () => {
    const take = async (amountMinor: number) =>
      (
        await payment.app.inject({
          method: "POST",
          url: "/api/payments/payments",
          payload: { id: newId(), kind: "card", amountMinor, currency: "EUR" },
          headers: await payment.issuer.headers("cashier", { registerId: readerRegister }),
        })
      ).json<Payment>();
    const first = await take(1800);
    expect(first.status).toBe("authorising");
    const busy = await take(1801);
    expect(busy).toMatchObject({ status: "declined", declineReason: "Reader is busy." });
    stripe.present("tmr_1");
    await payment.becomes(first.id, "approved");

    const second = await take(1900);
    expect((await payment.post(`payments/${second.id}/cancel`)).json()).toMatchObject({
      status: "cancelled",
    });
    expect(stripe.readers.get("tmr_1")).toBeNull();
    expect(stripe.intentOf(second.id)).toMatchObject({ status: "canceled" });
  });
});

describe("a notice from Stripe", () => {
  const notice = (paymentId: string, id = `evt_${newId()}`) => ({
    id,
    type: "payment_intent.amount_capturable_updated",
    data: { object: { object: "payment_intent", metadata: { payment_id: paymentId } } },
  });

  it("has the payment asked about at once, and is acted on once", async () => {
    stripe.faults.set("/confirm", "lose-answer");
    const taken = await payment.card(2100);
    await payment.pool.query("UPDATE payment SET due_at = now() + interval '1 hour' WHERE id = $1", [
      taken.id,
    ]);
    const event = notice(taken.id);
    expect((await notify(event)).json()).toEqual({ received: true });
    await payment.eventually(async () => expect((await payment.stored(taken.id)).status).toBe("approved"));
    expect((await notify(event)).statusCode).toBe(200);
    const { rows } = await payment.pool.query("SELECT FROM webhook WHERE id = $1", [event.id]);
    expect(rows).toHaveLength(1);
  });

  it("is refused with a wrong, old or missing signature", async () => {
    const event = notice(newId());
    expect((await notify(event, { secret: "whsec_other" })).statusCode).toBe(400);
    expect((await notify(event, { timestamp: Math.floor(Date.now() / 1000) - 3600 })).statusCode).toBe(400);
    const bare = { method: "POST" as const, url: "/api/payments/webhooks/stripe" };
    expect((await payment.app.inject({ ...bare, payload: event })).statusCode).toBe(400);
    expect((await payment.app.inject(bare)).statusCode).toBe(400);
    const { rows } = await payment.pool.query("SELECT FROM webhook WHERE id = $1", [event.id]);
    expect(rows).toHaveLength(0);
  });

  it("of a refund that failed after all makes it count no more", async () => {
    const taken = await payment.card(2200);
    await sell(taken.id, 2200);
    await payment.becomes(taken.id, "captured");
    await sell(taken.id, -2200);
    await payment.becomes(taken.id, "refunded");
    const [refund] = (await payment.get(taken.id)).refunds;
    const metadata = { refund_id: refund!.id, payment_id: taken.id };
    const event = {
      id: "evt_refund",
      type: "refund.failed",
      data: { object: { object: "refund", failure_reason: "lost_or_stolen_card", metadata } },
    };
    expect((await notify(event)).statusCode).toBe(200);
    expect(await payment.get(taken.id)).toMatchObject({
      status: "captured",
      refundedMinor: 0,
      refunds: [{ status: "failed", failure: "Stripe could not give it back: lost or stolen card." }],
    });
  });

  it("about what is not here is taken note of and changes nothing", async () => {
    expect((await notify(notice(newId()))).statusCode).toBe(200);
    expect(
      (await notify({ id: "evt_other", type: "charge.succeeded", data: { object: {} } })).statusCode,
    ).toBe(200);
  });
});

it.each([
  [1299, "EUR", 1299],
  [500, "JPY", 500],
  [500, "ISK", 50_000],
  [1230, "KWD", 1230],
])("%i %s is %i for Stripe", (amount, currency, expected) =>
  expect(stripeAmount(amount, currency)).toBe(expected),
);
it("refuses thousandths that Stripe cannot take", () =>
  expect(() => stripeAmount(1234, "KWD")).toThrow("0.010"));
