import type { NewWebhook, Webhook, WebhookChange, WebhookEvent } from "@cloudpos/contracts";
import type { Pool, PoolClient } from "pg";
import { newId } from "./ids.ts";

/** A webhook as stored. */
export interface StoredWebhook extends Webhook {
  storeId: string;
  secretNumber: number;
}

export const mostWebhooks = 20;

const columns = `id, store_id AS "storeId", url, events, enabled, secret_number AS "secretNumber",
  created_at AS "createdAt"`;
type Row = Omit<StoredWebhook, "createdAt"> & { createdAt: Date };
const fromRow = (row: Row): StoredWebhook => ({ ...row, createdAt: row.createdAt.toISOString() });

/** What the API shows of a webhook. */
export function shown({ id, url, events, enabled, createdAt }: StoredWebhook): Webhook {
  return { id, url, events, enabled, createdAt };
}

/** Webhooks of a store, oldest first. */
export async function listWebhooks(pool: Pool, storeId: string): Promise<StoredWebhook[]> {
  const { rows } = await pool.query<Row>(`SELECT ${columns} FROM webhook WHERE store_id = $1 ORDER BY id`, [
    storeId,
  ]);
  return rows.map(fromRow);
}

/** One webhook of a store. */
export async function findWebhook(pool: Pool, storeId: string, id: string): Promise<StoredWebhook | null> {
  const { rows } = await pool.query<Row>(`SELECT ${columns} FROM webhook WHERE store_id = $1 AND id = $2`, [
    storeId,
    id,
  ]);
  return rows[0] ? fromRow(rows[0]) : null;
}

/** Makes a webhook; null when the store has {@link mostWebhooks}. */
export async function createWebhook(
  pool: Pool,
  storeId: string,
  { url, events }: NewWebhook,
): Promise<StoredWebhook | null> {
  const { rows } = await pool.query<Row>(
    `INSERT INTO webhook (id, store_id, url, events)
     SELECT $1, $2, $3, $4 WHERE (SELECT count(*) FROM webhook WHERE store_id = $2) < $5 RETURNING ${columns}`,
    [newId(), storeId, url, events, mostWebhooks],
  );
  return rows[0] ? fromRow(rows[0]) : null;
}

/** Changes what is given; null when there is no such webhook. */
export async function changeWebhook(
  pool: Pool,
  storeId: string,
  id: string,
  { url, events, enabled }: WebhookChange,
): Promise<StoredWebhook | null> {
  const { rows } = await pool.query<Row>(
    `UPDATE webhook SET url = coalesce($3, url), events = coalesce($4, events), enabled = coalesce($5, enabled)
     WHERE store_id = $1 AND id = $2 RETURNING ${columns}`,
    [storeId, id, url ?? null, events ?? null, enabled ?? null],
  );
  return rows[0] ? fromRow(rows[0]) : null;
}

/** Replaces the secret; null when there is no such webhook. */
export async function replaceSecret(pool: Pool, storeId: string, id: string): Promise<StoredWebhook | null> {
  const { rows } = await pool.query<Row>(
    `UPDATE webhook SET secret_number = secret_number + 1 WHERE store_id = $1 AND id = $2 RETURNING ${columns}`,
    [storeId, id],
  );
  return rows[0] ? fromRow(rows[0]) : null;
}

/** @returns whether there was one. */
export async function deleteWebhook(pool: Pool, storeId: string, id: string): Promise<boolean> {
  const { rowCount } = await pool.query("DELETE FROM webhook WHERE store_id = $1 AND id = $2", [storeId, id]);
  return rowCount === 1;
}

/** Enabled webhooks of a store that want an event. */
export async function subscribers(
  client: PoolClient,
  storeId: string,
  event: WebhookEvent,
): Promise<StoredWebhook[]> {
  const { rows } = await client.query<Row>(
    `SELECT ${columns} FROM webhook WHERE store_id = $1 AND enabled AND $2 = ANY (events) ORDER BY id`,
    [storeId, event],
  );
  return rows.map(fromRow);
}
