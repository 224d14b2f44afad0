import { demoStore } from "@cloudpos/contracts";
import { Problem, type Logger } from "@cloudpos/kit";
import type { Pool } from "pg";
import { checkSale, contentHash, givesBack } from "../check.ts";
import { callCommitSales, type CheckedSale } from "../committer.ts";
import { addCashMovement, openShift, takeXReport, type Actor } from "../shifts.ts";
import { closeShift } from "../z-reports.ts";
import { demoHistory, type DemoDay } from "./history.ts";

const lock = "demo history";

/**
 * Puts the demo shop's past in: its sales by the function that commits every sale, its shifts closed with their Z
 * reports. Sales are announced as always; shifts are not, since nobody wants messages of last month's. Leaves no
 * shift open. Does nothing where somebody has sold already; one that was interrupted goes on, since all of it is
 * idempotent.
 * @param days how many days before today; 0 for none.
 */
export async function seedHistory(pool: Pool, log: Logger, days: number): Promise<void> {
  if (days === 0) return;
  const client = await pool.connect();
  try {
    // Of several copies that start together one does it, and the others wait until it has.
    await client.query("SET statement_timeout = 0");
    await client.query("SELECT pg_advisory_lock(hashtext($1))", [lock]);
    const plan = await planOf(pool, days);
    if (plan === null) return;
    const started = Date.now();
    let sales = 0;
    for (const registers of demoHistory(plan.today, plan.days)) {
      sales += registers.reduce((sum, day) => sum + day.sales.length, 0);
      await Promise.all(registers.map((day) => putIn(pool, day)));
    }
    await pool.query("UPDATE demo_history SET finished_at = now()");
    log.info({ sales, milliseconds: Date.now() - started }, "demo history is in");
  } finally {
    // Ends the session, and with it lock and setting.
    client.release(true);
  }
}

/** What is left to do, or null. */
async function planOf(pool: Pool, days: number): Promise<{ today: string; days: number } | null> {
  await pool.query(
    `INSERT INTO demo_history (today, days)
     SELECT (now() AT TIME ZONE $1)::date, $2::integer WHERE NOT EXISTS (SELECT FROM sale) ON CONFLICT DO NOTHING`,
    [demoStore.timeZone, days],
  );
  const { rows } = await pool.query<{ today: string; days: number }>(
    "SELECT today::text, days FROM demo_history WHERE finished_at IS NULL",
  );
  return rows[0] ?? null;
}

async function putIn(pool: Pool, day: DemoDay): Promise<void> {
  const { store, register, shiftId } = day;
  const actor = (person: DemoDay["openedBy"]): Actor & { registerId: string } => ({
    userId: person.id,
    userName: person.displayName,
    storeId: store.id,
    registerId: register.id,
    mayReadShifts: false,
  });
  try {
    await openShift(
      pool,
      actor(day.openedBy),
      store.currency,
      { id: shiftId, openingFloatMinor: day.openingFloatMinor },
      { at: day.openedAt, announce: false },
    );
  } catch (error) {
    // Somebody is at work at this register already, while an interrupted seed goes on.
    if (error instanceof Problem && error.code === "shift-open") return;
    throw error;
  }
  await callCommitSales(
    pool,
    day.sales.map((each) => checked(each, day)),
  );
  for (const { at, ...movement } of day.movements) {
    try {
      await addCashMovement(pool, actor(day.openedBy), shiftId, movement, { at });
    } catch (error) {
      // Closed before the interruption.
      if (!(error instanceof Problem && error.code === "shift-not-open")) throw error;
    }
  }
  const expected = await expectedCash(pool, store.id, shiftId);
  if (expected === null) return;
  await closeShift(
    pool,
    actor(day.closedBy),
    store.timeZone,
    shiftId,
    { countedCashMinor: Math.max(0, expected + day.differenceMinor) },
    { at: day.closedAt, announce: false },
  );
}

/** Null when the shift is closed. */
async function expectedCash(pool: Pool, storeId: string, shiftId: string): Promise<number | null> {
  try {
    return (await takeXReport(pool, storeId, shiftId)).cash.expectedMinor;
  } catch (error) {
    if (error instanceof Problem && error.code === "shift-not-open") return null;
    throw error;
  }
}

function checked({ sale, seller }: DemoDay["sales"][number], { store }: DemoDay): CheckedSale {
  return {
    sale,
    contentHash: contentHash(sale),
    storeId: store.id,
    userId: seller.id,
    timeZone: store.timeZone,
    pricesIncludeTax: store.pricesIncludeTax,
    givesBack: givesBack(sale),
    cashApproved: false,
    ...checkSale(sale, store, Date.now(), true),
  };
}
