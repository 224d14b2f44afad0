import type {
  CloseShift,
  NumberRange,
  Shift,
  ShiftClosed,
  ZReport,
  ZReportList,
  ZReportListQuery,
  ZReportSummary,
  ZReportWithSupplement,
} from "@cloudpos/contracts";
import { Problem } from "@cloudpos/kit";
import { createHash } from "node:crypto";
import type { Pool, PoolClient } from "pg";
import { contentHash } from "./check.ts";
import { inTransaction } from "./database.ts";
import { checkDays, pageOf, readCursor, type PagePosition } from "./pages.ts";
import {
  announceShift,
  appendJournal,
  countShift,
  eventHead,
  figuresOf,
  findShiftOf,
  lockRegister,
  type Actor,
  type Circumstances,
  type RegisterCounter,
} from "./shifts.ts";

/** A closed shift's report: `document` is the JSON that is stored, the same bytes for the first request and replays. */
export interface ClosedShift {
  document: string;
  created: boolean;
}

const mostGaps = 1_000;

/**
 * Counts a shift and closes it with the register's next Z report.
 * @param timeZone of the store: decides the business day.
 * @throws Problem `shift-not-found`; `shift-not-open` when it was closed with another count.
 */
export async function closeShift(
  pool: Pool,
  actor: Actor,
  timeZone: string,
  shiftId: string,
  count: CloseShift,
  { at, announce = true }: Circumstances = {},
): Promise<ClosedShift> {
  const hash = Buffer.from(contentHash(count), "hex");
  return inTransaction(pool, async (client) => {
    const open = await findShiftOf(client, actor, shiftId);
    const counter = await lockRegister(client, open.registerId, open.storeId);
    const known = await findStored(client, shiftId);
    if (known) {
      if (known.content_hash.equals(hash)) return { document: known.document, created: false };
      throw new Problem("shift-not-open", "The shift was closed with another count: read its Z report.");
    }
    const moment = await momentOf(client, timeZone, at);
    const report = await writeReport(client, open, counter, actor, timeZone, moment, count);
    const document = JSON.stringify(report);
    await client.query(
      `INSERT INTO z_report (id, store_id, register_id, z_number, business_day, closed_at, last_receipt_number,
         content_hash, document)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
      [
        shiftId,
        open.storeId,
        open.registerId,
        report.zNumber,
        report.businessDay,
        moment.closedAt,
        counter.lastReceiptNumber,
        hash,
        document,
      ],
    );
    await client.query(
      `UPDATE register_counter SET open_shift_id = NULL, last_z_number = $2,
         z_receipt_number = last_receipt_number, z_grand_total_minor = $3
       WHERE register_id = $1`,
      [open.registerId, report.zNumber, report.grandTotalMinor],
    );
    await appendJournal(client, open.registerId, shiftId, {
      kind: "shift-closed",
      shiftId,
      zNumber: report.zNumber,
      closedAt: moment.closedAt,
      documentHash: sha256(document),
    });
    if (announce) await announceShift(client, closedEvent(report, actor));
    return { document, created: true };
  });
}

async function writeReport(
  client: PoolClient,
  open: Shift,
  counter: RegisterCounter,
  actor: Actor,
  timeZone: string,
  { closedAt, businessDay }: { closedAt: string; businessDay: string },
  { countedCashMinor, denominations, note }: CloseShift,
): Promise<ZReport> {
  const { figures, cash, cashMovements } = await countShift(client, open);
  const zNumber = Number(counter.lastZNumber) + 1;
  return {
    id: open.id,
    zNumber,
    businessDay,
    timeZone,
    shift: { ...open, closedAt, closedBy: actor.userId, closedByName: actor.userName, zNumber },
    figures,
    cash,
    countedCashMinor,
    differenceMinor: countedCashMinor - cash.expectedMinor,
    ...(denominations && { denominations }),
    ...(note !== undefined && { note }),
    cashMovements,
    gaps: await gapsOf(client, open, counter),
    grandTotalMinor: Number(counter.zGrandTotalMinor) + (await totalSince(client, open.registerId, counter)),
  };
}

function closedEvent(report: ZReport, actor: Actor): ShiftClosed {
  const { shift, figures, cash } = report;
  return {
    ...eventHead("shift.closed", shift.id, shift.closedAt!, shift.storeId),
    shiftId: shift.id,
    registerId: shift.registerId,
    userId: actor.userId,
    userName: actor.userName,
    zNumber: report.zNumber,
    currency: shift.currency,
    saleCount: figures.saleCount,
    totalMinor: figures.totals.totalMinor,
    expectedCashMinor: cash.expectedMinor,
    countedCashMinor: report.countedCashMinor,
  };
}

async function momentOf(client: PoolClient, timeZone: string, at: Date | undefined) {
  const { rows } = await client.query<{ closedAt: string; businessDay: string }>(
    `SELECT iso_utc(moment) AS "closedAt", to_char(moment AT TIME ZONE $1::text, 'YYYY-MM-DD') AS "businessDay"
     FROM coalesce($2::timestamptz, clock_timestamp()) AS moment`,
    [timeZone, at ?? null],
  );
  return rows[0]!;
}

/** Receipt numbers since the last report that are not of this shift. */
async function gapsOf(client: PoolClient, shift: Shift, counter: RegisterCounter): Promise<NumberRange[]> {
  const { rows } = await client.query<NumberRange>(
    `SELECT min(number)::text AS "from", max(number)::text AS "to"
     FROM (SELECT number, number - row_number() OVER (ORDER BY number) AS island
           FROM generate_series($2::bigint + 1, $3::bigint) AS number
           WHERE NOT EXISTS (SELECT FROM sale WHERE register_id = $1 AND receipt_number = number
                             AND counted_in = $4 AND NOT 'shift-closed' = ANY (flags))) AS missing
     GROUP BY island ORDER BY min(number) LIMIT ${mostGaps}`,
    [shift.registerId, counter.zReceiptNumber, counter.lastReceiptNumber, shift.id],
  );
  return rows;
}

async function totalSince(client: PoolClient, registerId: string, counter: RegisterCounter): Promise<number> {
  const { rows } = await client.query<{ total: string }>(
    `SELECT coalesce(sum(total_minor), 0) AS total FROM sale WHERE register_id = $1 AND receipt_number > $2`,
    [registerId, counter.zReceiptNumber],
  );
  return Number(rows[0]!.total);
}

async function findStored(client: Pick<PoolClient, "query">, id: string) {
  const { rows } = await client.query<{ store_id: string; content_hash: Buffer; document: string }>(
    "SELECT store_id, content_hash, document FROM z_report WHERE id = $1",
    [id],
  );
  return rows[0];
}

/** A store's Z report with what came after it, or null. */
export async function findZReport(
  pool: Pool,
  storeId: string,
  id: string,
): Promise<ZReportWithSupplement | null> {
  const stored = await findStored(pool, id);
  if (stored?.store_id !== storeId) return null;
  const supplement = await figuresOf(pool, id, true);
  const isEmpty = supplement.saleCount + supplement.refundCount === 0;
  return { report: JSON.parse(stored.document) as ZReport, ...(!isEmpty && { supplement }) };
}

/** A page of a store's Z reports, those closed last first. */
export async function listZReports(
  pool: Pool,
  storeId: string,
  query: ZReportListQuery,
): Promise<ZReportList> {
  const { limit = 50 } = query;
  checkDays(query);
  const position = readCursor(query.cursor);
  const { rows } = await pool.query<PagePosition & { document: string; late: number }>(
    `SELECT z.id, iso_utc(z.closed_at) AS at, z.document, (
       SELECT count(*)::integer FROM sale WHERE counted_in = z.id AND 'shift-closed' = ANY (flags)) AS late
     FROM z_report z
     WHERE z.store_id = $1 AND ($2::uuid IS NULL OR z.register_id = $2)
       AND ($3::date IS NULL OR z.business_day >= $3) AND ($4::date IS NULL OR z.business_day <= $4)
       AND ($5::timestamptz IS NULL OR (z.closed_at, z.id) < ($5, $6::uuid))
     ORDER BY z.closed_at DESC, z.id DESC LIMIT $7`,
    [
      storeId,
      query.registerId ?? null,
      query.from ?? null,
      query.to ?? null,
      position?.at ?? null,
      position?.id ?? null,
      limit + 1,
    ],
  );
  return pageOf(rows, limit, (row) => summaryOf(JSON.parse(row.document) as ZReport, row.late));
}

function summaryOf(report: ZReport, lateSaleCount: number): ZReportSummary {
  const { shift } = report;
  return {
    id: report.id,
    zNumber: report.zNumber,
    registerId: shift.registerId,
    businessDay: report.businessDay,
    closedAt: shift.closedAt!,
    closedByName: shift.closedByName!,
    currency: shift.currency,
    saleCount: report.figures.saleCount + report.figures.refundCount,
    totals: report.figures.totals,
    expectedCashMinor: report.cash.expectedMinor,
    countedCashMinor: report.countedCashMinor,
    differenceMinor: report.differenceMinor,
    lateSaleCount,
  };
}

/** SHA-256 in hex of a report as it is stored. */
export function sha256(document: string): string {
  return createHash("sha256").update(document, "utf8").digest("hex");
}
