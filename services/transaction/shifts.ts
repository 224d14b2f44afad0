import {
  streams,
  type CashMovement,
  type CurrentShift,
  type NewCashMovement,
  type OpenShift,
  type SaleFigures,
  type Shift,
  type ShiftClosed,
  type ShiftList,
  type ShiftListQuery,
  type ShiftOpened,
  type XReport,
} from "@cloudpos/contracts";
import { Problem } from "@cloudpos/kit";
import { createHash } from "node:crypto";
import type { Pool, PoolClient } from "pg";
import { inTransaction } from "./database.ts";
import { pageOf, readCursor, type PagePosition } from "./pages.ts";

/** Who does something at a register's drawer. */
export interface Actor {
  userId: string;
  userName: string;
  storeId: string;
  /** Where the person is signed in; null in the back office. */
  registerId: string | null;
  /** Whether the person may act on every shift of the store, not only on those of the own register. */
  mayReadShifts: boolean;
}

/** When and how loud something is done; only the demo's history uses it. */
export interface Circumstances {
  /** Instead of now. */
  at?: Date;
  /** Whether others are told by an event; default true. */
  announce?: boolean;
}

/** A stored thing, and whether this request stored it or an earlier one with the same content. */
export interface Stored<Thing> {
  thing: Thing;
  created: boolean;
}

/** The row that orders everything that happens at a register. */
export interface RegisterCounter {
  openShiftId: string | null;
  lastReceiptNumber: string;
  lastZNumber: string;
  zReceiptNumber: string;
  zGrandTotalMinor: string;
}

/**
 * Takes the lock that every sale, shift, movement and report of a register takes first, so that a shift's figures
 * cannot change while its report is written.
 */
export async function lockRegister(
  client: PoolClient,
  registerId: string,
  storeId: string,
): Promise<RegisterCounter> {
  const lock = async () =>
    (
      await client.query<RegisterCounter>(
        `SELECT open_shift_id AS "openShiftId", last_receipt_number AS "lastReceiptNumber",
           last_z_number AS "lastZNumber", z_receipt_number AS "zReceiptNumber",
           z_grand_total_minor AS "zGrandTotalMinor"
         FROM register_counter WHERE register_id = $1 FOR UPDATE`,
        [registerId],
      )
    ).rows[0];
  const counter = await lock();
  if (counter) return counter;
  await client.query(
    "INSERT INTO register_counter (register_id, store_id) VALUES ($1, $2) ON CONFLICT DO NOTHING",
    [registerId, storeId],
  );
  return (await lock())!;
}

/**
 * Opens a shift of the actor's register.
 * @throws Problem `shift-open` while another one is open; `idempotency-mismatch` when the id has other content.
 */
export async function openShift(
  pool: Pool,
  actor: Actor & { registerId: string },
  currency: string,
  { id, openingFloatMinor }: OpenShift,
  { at, announce = true }: Circumstances = {},
): Promise<Stored<Shift>> {
  const { storeId, registerId, userId, userName } = actor;
  return inTransaction(pool, async (client) => {
    const counter = await lockRegister(client, registerId, storeId);
    const known = await findShift(client, id);
    if (known) {
      const isSame =
        known.storeId === storeId &&
        known.registerId === registerId &&
        known.openingFloatMinor === openingFloatMinor;
      if (!isSame) {
        throw new Problem("idempotency-mismatch", `The shift ${id} is stored with other content.`);
      }
      return { thing: known, created: false };
    }
    if (counter.openShiftId !== null) {
      throw new Problem("shift-open", "Close the register's open shift before you open another one.");
    }
    const { rows } = await client.query<{ document: Shift }>(
      `INSERT INTO shift (id, store_id, register_id, opened_by, opened_by_name, opened_at, opening_float_minor,
         currency, first_receipt_number)
       VALUES ($1, $2, $3, $4, $5, coalesce($6, date_trunc('milliseconds', clock_timestamp())), $7, $8, $9)
       RETURNING shift_document(shift) AS document`,
      [
        id,
        storeId,
        registerId,
        userId,
        userName,
        at ?? null,
        openingFloatMinor,
        currency,
        BigInt(counter.lastReceiptNumber) + 1n,
      ],
    );
    const shift = rows[0]!.document;
    await client.query("UPDATE register_counter SET open_shift_id = $2 WHERE register_id = $1", [
      registerId,
      id,
    ]);
    await appendJournal(client, registerId, id, { kind: "shift-opened", shift });
    if (announce) {
      const event: ShiftOpened = {
        ...eventHead("shift.opened", id, shift.openedAt, storeId),
        shiftId: id,
        registerId,
        userId,
        userName,
        openingFloatMinor,
      };
      await announceShift(client, event);
    }
    return { thing: shift, created: true };
  });
}

/**
 * Writes down cash that is put in or taken out, or that the drawer was opened.
 * @throws Problem `shift-not-found`, `shift-not-open`, or `idempotency-mismatch` when the id has other content.
 */
export async function addCashMovement(
  pool: Pool,
  actor: Actor,
  shiftId: string,
  movement: NewCashMovement,
  { at }: Circumstances = {},
): Promise<Stored<CashMovement>> {
  return inTransaction(pool, async (client) => {
    const shift = await findShiftOf(client, actor, shiftId);
    const counter = await lockRegister(client, shift.registerId, shift.storeId);
    const { rows: known } = await client.query<{ document: CashMovement }>(
      "SELECT cash_movement_document(cash_movement) AS document FROM cash_movement WHERE id = $1",
      [movement.id],
    );
    if (known[0]) {
      const { document } = known[0];
      const isSame =
        document.shiftId === shiftId &&
        document.kind === movement.kind &&
        document.amountMinor === movement.amountMinor &&
        document.reason === movement.reason;
      if (!isSame) {
        throw new Problem(
          "idempotency-mismatch",
          `The cash movement ${movement.id} is stored with other content.`,
        );
      }
      return { thing: document, created: false };
    }
    if (counter.openShiftId !== shiftId) throw new Problem("shift-not-open", "The shift is closed.");
    const { rows } = await client.query<{ document: CashMovement }>(
      `INSERT INTO cash_movement
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, coalesce($10, date_trunc('milliseconds', clock_timestamp())))
       RETURNING cash_movement_document(cash_movement) AS document`,
      [
        movement.id,
        shift.storeId,
        shift.registerId,
        shiftId,
        movement.kind,
        movement.amountMinor,
        movement.reason,
        actor.userId,
        actor.userName,
        at ?? null,
      ],
    );
    const document = rows[0]!.document;
    await appendJournal(client, shift.registerId, movement.id, { kind: "cash-movement", movement: document });
    return { thing: document, created: true };
  });
}

/** The open shift of a register, with its cash movements. */
export async function currentShift(pool: Pool, storeId: string, registerId: string): Promise<CurrentShift> {
  const { rows } = await pool.query<{ document: Shift }>(
    `SELECT shift_document(shift) AS document FROM register_counter counter
     JOIN shift ON shift.id = counter.open_shift_id
     WHERE counter.register_id = $1 AND shift.store_id = $2`,
    [registerId, storeId],
  );
  const shift = rows[0]?.document ?? null;
  return { shift, cashMovements: shift ? await cashMovementsOf(pool, shift.id) : [] };
}

/** A page of a store's shifts, those opened last first. */
export async function listShifts(pool: Pool, storeId: string, query: ShiftListQuery): Promise<ShiftList> {
  const { limit = 50 } = query;
  const position = readCursor(query.cursor);
  const { rows } = await pool.query<PagePosition & { shift: Shift }>(
    `SELECT shift.id, iso_utc(shift.opened_at) AS at, ${closedShift} AS shift
     FROM shift LEFT JOIN z_report z ON z.id = shift.id
     WHERE shift.store_id = $1 AND ($2::uuid IS NULL OR shift.register_id = $2)
       AND ($3::text IS NULL OR ($3 = 'closed') = (z.id IS NOT NULL))
       AND ($4::timestamptz IS NULL OR (shift.opened_at, shift.id) < ($4, $5::uuid))
     ORDER BY shift.opened_at DESC, shift.id DESC LIMIT $6`,
    [
      storeId,
      query.registerId ?? null,
      query.status ?? null,
      position?.at ?? null,
      position?.id ?? null,
      limit + 1,
    ],
  );
  return pageOf(rows, limit, (row) => row.shift);
}

/**
 * What an open shift holds now.
 * @throws Problem `shift-not-found`; `shift-not-open` when it is closed and has a Z report instead.
 */
export async function takeXReport(pool: Pool, storeId: string, shiftId: string): Promise<XReport> {
  return inTransaction(pool, async (client) => {
    // One picture of all tables, so that the figures belong together.
    await client.query("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY");
    const shift = await findShift(client, shiftId);
    if (!shift || shift.storeId !== storeId) throw shiftNotFound(shiftId);
    if (shift.zNumber !== undefined) {
      throw new Problem("shift-not-open", "The shift is closed: read its Z report.");
    }
    const { figures, cash, cashMovements } = await countShift(client, shift);
    return { shift, takenAt: new Date().toISOString(), figures, cash, cashMovements };
  });
}

/** Sums of a shift's sales and movements. */
export async function countShift(
  client: PoolClient,
  shift: Shift,
): Promise<Pick<XReport, "figures" | "cash" | "cashMovements">> {
  const figures = (await figuresOf(client, shift.id, false))!;
  const cashMovements = await cashMovementsOf(client, shift.id);
  const of = (kind: CashMovement["kind"]) => cashMovements.filter((movement) => movement.kind === kind);
  const sum = (movements: readonly CashMovement[]) =>
    movements.reduce((total, movement) => total + movement.amountMinor, 0);
  const salesMinor = figures.tenders.find((tender) => tender.kind === "cash")?.amountMinor ?? 0;
  const payInMinor = sum(of("pay-in"));
  const payOutMinor = sum(of("pay-out"));
  return {
    figures,
    cashMovements,
    cash: {
      openingFloatMinor: shift.openingFloatMinor,
      salesMinor,
      payInMinor,
      payInCount: of("pay-in").length,
      payOutMinor,
      payOutCount: of("pay-out").length,
      noSaleCount: of("no-sale").length,
      expectedMinor: shift.openingFloatMinor + salesMinor + payInMinor - payOutMinor,
    },
  };
}

/** Figures of the sales of a shift, or of those that came after its close. */
export async function figuresOf(
  client: Pick<PoolClient, "query">,
  shiftId: string,
  late: boolean,
): Promise<SaleFigures> {
  const { rows } = await client.query<{ figures: SaleFigures }>("SELECT shift_figures($1, $2) AS figures", [
    shiftId,
    late,
  ]);
  return rows[0]!.figures;
}

async function cashMovementsOf(client: Pick<PoolClient, "query">, shiftId: string): Promise<CashMovement[]> {
  const { rows } = await client.query<{ document: CashMovement }>(
    `SELECT cash_movement_document(cash_movement) AS document FROM cash_movement
     WHERE shift_id = $1 ORDER BY occurred_at, id`,
    [shiftId],
  );
  return rows.map((row) => row.document);
}

/** SQL of a shift as it is now, closed or not, where its Z report is joined as `z`. */
const closedShift = `CASE WHEN z.id IS NULL THEN shift_document(shift) ELSE (z.document::jsonb) -> 'shift' END`;

/** A shift as it is now, of whatever store, or null. */
export async function findShift(client: Pick<PoolClient, "query">, id: string): Promise<Shift | null> {
  const { rows } = await client.query<{ shift: Shift }>(
    `SELECT ${closedShift} AS shift FROM shift LEFT JOIN z_report z ON z.id = shift.id WHERE shift.id = $1`,
    [id],
  );
  return rows[0]?.shift ?? null;
}

/**
 * A shift that the actor may work on.
 * @throws Problem `shift-not-found` when it is another store's, `shift-not-open` when another register's.
 */
export async function findShiftOf(
  client: Pick<PoolClient, "query">,
  actor: Actor,
  id: string,
): Promise<Shift> {
  const shift = await findShift(client, id);
  if (!shift || shift.storeId !== actor.storeId) throw shiftNotFound(id);
  if (shift.registerId !== actor.registerId && !actor.mayReadShifts) {
    throw new Problem("shift-not-open", "The shift belongs to another register than yours.");
  }
  return shift;
}

export function shiftNotFound(id: string): Problem {
  return new Problem("shift-not-found", `Your store has no shift with the id ${id}.`);
}

/** Adds an entry to a register's journal; the register must be locked. */
export async function appendJournal(
  client: PoolClient,
  registerId: string,
  subjectId: string,
  entry: object,
): Promise<void> {
  await client.query("SELECT append_journal($1, $2, $3)", [registerId, subjectId, JSON.stringify(entry)]);
}

/** Puts an event about a shift into the outbox. */
export async function announceShift(client: PoolClient, event: ShiftOpened | ShiftClosed): Promise<void> {
  await client.query("INSERT INTO outbox (stream, event) VALUES ($1, $2)", [
    streams.shifts,
    JSON.stringify(event),
  ]);
}

/** What every event begins with. The id follows from type and shift, as there is one of each. */
export function eventHead<Type extends string>(
  type: Type,
  shiftId: string,
  occurredAt: string,
  storeId: string,
) {
  const hex = createHash("sha256").update(`${type}:${shiftId}`).digest("hex").slice(0, 32);
  const id = hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
  return { id, type, version: 1 as const, occurredAt, storeId };
}
