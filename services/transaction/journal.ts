import { createHash } from "node:crypto";
import type { CashMovement, JournalVerification, Shift, StoredSale } from "@cloudpos/contracts";
import type { Pool } from "pg";
import { contentHash } from "./check.ts";
import { sha256 } from "./z-reports.ts";

/** Result of {@link verifyJournal}. */
export interface JournalVerdict {
  /** Entries that were looked at, up to and including a broken one. */
  entries: number;
  /** The first entry that is not what was written, or null when all is as it was. */
  broken: { entryNumber: number; reason: string } | null;
}

interface Row {
  number: string;
  entry: string;
  hash: Buffer;
  countedIn: string | null;
  sale: StoredSale | null;
  shift: Shift | null;
  movement: CashMovement | null;
  report: string | null;
}

/** What a journal entry says; see commit_sales, shifts.ts and z-reports.ts. */
type Entry =
  | (Pick<StoredSale, "receiptNumber" | "committedAt" | "userId" | "storeId"> & {
      kind: "sale";
      contentHash: string;
      // Absent in entries of the first version.
      countedIn?: string | null;
      flags?: string[];
    })
  | { kind: "shift-opened"; shift: Shift }
  | { kind: "cash-movement"; movement: CashMovement }
  | { kind: "shift-closed"; documentHash: string };

const pageSize = 500;
const partSize = 5_000;
const start = Buffer.alloc(32);

/**
 * Recomputes a register's journal: that its numbers have no gap, that every entry follows from the one before, that
 * the rows of every sale, shift, cash movement and Z report still have the content that was hashed when they were
 * written, that no sale is without an entry, and that the journal ends where the register's counter says. Takes
 * nothing on trust but the code.
 */
export async function verifyJournal(pool: Pool, registerId: string): Promise<JournalVerdict> {
  for (let after = 0; ;) {
    const part = await verifyJournalPart(pool, registerId, after);
    if (part.complete || part.broken) return { entries: part.through, broken: part.broken };
    after = part.through;
  }
}

/**
 * The same for the next entries after one that was verified before, some thousand at most.
 * @param after number of that entry; 0 begins.
 */
export async function verifyJournalPart(
  pool: Pool,
  registerId: string,
  after: number,
): Promise<JournalVerification> {
  // First of all: what is written meanwhile is left for the next time.
  const counter = await counterOf(pool, registerId);
  const end = Math.min(after + partSize, counter.entries);
  let previous = after === 0 ? start : await hashOf(pool, registerId, after);
  let through = after;
  const verdict = (broken: JournalVerification["broken"], complete: boolean): JournalVerification => ({
    registerId,
    through,
    hash: previous.toString("hex"),
    broken,
    complete,
  });
  const brokenAt = (entryNumber: number, reason: string) => verdict({ entryNumber, reason }, true);

  while (through < end) {
    const rows = await entriesOf(pool, registerId, through, Math.min(end, through + pageSize));
    for (const row of rows) {
      through += 1;
      const reason = whatIsWrong(row, through, previous);
      if (reason) return brokenAt(through, reason);
      previous = row.hash;
    }
    if (rows.length === 0) return brokenAt(through + 1, "entries at the end are missing");
  }
  if (end < counter.entries) return verdict(null, false);
  if (through !== counter.entries || !counter.hash.equals(previous)) {
    return brokenAt(through + 1, "entries at the end are missing");
  }
  if (counter.sales !== counter.receipts) return brokenAt(through + 1, "a sale has no entry");
  return verdict(null, true);
}

async function counterOf(pool: Pool, registerId: string) {
  const { rows } = await pool.query<{ entries: string; hash: Buffer; sales: string; receipts: string }>(
    `SELECT last_entry_number AS entries, last_entry_hash AS hash, last_receipt_number AS receipts, (
       SELECT count(*) FROM sale WHERE sale.register_id = counter.register_id) AS sales
     FROM register_counter counter WHERE register_id = $1`,
    [registerId],
  );
  const row = rows[0];
  if (!row) return { entries: 0, hash: start, sales: 0, receipts: 0 };
  return {
    entries: Number(row.entries),
    hash: row.hash,
    sales: Number(row.sales),
    receipts: Number(row.receipts),
  };
}

async function hashOf(pool: Pool, registerId: string, entryNumber: number): Promise<Buffer> {
  const { rows } = await pool.query<{ hash: Buffer }>(
    "SELECT hash FROM journal_entry WHERE register_id = $1 AND entry_number = $2",
    [registerId, entryNumber],
  );
  return rows[0]?.hash ?? start;
}

async function entriesOf(pool: Pool, registerId: string, after: number, through: number): Promise<Row[]> {
  const { rows } = await pool.query<Row>(
    `SELECT journal.entry_number AS number, journal.entry, journal.hash, sale.counted_in AS "countedIn",
       stored_sale.document AS sale, shift_document(shift) AS shift,
       cash_movement_document(movement) AS movement, report.document AS report
     FROM journal_entry journal
     LEFT JOIN sale ON sale.id = journal.sale_id
     LEFT JOIN stored_sale ON stored_sale.id = journal.sale_id
     LEFT JOIN shift ON shift.id = journal.subject_id
     LEFT JOIN cash_movement movement ON movement.id = journal.subject_id
     LEFT JOIN z_report report ON report.id = journal.subject_id
     WHERE journal.register_id = $1 AND journal.entry_number > $2 AND journal.entry_number <= $3
     ORDER BY journal.entry_number`,
    [registerId, after, through],
  );
  return rows;
}

function whatIsWrong(row: Row, expectedNumber: number, previous: Buffer): string | null {
  if (Number(row.number) !== expectedNumber) return `entry ${expectedNumber} is missing`;
  const hash = createHash("sha256").update(previous).update(row.entry, "utf8").digest();
  if (!hash.equals(row.hash)) return "the entry does not follow from the one before";
  const entry = JSON.parse(row.entry) as Entry;
  switch (entry.kind) {
    case "sale":
      return whatIsWrongWithSale(row, entry);
    case "shift-opened":
      if (!row.shift?.id) return "its shift is missing";
      return isSame(row.shift, entry.shift) ? null : "its shift has other content";
    case "cash-movement":
      if (!row.movement?.id) return "its cash movement is missing";
      return isSame(row.movement, entry.movement) ? null : "its cash movement has other content";
    case "shift-closed":
      if (row.report === null) return "its Z report is missing";
      return sha256(row.report) === entry.documentHash ? null : "its Z report has other content";
  }
}

function whatIsWrongWithSale(row: Row, entry: Entry & { kind: "sale" }): string | null {
  if (!row.sale) return "its sale is missing";
  const { storeId, userId, receiptNumber, committedAt, flags, ...sale } = row.sale;
  if (contentHash(sale) !== entry.contentHash) return "its sale has other content";
  const sameCircumstances =
    storeId === entry.storeId &&
    userId === entry.userId &&
    receiptNumber === entry.receiptNumber &&
    committedAt === entry.committedAt;
  if (!sameCircumstances) return "its sale has another number, time, user or store";
  const sameCount = entry.countedIn === undefined || entry.countedIn === row.countedIn;
  const sameFlags = entry.flags === undefined || isSame(flags, entry.flags);
  return sameCount && sameFlags ? null : "its sale has other flags or counts in another shift";
}

function isSame(stored: object, written: object): boolean {
  return contentHash(stored) === contentHash(written);
}
