import type { RedisClient } from "@cloudpos/kit";

/** An entry that was added that long ago has been delivered where events flow. */
const freshMs = 60_000;
/** How long events have to flow again before they are relied on: relays send what waited. */
const calmMs = 120_000;

/**
 * Tells whether the events of a stream have been reaching a group. While they do not, a missing event means nothing.
 * @returns a function that answers false while Redis is away, while the group is far behind, and for two minutes
 *   after it found one of these.
 */
export function eventWatch(redis: RedisClient, stream: string, group: string): () => Promise<boolean> {
  let lastTrouble = -Infinity;
  return async () => {
    if (!(await flows(redis, stream, group))) lastTrouble = Date.now();
    return Date.now() - lastTrouble >= calmMs;
  };
}

/** Whether the group has been given everything, or what came within the last minute. */
async function flows(redis: RedisClient, stream: string, group: string): Promise<boolean> {
  try {
    const groups = (await redis.xinfo("GROUPS", stream)) as unknown[][];
    for (const fields of groups) {
      const value = (name: string) => fields[fields.indexOf(name) + 1];
      if (value("name") !== group) continue;
      const deliveredMs = Number(String(value("last-delivered-id")).split("-")[0]);
      return value("lag") === 0 || Date.now() - deliveredMs < freshMs;
    }
  } catch {
    // Redis is away, or the stream is not there.
  }
  return false;
}
