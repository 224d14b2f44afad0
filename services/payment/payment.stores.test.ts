import { randomUUID } from "node:crypto";
import {
  PaymentChanged,
  streams,
  type DiscrepancyList,
  type GiftCard,
  type Payment,
  type PaymentList,
} from "@cloudpos/contracts";
import { createTestRedis, type TestRedis } from "@cloudpos/kit/events/test-stores";
import { recordingLogger } from "@cloudpos/kit/testing";
import { Registry } from "prom-client";
import { Compile } from "typebox/compile";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { noAcquirer } from "./acquirers/none.ts";
import { eventWatch } from "./caught-up.ts";
import { createSeal } from "./seal.ts";
import { Settler } from "./settler.ts";
import { newId, saleEvent, startPayment } from "./testing.ts";

let redis: TestRedis;
let payment: Awaited<ReturnType<typeof startPayment>>;
beforeAll(async () => {
  redis = await createTestRedis();
  payment = await startPayment(redis);
});
afterAll(async () => {
  await payment.close();
  await redis.close();
});

/** What the simulated acquirer's own ledger says. */
const ledger = async (paymentId: string) =>
  (
    await payment.pool.query<{ state: string; captured: number; refunded: number }>(
      `SELECT state, captured_minor::int AS captured, refunded_minor::int AS refunded
       FROM simulated_authorisation WHERE key = $1`,
      [paymentId],
    )
  ).rows[0];
const due = (id: string) =>
  payment.pool.query("UPDATE payment SET due_at = now() - interval '1 second' WHERE id = $1", [id]);
const announced = async (paymentId: string) =>
  (await redis.client.xrange(streams.payments, "-", "+"))
    .map(([, fields]) => JSON.parse(fields[1]!) as PaymentChanged)
    .filter((event) => event.paymentId === paymentId);
const discrepancies = async (saleId: string) =>
  (
    await payment.pool.query<{ amount: number; problem: string }>(
      "SELECT amount_minor::int AS amount, problem FROM discrepancy WHERE sale_id = $1 ORDER BY id",
      [saleId],
    )
  ).rows;
const count = async (sql: string, ...values: unknown[]) =>
  (await payment.pool.query<{ n: number }>(`SELECT count(*)::int AS n ${sql}`, values)).rows[0]!.n;

/** A gift card with a balance, sold by an event. */
async function giftCard(amountMinor: number): Promise<string> {
  const { code } = (await payment.post("gift-cards")).json<{ code: string }>();
  await payment.sell(saleEvent({ giftCards: [{ code, amountMinor }] }));
  await payment.eventually(async () => expect((await card(code)).balanceMinor).toBe(amountMinor));
  return code;
}
const card = async (code: string): Promise<GiftCard> =>
  (
    await payment.app.inject({
      url: `/api/payments/gift-cards/${code}`,
      headers: await payment.issuer.headers("cashier"),
    })
  ).json();
const payByGiftCard = (giftCardCode: string, amountMinor: number) =>
  payment.card(amountMinor, { kind: "gift-card", giftCardCode });

describe("a card payment", () => {
  it("is approved, captured when its sale comes, and announced", async () => {
    const taken = await payment.card(1299);
    expect(taken).toMatchObject({
      status: "approved",
      card: { brand: "visa", lastFour: "4242" },
      capturedMinor: 0,
      saleId: null,
      refunds: [],
    });
    const sale = saleEvent({ tenders: [{ kind: "card", amountMinor: 1299, paymentId: taken.id }] });
    await payment.sell(sale);
    await payment.becomes(taken.id, "captured");
    expect(await payment.get(taken.id)).toMatchObject({ capturedMinor: 1299, saleId: sale.sale.id });
    expect(await ledger(taken.id)).toEqual({ state: "captured", captured: 1299, refunded: 0 });

    await payment.eventually(async () => expect(await announced(taken.id)).toHaveLength(1));
    const [event] = await announced(taken.id);
    expect([...Compile(PaymentChanged).Errors(event)]).toEqual([]);
    expect(event).toMatchObject({ status: "captured", saleId: sale.sale.id, amountMinor: 1299 });
  });

  it("is declined by the acquirer, with a reason", async () => {
    expect(await payment.card(1051)).toMatchObject({
      status: "declined",
      declineReason: "The card was declined.",
    });
  });

  it("is taken once when it is sent ten times at once, and refused with other content", async () => {
    const body = { id: newId(), kind: "card", amountMinor: 500, currency: "EUR" };
    const answers = await Promise.all(Array.from({ length: 10 }, () => payment.post("payments", body)));
    expect(answers.map((answer) => answer.statusCode).toSorted()).toEqual([...new Array(9).fill(200), 201]);
    const again = await payment.post("payments", body);
    expect(again.headers["idempotent-replayed"]).toBe("true");
    expect(again.json()).toMatchObject({ status: "approved" });
    expect(await count("FROM simulated_authorisation WHERE key = $1", body.id)).toBe(1);
    for (const change of [{ amountMinor: 501 }, { currency: "USD" }, { saleId: newId() }]) {
      const other = await payment.post("payments", { ...body, ...change });
      expect([other.statusCode, other.json<{ code: string }>().code]).toEqual([422, "idempotency-mismatch"]);
    }
    const elsewhere = await payment.app.inject({
      method: "POST",
      url: "/api/payments/payments",
      payload: body,
      headers: await payment.issuer.headers("cashier", { registerId: randomUUID() }),
    });
    expect(elsewhere.statusCode).toBe(422);
  });

  it("that timed out is unknown, and approved once the acquirer is asked", async () => {
    const taken = await payment.card(1052);
    expect(taken.status).toBe("unknown");
    expect(await payment.get(taken.id)).toMatchObject({ status: "approved", card: { lastFour: "4242" } });
    await payment.sell(saleEvent({ tenders: [{ kind: "card", amountMinor: 1052, paymentId: taken.id }] }));
    await payment.becomes(taken.id, "captured");
  });

  it("that never arrived is declined once the acquirer is asked, and reserves nothing when it arrives late", async () => {
    const taken = await payment.card(1053);
    expect(taken.status).toBe("unknown");
    expect(await payment.get(taken.id)).toMatchObject({ status: "declined" });
    expect(await ledger(taken.id)).toMatchObject({ state: "released" });
  });

  it("that is unknown is resolved by the sweeper when nobody asks", async () => {
    const found = await payment.card(2052);
    const lost = await payment.card(2053);
    await due(found.id);
    await due(lost.id);
    await payment.eventually(async () => {
      expect((await payment.stored(found.id)).status).toBe("approved");
      expect((await payment.stored(lost.id)).status).toBe("declined");
    });
  });

  it("whose process died before the acquirer was asked is asked about later", async () => {
    const id = newId();
    await payment.pool.query(
      `INSERT INTO payment (id, store_id, register_id, user_id, kind, amount_minor, currency, status, due_at)
       SELECT $1, store_id, register_id, user_id, kind, 700, currency, 'authorising', now() FROM payment
       WHERE kind = 'card' LIMIT 1`,
      [id],
    );
    await payment.eventually(async () => expect((await payment.stored(id)).status).toBe("declined"));
  });

  it("that no sale claims in time is released; one that a sale claims too late fails, visibly", async () => {
    const taken = await payment.card(800);
    await due(taken.id);
    await payment.becomes(taken.id, "cancelled");
    expect(await ledger(taken.id)).toMatchObject({ state: "released" });
    await payment.eventually(async () =>
      expect(await announced(taken.id)).toMatchObject([{ status: "cancelled", amountMinor: 800 }]),
    );

    const late = saleEvent({ tenders: [{ kind: "card", amountMinor: 800, paymentId: taken.id }] });
    await payment.sell(late);
    await payment.becomes(taken.id, "failed");
    expect(await discrepancies(late.sale.id)).toMatchObject([{ amount: 800 }]);
    await payment.eventually(async () =>
      expect(await announced(taken.id)).toMatchObject([{ status: "cancelled" }, { status: "failed" }]),
    );
  });

  it("is not released while events do not flow, since its sale may be among them", async () => {
    const taken = await payment.card(810);
    const settler = new Settler({
      pool: payment.pool,
      acquirer: noAcquirer,
      seal: createSeal("a key for tests with thirty-two characters"),
      log: recordingLogger().log,
      metrics: new Registry(),
      timeoutMs: 1_000,
      claimMs: 1_000,
      mayRelease: async () => false,
      onCommit: () => undefined,
    });
    await settler.settle(taken.id);
    const { status, dueAt } = await payment.stored(taken.id);
    expect(status).toBe("approved");
    expect(dueAt!.getTime() - Date.now()).toBeLessThan(70_000);

    const stream = "events:watched";
    const watch = () => eventWatch(redis.client, stream, "payment")();
    expect(await watch()).toBe(false);
    await redis.client.xgroup("CREATE", stream, "payment", "0", "MKSTREAM");
    expect(await watch()).toBe(true);
    await redis.client.xadd(stream, "1000-0", "event", "{}");
    const lasting = eventWatch(redis.client, stream, "payment");
    expect(await lasting()).toBe(false);
    await redis.client.xreadgroup("GROUP", "payment", "x", "COUNT", 10, "STREAMS", stream, ">");
    expect(await watch()).toBe(true);
    // What has just been found in trouble is not relied on yet.
    expect(await lasting()).toBe(false);
  });

  it("can be given up by the till until a sale claims it", async () => {
    const taken = await payment.card(900);
    const given = await payment.post(`payments/${taken.id}/cancel`);
    expect([given.statusCode, given.json<Payment>().status]).toEqual([200, "cancelled"]);
    expect((await payment.post(`payments/${taken.id}/cancel`)).json()).toMatchObject({ status: "cancelled" });

    const unknown = await payment.card(1052);
    expect((await payment.post(`payments/${unknown.id}/cancel`)).json()).toMatchObject({
      status: "cancelled",
    });
    expect(await ledger(unknown.id)).toMatchObject({ state: "released" });

    const sold = await payment.card(950);
    await payment.sell(saleEvent({ tenders: [{ kind: "card", amountMinor: 950, paymentId: sold.id }] }));
    await payment.becomes(sold.id, "captured");
    const refused = await payment.post(`payments/${sold.id}/cancel`);
    expect([refused.statusCode, refused.json<{ code: string }>().code]).toEqual([409, "payment-state"]);
  });

  it("is captured once when its event comes twice, or the same sale in another event", async () => {
    const taken = await payment.card(1100);
    const sale = saleEvent({ tenders: [{ kind: "card", amountMinor: 1100, paymentId: taken.id }] });
    await payment.sell(sale, sale);
    await payment.becomes(taken.id, "captured");
    await payment.sell(saleEvent({ tenders: [{ kind: "card", amountMinor: 1100, paymentId: taken.id }] }));
    await payment.eventually(async () => expect(await announced(taken.id)).toHaveLength(2));
    expect((await announced(taken.id)).map((event) => event.status)).toEqual(["captured", "failed"]);
    expect(await payment.get(taken.id)).toMatchObject({ status: "captured", capturedMinor: 1100 });
  });

  it("is captured after a restart when the event came while the service was away", async () => {
    const before = await payment.card(1200);
    const unknown = await payment.card(1252);
    await payment.stop();
    await payment.sell(
      saleEvent({ tenders: [{ kind: "card", amountMinor: 1200, paymentId: before.id }] }),
      saleEvent({ tenders: [{ kind: "card", amountMinor: 1252, paymentId: unknown.id }] }),
    );
    await payment.start();
    await payment.becomes(before.id, "captured");
    // Claimed while unknown: asked, found approved, captured.
    await payment.becomes(unknown.id, "captured");
  });

  it("is captured as far as the sale says; what the sale says beyond it is a discrepancy", async () => {
    const [less, more] = [await payment.card(2000), await payment.card(2000)];
    const sale = saleEvent({
      tenders: [
        { kind: "card", amountMinor: 1500, paymentId: less.id },
        { kind: "card", amountMinor: 2500, paymentId: more.id },
      ],
    });
    await payment.sell(sale);
    await payment.becomes(less.id, "captured");
    await payment.becomes(more.id, "captured");
    expect(await payment.get(less.id)).toMatchObject({ capturedMinor: 1500 });
    expect(await payment.get(more.id)).toMatchObject({ capturedMinor: 2000 });
    expect(await discrepancies(sale.sale.id)).toMatchObject([{ amount: 500 }]);
  });

  it("of another store, kind or currency is not touched by a sale", async () => {
    const taken = await payment.card(600);
    const wrong = [
      saleEvent({
        tenders: [{ kind: "card", amountMinor: 600, paymentId: taken.id }],
        storeId: randomUUID(),
      }),
      saleEvent({ tenders: [{ kind: "gift-card", amountMinor: 600, paymentId: taken.id }] }),
      saleEvent({ tenders: [{ kind: "card", amountMinor: 600, paymentId: taken.id }], currency: "USD" }),
      saleEvent({ tenders: [{ kind: "card", amountMinor: 600, paymentId: newId() }] }),
    ];
    await payment.sell(...wrong);
    for (const { sale } of wrong) {
      await payment.eventually(async () => expect(await discrepancies(sale.id)).toHaveLength(1));
    }
    expect(await payment.get(taken.id)).toMatchObject({ status: "approved", saleId: null });
    const list = async (query: string) =>
      (
        await payment.app.inject({
          url: `/api/payments/discrepancies?${query}`,
          headers: await payment.issuer.headers("manager"),
        })
      ).json<DiscrepancyList>();
    const first = await list("limit=2");
    const second = await list(`limit=1&cursor=${first.nextCursor}`);
    expect([...first.items, ...second.items].map(({ paymentId, problem }) => [paymentId, problem])).toEqual(
      expect.arrayContaining([
        [wrong[3]!.sale.tenders[0]!.paymentId, "No such payment was ever made."],
        [taken.id, "The payment is in EUR."],
        [taken.id, "The sale says gift-card, but the payment is by card."],
      ]),
    );
  });
});

describe("a refund", () => {
  async function captured(amountMinor: number): Promise<string> {
    const { id } = await payment.card(amountMinor);
    await payment.sell(saleEvent({ tenders: [{ kind: "card", amountMinor, paymentId: id }] }));
    await payment.becomes(id, "captured");
    return id;
  }
  const back = (paymentId: string, amountMinor: number) =>
    saleEvent({ tenders: [{ kind: "card", amountMinor: -amountMinor, paymentId }] });

  it("gives back in parts, once per sale and tender, and never more than was taken", async () => {
    const id = await captured(3000);
    const first = back(id, 1000);
    await payment.sell(first, first);
    await payment.becomes(id, "partially-refunded");
    await payment.sell(back(id, 2000));
    await payment.becomes(id, "refunded");
    const tooMuch = back(id, 1);
    await payment.sell(tooMuch);
    await payment.eventually(async () => expect(await discrepancies(tooMuch.sale.id)).toHaveLength(1));

    const now = await payment.get(id);
    expect(now).toMatchObject({ status: "refunded", refundedMinor: 3000, capturedMinor: 3000 });
    expect(now.refunds.map((refund) => refund.status).toSorted()).toEqual(["done", "done", "failed"]);
    expect(await ledger(id)).toEqual({ state: "captured", captured: 3000, refunded: 3000 });
    await payment.eventually(async () => expect(await announced(id)).toHaveLength(4));
    expect((await announced(id)).map((event) => [event.status, event.amountMinor])).toEqual([
      ["captured", 3000],
      ["refunded", -1000],
      ["refunded", -2000],
      ["failed", -1],
    ]);
  });

  it("shares no money with others that come at the same moment", async () => {
    const id = await captured(1000);
    const refunds = Array.from({ length: 12 }, () => back(id, 300));
    await payment.sell(...refunds);
    await payment.eventually(async () =>
      expect(await count("FROM refund WHERE payment_id = $1 AND status <> 'pending'", id)).toBe(12),
    );
    expect(await payment.get(id)).toMatchObject({ status: "partially-refunded", refundedMinor: 900 });
    expect(await ledger(id)).toMatchObject({ refunded: 900 });
  });

  it("that overtakes the sale waits for its capture", async () => {
    const { id } = await payment.card(700);
    await payment.sell(back(id, 700));
    await payment.eventually(async () =>
      expect(await count("FROM refund WHERE payment_id = $1", id)).toBe(1),
    );
    expect((await payment.get(id)).refunds).toMatchObject([{ status: "pending" }]);
    await payment.sell(saleEvent({ tenders: [{ kind: "card", amountMinor: 700, paymentId: id }] }));
    await payment.becomes(id, "refunded");
  });

  it("of a payment that was never captured fails", async () => {
    const { id } = await payment.card(1051);
    const sale = back(id, 100);
    await payment.sell(sale);
    await payment.eventually(async () =>
      expect(await discrepancies(sale.sale.id)).toMatchObject([{ amount: -100 }]),
    );
    expect((await payment.get(id)).refunds).toMatchObject([{ status: "failed" }]);
  });
});

describe("a gift card", () => {
  it("is worth what its line cost, is spent, refunded, added to and given back, all in its ledger", async () => {
    const code = await giftCard(5000);
    const spent = await payByGiftCard(code, 2000);
    expect(spent).toMatchObject({ status: "approved", giftCardLastFour: code.slice(-4) });
    expect(await card(code)).toMatchObject({ balanceMinor: 5000, availableMinor: 3000 });
    const tender = { kind: "gift-card" as const, paymentId: spent.id };
    const sale = saleEvent({ tenders: [{ ...tender, amountMinor: 2000 }] });
    await payment.sell(sale, sale);
    await payment.becomes(spent.id, "captured");
    expect(await card(code)).toMatchObject({ balanceMinor: 3000, availableMinor: 3000 });

    await payment.sell(saleEvent({ tenders: [{ ...tender, amountMinor: -500 }] }));
    await payment.becomes(spent.id, "partially-refunded");
    await payment.sell(saleEvent({ giftCards: [{ code, amountMinor: 1000 }] }));
    await payment.eventually(async () => expect((await card(code)).balanceMinor).toBe(4500));
    await payment.sell(saleEvent({ giftCards: [{ code, amountMinor: -5000 }] }));
    await payment.eventually(async () => expect((await card(code)).balanceMinor).toBe(-500));

    const now = await card(code);
    expect(now).toMatchObject({ currency: "EUR", lastFour: code.slice(-4), availableMinor: 0 });
    expect(now.entries.map((entry) => [entry.kind, entry.amountMinor])).toEqual([
      ["take-back", -5000],
      ["issue", 1000],
      ["refund", 500],
      ["redeem", -2000],
      ["issue", 5000],
    ]);
  });

  it("is never spent twice, however many tills try at once", async () => {
    const code = await giftCard(1000);
    const tries = await Promise.all(Array.from({ length: 20 }, () => payByGiftCard(code, 150)));
    const approved = tries.filter((each) => each.status === "approved");
    expect(approved).toHaveLength(6);
    expect(tries.find((each) => each.status === "declined")).toMatchObject({
      declineReason: "The gift card holds too little.",
    });
    expect(await card(code)).toMatchObject({ balanceMinor: 1000, availableMinor: 100 });
    await payment.sell(
      ...approved.map(({ id }) =>
        saleEvent({ tenders: [{ kind: "gift-card", amountMinor: 150, paymentId: id }] }),
      ),
    );
    for (const { id } of approved) await payment.becomes(id, "captured");
    expect(await card(code)).toMatchObject({ balanceMinor: 100, availableMinor: 100 });
  });

  it("gets back what no sale claims, from the till or the sweeper", async () => {
    const code = await giftCard(1000);
    const [first, second] = [await payByGiftCard(code, 400), await payByGiftCard(code, 500)];
    expect((await payment.post(`payments/${first.id}/cancel`)).json()).toMatchObject({ status: "cancelled" });
    await due(second.id);
    await payment.becomes(second.id, "cancelled");
    expect(await card(code)).toMatchObject({ balanceMinor: 1000, availableMinor: 1000 });

    // The sale comes after all, and the money is still there.
    await payment.sell(
      saleEvent({ tenders: [{ kind: "gift-card", amountMinor: 500, paymentId: second.id }] }),
    );
    await payment.becomes(second.id, "captured");
    expect(await card(code)).toMatchObject({ balanceMinor: 500, availableMinor: 500 });

    // And now it is not; once the card holds enough, somebody in charge has it tried again.
    await payByGiftCard(code, 500);
    await payment.sell(
      saleEvent({ tenders: [{ kind: "gift-card", amountMinor: 400, paymentId: first.id }] }),
    );
    await payment.becomes(first.id, "failed");
    await payment.sell(saleEvent({ giftCards: [{ code, amountMinor: 400 }] }));
    await payment.eventually(async () => expect((await card(code)).availableMinor).toBe(400));
    const resolved = await payment.post(`payments/${first.id}/resolve`, undefined, "manager");
    expect(resolved.json()).toMatchObject({ status: "captured", capturedMinor: 400 });
  });

  it("that nobody sold is not found, and one of another currency is refused", async () => {
    const { code } = (await payment.post("gift-cards")).json<{ code: string }>();
    expect(code).toMatch(/^[0-9A-HJ-NP-Z]{16}$/);
    const body = { id: newId(), kind: "gift-card", amountMinor: 100, currency: "EUR", giftCardCode: code };
    const refused = await payment.post("payments", body);
    expect([refused.statusCode, refused.json<{ code: string }>().code]).toEqual([404, "gift-card-not-found"]);
    expect(
      (
        await payment.post("payments", { ...body, giftCardCode: await giftCard(500), currency: "USD" })
      ).json(),
    ).toMatchObject({ code: "conflict" });
    expect(await count("FROM payment WHERE id = $1", body.id)).toBe(0);
  });

  it("always holds the sum of its ledger, and its code is nowhere in the database", async () => {
    const code = await giftCard(100);
    expect(
      await count(
        `FROM gift_card WHERE balance_minor <> (
           SELECT sum(amount_minor) FROM gift_card_entry entry WHERE entry.code_hash = gift_card.code_hash)`,
      ),
    ).toBe(0);
    const { rows } = await payment.pool.query<{ all: string }>(
      "SELECT string_agg(gift_card::text, ',') AS \"all\" FROM gift_card",
    );
    expect(rows[0]!.all).not.toContain(code);
    await expect(payment.pool.query("UPDATE gift_card_entry SET amount_minor = 0")).rejects.toThrow(
      "append-only",
    );
  });
});

describe("routes", () => {
  it("list the payments of the own store, newest first, page by page", async () => {
    const list = async (query: string, storeId?: string) =>
      (
        await payment.app.inject({
          url: `/api/payments/payments?${query}`,
          headers: await payment.issuer.headers("manager", storeId === undefined ? {} : { storeId }),
        })
      ).json<PaymentList>();
    const all = await list("limit=200");
    const ids: string[] = [];
    let cursor: string | undefined;
    do {
      const page = await list(`limit=7${cursor ? `&cursor=${cursor}` : ""}`);
      ids.push(...page.items.map((item) => item.id));
      cursor = page.nextCursor;
    } while (cursor);
    expect(ids).toEqual(all.items.map((item) => item.id));
    expect(ids.length).toBeGreaterThan(20);
    expect((await list("status=declined")).items.every((item) => item.status === "declined")).toBe(true);
    expect(await list("", randomUUID())).toEqual({ items: [] });
    const sold = all.items.find((item) => item.saleId !== null)!;
    expect((await list(`saleId=${sold.saleId}`)).items.map((item) => item.id)).toContain(sold.id);
    expect(await list("cursor=abc")).toMatchObject({ code: "validation-failed" });
    expect(await list(`cursor=${Buffer.from('["x","y"]').toString("base64url")}`)).toMatchObject({
      code: "validation-failed",
    });
  });

  it("show nothing of another store", async () => {
    const { id } = await payment.card(100);
    for (const [method, path] of [
      ["GET", ""],
      ["POST", "/cancel"],
      ["POST", "/resolve"],
    ] as const) {
      const answer = await payment.app.inject({
        method,
        url: `/api/payments/payments/${id}${path}`,
        headers: await payment.issuer.headers("owner", { storeId: randomUUID() }),
      });
      expect([answer.statusCode, answer.json<{ code: string }>().code]).toEqual([404, "payment-not-found"]);
    }
  });

  it("refuse whoever lacks the permission", async () => {
    const body = { id: newId(), kind: "card", amountMinor: 100, currency: "EUR" };
    expect((await payment.post("payments", body, "auditor")).statusCode).toBe(403);
    expect((await payment.post("gift-cards", undefined, "auditor")).statusCode).toBe(403);
    const { id } = await payment.card(100);
    expect((await payment.post(`payments/${id}/resolve`)).statusCode).toBe(403);
    const list = { url: "/api/payments/payments", headers: await payment.issuer.headers("cashier") };
    expect((await payment.app.inject(list)).statusCode).toBe(403);
    expect((await payment.app.inject({ ...list, headers: {} })).statusCode).toBe(401);
  });

  it.each([
    ["an unknown field", { cardNumber: "4242424242424242" }],
    ["no money", { amountMinor: 0 }],
    ["a fraction", { amountMinor: 1.5 }],
    ["cash", { kind: "cash" }],
    ["a gift card without a code", { kind: "gift-card" }],
    ["a code on a card payment", { giftCardCode: "ABCD2345EFGH" }],
    ["an id that is not UUIDv7", { id: randomUUID() }],
  ])("refuse %s", async (_name, change) => {
    const body = { id: newId(), kind: "card", amountMinor: 100, currency: "EUR", ...change };
    const answer = await payment.post("payments", body);
    expect([answer.statusCode, answer.json<{ code: string }>().code]).toEqual([400, "validation-failed"]);
  });

  it("know no notices of Stripe's where Stripe is not the acquirer", async () => {
    const answer = await payment.app.inject({
      method: "POST",
      url: "/api/payments/webhooks/stripe",
      payload: { id: "evt_1" },
      headers: { "stripe-signature": "t=1,v1=00" },
    });
    expect(answer.statusCode).toBe(404);
  });
});
