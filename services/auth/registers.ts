import { randomUUID } from "node:crypto";
import type { ManagedRegister, RegisterCreate, RegisterPatch } from "@cloudpos/contracts";
import { Problem } from "@cloudpos/kit";
import { recordAccess } from "./access-log.ts";
import { mayEnter, type Caller } from "./callers.ts";
import { taken } from "./conflicts.ts";
import type { Domain, Origin, Queryable } from "./domain.ts";
import { announceRegister } from "./events.ts";
import { inTransaction } from "./transaction.ts";

type Row = Omit<ManagedRegister, "enrolledAt" | "lastSignInAt"> & {
  enrolledAt: Date | null;
  lastSignInAt: Date | null;
};

async function selectRegisters(
  database: Queryable,
  condition: string,
  value: unknown,
): Promise<ManagedRegister[]> {
  const { rows } = await database.query<Row>(
    `SELECT r.id, r.store_id AS "storeId", r.code, r.name, count(d.id) > 0 AS enrolled,
       max(d.enrolled_at) AS "enrolledAt", max(d.last_sign_in_at) AS "lastSignInAt"
     FROM registers r LEFT JOIN devices d ON d.register_id = r.id AND d.revoked_at IS NULL
     WHERE ${condition} GROUP BY r.id ORDER BY r.code`,
    [value],
  );
  return rows.map((row) => ({
    ...row,
    enrolledAt: row.enrolledAt?.toISOString() ?? null,
    lastSignInAt: row.lastSignInAt?.toISOString() ?? null,
  }));
}

/** @param stores registers of which; null for all. */
export function listRegisters(
  database: Queryable,
  stores: readonly string[] | null,
): Promise<ManagedRegister[]> {
  return selectRegisters(database, "$1::uuid[] IS NULL OR r.store_id = ANY ($1)", stores);
}

/** One that the caller may see. @throws Problem `register-not-found`, also when it is another store's. */
export async function requireRegister(
  database: Queryable,
  caller: Caller,
  id: string,
): Promise<ManagedRegister> {
  const [register] = await selectRegisters(database, "r.id = $1", id);
  if (register === undefined || !mayEnter(caller, register.storeId)) throw new Problem("register-not-found");
  return register;
}

/** @throws Problem `store-not-found`; `conflict` when the code is taken. */
export async function createRegister(
  domain: Domain,
  by: Caller,
  body: RegisterCreate,
  origin: Origin,
): Promise<ManagedRegister> {
  const id = randomUUID();
  const register = await inTransaction(domain.pool, async (client) => {
    const store = await client.query("SELECT FROM stores WHERE id = $1", [body.storeId]);
    if (store.rowCount === 0 || !mayEnter(by, body.storeId)) throw new Problem("store-not-found");
    await client
      .query("INSERT INTO registers (id, store_id, code, name) VALUES ($1, $2, $3, $4)", [
        id,
        body.storeId,
        body.code,
        body.name,
      ])
      .catch(taken("code", "Another register has this code."));
    await announceRegister(client, id);
    await recordAccess(client, {
      ...origin,
      event: "register-created",
      actorId: by.userId,
      storeId: body.storeId,
      registerId: id,
      detail: `${body.code}: ${body.name}`,
    });
    return requireRegister(client, by, id);
  });
  domain.wake();
  return register;
}

/** @throws Problem `register-not-found`. */
export async function changeRegister(
  domain: Domain,
  by: Caller,
  id: string,
  patch: RegisterPatch,
  origin: Origin,
): Promise<ManagedRegister> {
  const register = await inTransaction(domain.pool, async (client) => {
    const before = await requireRegister(client, by, id);
    await client.query("UPDATE registers SET name = $2, revision = revision + 1 WHERE id = $1", [
      id,
      patch.name,
    ]);
    await announceRegister(client, id);
    await recordAccess(client, {
      ...origin,
      event: "register-changed",
      actorId: by.userId,
      storeId: before.storeId,
      registerId: id,
      detail: `name: ${before.name} → ${patch.name}`,
    });
    return { ...before, name: patch.name };
  });
  domain.wake();
  return register;
}
