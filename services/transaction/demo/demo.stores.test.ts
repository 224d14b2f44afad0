import { demoRegisters, type ZReport } from "@cloudpos/contracts";
import { afterAll, beforeAll, expect, it } from "vitest";
import { checkSale, faultsOf } from "../check.ts";
import { verifyJournal } from "../journal.ts";
import { demoSale, startTransaction } from "../testing.ts";
import { demoHistory } from "./history.ts";
import { seedHistory } from "./seed.ts";

const days = 10;

let transaction: Awaited<ReturnType<typeof startTransaction>>;
beforeAll(async () => {
  transaction = await startTransaction();
});
afterAll(() => transaction.close());

const query = async <Row extends object>(sql: string) => (await transaction.pool.query<Row>(sql)).rows;

it("is the same in every run and made of correct sales", () => {
  const first = [...demoHistory("2026-11-24", days)].flat();
  expect([...demoHistory("2026-11-24", days)].flat()).toEqual(first);
  expect(first).toHaveLength(days * demoRegisters.length);
  const soldOn = new Set<string>();
  for (const { store, sales } of first) {
    for (const { sale } of sales) {
      expect(faultsOf(sale, store)).toEqual([]);
      expect(checkSale(sale, store, Date.now() + 400 * 86_400_000, true).flags).toEqual([]);
      soldOn.add(sale.soldAt.slice(0, 10));
    }
  }
  expect([...soldOn].toSorted()).toEqual(Array.from({ length: days }, (_, index) => `2026-11-${14 + index}`));
});

it("goes on where it was interrupted, and then has every sale once, in closed shifts with their reports", async () => {
  const { pool, database, service } = transaction;
  const seed = () => seedHistory(pool, service.context.log, days);
  // Cut after the first days: what was committed stays.
  const interrupted = seed();
  let cutAt = 0;
  while (cutAt < 200) {
    [{ cutAt }] = (await query<{ cutAt: number }>('SELECT count(*)::integer AS "cutAt" FROM sale')) as [
      { cutAt: number },
    ];
  }
  const cut = () =>
    database.asSuperuser(
      `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
       WHERE usename = 'transaction' AND datname = current_database()`,
    );
  await Promise.all([cut(), interrupted.catch(() => undefined)]);
  // Two copies that start together.
  await Promise.all([seed(), seed()]);

  const [{ today }] = (await query<{ today: string }>("SELECT today::text FROM demo_history")) as [
    { today: string },
  ];
  const expected = [...demoHistory(today, days)].flat();
  const sales = expected.flatMap((day) => day.sales);
  const stored = await query<{ id: string; flags: string[] }>("SELECT id, flags FROM sale");
  expect(stored.map((row) => row.id).toSorted()).toEqual(sales.map(({ sale }) => sale.id).toSorted());
  expect(stored.filter((row) => row.flags.length > 0)).toEqual([]);

  const reports = (await query<{ document: string }>("SELECT document FROM z_report")).map(
    (row) => JSON.parse(row.document) as ZReport,
  );
  expect(reports).toHaveLength(days * demoRegisters.length);
  const total = reports.reduce((sum, report) => sum + report.figures.totals.totalMinor, 0);
  expect(total).toBe(sales.reduce((sum, { sale }) => sum + sale.totals.totalMinor, 0));
  expect(reports.filter((report) => report.gaps.length > 0)).toEqual([]);
  expect(reports.some((report) => report.figures.returnedMinor < 0)).toBe(true);
  expect(await query("SELECT FROM register_counter WHERE open_shift_id IS NOT NULL")).toEqual([]);
  expect(await query("SELECT FROM outbox WHERE stream = 'events:shifts'")).toEqual([]);
  for (const register of demoRegisters) {
    expect((await verifyJournal(pool, register.id)).broken).toBeNull();
  }

  // The registers can be used, and nothing is seeded again.
  const shift = await transaction.openShift(demoRegisters[0]!);
  const answer = await transaction.post(demoSale({ shiftId: shift.id }));
  expect(answer.json()).toMatchObject({ flags: [] });
  await seed();
  expect(await query("SELECT FROM sale")).toHaveLength(sales.length + 1);
});
