import {
  demoRegisters,
  demoStores,
  type Register,
  type RegisterChanged,
  type Store,
  type StoreChanged,
} from "@cloudpos/contracts";
import type { Pool } from "pg";

/** Keeps what receipts need of stores and registers, as auth announces it. An older event changes nothing. */
export async function learn(pool: Pool, event: StoreChanged | RegisterChanged): Promise<void> {
  if (event.type === "store.changed") await putStore(pool, event.store, event.revision);
  else await putRegister(pool, event.register, event.revision);
}

async function putStore(pool: Pool, store: Store, revision: number): Promise<void> {
  await pool.query(
    `INSERT INTO store (id, revision, store) VALUES ($1, $2, $3) ON CONFLICT (id)
     DO UPDATE SET revision = excluded.revision, store = excluded.store WHERE store.revision < excluded.revision`,
    [store.id, revision, JSON.stringify(store)],
  );
}

async function putRegister(pool: Pool, register: Register, revision: number): Promise<void> {
  await pool.query(
    `INSERT INTO register (id, revision, register) VALUES ($1, $2, $3) ON CONFLICT (id)
     DO UPDATE SET revision = excluded.revision, register = excluded.register
     WHERE register.revision < excluded.revision`,
    [register.id, revision, JSON.stringify(register)],
  );
}

/** A store, or null while it is not known here. */
export async function findStore(pool: Pool, id: string): Promise<Store | null> {
  const { rows } = await pool.query<{ store: Store }>("SELECT store FROM store WHERE id = $1", [id]);
  return rows[0]?.store ?? null;
}

/** A register, or null while it is not known here. */
export async function findRegister(pool: Pool, id: string): Promise<Register | null> {
  const { rows } = await pool.query<{ register: Register }>("SELECT register FROM register WHERE id = $1", [
    id,
  ]);
  return rows[0]?.register ?? null;
}

/** Puts the demo shop's stores and registers in, unless they are known; its managers hear of everything. */
export async function seedDirectory(pool: Pool): Promise<void> {
  // Revisions of events start at 1.
  for (const store of demoStores) await putStore(pool, store, 0);
  for (const register of demoRegisters) await putRegister(pool, register, 0);
  for (const store of demoStores) {
    await pool.query(
      `INSERT INTO notice_settings (store_id, stock_low, shift_closed, shift_difference_minor)
       VALUES ($1, $2, $2, 0) ON CONFLICT DO NOTHING`,
      [store.id, [`manager@${store.code}.example.com`]],
    );
  }
}
