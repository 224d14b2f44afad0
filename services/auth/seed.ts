import { demoRegisters, demoStaff, demoStores } from "@cloudpos/contracts";
import type { Pool } from "pg";
import { hashPin } from "./pins.ts";

/** Adds the demo stores, their registers and staff. What is there already stays as it is, PINs included. */
export async function seedDemoStore(pool: Pool, pepper: string): Promise<void> {
  for (const store of demoStores) {
    await pool.query(
      `INSERT INTO stores (id, code, name, currency, locale, time_zone, prices_include_tax, cash_rounding_minor,
         receipt_header, receipt_footer)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) ON CONFLICT DO NOTHING`,
      [
        store.id,
        store.code,
        store.name,
        store.currency,
        store.locale,
        store.timeZone,
        store.pricesIncludeTax,
        store.cashRoundingMinor,
        store.receiptHeader,
        store.receiptFooter,
      ],
    );
  }
  for (const register of demoRegisters) {
    await pool.query(
      "INSERT INTO registers (id, store_id, code, name) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING",
      [register.id, register.storeId, register.code, register.name],
    );
  }
  const known = await pool.query<{ id: string }>("SELECT id FROM users");
  const knownIds = new Set(known.rows.map((row) => row.id));
  for (const person of demoStaff.filter(({ id }) => !knownIds.has(id))) {
    await pool.query(
      "INSERT INTO users (id, display_name, role, pin_hash) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING",
      [person.id, person.displayName, person.role, await hashPin(person.pin, pepper)],
    );
    await pool.query(
      "INSERT INTO user_stores (user_id, store_id) SELECT $1, unnest($2::uuid[]) ON CONFLICT DO NOTHING",
      [person.id, person.storeIds],
    );
  }
}
