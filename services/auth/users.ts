import { randomUUID } from "node:crypto";
import type { Role, User, UserCreate, UserPatch } from "@cloudpos/contracts";
import { Problem } from "@cloudpos/kit";
import type { PoolClient } from "pg";
import { recordAccess } from "./access-log.ts";
import { clearAttempts, requireAttempt } from "./attempts.ts";
import type { Caller } from "./callers.ts";
import { taken } from "./conflicts.ts";
import type { Domain, Origin, Queryable } from "./domain.ts";
import { announceStaff } from "./events.ts";
import { requireGoodPassword } from "./passwords.ts";
import { hashSecret, verifySecret } from "./secrets.ts";
import { endSessions } from "./sessions.ts";
import { inTransaction } from "./transaction.ts";

type Row = Omit<User, "createdAt" | "lastSignInAt"> & { createdAt: Date; lastSignInAt: Date | null };

/**
 * People, by name.
 * @param stores those who work in one of these; of their stores, only these are shown. Null for all.
 */
export async function listUsers(
  database: Queryable,
  stores: readonly string[] | null,
  id?: string,
): Promise<User[]> {
  const { rows } = await database.query<Row>(
    `SELECT id, display_name AS "displayName", role, email, active,
       array(SELECT store_id FROM user_stores us
             WHERE us.user_id = users.id AND ($1::uuid[] IS NULL OR store_id = ANY ($1)) ORDER BY 1) AS "storeIds",
       pin_hash IS NOT NULL AS "hasPin", password_hash IS NOT NULL AS "hasPassword",
       created_at AS "createdAt", last_sign_in_at AS "lastSignInAt", revision
     FROM users
     WHERE ($2::uuid IS NULL OR id = $2)
       AND ($1 IS NULL OR EXISTS (SELECT FROM user_stores WHERE user_id = users.id AND store_id = ANY ($1)))
     ORDER BY display_name, id`,
    [stores, id ?? null],
  );
  return rows.map((row) => ({
    ...row,
    createdAt: row.createdAt.toISOString(),
    lastSignInAt: row.lastSignInAt?.toISOString() ?? null,
  }));
}

/** One that the caller may see. @throws Problem `user-not-found`, also when they work in other stores. */
export async function requireUser(
  database: Queryable,
  stores: readonly string[] | null,
  id: string,
): Promise<User> {
  const [user] = await listUsers(database, stores, id);
  if (user === undefined) throw new Problem("user-not-found");
  return user;
}

/** @throws Problem `forbidden`, `wrong-store`, `store-not-found`; `conflict` when the e-mail address is taken. */
export async function createUser(
  domain: Domain,
  by: Caller,
  body: UserCreate,
  origin: Origin,
): Promise<User> {
  requireRight(by, body.role);
  if (body.password !== undefined) requireGoodPassword(body.password, body);
  if (body.password !== undefined && body.email === undefined) throw emailMissing();
  const pinHash = body.pin === undefined ? null : await hashSecret(body.pin, domain.pepper);
  const passwordHash = body.password === undefined ? null : await hashSecret(body.password, domain.pepper);
  const id = randomUUID();
  const user = await inTransaction(domain.pool, async (client) => {
    await client
      .query(
        `INSERT INTO users (id, display_name, role, email, pin_hash, password_hash)
         VALUES ($1, $2, $3, lower($4), $5, $6)`,
        [id, body.displayName, body.role, body.email ?? null, pinHash, passwordHash],
      )
      .catch(taken("email", "Somebody else has this e-mail address."));
    await setStores(client, by, id, body.storeIds);
    await announceStaff(client, id);
    await recordAccess(client, {
      ...origin,
      event: "user-created",
      userId: id,
      actorId: by.userId,
      storeId: body.storeIds[0],
      detail: body.role,
    });
    return requireUser(client, by.stores, id);
  });
  domain.wake();
  return user;
}

/**
 * Changes a person. A new role, fewer stores or being made inactive ends the person's sessions.
 * @throws Problem `user-not-found`, `revision-stale`, `forbidden` (own role, own activity, an owner by somebody who is
 *   none), `last-owner`, `wrong-store`, `store-not-found`, `conflict`.
 */
export async function changeUser(
  domain: Domain,
  by: Caller,
  id: string,
  patch: UserPatch,
  origin: Origin,
): Promise<User> {
  const user = await inTransaction(domain.pool, async (client) => {
    // All owners, in order: of two changes at the same moment that would each leave the other's, the second waits.
    const owners = await client.query<{ id: string }>(
      "SELECT id FROM users WHERE role = 'owner' AND active ORDER BY id FOR UPDATE",
    );
    await client.query("SELECT FROM users WHERE id = $1 FOR UPDATE", [id]);
    const before = await requireUser(client, by.stores, id);
    if (patch.revision !== undefined && patch.revision !== before.revision)
      throw new Problem("revision-stale");
    const after = { ...before, ...patch };
    requireRight(by, before.role);
    requireRight(by, after.role);
    if (id === by.userId && after.role !== before.role)
      throw new Problem("forbidden", "Nobody changes their own role.");
    if (id === by.userId && !after.active) throw new Problem("forbidden", "Nobody deactivates themselves.");
    const staysOwner = after.role === "owner" && after.active;
    if (!staysOwner && owners.rows.length === 1 && owners.rows[0]!.id === id) {
      throw new Problem("last-owner", "Make somebody else an owner first.");
    }
    if (after.email === null && before.hasPassword) {
      // Without an address a password is of no use, and of danger when the address comes back.
      await client.query("UPDATE users SET password_hash = NULL WHERE id = $1", [id]);
    }
    await client
      .query(
        `UPDATE users SET display_name = $2, role = $3, email = lower($4), active = $5, revision = revision + 1
         WHERE id = $1`,
        [id, after.displayName, after.role, after.email, after.active],
      )
      .catch(taken("email", "Somebody else has this e-mail address."));
    if (patch.storeIds !== undefined) await setStores(client, by, id, patch.storeIds);
    const fewerStores = before.storeIds.some((store) => !after.storeIds.includes(store));
    if (after.role !== before.role || !after.active || fewerStores) {
      await endSessions(client, { user: id }, "person-changed");
    }
    await announceStaff(client, id);
    await recordChange(client, by, before, after, origin);
    return requireUser(client, by.stores, id);
  });
  domain.wake();
  return user;
}

/** Gives a person a new PIN, ends their lock-out and their sessions. */
export async function setPin(
  domain: Domain,
  by: Caller,
  id: string,
  pin: string,
  origin: Origin,
): Promise<void> {
  const user = await requireUser(domain.pool, by.stores, id);
  requireRight(by, user.role);
  const hash = await hashSecret(pin, domain.pepper);
  await inTransaction(domain.pool, async (client) => {
    await client.query("UPDATE users SET pin_hash = $2, revision = revision + 1 WHERE id = $1", [id, hash]);
    await endSessions(client, { user: id }, "pin-changed");
    await recordAccess(client, {
      ...origin,
      event: "pin-changed",
      userId: id,
      actorId: by.userId,
      storeId: user.storeIds[0],
    });
  });
  await clearAttempts(domain.pool, { pinOf: id });
}

/**
 * Gives a person a new password, ends their lock-out and their sessions.
 * @throws Problem `validation-failed` when it is too easy or the person has no e-mail address.
 */
export async function setPassword(
  domain: Domain,
  by: Caller,
  id: string,
  password: string,
  origin: Origin,
): Promise<void> {
  const user = await requireUser(domain.pool, by.stores, id);
  requireRight(by, user.role);
  await storePassword(domain, user, password, { actorId: by.userId, ...origin });
}

/** Changes one's own PIN. @throws Problem `invalid-credentials`, `locked-out`. */
export async function changeOwnPin(
  domain: Domain,
  by: Caller,
  body: { currentPin: string; pin: string },
  origin: Origin,
): Promise<void> {
  const { userId, storeId, registerId } = by;
  const log = { ...origin, userId, storeId, registerId };
  await requireAttempt(domain, { pinOf: userId }, log);
  if (!(await verifySecret(body.currentPin, await hashOf(domain, userId, "pin_hash"), domain.pepper))) {
    await recordAccess(domain.pool, { ...log, event: "refused", detail: "change of PIN" });
    throw new Problem("invalid-credentials");
  }
  await clearAttempts(domain.pool, { pinOf: userId });
  await domain.pool.query("UPDATE users SET pin_hash = $2, revision = revision + 1 WHERE id = $1", [
    userId,
    await hashSecret(body.pin, domain.pepper),
  ]);
  await recordAccess(domain.pool, { ...log, event: "pin-changed", actorId: userId });
}

/**
 * Changes one's own password and ends one's other sessions.
 * @param keepSession the session that goes on.
 * @throws Problem `wrong-password`, `locked-out`, `validation-failed`.
 */
export async function changeOwnPassword(
  domain: Domain,
  by: Caller,
  body: { currentPassword: string; password: string },
  keepSession: string | undefined,
  origin: Origin,
): Promise<void> {
  const user = await requireUser(domain.pool, null, by.userId);
  const log = { ...origin, userId: by.userId, storeId: by.storeId };
  const target = { passwordOf: user.email ?? by.userId };
  await requireAttempt(domain, target, log);
  const stored = await hashOf(domain, by.userId, "password_hash");
  if (!(await verifySecret(body.currentPassword, stored, domain.pepper))) {
    await recordAccess(domain.pool, { ...log, event: "refused", detail: "change of password" });
    throw new Problem("wrong-password");
  }
  await storePassword(domain, user, body.password, { actorId: by.userId, keepSession, ...origin });
}

async function storePassword(
  domain: Domain,
  user: User,
  password: string,
  by: Origin & { actorId: string; keepSession?: string | undefined },
): Promise<void> {
  if (user.email === null) throw emailMissing();
  requireGoodPassword(password, user);
  const hash = await hashSecret(password, domain.pepper);
  await inTransaction(domain.pool, async (client) => {
    await client.query("UPDATE users SET password_hash = $2, revision = revision + 1 WHERE id = $1", [
      user.id,
      hash,
    ]);
    await endSessions(client, { user: user.id, but: by.keepSession }, "password-changed");
    await recordAccess(client, {
      address: by.address,
      requestId: by.requestId,
      event: "password-changed",
      userId: user.id,
      actorId: by.actorId,
      storeId: user.storeIds[0],
    });
  });
  await clearAttempts(domain.pool, { passwordOf: user.email });
}

async function hashOf(
  domain: Domain,
  userId: string,
  column: "pin_hash" | "password_hash",
): Promise<string | undefined> {
  const { rows } = await domain.pool.query<{ hash: string | null }>(
    `SELECT ${column} AS hash FROM users WHERE id = $1 AND active`,
    [userId],
  );
  return rows[0]?.hash ?? undefined;
}

/** Owners are made and changed by owners only. */
function requireRight(by: Caller, role: Role): void {
  if (role === "owner" && by.role !== "owner") {
    throw new Problem("forbidden", "Only an owner makes or changes an owner.");
  }
}

/**
 * Makes a person work in exactly these stores, as far as the caller may enter them: others stay as they are.
 * @throws Problem `wrong-store`, `store-not-found`.
 */
async function setStores(
  client: PoolClient,
  by: Caller,
  userId: string,
  storeIds: readonly string[],
): Promise<void> {
  if (storeIds.some((id) => by.stores !== null && !by.stores.includes(id))) throw new Problem("wrong-store");
  const known = await client.query("SELECT FROM stores WHERE id = ANY ($1)", [storeIds]);
  if (known.rowCount !== storeIds.length) throw new Problem("store-not-found");
  await client.query(
    `DELETE FROM user_stores
     WHERE user_id = $1 AND NOT store_id = ANY ($2) AND ($3::uuid[] IS NULL OR store_id = ANY ($3))`,
    [userId, storeIds, by.stores],
  );
  await client.query(
    "INSERT INTO user_stores (user_id, store_id) SELECT $1, unnest($2::uuid[]) ON CONFLICT DO NOTHING",
    [userId, storeIds],
  );
}

/** One line per kind of change: who looks for changed roles must not read every change of a name. */
async function recordChange(
  client: PoolClient,
  by: Caller,
  before: User,
  after: Pick<User, "displayName" | "role" | "email" | "active" | "storeIds">,
  origin: Origin,
): Promise<void> {
  const line = { ...origin, userId: before.id, actorId: by.userId, storeId: before.storeIds[0] };
  if (after.role !== before.role) {
    await recordAccess(client, {
      ...line,
      event: "role-changed",
      detail: `${before.role} → ${after.role}`,
    });
  }
  if (after.active !== before.active) {
    await recordAccess(client, { ...line, event: after.active ? "user-reactivated" : "user-deactivated" });
  }
  const changed = [
    ...(after.displayName !== before.displayName
      ? [`name: ${before.displayName} → ${after.displayName}`]
      : []),
    ...(after.email !== before.email ? ["e-mail address"] : []),
    ...(after.storeIds.toSorted().join() !== before.storeIds.toSorted().join() ? ["stores"] : []),
  ];
  if (changed.length > 0) {
    await recordAccess(client, { ...line, event: "user-changed", detail: changed.join(", ") });
  }
}

function emailMissing(): Problem {
  return new Problem("validation-failed", "A password is used with an e-mail address.", {
    errors: [{ path: "/body/email", message: "is needed for a password" }],
  });
}
