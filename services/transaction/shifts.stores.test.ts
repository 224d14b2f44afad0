import { randomUUID } from "node:crypto";
import {
  demoRegisters,
  demoStore,
  lineAmountMinor,
  saleTotals,
  type CashMovement,
  type Register,
  type Sale,
  type Shift,
  type StoredSale,
  type XReport,
  type ZReport,
  type ZReportList,
  type ZReportWithSupplement,
} from "@cloudpos/contracts";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { verifyJournal } from "./journal.ts";
import { demoSale, newSaleId, patiently, refundOf, startTransaction, withClients } from "./testing.ts";

let transaction: Awaited<ReturnType<typeof startTransaction>>;
beforeAll(async () => {
  transaction = await startTransaction();
});
afterAll(() => transaction.close());

/** A register that nobody used before. */
const newRegister = (): Pick<Register, "id" | "storeId"> => ({ id: randomUUID(), storeId: demoStore.id });

const at = (register: Pick<Register, "id" | "storeId">) => ({
  registerId: register.id,
  storeId: register.storeId,
});

async function sell(register: Pick<Register, "id" | "storeId">, change: Partial<Sale> = {}) {
  const sale = demoSale({ registerId: register.id, ...change });
  const answer = await transaction.post(sale, { role: "manager", storeId: register.storeId });
  expect(answer.statusCode).toBe(201);
  return { sale, flags: answer.json<{ flags: string[] }>().flags };
}

const close = (
  register: Pick<Register, "id" | "storeId">,
  shift: Pick<Shift, "id">,
  countedCashMinor = 0,
  more: object = {},
) => transaction.call("cashier", `/shifts/${shift.id}/close`, { countedCashMinor, ...more }, at(register));

const move = (register: Pick<Register, "id" | "storeId">, shift: Pick<Shift, "id">, movement: object) =>
  transaction.call(
    "cashier",
    `/shifts/${shift.id}/cash-movements`,
    { id: newSaleId(), reason: "Change", ...movement },
    at(register),
  );

describe("a shift", () => {
  it("opens once per register, is found and lets a replay through", async () => {
    const register = newRegister();
    const id = newSaleId();
    const open = (body: object, to = register) => transaction.call("cashier", "/shifts", body, at(to));
    const none = await transaction.call("cashier", "/shifts/current", undefined, at(register));
    expect(none.json()).toEqual({ shift: null, cashMovements: [] });

    const answers = await Promise.all(
      Array.from({ length: 8 }, () => open({ id, openingFloatMinor: 5_000 })),
    );
    expect(answers.map((answer) => answer.statusCode).toSorted()).toEqual([
      200, 200, 200, 200, 200, 200, 200, 201,
    ]);
    const shift = answers[0]!.json<Shift>();
    expect(shift).toMatchObject({
      id,
      registerId: register.id,
      openedByName: "Carla Cashier",
      currency: "EUR",
    });
    expect((await open({ id, openingFloatMinor: 6_000 })).json()).toMatchObject({
      code: "idempotency-mismatch",
    });
    expect((await open({ id, openingFloatMinor: 5_000 }, newRegister())).json()).toMatchObject({
      code: "idempotency-mismatch",
    });
    expect((await open({ id: newSaleId(), openingFloatMinor: 5_000 })).json()).toMatchObject({
      status: 409,
      code: "shift-open",
    });
    const current = await transaction.call("cashier", "/shifts/current", undefined, at(register));
    expect(current.json()).toMatchObject({ shift: { id } });
  });

  it("belongs to its register and store; those who read shifts may close it from elsewhere", async () => {
    const register = newRegister();
    const shift = await transaction.openShift(register);
    const other = newRegister();
    expect((await close(other, shift)).json()).toMatchObject({ code: "shift-not-open" });
    const foreign = { registerId: demoRegisters[2]!.id, storeId: demoRegisters[2]!.storeId };
    for (const path of ["close", "cash-movements"]) {
      const body =
        path === "close"
          ? { countedCashMinor: 0 }
          : { id: newSaleId(), kind: "no-sale", amountMinor: 0, reason: "x" };
      const answer = await transaction.call("manager", `/shifts/${shift.id}/${path}`, body, foreign);
      expect(answer.json()).toMatchObject({ code: "shift-not-found" });
    }
    expect(
      (await transaction.call("manager", `/shifts/${shift.id}/x-report`, undefined, foreign)).statusCode,
    ).toBe(404);
    expect(
      (await transaction.call("cashier", `/shifts/${shift.id}/x-report`, undefined, at(register))).statusCode,
    ).toBe(403);
    const office = { registerId: undefined };
    expect(
      (await transaction.call("manager", "/shifts", { id: newSaleId(), openingFloatMinor: 0 }, office))
        .statusCode,
    ).toBe(403);
    const closed = await transaction.call(
      "manager",
      `/shifts/${shift.id}/close`,
      { countedCashMinor: 1 },
      office,
    );
    expect(closed.statusCode).toBe(201);
    expect((await transaction.call("manager", `/z-reports/${shift.id}`, undefined, foreign)).statusCode).toBe(
      404,
    );
    expect((await transaction.call("auditor", `/z-reports/${shift.id}`, undefined, office)).statusCode).toBe(
      200,
    );
  });

  it("keeps cash movements, each once", async () => {
    const register = newRegister();
    const shift = await transaction.openShift(register);
    const id = newSaleId();
    expect((await move(register, shift, { id, kind: "pay-in", amountMinor: 700 })).statusCode).toBe(201);
    expect((await move(register, shift, { id, kind: "pay-in", amountMinor: 700 })).statusCode).toBe(200);
    expect((await move(register, shift, { id, kind: "pay-out", amountMinor: 700 })).statusCode).toBe(422);
    expect((await move(register, shift, { kind: "pay-out", amountMinor: 0 })).statusCode).toBe(400);
    expect((await move(register, shift, { kind: "no-sale", amountMinor: 5 })).statusCode).toBe(400);
    expect((await move(register, { id: newSaleId() }, { kind: "no-sale", amountMinor: 0 })).statusCode).toBe(
      404,
    );
    const current = await transaction.call("cashier", "/shifts/current", undefined, at(register));
    expect(current.json<{ cashMovements: CashMovement[] }>().cashMovements).toMatchObject([
      { id, kind: "pay-in", amountMinor: 700, shiftId: shift.id, userName: "Carla Cashier" },
    ]);
    await close(register, shift);
    expect((await move(register, shift, { kind: "no-sale", amountMinor: 0 })).json()).toMatchObject({
      status: 409,
      code: "shift-not-open",
    });
  });
});

/** Everything that a Z report says of sales, counted anew by this test from the sales as they are read back. */
function recount(sales: readonly StoredSale[]) {
  const taxes = new Map<string, { net: number; tax: number }>();
  const tenders = new Map<string, { count: number; received: number; refunded: number }>();
  const result = {
    totalMinor: 0,
    taxMinor: 0,
    roundingMinor: 0,
    discountsMinor: 0,
    soldMinor: 0,
    returnedMinor: 0,
  };
  for (const sale of sales) {
    result.totalMinor += sale.totals.totalMinor;
    result.taxMinor += sale.totals.taxMinor;
    result.roundingMinor += sale.roundingMinor ?? 0;
    for (const line of sale.lines) {
      result.discountsMinor += line.discountMinor;
      result[line.quantityMilli > 0 ? "soldMinor" : "returnedMinor"] += lineAmountMinor(line);
    }
    for (const bucket of saleTotals(sale.lines, true).buckets) {
      const key = `${bucket.taxClass} ${bucket.taxRateBasisPoints}`;
      const sum = taxes.get(key) ?? { net: 0, tax: 0 };
      taxes.set(key, { net: sum.net + bucket.netMinor, tax: sum.tax + bucket.taxMinor });
    }
    for (const { kind, amountMinor } of sale.tenders) {
      const sum = tenders.get(kind) ?? { count: 0, received: 0, refunded: 0 };
      sum.count += 1;
      sum[amountMinor > 0 ? "received" : "refunded"] += amountMinor;
      tenders.set(kind, sum);
    }
  }
  const byKey = <Value>(map: Map<string, Value>) => [...map].toSorted(([a], [b]) => (a < b ? -1 : 1));
  return {
    ...result,
    refundCount: sales.filter((sale) => sale.lines.every((line) => line.quantityMilli < 0)).length,
    taxes: byKey(taxes),
    tenders: byKey(tenders),
  };
}

function asRecounted({ figures }: Pick<XReport, "figures">): ReturnType<typeof recount> {
  return {
    totalMinor: figures.totals.totalMinor,
    taxMinor: figures.totals.taxMinor,
    roundingMinor: figures.roundingMinor,
    discountsMinor: figures.discountsMinor,
    soldMinor: figures.soldMinor,
    returnedMinor: figures.returnedMinor,
    refundCount: figures.refundCount,
    taxes: figures.taxes.map((tax) => [
      `${tax.taxClass} ${tax.taxRateBasisPoints}`,
      { net: tax.netMinor, tax: tax.taxMinor },
    ]),
    tenders: figures.tenders.map(({ kind, count, receivedMinor, refundedMinor }) => [
      kind,
      { count, received: receivedMinor, refunded: refundedMinor },
    ]),
  };
}

/** A harbour register: that store rounds cash to five cents. */
const harbour = () => ({ id: randomUUID(), storeId: demoRegisters[2]!.storeId });

describe("the Z report", () => {
  /** Sixty varied sales of a shift: discounts, gift cards, cards, split tenders, rounding, returns, exchanges. */
  async function busyShift(register: Pick<Register, "id" | "storeId">, shift: Shift): Promise<void> {
    for (let index = 0; index < 60; index += 1) {
      const sale = demoSale({ registerId: register.id, shiftId: shift.id }, 1 + (index % 40));
      sale.lines.forEach((line, position) => {
        if ((index + position) % 5 === 0) line.discountMinor = Math.min(37 + index, lineAmountMinor(line));
        if (position === 1 && index % 20 === 3) line.giftCardCode = "ABCDEFGH2345";
        if (position % 7 === 2) line.quantityMilli = 333 + index;
        if (lineAmountMinor(line) < 0) line.discountMinor = 0;
      });
      const { netMinor, taxMinor, totalMinor } = saleTotals(sale.lines, true);
      sale.totals = { netMinor, taxMinor, totalMinor };
      const card = index % 3 === 0 ? totalMinor : index % 3 === 1 ? Math.floor(totalMinor / 2) : 0;
      const cash = Math.round((totalMinor - card) / 5) * 5;
      sale.roundingMinor = cash - (totalMinor - card);
      if (sale.roundingMinor === 0) delete sale.roundingMinor;
      sale.tenders = [
        ...(card > 0
          ? [
              {
                kind: "card" as const,
                amountMinor: card,
                tenderedMinor: card,
                changeMinor: 0,
                paymentId: newSaleId(),
              },
            ]
          : []),
        ...(cash > 0
          ? [{ kind: "cash" as const, amountMinor: cash, tenderedMinor: cash + 500, changeMinor: 500 }]
          : []),
      ];
      const post = (each: Sale) => transaction.post(each, { role: "manager", storeId: register.storeId });
      expect((await post(sale)).json()).toMatchObject({ flags: [] });
      if (index % 6 !== 0) continue;
      const answer = await transaction.call(
        "cashier",
        `/sales/${sale.id}/returnable`,
        undefined,
        at(register),
      );
      const quantity = sale.lines[0]!.quantityMilli;
      const back = refundOf(answer.json(), { 1: quantity }, { shiftId: shift.id });
      if (index % 12 === 0) {
        // An exchange: something dearer goes out, the difference is paid by card.
        back.lines.push({ ...demoSale({}, 1).lines[0]!, unitPriceMinor: 9_999 });
        const totals = saleTotals(back.lines, true);
        back.totals = { netMinor: totals.netMinor, taxMinor: totals.taxMinor, totalMinor: totals.totalMinor };
        const due = totals.totalMinor;
        back.tenders = [{ kind: "card", amountMinor: due, tenderedMinor: due, changeMinor: 0 }];
      }
      expect((await post(back)).statusCode).toBe(201);
    }
  }

  it("equals an independent recount, the X report before it, and stays as it was written", async () => {
    const register = harbour();
    const shift = await transaction.openShift(register, 15_000);
    await busyShift(register, shift);
    await move(register, shift, { kind: "pay-in", amountMinor: 2_000 });
    await move(register, shift, { kind: "pay-out", amountMinor: 1_250 });
    await move(register, shift, { kind: "no-sale", amountMinor: 0 });
    const x = (
      await transaction.call("manager", `/shifts/${shift.id}/x-report`, undefined, at(register))
    ).json<XReport>();

    const { rows } = await transaction.pool.query<{ document: StoredSale }>(
      "SELECT document FROM stored_sale WHERE register_id = $1",
      [register.id],
    );
    const sales = rows.map((row) => row.document);
    expect(sales).toHaveLength(70);
    expect(asRecounted(x)).toEqual(recount(sales));
    const cash = sales
      .flatMap((sale) => sale.tenders)
      .reduce((sum, tender) => sum + (tender.kind === "cash" ? tender.amountMinor : 0), 0);
    expect(x.cash).toEqual({
      openingFloatMinor: 15_000,
      salesMinor: cash,
      payInMinor: 2_000,
      payInCount: 1,
      payOutMinor: 1_250,
      payOutCount: 1,
      noSaleCount: 1,
      expectedMinor: 15_750 + cash,
    });

    const counted = x.cash.expectedMinor - 130;
    const denominations = [{ valueMinor: counted, count: 1 }];
    const wrong = await close(register, shift, counted, { denominations: [{ valueMinor: 1, count: 1 }] });
    expect(wrong.json()).toMatchObject({
      code: "validation-failed",
      errors: [{ path: "/body/denominations" }],
    });
    const closed = await close(register, shift, counted, { denominations, note: "A coin fell" });
    expect(closed.statusCode).toBe(201);
    const z = closed.json<ZReport>();
    expect(z).toMatchObject({
      id: shift.id,
      zNumber: 1,
      timeZone: "Europe/Dublin",
      figures: x.figures,
      cash: x.cash,
      cashMovements: x.cashMovements,
      countedCashMinor: counted,
      differenceMinor: -130,
      denominations,
      note: "A coin fell",
      gaps: [],
      grandTotalMinor: x.figures.totals.totalMinor,
      shift: { ...shift, closedByName: "Carla Cashier", zNumber: 1 },
    });
    expect(z.figures).toMatchObject({
      firstReceiptNumber: "1",
      lastReceiptNumber: "70",
      giftCardsSoldMinor: expect.any(Number),
      flaggedCount: 0,
    });
    expect(z.figures.giftCardsSoldMinor).toBeGreaterThan(0);
    const tendered = z.figures.tenders.reduce((sum, tender) => sum + tender.amountMinor, 0);
    expect(tendered).toBe(z.figures.totals.totalMinor + z.figures.roundingMinor);

    const again = await close(register, shift, counted, { note: "A coin fell", denominations });
    expect(again.statusCode).toBe(200);
    expect(again.body).toBe(closed.body);
    expect((await close(register, shift, counted)).json()).toMatchObject({ code: "shift-not-open" });
    const read = await transaction.call("auditor", `/z-reports/${z.id}`, undefined, at(register));
    expect(read.json()).toEqual({ report: z });
    expect(
      (await transaction.call("manager", `/shifts/${shift.id}/x-report`, undefined, at(register))).json(),
    ).toMatchObject({ code: "shift-not-open" });
    await expect(transaction.pool.query("UPDATE z_report SET z_number = 2")).rejects.toThrow("append-only");
    expect((await verifyJournal(transaction.pool, register.id)).broken).toBeNull();
  });

  it("leaves late sales to a supplement and lists what it does not contain", async () => {
    const register = newRegister();
    expect((await sell(register)).flags).toEqual(["no-shift"]);
    const first = await transaction.openShift(register);
    expect((await sell(register, { shiftId: first.id })).flags).toEqual([]);
    // A register that knows of no shift: the server does.
    expect((await sell(register)).flags).toEqual([]);
    const z1 = (await close(register, first)).json<ZReport>();
    expect(z1).toMatchObject({ zNumber: 1, gaps: [{ from: "1", to: "1" }], figures: { saleCount: 2 } });
    expect((await sell(register, { shiftId: first.id })).flags).toEqual(["shift-closed"]);

    const second = await transaction.openShift(register);
    await sell(register, { shiftId: second.id });
    const late = await sell(register, { shiftId: first.id });
    expect(late.flags).toEqual(["shift-closed"]);
    expect((await sell(register, { shiftId: newSaleId() })).flags).toEqual(["no-shift"]);
    const z2 = (await close(register, second)).json<ZReport>();
    // The sale that named an unknown shift counts in the open one: its money is in that drawer.
    expect(z2).toMatchObject({
      zNumber: 2,
      gaps: [
        { from: "4", to: "4" },
        { from: "6", to: "6" },
      ],
      figures: { saleCount: 2 },
    });
    expect(z2.grandTotalMinor).toBe(7 * late.sale.totals.totalMinor);

    const read = (
      await transaction.call("manager", `/z-reports/${first.id}`, undefined, at(register))
    ).json<ZReportWithSupplement>();
    expect(read.report).toEqual(z1);
    expect(read.supplement).toMatchObject({
      saleCount: 2,
      firstReceiptNumber: "4",
      lastReceiptNumber: "6",
      totals: { totalMinor: 2 * late.sale.totals.totalMinor },
    });
    const list = (
      await transaction.call("manager", `/z-reports?registerId=${register.id}`)
    ).json<ZReportList>();
    expect(list.items.map((item) => [item.zNumber, item.lateSaleCount])).toEqual([
      [2, 0],
      [1, 2],
    ]);
    const ofShift = await transaction.call("manager", `/sales?shiftId=${first.id}`);
    expect(ofShift.json<{ items: unknown[] }>().items).toHaveLength(4);
    const flagged = await transaction.call("manager", `/sales?registerId=${register.id}&flag=shift-closed`);
    expect(flagged.json<{ items: unknown[] }>().items).toHaveLength(2);
  });

  it("is numbered without gap, and every sale is in exactly one, with sales, closes and cuts all at once", async () => {
    const register = newRegister();
    const shifts = 12;
    const posted: Promise<unknown>[] = [];
    const cut = () =>
      transaction.database.asSuperuser(
        `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
         WHERE usename = 'transaction' AND datname = current_database()`,
      );
    for (let round = 0; round < shifts; round += 1) {
      const shift = await patiently(() =>
        transaction.call("cashier", "/shifts", { id: newSaleId(), openingFloatMinor: 0 }, at(register)),
      );
      expect(shift.statusCode).toBe(201);
      const { id } = shift.json<Shift>();
      const sales = Array.from({ length: 20 }, () => demoSale({ registerId: register.id, shiftId: id }));
      posted.push(withClients(10, sales, (sale) => patiently(() => transaction.post(sale))));
      if (round % 3 === 0) await cut();
      const closes = await Promise.all(
        Array.from({ length: 3 }, () => patiently(() => close(register, { id }))),
      );
      expect(new Set(closes.map((answer) => answer.body)).size).toBe(1);
    }
    const answers = (await Promise.all(posted)).flat() as { statusCode: number }[];
    expect(new Set(answers.map((answer) => answer.statusCode))).toEqual(new Set([201]));

    const { rows } = await transaction.pool.query<{ number: string; document: string; late: string }>(
      `SELECT z_number AS number, document,
         (SELECT count(*) FROM sale WHERE counted_in = z.id AND 'shift-closed' = ANY (flags)) AS late
       FROM z_report z WHERE register_id = $1 ORDER BY z_number`,
      [register.id],
    );
    expect(rows.map((row) => Number(row.number))).toEqual(
      Array.from({ length: shifts }, (_, index) => index + 1),
    );
    const counted = rows.map((row) => (JSON.parse(row.document) as ZReport).figures.saleCount);
    const late = rows.map((row) => Number(row.late));
    expect(counted.map((count, index) => count + late[index]!)).toEqual(new Array(shifts).fill(20));
    expect((await verifyJournal(transaction.pool, register.id)).broken).toBeNull();
  });
});

describe("lists", () => {
  it("go through all pages without losing or repeating anything", async () => {
    const register = newRegister();
    const ids: string[] = [];
    for (let index = 0; index < 7; index += 1) {
      const shift = await transaction.openShift(register);
      ids.unshift(shift.id);
      if (index < 6) await close(register, shift);
    }
    const pages = async (path: string) => {
      const found: string[] = [];
      for (let cursor = ""; ;) {
        const page = (await transaction.call("manager", `${path}&limit=3${cursor}`)).json<{
          items: { id: string }[];
          nextCursor?: string;
        }>();
        found.push(...page.items.map((item) => item.id));
        if (page.nextCursor === undefined) return found;
        cursor = `&cursor=${page.nextCursor}`;
      }
    };
    expect(await pages(`/shifts?registerId=${register.id}`)).toEqual(ids);
    expect(await pages(`/shifts?registerId=${register.id}&status=open`)).toEqual(ids.slice(0, 1));
    expect(await pages(`/z-reports?registerId=${register.id}`)).toEqual(ids.slice(1));
    const sold: string[] = [];
    for (let index = 0; index < 8; index += 1) {
      // Two at the same moment, so that time alone cannot tell them apart.
      const soldAt = new Date(Date.UTC(2026, 4, 1 + Math.floor(index / 2), 22, 59, 59)).toISOString();
      const { sale } = await sell(register, { soldAt, customerId: "0198c0de-0000-7000-8000-000300000001" });
      sold.push(sale.id);
    }
    const mine = `/sales?registerId=${register.id}`;
    expect((await pages(mine)).toSorted()).toEqual(sold.toSorted());
    // In Dublin, summer time: 22:59:59 UTC is 23:59:59, still the same day.
    expect((await pages(`${mine}&from=2026-05-02&to=2026-05-03`)).toSorted()).toEqual(
      sold.slice(2, 6).toSorted(),
    );
    expect(await pages("/sales?customerId=0198c0de-0000-7000-8000-000300000001")).toHaveLength(8);
    expect(await pages(`${mine}&receiptNumber=3`)).toEqual([sold[2]]);
    expect(await pages(`${mine}&kind=refunds`)).toEqual([]);
    expect(await pages(`${mine}&userId=${randomUUID()}`)).toEqual([]);
  });

  it("refuse days that do not exist and cursors that nobody gave out", async () => {
    const noDay = Buffer.from(JSON.stringify(["2026-02-30T00:00:00.000Z", randomUUID()])).toString(
      "base64url",
    );
    for (const query of [
      "from=2026-02-30",
      "to=0000-01-01",
      "cursor=abc",
      "cursor=WzFd",
      `cursor=${noDay}`,
    ]) {
      for (const list of ["sales", "z-reports"]) {
        const answer = await transaction.call("manager", `/${list}?${query}`);
        expect(answer.json()).toMatchObject({ status: 400, code: "validation-failed" });
      }
    }
  });
});
