import type { Register, SignInOptions, StaffMember, Store, StoreName } from "@cloudpos/contracts";
import type { Pool } from "pg";
import type { Queryable } from "./domain.ts";

/** A register by its id or by the device that is enrolled as it. */
export type RegisterKey = { id: string } | { deviceTokenHash: Buffer };

/** A register with its store; `deviceId` when it was found by its device. */
export interface FoundRegister {
  register: Register;
  store: Store;
  deviceId: string | null;
}

/** The register; undefined when there is none, or the device is not (or no longer) enrolled. */
export async function findRegister(pool: Pool, key: RegisterKey): Promise<FoundRegister | undefined> {
  const { rows } = await pool.query<FoundRegister>(
    `SELECT register_document.document AS register, store_document.document AS store, devices.id AS "deviceId"
     FROM registers r
     JOIN register_document USING (id)
     JOIN store_document ON store_document.id = r.store_id
     LEFT JOIN devices ON devices.register_id = r.id AND devices.revoked_at IS NULL AND devices.token_hash = $2
     WHERE r.id = $1 OR devices.id IS NOT NULL`,
    ["id" in key ? key.id : null, "deviceTokenHash" in key ? key.deviceTokenHash : null],
  );
  return rows[0];
}

/** What the sign-in screen of a register shows: the people who may sign in there have a PIN and work there. */
export async function signInOptions(pool: Pool, { store, register }: FoundRegister): Promise<SignInOptions> {
  const { rows } = await pool.query<{ document: StaffMember }>(
    `SELECT document FROM staff_document JOIN users u USING (id) JOIN user_stores us ON us.user_id = u.id
     WHERE us.store_id = $1 AND u.active AND u.pin_hash IS NOT NULL ORDER BY u.display_name`,
    [store.id],
  );
  return { store, register, staff: rows.map((row) => row.document) };
}

/** A person with what proves who they are. */
export interface Candidate {
  user: StaffMember;
  pinHash: string | null;
  passwordHash: string | null;
}

/** An active person who works in a store; undefined when there is none. */
export async function findStaff(
  database: Queryable,
  userId: string,
  storeId: string,
): Promise<Candidate | undefined> {
  const { rows } = await database.query<Candidate>(
    `SELECT document AS user, u.pin_hash AS "pinHash", u.password_hash AS "passwordHash"
     FROM users u JOIN staff_document USING (id)
     JOIN user_stores us ON us.user_id = u.id AND us.store_id = $2
     WHERE u.id = $1 AND u.active`,
    [userId, storeId],
  );
  return rows[0];
}

/** An active person by e-mail address, any case. */
export async function findByEmail(pool: Pool, email: string): Promise<Candidate | undefined> {
  const { rows } = await pool.query<Candidate>(
    `SELECT document AS user, u.pin_hash AS "pinHash", u.password_hash AS "passwordHash"
     FROM users u JOIN staff_document USING (id) WHERE u.email = lower($1) AND u.active`,
    [email],
  );
  return rows[0];
}

/** A store by its id. */
export async function findStore(database: Queryable, storeId: string): Promise<Store | undefined> {
  const { rows } = await database.query<{ document: Store }>(
    "SELECT document FROM store_document WHERE id = $1",
    [storeId],
  );
  return rows[0]?.document;
}

/** The stores a person works in, by name. */
export async function storesOf(database: Queryable, userId: string): Promise<StoreName[]> {
  const { rows } = await database.query<StoreName>(
    `SELECT s.id, s.code, s.name FROM stores s JOIN user_stores us ON us.store_id = s.id
     WHERE us.user_id = $1 ORDER BY s.name, s.id`,
    [userId],
  );
  return rows;
}
