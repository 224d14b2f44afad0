import { randomUUID } from "node:crypto";
import {
  demoRegisters,
  demoStaff,
  demoStore,
  saleTotals,
  type ReturnableSale,
  type Sale,
  type SaleLine,
  type SaleTender,
} from "@cloudpos/contracts";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { contentHash } from "./check.ts";
import { callCommitSales, SaleCommitter, type CheckedSale } from "./committer.ts";
import { verifyJournal } from "./journal.ts";
import { demoSale, newSaleId, refundOf, startTransaction, withClients } from "./testing.ts";

let transaction: Awaited<ReturnType<typeof startTransaction>>;
beforeAll(async () => {
  transaction = await startTransaction();
});
afterAll(() => transaction.close());

const manager = demoStaff.find((person) => person.role === "manager")!;

const line = (change: Partial<SaleLine> = {}): SaleLine => ({
  ...demoSale({}, 1).lines[0]!,
  unitPriceMinor: 1000,
  quantityMilli: 3000,
  ...change,
});

/** A sale of these lines, paid by one tender. */
function saleOf(lines: SaleLine[], tender: Partial<SaleTender> = {}, change: Partial<Sale> = {}): Sale {
  const { netMinor, taxMinor, totalMinor } = saleTotals(lines, true);
  return demoSale({
    lines,
    totals: { netMinor, taxMinor, totalMinor },
    tenders: [
      { kind: "cash", amountMinor: totalMinor, tenderedMinor: totalMinor, changeMinor: 0, ...tender },
    ],
    ...change,
  });
}

async function sell(sale: Sale): Promise<Sale> {
  expect((await transaction.post(sale)).statusCode).toBe(201);
  return sale;
}

async function returnable(sale: Pick<Sale, "id">): Promise<ReturnableSale> {
  const answer = await transaction.call("cashier", `/sales/${sale.id}/returnable`);
  expect(answer.statusCode).toBe(200);
  return answer.json();
}

/** Sends a refund as a manager and gives what it was answered: the status, or the problem's code. */
async function refund(sale: Sale): Promise<number | string> {
  const answer = await transaction.post(sale, { role: "manager" });
  return answer.statusCode < 400 ? answer.statusCode : answer.json<{ code: string }>().code;
}

async function approve(sale: Sale, change: { saleId?: string; reason?: string } = {}): Promise<Sale> {
  const reason = "Customer has the receipt";
  const token = await transaction.issuer.approval({
    sub: manager.id,
    permission: "sale:refund",
    saleId: sale.id,
    storeId: demoStore.id,
    requestedBy: randomUUID(),
    reason,
    ...change,
  });
  return { ...sale, approvals: [{ permission: "sale:refund", approverId: manager.id, reason, token }] };
}

describe("giving back", () => {
  it("is stored as a sale of its own with what it gives back, and counts", async () => {
    const original = await sell(saleOf([line(), line({ unitPriceMinor: 500, quantityMilli: 1000 })]));
    const back = refundOf(await returnable(original), { 1: 2000 });
    expect(await refund(back)).toBe(201);

    const stored = await transaction.call("auditor", `/sales/${back.id}`);
    expect(stored.json()).toMatchObject(back);
    const after = await returnable(original);
    expect(after.lines).toEqual([
      { lineNumber: 1, returnedMilli: 2000, returnedMinor: 2000, returnableMilli: 1000 },
      { lineNumber: 2, returnedMilli: 0, returnedMinor: 0, returnableMilli: 1000 },
    ]);
    expect(after.tenders).toEqual([{ kind: "cash", paidMinor: 3500, refundableMinor: 1500 }]);
    expect(after.returns).toMatchObject([{ saleId: back.id, soldAt: back.soldAt }]);
  });

  it("refuses more than was sold, at once and bit by bit, and what was given back cannot be sold back", async () => {
    const original = await sell(saleOf([line()]));
    const whole = await returnable(original);
    const tooMuch = refundOf(whole, { 1: 3000 });
    tooMuch.lines = [...tooMuch.lines, ...refundOf(whole, { 1: 1 }).lines];
    const { netMinor, taxMinor, totalMinor } = saleTotals(tooMuch.lines, true);
    tooMuch.totals = { netMinor, taxMinor, totalMinor };
    tooMuch.tenders = [{ kind: "cash", amountMinor: totalMinor, tenderedMinor: totalMinor, changeMinor: 0 }];
    expect(await refund(tooMuch)).toBe("return-exceeds-sold");
    const first = refundOf(whole, { 1: 2000 });
    expect(await refund(first)).toBe(201);
    expect(await refund(refundOf(whole, { 1: 2000 }))).toBe("return-exceeds-sold");
    const ofRefund = refundOf(whole, { 1: 1000 });
    ofRefund.lines[0]!.returnOf = { saleId: first.id, lineNumber: 1 };
    expect(await refund(ofRefund)).toBe("return-not-possible");
  });

  it("refuses another price, another product, an unknown sale, another store's sale and a gift card", async () => {
    const original = await sell(
      saleOf([line(), line({ giftCardCode: "ABCDEF234567", quantityMilli: 1000 })]),
    );
    const whole = await returnable(original);
    expect(whole.lines[1]!.returnableMilli).toBe(0);
    const bent = (change: Partial<SaleLine>) => {
      const back = refundOf(whole, { 1: 1000 });
      return saleOf([{ ...back.lines[0]!, ...change }], {}, { id: back.id });
    };
    expect(await refund(bent({ productId: randomUUID() }))).toBe("return-not-possible");
    expect(await refund(bent({ unitPriceMinor: 1001 }))).toBe("return-not-possible");
    expect(await refund(bent({ taxRateBasisPoints: 2300 }))).toBe("return-not-possible");
    expect(await refund(bent({ returnOf: { saleId: newSaleId(), lineNumber: 1 } }))).toBe(
      "return-not-possible",
    );
    expect(await refund(bent({ returnOf: { saleId: original.id, lineNumber: 9 } }))).toBe(
      "return-not-possible",
    );
    expect(await refund(refundOf(whole, { 2: 1000 }))).toBe("return-not-possible");
    const harbour = demoRegisters[2]!;
    const elsewhere = await transaction.post(
      { ...refundOf(whole, { 1: 1000 }), registerId: harbour.id },
      { role: "manager", storeId: harbour.storeId },
    );
    expect(elsewhere.json()).toMatchObject({ status: 409, code: "return-not-possible" });
    expect((await returnable(original)).returns).toEqual([]);
  });

  it("gives a discount back in proportion, never more than was paid", async () => {
    // Three at 10.00, one euro off the line: 29.00 in all.
    const original = await sell(saleOf([line({ discountMinor: 100 })]));
    const withoutDiscount = refundOf(await returnable(original), { 1: 1000 });
    const bent = saleOf([{ ...withoutDiscount.lines[0]!, discountMinor: 0 }], {}, { id: newSaleId() });
    expect(await refund(bent)).toBe("return-exceeds-sold");
    const amounts = [];
    for (let piece = 0; piece < 3; piece += 1) {
      const back = refundOf(await returnable(original), { 1: 1000 });
      expect(await refund(back)).toBe(201);
      amounts.push(back.totals.totalMinor);
    }
    expect(amounts).toEqual([-967, -966, -967]);
    expect((await returnable(original)).tenders[0]!.refundableMinor).toBe(0);
  });

  it("refuses sums and signs that contradict each other, since nobody has the money yet", async () => {
    const original = await sell(saleOf([line()]));
    const good = refundOf(await returnable(original), { 1: 1000 });
    const [back] = good.lines as [SaleLine];
    const [tender] = good.tenders as [SaleTender];
    const { returnOf: _returnOf, ...withoutOrigin } = back;
    const faulty: Partial<Sale>[] = [
      { lines: [withoutOrigin] },
      { lines: [{ ...back, quantityMilli: 1000 }] },
      { lines: [{ ...back, discountMinor: 10 }] },
      { lines: [{ ...back, discountMinor: -1001 }] },
      { lines: [{ ...back, returnOf: { saleId: good.id, lineNumber: 1 } }] },
      { totals: { netMinor: -900, taxMinor: 0, totalMinor: -900 } },
      { tenders: [{ ...tender, amountMinor: -900, tenderedMinor: -900 }] },
      {
        tenders: [
          { ...tender, amountMinor: -2000, tenderedMinor: -2000 },
          { ...tender, amountMinor: 1000, tenderedMinor: 1000 },
        ],
      },
      { tenders: [] },
      { roundingMinor: 2, tenders: [{ ...tender, amountMinor: -998, tenderedMinor: -998 }] },
      { currency: "USD" },
    ];
    for (const change of faulty) expect(await refund({ ...good, ...change })).toBe("validation-failed");
    const payOut = demoSale({ tenders: [tender] });
    expect(await refund(payOut)).toBe("validation-failed");
    expect(await refund(good)).toBe(201);
    expect(await refund(good)).toBe(200);
    expect(await refund({ ...good, customerId: randomUUID() })).toBe("idempotency-mismatch");
  });

  it("takes an exchange: goods back and other goods out, the difference either way or none", async () => {
    const original = await sell(saleOf([line()], { kind: "card", paymentId: newSaleId() }));
    const exchange = async (priceMinor: number) => {
      const back = refundOf(await returnable(original), { 1: 1000 });
      const out = line({ unitPriceMinor: priceMinor, quantityMilli: 1000 });
      const sale = saleOf([...back.lines, out], {}, { id: newSaleId() });
      const due = sale.totals.totalMinor;
      if (due === 0) sale.tenders = [];
      if (due < 0) sale.tenders = [{ ...back.tenders[0]!, amountMinor: due, tenderedMinor: due }];
      return refund(sale);
    };
    expect(await exchange(1500)).toBe(201);
    expect(await exchange(1000)).toBe(201);
    expect(await exchange(400)).toBe(201);
    const left = await returnable(original);
    expect(left.lines[0]!.returnableMilli).toBe(0);
    expect(left.tenders[0]).toMatchObject({ paidMinor: 3000, refundableMinor: 2400 });
  });
});

describe("money back", () => {
  it("goes to where it came from, at most as much; as cash only when somebody approves", async () => {
    const paymentId = newSaleId();
    const sale = saleOf([line()]);
    const original = await sell({
      ...sale,
      tenders: [
        { kind: "card", amountMinor: 2500, tenderedMinor: 2500, changeMinor: 0, paymentId },
        { kind: "cash", amountMinor: 500, tenderedMinor: 1000, changeMinor: 500 },
      ],
    });
    const back = refundOf(await returnable(original), { 1: 1000 });
    const by = (tender: Partial<SaleTender>) => {
      const { paymentId: _paymentId, ...cash } = back.tenders[0]!;
      return { ...back, id: newSaleId(), tenders: [{ ...cash, ...tender }] };
    };
    expect(await refund(by({ kind: "cash" }))).toBe("refund-exceeds-paid");
    expect(await refund(by({ kind: "card" }))).toBe("refund-exceeds-paid");
    expect(await refund(by({ kind: "card", paymentId: newSaleId() }))).toBe("refund-exceeds-paid");
    expect(await refund(by({ kind: "gift-card", paymentId }))).toBe("refund-exceeds-paid");
    expect(await refund(await approve(by({ kind: "card", paymentId: newSaleId() })))).toBe(
      "refund-exceeds-paid",
    );
    expect(await refund(by({ kind: "card", paymentId }))).toBe(201);
    expect(await refund(await approve(by({ kind: "cash" })))).toBe(201);
    const last = refundOf(await returnable(original), { 1: 1000 });
    expect(await refund(last)).toBe(201);
    expect((await returnable(original)).tenders).toEqual([
      { kind: "card", paymentId, paidMinor: 2500, refundableMinor: 500 },
      { kind: "cash", paidMinor: 500, refundableMinor: 0 },
    ]);
  });

  it("needs the permission or a valid approval, also when it is sent again", async () => {
    const original = await sell(saleOf([line()]));
    const back = refundOf(await returnable(original), { 1: 1000 });
    const post = (sale: Sale) => transaction.post(sale);
    const refused = await post(back);
    expect(refused.json()).toMatchObject({ status: 403, code: "refund-not-allowed" });
    expect((await post(await approve(back, { saleId: newSaleId() }))).statusCode).toBe(403);
    expect((await post(await approve(back, { reason: "Another reason" }))).statusCode).toBe(403);
    const approved = await approve(back);
    expect(
      (await post({ ...approved, approvals: [{ ...approved.approvals![0]!, token: "a.b.c" }] })).statusCode,
    ).toBe(403);
    expect((await post(approved)).statusCode).toBe(201);
    expect((await post(approved)).statusCode).toBe(200);

    // Sent first by a manager, then again by the cashier who signed in after a power cut.
    const other = refundOf(await returnable(original), { 1: 1000 });
    expect(await refund(other)).toBe(201);
    expect((await post(other)).statusCode).toBe(200);
  });

  it("is rounded like cash that comes in, in a store that rounds", async () => {
    const harbour = demoRegisters[2]!;
    const as = { role: "manager" as const, storeId: harbour.storeId };
    const sale = saleOf([line({ unitPriceMinor: 1002, quantityMilli: 1000 })], {
      amountMinor: 1000,
      tenderedMinor: 1000,
    });
    const original = { ...sale, registerId: harbour.id, roundingMinor: -2 };
    expect((await transaction.post(original, as)).json()).toMatchObject({ flags: ["no-shift"] });
    const answer = await transaction.call("cashier", `/sales/${original.id}/returnable`, undefined, as);
    const back = refundOf(answer.json(), { 1: 1000 });
    const tender = { ...back.tenders[0]!, amountMinor: -1000, tenderedMinor: -1000 };
    const unrounded = await transaction.post({ ...back, registerId: harbour.id }, as);
    expect(unrounded.json()).toMatchObject({ code: "refund-exceeds-paid" });
    const rounded = { ...back, registerId: harbour.id, roundingMinor: 2, tenders: [tender] };
    expect((await transaction.post(rounded, as)).statusCode).toBe(201);
  });
});

describe("a discount", () => {
  it("of somebody who may not give it is flagged, unless it was approved", async () => {
    const discounted = () => saleOf([line({ discountMinor: 100 })]);
    const flagsOf = async (sale: Sale, role: "cashier" | "manager" = "cashier") =>
      (await transaction.post(sale, { role })).json<{ flags: string[] }>().flags;
    expect(await flagsOf(discounted())).toContain("approval-missing");
    expect(await flagsOf(discounted(), "manager")).not.toContain("approval-missing");
    const approval = async (sale: Sale, permission: "sale:discount" | "sale:refund") => {
      const token = await transaction.issuer.approval({
        sub: manager.id,
        permission,
        saleId: sale.id,
        storeId: demoStore.id,
        requestedBy: randomUUID(),
        reason: "Damaged",
      });
      return { ...sale, approvals: [{ permission, approverId: manager.id, reason: "Damaged", token }] };
    };
    expect(await flagsOf(await approval(discounted(), "sale:discount"))).not.toContain("approval-missing");
    expect(await flagsOf(await approval(discounted(), "sale:refund"))).toContain("approval-missing");
    const unproved = { permission: "sale:discount" as const, approverId: manager.id, reason: "Damaged" };
    expect(await flagsOf({ ...discounted(), approvals: [unproved] })).toContain("approval-missing");
  });
});

describe("many returns at once", () => {
  const checked = (sale: Sale): CheckedSale => ({
    sale,
    contentHash: contentHash(sale),
    storeId: demoStore.id,
    userId: manager.id,
    timeZone: "Europe/Dublin",
    pricesIncludeTax: true,
    givesBack: sale.lines.some((each) => each.quantityMilli < 0),
    cashApproved: false,
    flags: [],
    recomputedTotals: null,
  });

  it("never give back more than was sold or paid, whatever comes together", async () => {
    const anyLine = fc.record({
      unitPriceMinor: fc.integer({ min: 1, max: 5_000 }),
      quantityMilli: fc.oneof(
        fc.integer({ min: 1, max: 5 }).map((pieces) => pieces * 1000),
        fc.integer({ min: 1, max: 3_000 }),
      ),
      discount: fc.integer({ min: 0, max: 100 }),
      taxRateBasisPoints: fc.constantFrom(0, 1350, 2300),
    });
    const attempt = fc.record({ line: fc.nat(), share: fc.integer({ min: 1, max: 1000 }) });
    await fc.assert(
      fc.asyncProperty(
        fc.array(anyLine, { minLength: 1, maxLength: 3 }),
        fc.array(attempt, { minLength: 8, maxLength: 24 }),
        async (drafts, attempts) => {
          const lines = drafts.map(({ discount, ...draft }) => {
            const price = Math.round((draft.unitPriceMinor * draft.quantityMilli) / 1000);
            return line({ ...draft, discountMinor: Math.floor((price * discount) / 100) });
          });
          const original = await sell(saleOf(lines));
          const before = await returnable(original);
          const refunds = attempts.map(({ line: index, share }, number) => {
            const sold = lines[index % lines.length]!;
            const quantity = Math.max(1, Math.floor((sold.quantityMilli * share) / 1000));
            // Registers of their own, so that calls really run side by side.
            return refundOf(
              before,
              { [(index % lines.length) + 1]: quantity },
              {
                registerId: demoRegisters[number % 2]!.id,
              },
            );
          });
          // Half through calls of several processes, half through one.
          const outcomes = await withClients(8, refunds, async (sale) =>
            (await callCommitSales(transaction.pool, [checked(sale)])).get(0)!,
          );
          const after = await returnable(original);
          after.lines.forEach((each, index) => {
            expect(each.returnedMilli).toBeLessThanOrEqual(lines[index]!.quantityMilli);
          });
          const paid = original.totals.totalMinor;
          const committed = refunds.filter((_, index) => outcomes[index]!.outcome === "committed");
          const refunded = -committed.reduce((sum, sale) => sum + sale.totals.totalMinor, 0);
          expect(refunded).toBeLessThanOrEqual(paid);
          expect(after.returns).toHaveLength(committed.length);
          if (paid > 0) expect(after.tenders[0]!.refundableMinor).toBe(paid - refunded);

          // What is left can go back to the last piece, and not one piece more.
          const rest = Object.fromEntries(
            after.lines.flatMap((each) =>
              each.returnableMilli > 0 ? [[each.lineNumber, each.returnableMilli]] : [],
            ),
          );
          if (Object.keys(rest).length > 0) {
            const last = refundOf(after, rest);
            if (last.totals.totalMinor === 0) last.tenders = [];
            expect(await refund(last)).toBe(201);
          }
          const onceMore = refundOf(before, { 1: 1 });
          if (onceMore.totals.totalMinor === 0) onceMore.tenders = [];
          expect(await refund(onceMore)).toBe("return-exceeds-sold");
        },
      ),
      { numRuns: 25 },
    );
  });

  it("refused ones fail no neighbour in their batch and use no receipt number", async () => {
    const registerId = randomUUID();
    const original = checked(saleOf([line()], {}, { registerId }));
    await callCommitSales(transaction.pool, [original]);
    const whole = await returnable(original.sale);
    const committer = new SaleCommitter({
      pool: transaction.pool,
      log: transaction.service.context.log,
      calls: 1,
    });
    const batch = [
      checked(demoSale({ registerId })),
      checked(refundOf(whole, { 1: 2000 })),
      checked(refundOf(whole, { 1: 2000 })),
      checked(demoSale({ registerId })),
      checked(refundOf(whole, { 1: 1000 })),
      checked(refundOf(whole, { 1: 1000 })),
      checked(demoSale({ registerId })),
    ];
    const results = await Promise.all(batch.map((each) => committer.commit(each)));
    expect(results.map((result) => result.outcome)).toEqual([
      "committed",
      "committed",
      "refused",
      "committed",
      "committed",
      "refused",
      "committed",
    ]);
    expect(results[2]).toMatchObject({
      problem: "return-exceeds-sold",
      detail: expect.stringContaining("3 were sold"),
    });
    const { rows } = await transaction.pool.query<{ number: string }>(
      "SELECT receipt_number AS number FROM sale WHERE register_id = $1 ORDER BY 1",
      [registerId],
    );
    expect(rows.map((row) => Number(row.number))).toEqual([1, 2, 3, 4, 5, 6]);
    expect(await verifyJournal(transaction.pool, registerId)).toEqual({ entries: 6, broken: null });
  });

  it("survive batches that give back each other's sales in opposite orders", async () => {
    const registers = [randomUUID(), randomUUID()];
    const sold = await Promise.all(
      Array.from({ length: 40 }, async (_, index) => {
        const sale = saleOf([line()], {}, { registerId: registers[index % 2]! });
        await callCommitSales(transaction.pool, [checked(sale)]);
        return returnable(sale);
      }),
    );
    const crossed = sold.map((each, index) =>
      checked(refundOf(each, { 1: 1000 }, { registerId: registers[(index + 1) % 2]! })),
    );
    const batches = [crossed, crossed.toReversed()].flatMap((ordered) =>
      Array.from({ length: 4 }, (_, part) => ordered.slice(part * 10, part * 10 + 10)),
    );
    const committer = () =>
      new SaleCommitter({ pool: transaction.pool, log: transaction.service.context.log, calls: 1 });
    // Each batch through a committer of its own: as many processes.
    const results = await Promise.all(
      batches.map((batch) => {
        const own = committer();
        return Promise.all(batch.map((each) => own.commit(each)));
      }),
    );
    const outcomes = results.flat().map((result) => result.outcome);
    expect(outcomes.filter((outcome) => outcome === "committed")).toHaveLength(40);
    expect(outcomes.filter((outcome) => outcome === "replayed")).toHaveLength(40);
    for (const registerId of registers) {
      expect((await verifyJournal(transaction.pool, registerId)).broken).toBeNull();
    }
  });
});
