import type { Pool, PoolClient } from "pg";

/**
 * Runs `work` in a transaction: committed when it resolves, rolled back when it rejects.
 * @param work uses only the client it is given, and leaves commit and rollback alone.
 */
export async function inTransaction<T>(pool: Pool, work: (client: PoolClient) => Promise<T>): Promise<T> {
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
