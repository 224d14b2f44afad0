import { demoStaff } from "@cloudpos/contracts";
import { demoCustomers } from "@cloudpos/contracts/demo/customers";
import { inTransaction } from "@cloudpos/kit";
import type { Pool } from "pg";
import { foldName, phoneDigits } from "./search.ts";

/** Puts the demo customers with their consents in. Who is there already, erased ones too, stays as they are. */
export async function seedDemoCustomers(pool: Pool): Promise<void> {
  const { rows } = await pool.query("SELECT FROM customer LIMIT 1");
  if (rows.length > 0) return;
  const customers = demoCustomers().map((customer) => ({
    ...customer,
    foldedName: foldName(customer.name),
    phoneDigits: phoneDigits(customer.phone),
  }));
  const noted = demoStaff[0]!;
  await inTransaction(pool, async (client) => {
    // Two copies of the service that seed at the same moment: the second waits and then finds everything there.
    await client.query("SELECT pg_advisory_xact_lock(hashtext('demo customers'))");
    const { rows: added } = await client.query<{ id: string }>(
      `INSERT INTO customer (id, name, email, phone, folded_name, phone_digits, created_at, updated_at)
       SELECT id, name, email, phone, "foldedName", "phoneDigits", joined, joined
       FROM jsonb_to_recordset($1::jsonb) AS customer (id uuid, name text, email text, phone text, "foldedName" text,
         "phoneDigits" text, "joinedDaysAgo" integer),
         LATERAL (SELECT now() - make_interval(days => "joinedDaysAgo") AS joined) time
       ORDER BY joined ON CONFLICT DO NOTHING RETURNING id`,
      [JSON.stringify(customers)],
    );
    const addedIds = new Set(added.map((customer) => customer.id));
    await client.query(
      `INSERT INTO consent (customer_id, purpose, granted, actor_id, actor_name, at)
       SELECT id, 'marketing-email', true, $2, $3, created_at FROM customer WHERE id = ANY ($1::uuid[])`,
      [
        customers.filter(({ id, marketingEmail }) => marketingEmail && addedIds.has(id)).map(({ id }) => id),
        noted.id,
        noted.displayName,
      ],
    );
  });
}
