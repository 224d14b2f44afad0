import { Problem } from "@cloudpos/kit";
import { BackOff, isTransient, pause } from "@cloudpos/kit/events/index";
import type { Pool, PoolClient } from "pg";

const patienceMs = 8_000;

/**
 * Runs `work` in a transaction. When PostgreSQL was away or busy it is repeated for some seconds, though its outcome
 * may be unknown: so it must be idempotent.
 * @throws Problem `unavailable` when that did not help.
 * @param work uses only the client it is given, and leaves commit and rollback alone.
 */
export async function inTransaction<Result>(
  pool: Pool,
  work: (client: PoolClient) => Promise<Result>,
): Promise<Result> {
  const deadline = Date.now() + patienceMs;
  const backOff = new BackOff(50, 1_000);
  for (;;) {
    try {
      return await once(pool, work);
    } catch (error) {
      const pauseMs = backOff.next();
      if (!isTransient(error)) throw error;
      if (Date.now() + pauseMs > deadline) {
        throw new Problem("unavailable", "It may not be stored yet. Send the same request again.", {
          cause: error,
          headers: { "retry-after": "2" },
        });
      }
      await pause(pauseMs, new AbortController().signal);
    }
  }
}

async function once<Result>(pool: Pool, work: (client: PoolClient) => Promise<Result>): Promise<Result> {
  const client = await pool.connect();
  let failure: Error | undefined;
  try {
    await client.query("BEGIN");
    const result = await work(client);
    await client.query("COMMIT");
    return result;
  } catch (error) {
    await client.query("ROLLBACK").catch((rollbackError: Error) => (failure = rollbackError));
    throw error;
  } finally {
    // A connection that cannot even roll back is not given to anybody else.
    client.release(failure);
  }
}
