import { randomInt } from "node:crypto";
import type { GiftCard } from "@cloudpos/contracts";
import type { Pool, PoolClient } from "pg";

/** Digits and letters without I and O, which look like digits. */
const alphabet = "0123456789ABCDEFGHJKLMNPQRSTUVWXYZ";
const codeLength = 16;

/** A code that cannot be guessed: 16 of 34 characters, 81 bits. */
export function newCode(): string {
  return Array.from({ length: codeLength }, () => alphabet[randomInt(alphabet.length)]!).join("");
}

/** What changes a gift card's balance: a line or a tender of a sale. */
export interface CardCause {
  saleId: string;
  /** Counted from 1. */
  itemNumber: number;
  storeId: string;
}

/**
 * Reserves part of a card's balance for a payment. The database compares and adds in one step, so that two payments
 * never reserve the same money.
 * @returns why not, or null when it is reserved.
 */
export async function reserve(
  client: PoolClient,
  codeHash: Buffer,
  amountMinor: number,
  currency: string,
): Promise<"not-found" | "other-currency" | "insufficient" | null> {
  const { rowCount } = await client.query({
    name: "gift-card-reserve",
    text: `UPDATE gift_card SET reserved_minor = reserved_minor + $2
           WHERE code_hash = $1 AND currency = $3 AND balance_minor - reserved_minor >= $2`,
    values: [codeHash, amountMinor, currency],
  });
  if (rowCount === 1) return null;
  const { rows } = await client.query<{ currency: string }>(
    "SELECT currency FROM gift_card WHERE code_hash = $1",
    [codeHash],
  );
  if (!rows[0]) return "not-found";
  return rows[0].currency === currency ? "insufficient" : "other-currency";
}

/** Releases what a payment has reserved. */
export async function release(client: PoolClient, codeHash: Buffer, amountMinor: number): Promise<void> {
  await client.query("UPDATE gift_card SET reserved_minor = reserved_minor - $2 WHERE code_hash = $1", [
    codeHash,
    amountMinor,
  ]);
}

/** Takes `amountMinor` off the balance if that much is there and not reserved. @returns whether it was. */
export async function redeem(
  client: PoolClient,
  codeHash: Buffer,
  amountMinor: number,
  cause: CardCause,
): Promise<boolean> {
  const { rowCount } = await client.query(
    `UPDATE gift_card SET balance_minor = balance_minor - $2
     WHERE code_hash = $1 AND balance_minor - reserved_minor >= $2`,
    [codeHash, amountMinor],
  );
  if (rowCount !== 1) return false;
  await enter(client, codeHash, "redeem", -amountMinor, cause);
  return true;
}

/** Adds to the balance of a card that exists; takes off it when negative, below 0 if need be. */
export async function credit(
  client: PoolClient,
  codeHash: Buffer,
  kind: "refund" | "take-back",
  amountMinor: number,
  cause: CardCause,
): Promise<void> {
  await client.query("UPDATE gift_card SET balance_minor = balance_minor + $2 WHERE code_hash = $1", [
    codeHash,
    amountMinor,
  ]);
  await enter(client, codeHash, kind, amountMinor, cause);
}

/** Makes a card, or adds to one that is in use. @returns false when that one has another currency. */
export async function issue(
  client: PoolClient,
  card: { codeHash: Buffer; lastFour: string; currency: string },
  amountMinor: number,
  cause: CardCause,
): Promise<boolean> {
  const { rowCount } = await client.query(
    `INSERT INTO gift_card (code_hash, last_four, currency, balance_minor, store_id) VALUES ($1, $2, $3, $4, $5)
     ON CONFLICT (code_hash) DO UPDATE SET balance_minor = gift_card.balance_minor + excluded.balance_minor
       WHERE gift_card.currency = excluded.currency`,
    [card.codeHash, card.lastFour, card.currency, amountMinor, cause.storeId],
  );
  if (rowCount !== 1) return false;
  await enter(client, card.codeHash, "issue", amountMinor, cause);
  return true;
}

async function enter(
  client: PoolClient,
  codeHash: Buffer,
  kind: string,
  amountMinor: number,
  cause: CardCause,
): Promise<void> {
  await client.query(
    `INSERT INTO gift_card_entry (code_hash, kind, amount_minor, sale_id, item_number, store_id)
     VALUES ($1, $2, $3, $4, $5, $6)`,
    [codeHash, kind, amountMinor, cause.saleId, cause.itemNumber, cause.storeId],
  );
}

/** A card with its newest entries, or null. */
export async function findGiftCard(pool: Pool, codeHash: Buffer): Promise<GiftCard | null> {
  const { rows } = await pool.query<{ document: GiftCard }>({
    name: "gift-card",
    text: `
      SELECT jsonb_build_object(
        'lastFour', last_four, 'currency', currency, 'balanceMinor', balance_minor,
        'availableMinor', greatest(balance_minor - reserved_minor, 0), 'createdAt', iso_utc(created_at),
        'entries', coalesce((
          SELECT jsonb_agg(jsonb_build_object('kind', kind, 'amountMinor', amount_minor, 'saleId', sale_id,
            'storeId', store_id, 'at', iso_utc(at)) ORDER BY id DESC)
          FROM (SELECT * FROM gift_card_entry entry WHERE entry.code_hash = card.code_hash
                ORDER BY id DESC LIMIT 100) newest), '[]')
      ) AS document
      FROM gift_card card WHERE code_hash = $1`,
    values: [codeHash],
  });
  return rows[0]?.document ?? null;
}
