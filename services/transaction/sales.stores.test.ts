import { randomUUID } from "node:crypto";
import {
  demoRegisters,
  type JournalVerification,
  type SaleReceipt,
  type StoredSale,
} from "@cloudpos/contracts";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { callCommitSales, SaleCommitter, type CheckedSale } from "./committer.ts";
import { contentHash } from "./check.ts";
import { verifyJournal } from "./journal.ts";
import { demoSale, newSaleId, patiently, startTransaction, withClients } from "./testing.ts";

let transaction: Awaited<ReturnType<typeof startTransaction>>;
beforeAll(async () => {
  transaction = await startTransaction();
  for (const register of demoRegisters) await transaction.openShift(register);
});
afterAll(() => transaction.close());

const count = async (sql: string, values: unknown[] = []) =>
  Number((await transaction.pool.query<{ count: string }>(sql, values)).rows[0]!.count);

function checked(change: Partial<CheckedSale["sale"]> = {}): CheckedSale {
  const sale = demoSale({ registerId: randomUUID(), ...change });
  return {
    sale,
    contentHash: contentHash(sale),
    storeId: "0198c0de-0000-7000-8000-000000000001",
    userId: randomUUID(),
    timeZone: "Europe/Dublin",
    pricesIncludeTax: true,
    givesBack: false,
    cashApproved: false,
    flags: [],
    recomputedTotals: null,
  };
}

describe("committing a sale", () => {
  it("answers with a receipt and stores the sale as it was sent", async () => {
    const sale = demoSale();
    const response = await transaction.post(sale);
    expect(response.statusCode).toBe(201);
    expect(response.headers["content-type"]).toBe("application/json; charset=utf-8");
    const receipt = response.json<SaleReceipt>();
    expect(receipt).toMatchObject({ id: sale.id, totals: sale.totals, flags: [] });
    expect(Number(receipt.receiptNumber)).toBeGreaterThan(0);

    const read = await transaction.service.app.inject({
      url: `/api/transactions/sales/${sale.id}`,
      headers: await transaction.issuer.headers("auditor"),
    });
    expect(read.statusCode).toBe(200);
    expect(read.json<StoredSale>()).toEqual({
      ...sale,
      storeId: "0198c0de-0000-7000-8000-000000000001",
      userId: "0198c0de-0000-7000-8000-000000000023",
      receiptNumber: receipt.receiptNumber,
      committedAt: receipt.committedAt,
      flags: [],
    });
  });

  it("makes one sale of 20 parallel requests and gives all the same bytes", async () => {
    const sale = demoSale();
    const responses = await Promise.all(Array.from({ length: 20 }, () => transaction.post(sale)));
    expect(responses.filter((response) => response.statusCode === 201)).toHaveLength(1);
    expect(responses.filter((response) => response.statusCode === 200)).toHaveLength(19);
    expect(new Set(responses.map((response) => response.body)).size).toBe(1);
    for (const response of responses) {
      expect(response.headers["idempotent-replayed"]).toBe(response.statusCode === 200 ? "true" : undefined);
    }
    expect(await count("SELECT count(*) FROM sale WHERE id = $1", [sale.id])).toBe(1);
    expect(await count("SELECT count(*) FROM sale_line WHERE sale_id = $1", [sale.id])).toBe(3);
    expect(
      await count("SELECT count(*) FROM outbox WHERE event::jsonb #>> '{sale,id}' = $1", [sale.id]),
    ).toBe(1);
  });

  it("makes one sale of parallel calls from processes that do not know of each other", async () => {
    const one = checked();
    const results = await Promise.all(
      Array.from({ length: 8 }, async () => (await callCommitSales(transaction.pool, [one])).get(0)!),
    );
    expect(results.filter((result) => result.outcome === "committed")).toHaveLength(1);
    const receipts = results.map((result) => "receipt" in result && result.receipt);
    expect(new Set(receipts).size).toBe(1);
  });

  it("takes a sale whose fields come in another order for the same", async () => {
    const sale = demoSale();
    const first = await transaction.post(sale);
    const reordered = Object.fromEntries(Object.entries(sale).reverse()) as unknown as typeof sale;
    const second = await transaction.post({ ...reordered, soldAt: sale.soldAt });
    expect(second.statusCode).toBe(200);
    expect(second.body).toBe(first.body);
  });

  it("refuses other content under the same id and keeps the first", async () => {
    const sale = demoSale();
    await transaction.post(sale);
    const other = await transaction.post({ ...sale, lines: sale.lines.slice(1) });
    expect(other.statusCode).toBe(422);
    expect(other.json()).toMatchObject({ code: "idempotency-mismatch" });
    const otherRegister = await transaction.post({ ...sale, registerId: demoRegisters[1]!.id });
    expect(otherRegister.statusCode).toBe(422);
    expect(await count("SELECT count(*) FROM sale_line WHERE sale_id = $1", [sale.id])).toBe(3);
  });

  it("stores and flags a sale that disagrees with the server", async () => {
    const totals = { netMinor: 100, taxMinor: 0, totalMinor: 100 };
    const sale = demoSale({ totals, soldAt: new Date(Date.now() + 3_600_000).toISOString() });
    const response = await transaction.post(sale);
    expect(response.statusCode).toBe(201);
    expect(response.json<SaleReceipt>().flags).toEqual(["totals-differ", "tenders-differ", "clock-differs"]);
    const { rows } = await transaction.pool.query(
      "SELECT total_minor, recomputed_totals FROM sale WHERE id = $1",
      [sale.id],
    );
    expect(rows[0]).toMatchObject({ total_minor: "100" });
    expect(rows[0].recomputed_totals.totalMinor).toBe(sale.tenders[0]!.amountMinor);
  });

  it("refuses what is no sale, and a sale of another register or an impossible day", async () => {
    const unknownField = await transaction.post({ ...demoSale(), tip: 1 });
    expect(unknownField.statusCode).toBe(400);
    const foreign = await transaction.post(demoSale(), { registerId: demoRegisters[1]!.id });
    expect(foreign.statusCode).toBe(403);
    const impossible = await transaction.post(demoSale({ soldAt: "2026-02-30T10:00:00Z" }));
    expect(impossible.json()).toMatchObject({
      code: "validation-failed",
      errors: [{ path: "/body/soldAt" }],
    });
  });

  it("tells a register of an unknown store to try again instead of losing its sale", async () => {
    const response = await transaction.post(demoSale(), { storeId: randomUUID() });
    expect(response.statusCode).toBe(503);
    expect(response.headers["retry-after"]).toBe("5");
  });

  it("lists the own store's sales, newest first, and shows no other store's", async () => {
    const later = (seconds: number) => new Date(Date.now() + 7_200_000 + seconds * 1_000).toISOString();
    const [first, second] = [demoSale({ soldAt: later(0) }), demoSale({ soldAt: later(1) })];
    // Those sold last come first, whenever they arrive.
    await transaction.post(second);
    await transaction.post(first);
    const list = async (identity: object) =>
      (
        await transaction.service.app.inject({
          url: "/api/transactions/sales?limit=2",
          headers: await transaction.issuer.headers("manager", identity),
        })
      ).json<{ items: StoredSale[] }>().items;
    expect((await list({})).map((sale) => sale.id)).toEqual([second.id, first.id]);
    expect(await list({ storeId: randomUUID() })).toEqual([]);
    const foreign = await transaction.service.app.inject({
      url: `/api/transactions/sales/${first.id}`,
      headers: await transaction.issuer.headers("manager", { storeId: randomUUID() }),
    });
    expect(foreign.statusCode).toBe(404);
  });
});

describe("many sales at once", () => {
  it("numbers 500 sales of 4 registers without gap or duplicate, in one unbroken chain each", async () => {
    const registers = Array.from({ length: 4 }, () => randomUUID());
    const sales = Array.from({ length: 500 }, (_, index) => demoSale({ registerId: registers[index % 4]! }));
    const responses = await withClients(64, sales, (sale) => patiently(() => transaction.post(sale)));
    expect(new Set(responses.map((response) => response.statusCode))).toEqual(new Set([201]));

    for (const registerId of registers) {
      const { rows } = await transaction.pool.query<{ number: string }>(
        "SELECT receipt_number AS number FROM sale WHERE register_id = $1 ORDER BY receipt_number",
        [registerId],
      );
      expect(rows.map((row) => Number(row.number))).toEqual(
        Array.from({ length: 125 }, (_, index) => index + 1),
      );
      expect(await verifyJournal(transaction.pool, registerId)).toEqual({ entries: 125, broken: null });
    }
    const { rows } = await transaction.pool.query<{ paid: string; total: string }>(
      `SELECT sum(total_minor) AS total,
         (SELECT sum(amount_minor) FROM sale_tender JOIN sale ON sale.id = sale_id
          WHERE register_id = ANY($1)) AS paid
       FROM sale WHERE register_id = ANY($1)`,
      [registers],
    );
    const expected = sales.reduce((sum, sale) => sum + sale.totals.totalMinor, 0);
    expect(rows[0]).toEqual({ total: String(expected), paid: String(expected) });
  });

  it("survives batches that name the same registers in opposite orders", async () => {
    const registers = Array.from({ length: 6 }, () => randomUUID());
    const batches = Array.from({ length: 40 }, (_, index) => {
      const ordered = index % 2 === 0 ? registers : registers.toReversed();
      return ordered.map((registerId) => checked({ registerId }));
    });
    const results = await Promise.all(batches.map((batch) => callCommitSales(transaction.pool, batch)));
    expect(
      results.flatMap((result) => [...result.values()]).every((each) => each.outcome === "committed"),
    ).toBe(true);
    for (const registerId of registers) {
      expect(await verifyJournal(transaction.pool, registerId)).toEqual({ entries: 40, broken: null });
    }
  });

  it("does not let one bad sale of a batch fail its neighbours or take a number", async () => {
    const registerId = randomUUID();
    const committer = new SaleCommitter({
      pool: transaction.pool,
      log: transaction.service.context.log,
      calls: 1,
    });
    const sales = Array.from({ length: 6 }, () => checked({ registerId }));
    // Past the route's checks: no such amount fits the column.
    sales[3]!.sale.totals.totalMinor = 1e30;
    const results = await Promise.allSettled(sales.map((sale) => committer.commit(sale)));
    expect(results.map((result) => result.status)).toEqual([
      "fulfilled",
      "fulfilled",
      "fulfilled",
      "rejected",
      "fulfilled",
      "fulfilled",
    ]);
    expect(await verifyJournal(transaction.pool, registerId)).toEqual({ entries: 5, broken: null });
    expect(await count("SELECT count(*) FROM sale WHERE register_id = $1", [registerId])).toBe(5);
  });

  it("finds out the outcome of calls whose connection is cut", async () => {
    const registerId = randomUUID();
    const sales = Array.from({ length: 300 }, () => checked({ registerId }));
    const { pool, database, service } = transaction;
    const committer = new SaleCommitter({ pool, log: service.context.log, batchSize: 4, patienceMs: 25_000 });
    const commits = sales.map((sale) => committer.commit(sale));
    // Each cut waits for some progress, so that the cuts fall on different moments of different calls.
    for (const progress of [1, 40, 80, 120, 160, 200]) {
      await Promise.all(commits.slice(0, progress));
      await database.asSuperuser(
        `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
         WHERE usename = 'transaction' AND datname = current_database()`,
      );
    }
    await Promise.all(commits);
    expect(
      transaction.lines.filter((line) => String(line.msg).startsWith("commit interrupted")),
    ).not.toHaveLength(0);
    expect(await count("SELECT count(*) FROM sale WHERE register_id = $1", [registerId])).toBe(300);
    expect(await verifyJournal(pool, registerId)).toEqual({ entries: 300, broken: null });
  });

  it("holds up no other register while one is locked", async () => {
    const { pool, service } = transaction;
    const committer = new SaleCommitter({ pool, log: service.context.log });
    const [locked, free] = [randomUUID(), randomUUID()];
    await committer.commit(checked({ registerId: locked }));
    const holder = await pool.connect();
    try {
      await holder.query("BEGIN");
      await holder.query("SELECT FROM register_counter WHERE register_id = $1 FOR UPDATE", [locked]);
      let settled = 0;
      const waiting = [0, 1].map(() =>
        committer.commit(checked({ registerId: locked })).finally(() => (settled += 1)),
      );
      await new Promise(setImmediate);
      for (let count = 0; count < 3; count += 1) await committer.commit(checked({ registerId: free }));
      expect(settled).toBe(0);
      await holder.query("COMMIT");
      await Promise.all(waiting);
    } finally {
      holder.release(true);
    }
    expect(await verifyJournal(pool, locked)).toEqual({ entries: 3, broken: null });
    expect(await verifyJournal(pool, free)).toEqual({ entries: 3, broken: null });
  });

  it("puts sales together that arrive while a call is under way", async () => {
    const { pool, service } = transaction;
    const sizes: number[] = [];
    const counting = {
      query: (query: { text: string; values: [string] }) => {
        sizes.push((JSON.parse(query.values[0]) as unknown[]).length);
        return pool.query(query);
      },
    } as unknown as typeof pool;
    const committer = new SaleCommitter({ pool: counting, log: service.context.log, batchSize: 8 });
    const first = committer.commit(checked());
    await new Promise(setImmediate);
    await Promise.all([first, ...Array.from({ length: 20 }, () => committer.commit(checked()))]);
    expect(sizes.slice(0, 3)).toEqual([1, 8, 8]);
    expect(sizes.reduce((sum, size) => sum + size, 0)).toBe(21);
  });

  it("refuses at once when too many wait", async () => {
    const committer = new SaleCommitter({
      pool: transaction.pool,
      log: transaction.service.context.log,
      queueLength: 1,
    });
    const first = committer.commit(checked());
    await expect(committer.commit(checked())).rejects.toMatchObject({ code: "overloaded" });
    await expect(first).resolves.toMatchObject({ outcome: "committed" });
  });
});

describe("the journal", () => {
  async function registerWithSales(): Promise<string> {
    const registerId = randomUUID();
    for (let index = 0; index < 3; index += 1) {
      await callCommitSales(transaction.pool, [checked({ registerId, id: newSaleId() })]);
    }
    return registerId;
  }
  const tamper = (sql: string) =>
    transaction.database.asSuperuser(
      `SET session_replication_role = replica; SET search_path = transaction; ${sql}`,
    );

  it("is append-only for the service itself", async () => {
    const tables = [
      "sale",
      "sale_line",
      "sale_tender",
      "refund_allocation",
      "shift",
      "cash_movement",
      "z_report",
    ];
    for (const table of [...tables, "journal_entry"]) {
      await expect(transaction.pool.query(`DELETE FROM ${table}`)).rejects.toThrow("append-only");
    }
  });

  it.each([
    [
      "a changed entry",
      "UPDATE journal_entry SET entry = replace(entry, '\"2\"', '\"7\"') WHERE entry_number = 2",
      2,
    ],
    ["a removed entry", "DELETE FROM journal_entry WHERE entry_number = 2", 2],
    ["a removed last entry", "DELETE FROM journal_entry WHERE entry_number = 3", 3],
    [
      "a cheaper line",
      "UPDATE sale_line SET unit_price_minor = 1 WHERE sale_id = (SELECT sale_id FROM journal_entry WHERE entry_number = 3 AND",
      3,
    ],
    ["another seller", "UPDATE sale SET user_id = gen_random_uuid() WHERE receipt_number = 1", 1],
  ])("shows %s", async (_what, sql, entryNumber) => {
    const registerId = await registerWithSales();
    expect(await verifyJournal(transaction.pool, registerId)).toEqual({ entries: 3, broken: null });
    await tamper(
      sql.endsWith("AND")
        ? `${sql} register_id = '${registerId}')`
        : `${sql} AND register_id = '${registerId}'`,
    );
    expect((await verifyJournal(transaction.pool, registerId)).broken?.entryNumber).toBe(entryNumber);
  });

  /** A register with a shift, a sale, a cash movement and a close: entries 1 to 4. */
  async function registerWithShift(): Promise<string> {
    const registerId = randomUUID();
    const register = { registerId, storeId: demoRegisters[0]!.storeId };
    const { id } = await transaction.openShift({ id: registerId, storeId: register.storeId });
    await transaction.post(demoSale({ registerId, shiftId: id }));
    const movement = { id: newSaleId(), kind: "pay-in", amountMinor: 500, reason: "Change" };
    await transaction.call("cashier", `/shifts/${id}/cash-movements`, movement, register);
    await transaction.call("cashier", `/shifts/${id}/close`, { countedCashMinor: 5 }, register);
    return registerId;
  }
  const verification = (registerId: string, after = 0, identity = {}) =>
    transaction.call(
      "auditor",
      `/journal/verification?registerId=${registerId}&after=${after}`,
      undefined,
      identity,
    );

  it.each([
    ["another opening float", "UPDATE shift SET opening_float_minor = 1 WHERE", 1],
    ["a removed shift", "DELETE FROM shift WHERE", 1],
    ["a sale moved out of its shift", "UPDATE sale SET counted_in = NULL WHERE", 2],
    ["a sale without its flags", "UPDATE sale SET flags = '{no-shift}' WHERE", 2],
    ["a smaller pay-in", "UPDATE cash_movement SET amount_minor = 400 WHERE", 3],
    ["another reason", "UPDATE cash_movement SET reason = 'x' WHERE", 3],
    [
      "a changed Z report",
      `UPDATE z_report SET document = replace(document, '"countedCashMinor":5', '"countedCashMinor":6') WHERE`,
      4,
    ],
    ["a removed Z report", "DELETE FROM z_report WHERE", 4],
    [
      "a sale slipped in",
      `INSERT INTO sale SELECT (jsonb_populate_record(sale, jsonb_build_object('id', gen_random_uuid(), 'receipt_number', 2))).*
       FROM sale WHERE`,
      5,
    ],
  ])("shows %s", async (_what, sql, entryNumber) => {
    const registerId = await registerWithShift();
    const intact = (await verification(registerId)).json<JournalVerification>();
    expect(intact).toMatchObject({ registerId, through: 4, broken: null, complete: true });
    await tamper(`${sql} register_id = '${registerId}'`);
    expect((await verification(registerId)).json()).toMatchObject({ broken: { entryNumber } });
  });

  it("is verified from where the last verification ended, for auditors of the own store only", async () => {
    const registerId = await registerWithShift();
    const first = (await verification(registerId)).json<JournalVerification>();
    const { rows } = await transaction.pool.query<{ hash: string }>(
      "SELECT encode(last_entry_hash, 'hex') AS hash FROM register_counter WHERE register_id = $1",
      [registerId],
    );
    expect(first.hash).toBe(rows[0]!.hash);
    expect((await verification(registerId, 2)).json()).toEqual(first);
    expect((await verification(registerId, 0, { storeId: randomUUID() })).statusCode).toBe(404);
    expect(
      (await transaction.call("manager", `/journal/verification?registerId=${registerId}`)).statusCode,
    ).toBe(403);
  });
});
