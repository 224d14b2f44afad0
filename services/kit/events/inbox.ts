import type { Pool, PoolClient } from "pg";
import { inTransaction } from "../in-transaction.ts";

/**
 * Gives events their effect exactly once, however often they are delivered: their ids are written to the table
 * `inbox (event_id uuid PRIMARY KEY, …)` in the transaction of the effect. Rows are kept for ever, so that even
 * an event replayed after years is recognised.
 * @param effect gets the events that had no effect before, in the order given; uses only the client it is given, and
 *   leaves commit and rollback alone. Not called when there are none.
 * @returns the events that it was called with.
 */
export function handleAllOnce<Event extends { id: string }>(
  pool: Pool,
  events: readonly Event[],
  effect: (client: PoolClient, fresh: readonly Event[]) => Promise<void>,
): Promise<readonly Event[]> {
  const byId = new Map(events.map((event) => [event.id, event]));
  return inTransaction(pool, async (client) => {
    // A second delivery at the same moment waits here until the first one is committed or rolled back. In the order
    // of the ids, so that two batches do not wait for each other.
    const { rows } = await client.query<{ event_id: string }>({
      name: "inbox",
      text: `INSERT INTO inbox (event_id) SELECT id FROM unnest($1::uuid[]) AS event (id) ORDER BY id
             ON CONFLICT DO NOTHING RETURNING event_id`,
      values: [[...byId.keys()]],
    });
    const ids = new Set(rows.map((row) => row.event_id));
    const fresh = [...byId.values()].filter(({ id }) => ids.has(id));
    if (fresh.length > 0) await effect(client, fresh);
    return fresh;
  });
}

/**
 * {@link handleAllOnce} for one event.
 * @returns false when the event had its effect before.
 */
export async function handleOnce(
  pool: Pool,
  eventId: string,
  effect: (client: PoolClient) => Promise<void>,
): Promise<boolean> {
  const fresh = await handleAllOnce(pool, [{ id: eventId }], effect);
  return fresh.length === 1;
}
