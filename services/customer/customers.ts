import { createHash } from "node:crypto";
import {
  Uuid,
  type ChangeCustomer,
  type CreateCustomer,
  type Customer,
  type CustomerErasure,
  type CustomerListQuery,
} from "@cloudpos/contracts";
import { Problem, decodeCursor, encodeCursor, inTransaction } from "@cloudpos/kit";
import type { Pool, PoolClient } from "pg";
import { Type } from "typebox";
import { foldName, phoneDigits, searchConditions } from "./search.ts";

/** Customers as the API shows them. */
const selectCustomer = `
  SELECT id, upper(printed_number) AS number, name, email, phone, notes,
    coalesce((SELECT balance_points FROM loyalty_account WHERE customer_id = customer.id), 0)::float8
      AS "loyaltyPoints",
    coalesce((SELECT granted FROM consent WHERE customer_id = customer.id AND purpose = 'marketing-email'
              ORDER BY id DESC LIMIT 1), false) AS "marketingEmail",
    iso_utc(created_at) AS "createdAt", iso_utc(updated_at) AS "updatedAt", iso_utc(erased_at) AS "erasedAt"
  FROM customer`;

/** A customer. @throws Problem `customer-not-found`. */
export async function getCustomer(db: Pool | PoolClient, id: string): Promise<Customer> {
  const { rows } = await db.query<Customer>({
    name: "customer",
    text: `${selectCustomer} WHERE id = $1`,
    values: [id],
  });
  if (!rows[0]) throw notFound(id);
  return rows[0];
}

/** Customers by name, those that a search means; erased ones never. */
export async function listCustomers(
  pool: Pool,
  query: CustomerListQuery,
): Promise<{ items: Customer[]; nextCursor?: string }> {
  const limit = query.limit ?? 50;
  const values: unknown[] = [];
  const parameter = (value: unknown) => `$${values.push(value)}`;
  const conditions = ["erased_at IS NULL"];
  const meanings = searchConditions(query.search ?? "");
  if (meanings.length > 0) {
    conditions.push(`(${meanings.map(({ sql, value }) => sql.replace("?", parameter(value))).join(" OR ")})`);
  } else if ((query.search ?? "").trim() !== "") {
    return { items: [] };
  }
  if (query.cursor !== undefined) {
    // The name itself is personal and does not belong into an address.
    const [id] = decodeCursor(Position, query.cursor);
    conditions.push(
      `(folded_name, id) > (SELECT folded_name, id FROM customer WHERE id = ${parameter(id)} AND erased_at IS NULL)`,
    );
  }
  const { rows } = await pool.query<Customer>({
    text: `${selectCustomer} WHERE ${conditions.join(" AND ")} ORDER BY folded_name, id LIMIT ${parameter(limit + 1)}`,
    values,
  });
  const items = rows.slice(0, limit);
  return { items, ...(rows.length > limit && { nextCursor: encodeCursor([items.at(-1)!.id]) }) };
}

/**
 * Adds a customer, once however often it is asked for.
 * @throws Problem `email-taken`, `idempotency-mismatch`, `customer-erased`.
 */
export async function createCustomer(
  pool: Pool,
  request: CreateCustomer,
): Promise<{ customer: Customer; replayed: boolean }> {
  const { id, email, phone, notes } = request;
  const name = tidyName(request.name);
  const createdFrom = createHash("sha256")
    .update(JSON.stringify([request.name, email ?? null, phone ?? null, notes ?? null]))
    .digest();
  const { rowCount } = await refusingTakenEmail(() =>
    pool.query({
      name: "customer-create",
      text: `INSERT INTO customer (id, name, email, phone, notes, created_from, folded_name, phone_digits)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT (id) DO NOTHING`,
      values: [
        id,
        name,
        email ?? null,
        phone ?? null,
        notes ?? null,
        createdFrom,
        foldName(name),
        phone === undefined ? null : phoneDigits(phone),
      ],
    }),
  );
  const customer = await getCustomer(pool, id);
  if (rowCount === 1) return { customer, replayed: false };
  if (customer.erasedAt !== null) throw erased();
  const { rowCount: same } = await pool.query("SELECT FROM customer WHERE id = $1 AND created_from = $2", [
    id,
    createdFrom,
  ]);
  if (!same)
    throw new Problem("idempotency-mismatch", `A customer with the id ${id} was created with other content.`);
  return { customer, replayed: true };
}

/** Changes what `change` names. @throws Problem `customer-not-found`, `customer-erased`, `email-taken`. */
export async function changeCustomer(pool: Pool, id: string, change: ChangeCustomer): Promise<Customer> {
  const values: unknown[] = [id];
  const sets = ["updated_at = now()"];
  const set = (column: string, value: unknown) => sets.push(`${column} = $${values.push(value)}`);
  if (change.name !== undefined) {
    const name = tidyName(change.name);
    set("name", name);
    set("folded_name", foldName(name));
  }
  if (change.email !== undefined) set("email", change.email);
  if (change.phone !== undefined) {
    set("phone", change.phone);
    set("phone_digits", change.phone === null ? null : phoneDigits(change.phone));
  }
  if (change.notes !== undefined) set("notes", change.notes);
  const { rowCount } = await refusingTakenEmail(() =>
    pool.query(`UPDATE customer SET ${sets.join(", ")} WHERE id = $1 AND erased_at IS NULL`, values),
  );
  const customer = await getCustomer(pool, id);
  if (rowCount !== 1) throw erased();
  return customer;
}

/**
 * Destroys everything personal; ledgers keep their numbers. Doing it again changes nothing.
 * @throws Problem `customer-not-found`.
 */
export function eraseCustomer(pool: Pool, id: string): Promise<CustomerErasure> {
  return inTransaction(pool, async (client) => {
    // Waits for whatever is being added to the customer right now; what comes later finds it erased.
    const { rowCount } = await client.query("SELECT FROM customer WHERE id = $1 FOR UPDATE", [id]);
    if (!rowCount) throw notFound(id);
    await client.query(
      `UPDATE customer SET name = '', folded_name = '', email = NULL, phone = NULL, phone_digits = NULL, notes = NULL,
         created_from = NULL, updated_at = now(), erased_at = now() WHERE id = $1 AND erased_at IS NULL`,
      [id],
    );
    await client.query(
      "UPDATE loyalty_entry SET reason = NULL WHERE customer_id = $1 AND reason IS NOT NULL",
      [id],
    );
    const { erasedAt } = await getCustomer(client, id);
    return { id, erasedAt: erasedAt! };
  });
}

/**
 * Makes sure that something can be added to a customer, until the transaction ends.
 * @throws Problem `customer-not-found`, `customer-erased`.
 */
export async function holdCustomer(client: PoolClient, id: string): Promise<void> {
  const state = await customerState(client, id);
  if (state === "unknown") throw notFound(id);
  if (state === "erased") throw erased();
}

/** What a customer is, kept so until the transaction ends. */
async function customerState(client: PoolClient, id: string): Promise<"known" | "unknown" | "erased"> {
  const { rows } = await client.query<{ erased: boolean }>({
    name: "customer-hold",
    text: "SELECT erased_at IS NOT NULL AS erased FROM customer WHERE id = $1 FOR SHARE",
    values: [id],
  });
  if (!rows[0]) return "unknown";
  return rows[0].erased ? "erased" : "known";
}

const Position = Type.Tuple([Uuid]);

function tidyName(name: string): string {
  const tidy = name.trim().replace(/\s+/g, " ");
  if (tidy !== "") return tidy;
  throw new Problem("validation-failed", undefined, {
    errors: [{ path: "/body/name", message: "must hold more than spaces" }],
  });
}

async function refusingTakenEmail<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if ((error as { constraint?: string }).constraint !== "customer_email") throw error;
    throw new Problem("email-taken", "Search for the address to find that customer.");
  }
}

function notFound(id: string): Problem {
  return new Problem("customer-not-found", `There is no customer with the id ${id}.`);
}

function erased(): Problem {
  return new Problem("customer-erased", "Nothing of an erased customer can be changed or added to.");
}
