import { StoreChanged, demoStores } from "@cloudpos/contracts";
import { Problem } from "@cloudpos/kit";
import { Type, type Static } from "typebox";
import Value from "typebox/value";
import type { Pool, PoolClient } from "pg";

/** Any event on `streams.stores`, of which only `store.changed` is of interest here. */
export const StoresEvent = Type.Object({ id: Type.String(), type: Type.String() });
export type StoresEvent = Static<typeof StoresEvent>;

/**
 * Keeps what the catalogue needs of a store. Idempotent: an event that is not newer changes nothing.
 * @throws Error when a `store.changed` does not look like one.
 */
export async function noteStore(pool: Pool, event: StoresEvent): Promise<void> {
  if (event.type !== "store.changed") return;
  if (!Value.Check(StoreChanged, event)) throw new Error("the event does not fit its schema");
  await pool.query(
    `INSERT INTO store (id, currency, revision) VALUES ($1, $2, $3)
     ON CONFLICT (id) DO UPDATE SET currency = excluded.currency, revision = excluded.revision
     WHERE store.revision < excluded.revision`,
    [event.store.id, event.store.currency, event.revision],
  );
}

/**
 * Currency of the signed-in store.
 * @throws Problem `unavailable` when the store is so new that nothing is known of it yet.
 */
export async function currencyOf(client: Pool | PoolClient, storeId: string): Promise<string> {
  const { rows } = await client.query<{ currency: string }>({
    name: "store-currency",
    text: "SELECT currency FROM store WHERE id = $1",
    values: [storeId],
  });
  if (rows[0]) return rows[0].currency;
  throw new Problem("unavailable", "The store is not known here yet. Try again in a moment.", {
    headers: { "retry-after": "2" },
  });
}

/** Puts the demo stores in, in the caller's transaction. What is there stays as it is. */
export async function seedDemoStores(client: PoolClient): Promise<void> {
  await client.query(
    `INSERT INTO store (id, currency, revision) SELECT id, currency, 0 FROM unnest($1::uuid[], $2::text[]) AS demo (id, currency)
     ON CONFLICT DO NOTHING`,
    [demoStores.map((store) => store.id), demoStores.map((store) => store.currency)],
  );
}
