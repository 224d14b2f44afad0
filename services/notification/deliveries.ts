import type {
  Delivery,
  DeliveryChannel,
  DeliveryKind,
  DeliveryList,
  DeliveryListQuery,
} from "@cloudpos/contracts";
import type { Pool, PoolClient } from "pg";
import { newId } from "./ids.ts";

/** A message to be delivered. */
export interface NewDelivery {
  storeId: string;
  channel: DeliveryChannel;
  kind: DeliveryKind;
  recipient: string;
  subject: string;
  /** Two messages with one key are one. */
  dedupKey: string;
  content?: string;
  saleId?: string;
  webhookId?: string;
}

/** A message whose attempt has begun. */
export interface ClaimedDelivery {
  id: string;
  storeId: string;
  channel: DeliveryChannel;
  kind: DeliveryKind;
  recipient: string;
  subject: string;
  content: string | null;
  saleId: string | null;
  webhookId: string | null;
  /** Of this attempt, counted from 1. With the id it tells this attempt from a later one. */
  attempts: number;
  roundAttempts: number;
}

/** An attempt that has not ended by then counts as lost, and another one begins. */
const attemptSeconds = 60;

/** Attempts before a message is dead: over about a day and a half. */
export const mostAttempts = 10;

/**
 * Pause after a failed attempt in seconds: 10, 30, 90, ... up to six hours, and up to a quarter more or less by
 * chance, so that what failed together does not come back together.
 * @param random from 0 to 1.
 */
export function pauseSeconds(failedAttempts: number, random = Math.random()): number {
  const pause = Math.min(10 * 3 ** (failedAttempts - 1), 6 * 3600);
  return pause * (0.75 + random / 2);
}

/** Queues messages in the caller's transaction; those whose key is there already are left out. */
export async function enqueue(client: PoolClient, deliveries: readonly NewDelivery[]): Promise<void> {
  if (deliveries.length === 0) return;
  await client.query(
    `INSERT INTO delivery (id, store_id, channel, kind, recipient, subject, dedup_key, content, sale_id, webhook_id)
     SELECT * FROM jsonb_to_recordset($1::jsonb) AS delivery (
       id uuid, "storeId" uuid, channel text, kind text, recipient text, subject text, "dedupKey" text, content text,
       "saleId" uuid, "webhookId" uuid)
     ON CONFLICT (dedup_key) DO NOTHING`,
    [JSON.stringify(deliveries.map((delivery) => ({ id: newId(), ...delivery })))],
  );
}

const columns = `id, channel, kind, recipient, subject, status, attempts, created_at AS "createdAt",
  CASE WHEN status = 'queued' THEN next_attempt_at END AS "nextAttemptAt", sent_at AS "sentAt",
  last_error AS "lastError", sale_id AS "saleId", webhook_id AS "webhookId"`;

type Row = { [Field in keyof Delivery]: Field extends `${string}At` ? Date | null : Delivery[Field] };

function fromRow(row: Row): Delivery {
  const time = (date: Date | null) => date?.toISOString() ?? null;
  return {
    ...row,
    createdAt: row.createdAt!.toISOString(),
    nextAttemptAt: time(row.nextAttemptAt),
    sentAt: time(row.sentAt),
  };
}

/**
 * Begins an attempt of messages that are due. Of several processes each gets others. A process that dies with them
 * leaves them queued: they are due again after a minute.
 */
export async function claim(pool: Pool, channel: DeliveryChannel, limit: number): Promise<ClaimedDelivery[]> {
  const { rows } = await pool.query<ClaimedDelivery>({
    name: "claim-deliveries",
    text: `UPDATE delivery SET attempts = attempts + 1, round_attempts = round_attempts + 1,
             next_attempt_at = now() + make_interval(secs => $3)
           WHERE id IN (
             SELECT id FROM delivery WHERE status = 'queued' AND channel = $1 AND next_attempt_at <= now()
             ORDER BY next_attempt_at LIMIT $2 FOR UPDATE SKIP LOCKED)
           RETURNING id, store_id AS "storeId", channel, kind, recipient, subject, content, sale_id AS "saleId",
             webhook_id AS "webhookId", attempts, round_attempts AS "roundAttempts"`,
    values: [channel, limit, attemptSeconds],
  });
  return rows;
}

/** An attempt has succeeded. */
export async function markSent(pool: Pool, { id }: ClaimedDelivery): Promise<void> {
  // Whatever became of it meanwhile: it has reached its recipient.
  await pool.query(
    `UPDATE delivery SET status = 'sent', sent_at = now(), last_error = NULL WHERE id = $1 AND status <> 'sent'`,
    [id],
  );
}

/**
 * An attempt has failed.
 * @returns whether the message is dead now.
 */
export async function markFailed(
  pool: Pool,
  { id, attempts, roundAttempts }: ClaimedDelivery,
  reason: string,
  permanent: boolean,
): Promise<boolean> {
  const dead = permanent || roundAttempts >= mostAttempts;
  await pool.query(
    `UPDATE delivery SET status = $3, last_error = $4, next_attempt_at = now() + make_interval(secs => $5)
     WHERE id = $1 AND attempts = $2 AND status = 'queued'`,
    [id, attempts, dead ? "dead" : "queued", reason.slice(0, 500), pauseSeconds(roundAttempts)],
  );
  return dead;
}

/** One message of a store. */
export async function findDelivery(pool: Pool, storeId: string, id: string): Promise<Delivery | null> {
  const { rows } = await pool.query<Row>(`SELECT ${columns} FROM delivery WHERE store_id = $1 AND id = $2`, [
    storeId,
    id,
  ]);
  return rows[0] ? fromRow(rows[0]) : null;
}

/** Messages of a store, the newest first. The cursor is the last id of the page before: ids are in order of time. */
export async function listDeliveries(
  pool: Pool,
  storeId: string,
  { status, channel, kind, saleId, limit = 50, cursor }: DeliveryListQuery,
): Promise<DeliveryList> {
  const [{ rows }, dead] = await Promise.all([
    pool.query<Row>(
      `SELECT ${columns} FROM delivery
       WHERE store_id = $1 AND ($2::text IS NULL OR status = $2) AND ($3::text IS NULL OR channel = $3)
         AND ($4::text IS NULL OR kind = $4) AND ($5::uuid IS NULL OR sale_id = $5) AND ($6::uuid IS NULL OR id < $6)
       ORDER BY id DESC LIMIT $7`,
      [storeId, status ?? null, channel ?? null, kind ?? null, saleId ?? null, cursor ?? null, limit + 1],
    ),
    pool.query<{ count: string }>(
      "SELECT count(*) AS count FROM delivery WHERE store_id = $1 AND status = 'dead'",
      [storeId],
    ),
  ]);
  const items = rows.slice(0, limit).map(fromRow);
  return {
    items,
    deadCount: Number(dead.rows[0]!.count),
    ...(rows.length > limit && { nextCursor: items.at(-1)!.id }),
  };
}

/**
 * Queues a dead message anew, with as many attempts as a new one has.
 * @returns what it is now; null when it is not dead, or not there.
 */
export async function retryDelivery(pool: Pool, storeId: string, id: string): Promise<Delivery | null> {
  const { rows } = await pool.query<Row>(
    `UPDATE delivery SET status = 'queued', round_attempts = 0, next_attempt_at = now()
     WHERE store_id = $1 AND id = $2 AND status = 'dead' RETURNING ${columns}`,
    [storeId, id],
  );
  return rows[0] ? fromRow(rows[0]) : null;
}

/** Days that messages and sales are kept: they hold addresses of customers. */
export const keptDays = 90;
const deletedAtOnce = 1_000;

/** Deletes what is older than {@link keptDays}, a bounded number at a time. */
export async function deleteExpired(pool: Pool): Promise<void> {
  await pool.query(
    `DELETE FROM delivery WHERE id IN (
       SELECT id FROM delivery WHERE status <> 'queued' AND created_at < now() - make_interval(days => $1)
       ORDER BY id LIMIT $2)`,
    [keptDays, deletedAtOnce],
  );
  await pool.query(
    `DELETE FROM sale WHERE id IN (
       SELECT id FROM sale WHERE committed_at < now() - make_interval(days => $1) ORDER BY committed_at LIMIT $2)`,
    [keptDays, deletedAtOnce],
  );
}

/** State of the queue, for the metrics. */
export async function measureQueue(
  pool: Pool,
): Promise<{ channel: DeliveryChannel; queued: number; dead: number; oldestDueSeconds: number }[]> {
  const { rows } = await pool.query<{
    channel: DeliveryChannel;
    queued: number;
    dead: number;
    oldestDueSeconds: number;
  }>(
    `SELECT channel,
       (count(*) FILTER (WHERE status = 'queued'))::integer AS queued,
       (count(*) FILTER (WHERE status = 'dead'))::integer AS dead,
       greatest(0, coalesce(extract(epoch FROM now() - min(next_attempt_at) FILTER (WHERE status = 'queued')), 0))::float
         AS "oldestDueSeconds"
     FROM delivery WHERE status <> 'sent' GROUP BY channel`,
  );
  return rows;
}
