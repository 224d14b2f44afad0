import { randomUUID } from "node:crypto";
import type { Store, StoreCreate, StorePatch } from "@cloudpos/contracts";
import { Problem } from "@cloudpos/kit";
import type { Pool, PoolClient } from "pg";
import { recordAccess } from "./access-log.ts";
import type { Caller } from "./callers.ts";
import { taken } from "./conflicts.ts";
import { findStore } from "./directory.ts";
import type { Domain, Origin } from "./domain.ts";
import { announceStaff, announceStore } from "./events.ts";
import { inTransaction } from "./transaction.ts";

/** @param stores which ones; null for all. */
export async function listStores(pool: Pool, stores: readonly string[] | null): Promise<Store[]> {
  const { rows } = await pool.query<{ document: Store }>(
    `SELECT document FROM store_document JOIN stores USING (id)
     WHERE $1::uuid[] IS NULL OR id = ANY ($1) ORDER BY name, code`,
    [stores],
  );
  return rows.map((row) => row.document);
}

/**
 * Creates a store; whoever does it works there from now on.
 * @throws Problem `conflict` when the code is taken, `validation-failed` for an unknown time zone, locale or currency.
 */
export async function createStore(
  domain: Domain,
  by: Caller,
  body: StoreCreate,
  origin: Origin,
): Promise<Store> {
  requireKnown(body);
  const store = await inTransaction(domain.pool, async (client) => {
    const created = await insertStore(client, by.userId, body, origin);
    await client.query("UPDATE users SET revision = revision + 1 WHERE id = $1", [by.userId]);
    await announceStaff(client, by.userId);
    return created;
  });
  domain.wake();
  return store;
}

/**
 * Adds a store and somebody who works there.
 * @throws Problem `conflict` when the code is taken.
 */
export async function insertStore(
  client: PoolClient,
  userId: string,
  body: StoreCreate,
  origin: Origin,
): Promise<Store> {
  const id = randomUUID();
  await client
    .query(
      `INSERT INTO stores (id, code, name, currency, locale, time_zone, prices_include_tax, cash_rounding_minor,
         receipt_header, receipt_footer) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
      [id, body.code, body.name, body.currency, ...settingValues(body)],
    )
    .catch(taken("code", "Another store has this code."));
  await client.query("INSERT INTO user_stores (user_id, store_id) VALUES ($1, $2)", [userId, id]);
  await announceStore(client, id);
  await recordAccess(client, {
    ...origin,
    event: "store-created",
    actorId: userId,
    storeId: id,
    detail: `${body.code}: ${body.name}`,
  });
  return (await findStore(client, id))!;
}

/**
 * Changes a store's settings.
 * @throws Problem `store-not-found`, `revision-stale`, `validation-failed`.
 */
export async function changeStore(
  domain: Domain,
  by: Caller,
  id: string,
  { revision, ...patch }: StorePatch,
  origin: Origin,
): Promise<Store> {
  requireKnown(patch);
  const store = await inTransaction(domain.pool, async (client) => {
    await client.query("SELECT FROM stores WHERE id = $1 FOR UPDATE", [id]);
    const before = await findStore(client, id);
    if (before === undefined) throw new Problem("store-not-found");
    if (revision !== undefined && revision !== before.revision) throw new Problem("revision-stale");
    await client.query(
      `UPDATE stores SET name = $2, locale = $3, time_zone = $4, prices_include_tax = $5, cash_rounding_minor = $6,
         receipt_header = $7, receipt_footer = $8, revision = revision + 1 WHERE id = $1`,
      [id, { ...before, ...patch }.name, ...settingValues({ ...before, ...patch })],
    );
    await announceStore(client, id);
    await recordAccess(client, {
      ...origin,
      event: "store-changed",
      actorId: by.userId,
      storeId: id,
      detail: Object.keys(patch).join(", "),
    });
    return (await findStore(client, id))!;
  });
  domain.wake();
  return store;
}

/** Settings after the name, in the order of both statements. */
function settingValues(store: Omit<StoreCreate, "code" | "name" | "currency">): unknown[] {
  return [
    store.locale,
    store.timeZone,
    store.pricesIncludeTax,
    store.cashRoundingMinor,
    store.receiptHeader,
    store.receiptFooter,
  ];
}

/** What has the form of a time zone, locale or currency must also be one. */
export function requireKnown(settings: Partial<Pick<StoreCreate, "timeZone" | "locale" | "currency">>): void {
  const { timeZone, locale, currency } = settings;
  const errors = [
    ...(timeZone !== undefined && !works(() => new Intl.DateTimeFormat("en", { timeZone }))
      ? [{ path: "/body/timeZone", message: "is not a known time zone, such as Europe/Dublin" }]
      : []),
    ...(locale !== undefined && !works(() => Intl.getCanonicalLocales(locale))
      ? [{ path: "/body/locale", message: "is not a language tag, such as en-IE" }]
      : []),
    ...(currency !== undefined && !Intl.supportedValuesOf("currency").includes(currency)
      ? [{ path: "/body/currency", message: "is not a known currency, such as EUR" }]
      : []),
  ];
  if (errors.length > 0) throw new Problem("validation-failed", undefined, { errors });
}

function works(attempt: () => unknown): boolean {
  try {
    attempt();
    return true;
  } catch {
    return false;
  }
}
