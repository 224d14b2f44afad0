import type { Pool } from "pg";

/** Wrong PINs in a row before a person is locked out. */
export const maxAttempts = 5;
/** How long a lock-out lasts, and after how long a failed attempt is forgotten. */
export const lockoutMinutes = 15;

/**
 * Claims one attempt before the PIN is looked at. One statement counts and decides under the row's lock, so
 * guesses that arrive together cannot get past the limit together. A success clears the count.
 * @returns seconds until the next attempt is possible, or 0 when this one is.
 */
export async function claimAttempt(pool: Pool, userId: string): Promise<number> {
  const claimed = await pool.query(
    `INSERT INTO sign_in_attempts AS known (user_id, attempts, last_attempt_at) VALUES ($1, 1, now())
     ON CONFLICT (user_id) DO UPDATE
       SET attempts = CASE WHEN known.last_attempt_at > now() - make_interval(mins => $3)
                           THEN known.attempts + 1 ELSE 1 END,
           last_attempt_at = now()
       WHERE known.attempts < $2 OR known.last_attempt_at <= now() - make_interval(mins => $3)
     RETURNING attempts`,
    [userId, maxAttempts, lockoutMinutes],
  );
  if (claimed.rowCount === 1) return 0;
  const { rows } = await pool.query<{ seconds: number }>(
    `SELECT greatest(1, ceil(extract(epoch FROM last_attempt_at + make_interval(mins => $2) - now())))::int AS seconds
     FROM sign_in_attempts WHERE user_id = $1`,
    [userId, lockoutMinutes],
  );
  return rows[0]?.seconds ?? 1;
}

/** Forgets the attempts of someone who has signed in. */
export async function clearAttempts(pool: Pool, userId: string): Promise<void> {
  await pool.query("DELETE FROM sign_in_attempts WHERE user_id = $1", [userId]);
}

/** Deletes counts that no longer matter, so that guesses with invented ids do not pile up. */
export async function pruneAttempts(pool: Pool): Promise<void> {
  await pool.query("DELETE FROM sign_in_attempts WHERE last_attempt_at < now() - make_interval(mins => $1)", [
    lockoutMinutes,
  ]);
}
