import { createHash } from "node:crypto";
import { Problem } from "@cloudpos/kit";
import type { Pool } from "pg";
import { recordAccess, type AccessEvent } from "./access-log.ts";
import type { Domain } from "./domain.ts";

/** Wrong PINs or passwords in a row before a person is locked out. */
export const maxAttempts = 5;
/** Wrong enrolment codes from one address before it is locked out. */
export const maxEnrolmentAttempts = 10;
/** How long a lock-out lasts, and after how long a failed attempt is forgotten. */
export const lockoutMinutes = 15;

/** What is guessed at. Each has a count of its own: a wrong password does not lock the PIN. */
export type Target = { pinOf: string } | { passwordOf: string } | { enrolmentFrom: string };

/** Counts are kept under UUIDs: a person's own for PINs, one made from the name (as UUID version 8) otherwise. */
function keyOf(target: Target): string {
  if ("pinOf" in target) return target.pinOf;
  const name = "passwordOf" in target ? `password:${target.passwordOf}` : `enrolment:${target.enrolmentFrom}`;
  const hex = createHash("sha256").update(name).digest("hex");
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}

/**
 * Claims one attempt before the secret is looked at. One statement counts and decides under the row's lock, so
 * guesses that arrive together cannot get past the limit together. A success clears the count.
 * @returns seconds until the next attempt is possible, or 0 when this one is.
 */
export async function claimAttempt(pool: Pool, target: Target): Promise<number> {
  const key = keyOf(target);
  const limit = "enrolmentFrom" in target ? maxEnrolmentAttempts : maxAttempts;
  const claimed = await pool.query(
    `INSERT INTO sign_in_attempts AS known (user_id, attempts, last_attempt_at) VALUES ($1, 1, now())
     ON CONFLICT (user_id) DO UPDATE
       SET attempts = CASE WHEN known.last_attempt_at > now() - make_interval(mins => $3)
                           THEN known.attempts + 1 ELSE 1 END,
           last_attempt_at = now()
       WHERE known.attempts < $2 OR known.last_attempt_at <= now() - make_interval(mins => $3)
     RETURNING attempts`,
    [key, limit, lockoutMinutes],
  );
  if (claimed.rowCount === 1) return 0;
  const { rows } = await pool.query<{ seconds: number }>(
    `SELECT greatest(1, ceil(extract(epoch FROM last_attempt_at + make_interval(mins => $2) - now())))::int AS seconds
     FROM sign_in_attempts WHERE user_id = $1`,
    [key, lockoutMinutes],
  );
  return rows[0]?.seconds ?? 1;
}

/**
 * Claims one attempt, or says no and writes so to the access log.
 * @throws Problem `locked-out` with `retry-after`.
 */
export async function requireAttempt(
  domain: Domain,
  target: Target,
  log: Omit<AccessEvent, "event">,
): Promise<void> {
  const waitSeconds = await claimAttempt(domain.pool, target);
  if (waitSeconds === 0) return;
  await recordAccess(domain.pool, { ...log, event: "locked-out" });
  throw new Problem("locked-out", `Wait up to ${lockoutMinutes} minutes, then try again.`, {
    headers: { "retry-after": String(waitSeconds) },
  });
}

/** Forgets the attempts after a success. */
export async function clearAttempts(pool: Pool, target: Target): Promise<void> {
  await pool.query("DELETE FROM sign_in_attempts WHERE user_id = $1", [keyOf(target)]);
}

/** Deletes counts that no longer matter, so that guesses with invented ids do not pile up. */
export async function pruneAttempts(pool: Pool): Promise<void> {
  await pool.query("DELETE FROM sign_in_attempts WHERE last_attempt_at < now() - make_interval(mins => $1)", [
    lockoutMinutes,
  ]);
}
