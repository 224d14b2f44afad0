import type { Register, SignInOptions, StaffMember, Store } from "@cloudpos/contracts";
import type { Pool } from "pg";

const storeJson = `json_build_object('id', s.id, 'code', s.code, 'name', s.name, 'currency', s.currency,
  'locale', s.locale, 'timeZone', s.time_zone, 'pricesIncludeTax', s.prices_include_tax,
  'cashRoundingMinor', s.cash_rounding_minor, 'receiptHeader', s.receipt_header, 'receiptFooter', s.receipt_footer,
  'revision', s.revision)`;
const registerJson = `json_build_object('id', r.id, 'storeId', r.store_id, 'code', r.code, 'name', r.name,
  'enrolled', false)`;
const staffJson = `json_build_object('id', u.id, 'displayName', u.display_name, 'role', u.role)`;

/** A register with its store and the people who may sign in there; undefined when there is no such register. */
export async function signInOptions(pool: Pool, registerCode: string): Promise<SignInOptions | undefined> {
  const { rows } = await pool.query<SignInOptions>(
    `SELECT ${storeJson} AS store, ${registerJson} AS register,
       coalesce((SELECT json_agg(${staffJson} ORDER BY u.display_name)
                 FROM users u JOIN user_stores us ON us.user_id = u.id
                 WHERE us.store_id = s.id AND u.active), '[]') AS staff
     FROM registers r JOIN stores s ON s.id = r.store_id
     WHERE r.code = $1`,
    [registerCode],
  );
  return rows[0];
}

/** A person at a register of a store they work in. */
export interface Candidate {
  user: StaffMember;
  store: Store;
  register: Register;
  pinHash: string;
}

/** The person who wants to sign in; undefined when the person or register is unknown or they do not match. */
export async function findCandidate(
  pool: Pool,
  userId: string,
  registerId: string,
): Promise<Candidate | undefined> {
  const { rows } = await pool.query<Candidate>(
    `SELECT ${staffJson} AS user, ${storeJson} AS store, ${registerJson} AS register, u.pin_hash AS "pinHash"
     FROM users u
     JOIN user_stores us ON us.user_id = u.id
     JOIN registers r ON r.store_id = us.store_id
     JOIN stores s ON s.id = us.store_id
     WHERE u.id = $1 AND r.id = $2 AND u.active`,
    [userId, registerId],
  );
  return rows[0];
}

/** An attempt to sign in, for the access log. */
export interface AccessEvent {
  event: "signed-in" | "refused" | "locked-out";
  userId: string;
  registerId: string;
  /** Where the request came from. */
  address: string;
  requestId: string;
}

/** Adds a line to the access log. */
export async function recordAccess(pool: Pool, event: AccessEvent): Promise<void> {
  await pool.query(
    "INSERT INTO access_log (event, user_id, register_id, address, request_id) VALUES ($1, $2, $3, $4, $5)",
    [event.event, event.userId, event.registerId, event.address, event.requestId],
  );
}
