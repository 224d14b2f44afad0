import { demoPassword, demoRegisters, demoStaff, demoStores } from "@cloudpos/contracts";
import type { Domain } from "./domain.ts";
import { announceRegister, announceStaff, announceStore } from "./events.ts";
import { hashSecret } from "./secrets.ts";
import { inTransaction } from "./transaction.ts";

/** Adds the demo stores, their registers and staff. What is there already stays as it is, PINs included. */
export async function seedDemoShop(domain: Domain): Promise<void> {
  const { pool, pepper } = domain;
  const known = await pool.query<{ id: string }>("SELECT id FROM users");
  const knownIds = new Set(known.rows.map((row) => row.id));
  // Before the transaction: hashing takes its time.
  const people = await Promise.all(
    demoStaff
      .filter(({ id }) => !knownIds.has(id))
      .map(async ({ pin, ...person }) => ({
        ...person,
        pinHash: await hashSecret(pin, pepper),
        passwordHash: person.email === null ? null : await hashSecret(demoPassword, pepper),
      })),
  );
  await inTransaction(pool, async (client) => {
    // Copies of the service that seed at the same moment: the second waits and then finds everything there.
    await client.query("SELECT pg_advisory_xact_lock(hashtext('auth demo shop'))");
    for (const store of demoStores) {
      const { rowCount } = await client.query(
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
      if (rowCount === 1) await announceStore(client, store.id);
    }
    for (const register of demoRegisters) {
      const { rowCount } = await client.query(
        "INSERT INTO registers (id, store_id, code, name) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING",
        [register.id, register.storeId, register.code, register.name],
      );
      if (rowCount === 1) await announceRegister(client, register.id);
    }
    for (const person of people) {
      const { rowCount } = await client.query(
        `INSERT INTO users (id, display_name, role, email, pin_hash, password_hash) VALUES ($1, $2, $3, $4, $5, $6)
         ON CONFLICT DO NOTHING`,
        [person.id, person.displayName, person.role, person.email, person.pinHash, person.passwordHash],
      );
      if (rowCount !== 1) continue;
      await client.query("INSERT INTO user_stores (user_id, store_id) SELECT $1, unnest($2::uuid[])", [
        person.id,
        person.storeIds,
      ]);
      await announceStaff(client, person.id);
    }
  });
  domain.wake();
}
