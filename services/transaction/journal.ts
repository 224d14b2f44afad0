import { createHash } from "node:crypto";
import type { StoredSale } from "@cloudpos/contracts";
import type { Pool } from "pg";
import { contentHash } from "./check.ts";

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
  document: StoredSale | null;
}

const pageSize = 500;

/**
 * Recomputes a register's journal: that its numbers have no gap, that every entry follows from the one before,
 * that every sale's rows still have the content that was hashed when it was committed, and that the journal ends
 * where the register's counter says. Takes nothing on trust but the code.
 */
export async function verifyJournal(pool: Pool, registerId: string): Promise<JournalVerdict> {
  let previous = Buffer.alloc(32);
  let entries = 0;
  for (;;) {
    const { rows } = await pool.query<Row>(
      `SELECT journal.entry_number AS number, journal.entry, journal.hash, sale.document
       FROM journal_entry journal LEFT JOIN stored_sale sale ON sale.id = journal.sale_id
       WHERE journal.register_id = $1 AND journal.entry_number > $2
       ORDER BY journal.entry_number LIMIT $3`,
      [registerId, entries, pageSize],
    );
    for (const row of rows) {
      entries += 1;
      const reason = whatIsWrong(row, entries, previous);
      if (reason) return { entries, broken: { entryNumber: entries, reason } };
      previous = Buffer.from(row.hash);
    }
    if (rows.length < pageSize) break;
  }
  const { rows } = await pool.query<{ number: string; hash: Buffer }>(
    `SELECT last_entry_number AS number, last_entry_hash AS hash FROM register_counter WHERE register_id = $1`,
    [registerId],
  );
  const counter = rows[0] ?? { number: "0", hash: Buffer.alloc(32) };
  if (Number(counter.number) !== entries || !counter.hash.equals(previous)) {
    return { entries, broken: { entryNumber: entries + 1, reason: "entries at the end are missing" } };
  }
  return { entries, broken: null };
}

function whatIsWrong(row: Row, expectedNumber: number, previous: Buffer): string | null {
  if (Number(row.number) !== expectedNumber) return `entry ${expectedNumber} is missing`;
  const hash = createHash("sha256").update(previous).update(row.entry, "utf8").digest();
  if (!hash.equals(row.hash)) return "the entry does not follow from the one before";
  const entry = JSON.parse(row.entry) as Pick<
    StoredSale,
    "receiptNumber" | "committedAt" | "userId" | "storeId"
  > & {
    contentHash: string;
  };
  if (!row.document) return "its sale is missing";
  const { storeId, userId, receiptNumber, committedAt, flags: _flags, ...sale } = row.document;
  if (contentHash(sale) !== entry.contentHash) return "its sale has other content";
  const sameCircumstances =
    storeId === entry.storeId &&
    userId === entry.userId &&
    receiptNumber === entry.receiptNumber &&
    committedAt === entry.committedAt;
  return sameCircumstances ? null : "its sale has another number, time, user or store";
}
