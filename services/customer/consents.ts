import type { Actor, Consent, RecordConsent } from "@cloudpos/contracts";
import { inTransaction } from "@cloudpos/kit";
import type { Pool, PoolClient } from "pg";
import { getCustomer, holdCustomer } from "./customers.ts";

const selectConsents = `
  SELECT purpose, granted, iso_utc(at) AS at, jsonb_build_object('userId', actor_id, 'name', actor_name) AS actor
  FROM consent WHERE customer_id = $1 ORDER BY id DESC`;

/** The whole history, newest first. @throws Problem `customer-not-found`. */
export async function listConsents(db: Pool | PoolClient, customerId: string): Promise<Consent[]> {
  await getCustomer(db, customerId);
  const { rows } = await db.query<Consent>(selectConsents, [customerId]);
  return rows;
}

/** Notes that a customer gave or withdrew a consent just now. @throws Problem `customer-not-found`, `customer-erased`. */
export function recordConsent(
  pool: Pool,
  customerId: string,
  { purpose, granted }: RecordConsent,
  actor: Actor,
): Promise<Consent> {
  return inTransaction(pool, async (client) => {
    await holdCustomer(client, customerId);
    await client.query(
      "INSERT INTO consent (customer_id, purpose, granted, actor_id, actor_name) VALUES ($1, $2, $3, $4, $5)",
      [customerId, purpose, granted, actor.userId, actor.name],
    );
    const { rows } = await client.query<Consent>(`${selectConsents} LIMIT 1`, [customerId]);
    return rows[0]!;
  });
}
