import type { Pool, PoolClient } from "pg";

/**
 * Gives an event its effect exactly once, however often it is delivered: the event's id is written to the table
 * `inbox (event_id uuid PRIMARY KEY, …)` in the transaction of the effect. Rows are kept for ever, so that even
 * an event replayed after years is recognised.
 * @param effect uses only the client it is given, and leaves commit and rollback alone.
 * @returns false when the event had its effect before.
 */
export async function handleOnce(
  pool: Pool,
  eventId: string,
  effect: (client: PoolClient) => Promise<void>,
): Promise<boolean> {
  const client = await pool.connect();
  let failure: Error | undefined;
  try {
    await client.query("BEGIN");
    // A second delivery at the same moment waits here until the first one is committed or rolled back.
    const { rowCount } = await client.query({
      name: "inbox",
      text: "INSERT INTO inbox (event_id) VALUES ($1) ON CONFLICT DO NOTHING",
      values: [eventId],
    });
    if (rowCount === 1) await effect(client);
    await client.query("COMMIT");
    return rowCount === 1;
  } catch (error) {
    await client.query("ROLLBACK").catch((rollbackError: Error) => (failure = rollbackError));
    throw error;
  } finally {
    // A connection that cannot even roll back is not given to anybody else.
    client.release(failure);
  }
}
