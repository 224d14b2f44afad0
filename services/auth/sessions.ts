import { createHmac, randomBytes, timingSafeEqual } from "node:crypto";
import type { RefreshRequest, Register, Session } from "@cloudpos/contracts";
import { Problem } from "@cloudpos/kit";
import { recordAccess } from "./access-log.ts";
import { findRegister, findStaff, findStore, storesOf } from "./directory.ts";
import type { Domain, Origin, Queryable } from "./domain.ts";

/** How long a session lasts, in hours, whatever is done: one long working day. */
export const sessionHours = 12;
/** After how many minutes without a refresh a back-office session ends. A register's page refreshes all day. */
export const backOfficeIdleMinutes = 120;
/**
 * How long the refresh token before the current one still gets the current one, in seconds: two tabs that refresh at
 * the same moment, or an answer that was lost, are no theft.
 */
export const graceSeconds = 30;

/** A session as the client gets it: the body of the answer, and what goes into the cookie. */
export interface StartedSession {
  session: Session;
  refreshToken: string;
}

interface SessionRow {
  id: string;
  userId: string;
  storeId: string;
  registerId: string | null;
  secret: Buffer;
  generation: number;
  expiresAt: Date;
  ended: boolean;
  /** Seconds since the last refresh. */
  idleSeconds: number;
}

const columns = `id, user_id AS "userId", store_id AS "storeId", register_id AS "registerId", secret, generation,
  expires_at AS "expiresAt", (ended_at IS NOT NULL OR expires_at <= now()) AS ended,
  extract(epoch FROM now() - refreshed_at)::float AS "idleSeconds"`;

/** Starts a session for somebody who has proved who they are. */
export async function startSession(
  domain: Domain,
  who: { userId: string; storeId: string; registerId?: string; deviceId?: string | null },
): Promise<StartedSession> {
  const { rows } = await domain.pool.query<SessionRow>(
    `WITH person AS (UPDATE users SET last_sign_in_at = now() WHERE id = $1),
       device AS (UPDATE devices SET last_sign_in_at = now() WHERE id = $4)
     INSERT INTO sessions (user_id, store_id, register_id, device_id, secret, expires_at)
     VALUES ($1, $2, $3, $4, $5, now() + make_interval(hours => $6)) RETURNING ${columns}`,
    [who.userId, who.storeId, who.registerId, who.deviceId, randomBytes(16), sessionHours],
  );
  const started = await present(domain, rows[0]!);
  if (started === undefined) throw new Problem("invalid-credentials");
  return started;
}

/**
 * Continues a session: a new access token, and a new refresh token in place of the one that was sent. Role and name
 * are read anew. A refresh token that was replaced longer ago than {@link graceSeconds}, or whose successor has been
 * used, is in two hands: the session ends for both, and the access log says so.
 * @throws Problem `session-ended`; `wrong-store` when the person does not work in the store that is asked for.
 */
export async function refreshSession(
  domain: Domain,
  refreshToken: string | undefined,
  request: RefreshRequest,
  origin: Origin,
): Promise<StartedSession> {
  // Of two refreshes at the same moment one advances the session; the other looks again.
  for (let look = 0; look < 3; look += 1) {
    const { row, generation } = await requireSession(domain, refreshToken);
    if (row.ended) throw ended();
    if (row.registerId === null && row.idleSeconds > backOfficeIdleMinutes * 60) {
      await endSessions(domain.pool, { session: row.id }, "idle");
      throw ended();
    }
    if (request.userId !== undefined && request.userId !== row.userId) throw ended();
    const storeId = request.storeId ?? row.storeId;
    if (storeId !== row.storeId && row.registerId !== null) {
      throw new Problem("wrong-store", "A register stays in its store.");
    }
    if (generation === row.generation) {
      if (storeId !== row.storeId && (await findStaff(domain.pool, row.userId, storeId)) === undefined) {
        throw new Problem("wrong-store", "You do not work in this store.");
      }
      const { rows } = await domain.pool.query<SessionRow>(
        `UPDATE sessions SET generation = generation + 1, refreshed_at = now(), store_id = $3
         WHERE id = $1 AND generation = $2 AND ended_at IS NULL RETURNING ${columns}`,
        [row.id, generation, storeId],
      );
      if (rows[0] === undefined) continue;
      return continued(domain, rows[0]);
    }
    if (generation === row.generation - 1 && row.idleSeconds <= graceSeconds) return continued(domain, row);
    await endSessions(domain.pool, { session: row.id }, "refresh-reused");
    await recordAccess(domain.pool, {
      ...origin,
      event: "refresh-reused",
      userId: row.userId,
      storeId: row.storeId,
      registerId: row.registerId ?? undefined,
      detail: `refresh token ${generation} of a session at ${row.generation}`,
    });
    throw ended();
  }
  throw ended();
}

/** Ends the session of a refresh token, if there is one. */
export async function signOut(
  domain: Domain,
  refreshToken: string | undefined,
  origin: Origin,
): Promise<void> {
  const found = await findSession(domain, refreshToken);
  if (found === undefined || found.row.ended) return;
  const { row } = found;
  await endSessions(domain.pool, { session: row.id }, "signed-out");
  await recordAccess(domain.pool, {
    ...origin,
    event: "signed-out",
    userId: row.userId,
    actorId: row.userId,
    storeId: row.storeId,
    registerId: row.registerId ?? undefined,
  });
}

/** The id of the session that a refresh token belongs to, when it is this person's. */
export async function sessionIdOf(
  domain: Domain,
  refreshToken: string | undefined,
  userId: string,
): Promise<string | undefined> {
  const found = await findSession(domain, refreshToken);
  return found?.row.userId === userId ? found.row.id : undefined;
}

/**
 * Ends sessions: nothing refreshes them any more. An access token that is out stays valid for its 15 minutes.
 * @param which one session, all of a person (but one), or all of a register.
 * @param reason kept for whoever looks into it.
 */
export async function endSessions(
  database: Queryable,
  which: { session: string } | { user: string; but?: string | undefined } | { register: string },
  reason: string,
): Promise<void> {
  await database.query(
    `UPDATE sessions SET ended_at = now(), end_reason = $5
     WHERE ended_at IS NULL AND (id = $1 OR (user_id = $2 AND id IS DISTINCT FROM $3) OR register_id = $4)`,
    [
      "session" in which ? which.session : null,
      "user" in which ? which.user : null,
      "user" in which ? which.but : null,
      "register" in which ? which.register : null,
      reason,
    ],
  );
}

/** Deletes sessions and codes that have been over for a month. */
export async function pruneSessions(database: Queryable): Promise<void> {
  await database.query("DELETE FROM sessions WHERE expires_at < now() - interval '30 days'");
  await database.query("DELETE FROM enrolment_codes WHERE expires_at < now() - interval '30 days'");
}

async function continued(domain: Domain, row: SessionRow): Promise<StartedSession> {
  const started = await present(domain, row);
  if (started === undefined) {
    await endSessions(domain.pool, { session: row.id }, "person-left");
    throw ended();
  }
  return started;
}

/** The session as it is now; undefined when the person is no longer active or no longer works in the store. */
async function present(domain: Domain, row: SessionRow): Promise<StartedSession | undefined> {
  const candidate = await findStaff(domain.pool, row.userId, row.storeId);
  const store = await findStore(domain.pool, row.storeId);
  if (candidate === undefined || store === undefined) return undefined;
  const { user } = candidate;
  let register: Register | undefined;
  if (row.registerId !== null) register = (await findRegister(domain.pool, { id: row.registerId }))?.register;
  const token = await domain.signer.sign({
    sub: user.id,
    role: user.role,
    storeId: store.id,
    ...(register && { registerId: register.id }),
    name: user.displayName,
  });
  return {
    session: {
      ...token,
      sessionEndsAt: row.expiresAt.toISOString(),
      user,
      store,
      ...(register && { register }),
      stores: await storesOf(domain.pool, user.id),
    },
    refreshToken: refreshTokenOf(domain, row, row.generation),
  };
}

/**
 * A refresh token names its session and its place in the session's row of tokens, sealed with the session's secret
 * and a key that is not in the database. So a token of any age is recognised without being kept, and asking twice
 * for the next one gives the same.
 */
function refreshTokenOf(domain: Domain, row: Pick<SessionRow, "id" | "secret">, generation: number): string {
  return `${row.id}.${generation}.${seal(domain, row, generation).toString("base64url")}`;
}

function seal(domain: Domain, row: Pick<SessionRow, "id" | "secret">, generation: number): Buffer {
  return createHmac("sha256", domain.pepper)
    .update(`refresh token\n${row.id}\n${generation}\n`)
    .update(row.secret)
    .digest();
}

const refreshTokenPattern =
  /^([0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})\.([1-9][0-9]{0,8})\.([A-Za-z0-9_-]{43})$/;

async function findSession(
  domain: Domain,
  refreshToken: string | undefined,
): Promise<{ row: SessionRow; generation: number } | undefined> {
  const parts = refreshTokenPattern.exec(refreshToken ?? "");
  if (parts === null) return undefined;
  const { rows } = await domain.pool.query<SessionRow>(`SELECT ${columns} FROM sessions WHERE id = $1`, [
    parts[1],
  ]);
  const row = rows[0];
  const generation = Number(parts[2]);
  const given = Buffer.from(parts[3]!, "base64url");
  if (row === undefined || !timingSafeEqual(given, seal(domain, row, generation))) return undefined;
  return { row, generation };
}

async function requireSession(domain: Domain, refreshToken: string | undefined) {
  const found = await findSession(domain, refreshToken);
  if (found === undefined) throw ended();
  return found;
}

function ended(): Problem {
  return new Problem("session-ended");
}
