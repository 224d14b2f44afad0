import { eventField } from "@cloudpos/contracts";
import type { Pool, PoolClient } from "pg";
import { Counter, Gauge, type Registry } from "prom-client";
import type { Logger } from "../log.ts";
import type { RedisClient } from "../redis.ts";
import { BackOff, Sleeper, pause } from "./pause.ts";

/** What an {@link OutboxRelay} works with, and how. */
export interface OutboxRelayOptions {
  pool: Pool;
  redis: RedisClient;
  log: Logger;
  metrics: Registry;
  /**
   * Redis Stream that gets the events, such as `events:sales`. Several when the table has a column `stream` that says
   * which one an event is for; in a table without it, all events are for the one.
   */
  stream: string | readonly string[];
  /** About how many entries the stream keeps, read or not. At some 1.5 KB a sale, 50,000 are 75 MB. */
  streamLength?: number;
  /** Longest time between two looks at the outbox, for events of other processes and for losses of Redis. */
  pollMs?: number;
  /**
   * Shortest time between two batches, so that many small commits travel together. In a rush ({@link perEventMs}), and
   * where a batch takes long because the machine is busy ({@link shareOfTime}), the next one waits longer: larger
   * batches cost everybody behind them less, and what makes the events comes first.
   */
  gatherMs?: number;
  /** How long sent events stay, to be sent again when Redis loses them. Older ones are deleted. */
  retentionDays?: number;
}

const batchSize = 500;
/**
 * How long the next batch waits for each event of the last, in milliseconds: from 200 events a second on, batches grow
 * to those of {@link longestGatherMs}.
 */
const perEventMs = 5;
/** The part of its time that a relay spends sending. */
const shareOfTime = 0.2;
/** The longest pause that comes of these. */
const longestGatherMs = 1_000;
const upkeepMs = 5_000;
const deleteAtOnce = 1_000;

/** Conditions on the rows of `outbox`, both with the stream's name as `$1`. */
const allEvents = "$1::text IS NOT NULL";
const eventsOfStream = "stream = $1";

/**
 * Carries events from the table `outbox` to Redis Streams, at least once, those of a stream in the order of their ids.
 *
 * Writers insert `event` in the transaction that makes it true and call {@link OutboxRelay.wake} after commit.
 * One relay works on a stream at a time, however many processes run one: it holds the stream's row in `outbox_position`.
 * That row also remembers where the stream stood. When Redis stands further back (flushed, restarted from an
 * older file, failed over), it has lost entries, and everything sent since is sent again; consumers recognise
 * what they had. While Redis is away, events wait in PostgreSQL.
 */
export class OutboxRelay {
  readonly #options: Required<OutboxRelayOptions>;
  readonly #sent: Counter;
  readonly #resent: Counter;
  readonly #unsent: Gauge;
  readonly #oldestAge: Gauge;
  readonly #sleeper = new Sleeper();

  constructor(options: OutboxRelayOptions) {
    this.#options = {
      streamLength: 50_000,
      pollMs: 1_000,
      gatherMs: 50,
      retentionDays: 7,
      ...options,
    };
    const registers = [options.metrics];
    this.#sent = new Counter({ name: "outbox_sent_total", help: "Events sent to Redis.", registers });
    this.#resent = new Counter({
      name: "outbox_resent_total",
      help: "Events sent again because Redis had lost them.",
      registers,
    });
    this.#unsent = new Gauge({ name: "outbox_unsent", help: "Events that wait in the outbox.", registers });
    this.#oldestAge = new Gauge({
      name: "outbox_oldest_unsent_seconds",
      help: "Age of the oldest event that waits in the outbox; 0 when none does.",
      registers,
    });
  }

  /** Says that there is something to send. Cheap: call it after every commit. */
  wake(): void {
    this.#sleeper.wake();
  }

  /** Sends until `signal` aborts. Never rejects: what fails is tried again. */
  async run(signal: AbortSignal): Promise<void> {
    const { log, pollMs, gatherMs } = this.#options;
    const backOff = new BackOff(250, 10_000);
    let nextUpkeep = 0;
    while (!signal.aborted) {
      try {
        this.#sleeper.forget();
        const start = performance.now();
        const count = await this.sendBatch();
        const tookMs = performance.now() - start;
        if (Date.now() >= nextUpkeep) {
          await this.measure();
          await this.deleteExpired();
          nextUpkeep = Date.now() + upkeepMs;
        }
        backOff.reset();
        // A backlog, after Redis was away, goes out as fast as it can.
        const restMs =
          count < batchSize
            ? Math.max(tookMs / shareOfTime - tookMs, count * perEventMs, gatherMs)
            : gatherMs;
        await pause(Math.min(restMs, longestGatherMs), signal);
        if (count < batchSize) await this.#sleeper.sleep(pollMs, signal);
      } catch (error) {
        const nextAttemptMs = backOff.next();
        log.warn({ err: error, nextAttemptMs }, "events cannot be sent now and stay in the outbox");
        // The age grows while Redis is away, and that is when it is needed most.
        await this.measure().catch(() => undefined);
        await pause(nextAttemptMs, signal);
      }
    }
  }

  /**
   * Sends one batch of every stream, or notices that Redis has lost entries and puts them back in line.
   * @returns how many events of the busiest stream were handled; less than a full batch when none is left or another
   *   relay is at it.
   */
  async sendBatch(): Promise<number> {
    const { stream } = this.#options;
    if (typeof stream === "string") return this.#sendBatchOf(stream, allEvents);
    let most = 0;
    const failures: unknown[] = [];
    for (const each of stream) {
      try {
        most = Math.max(most, await this.#sendBatchOf(each, eventsOfStream));
      } catch (error) {
        // A stream that cannot be written to must not hold up the others.
        failures.push(error);
      }
    }
    if (failures.length > 0) throw failures[0];
    return most;
  }

  /** @param condition picks the stream's events; `$1` is its name. */
  async #sendBatchOf(stream: string, condition: string): Promise<number> {
    const client = await this.#options.pool.connect();
    let failure: Error | undefined;
    try {
      await client.query("BEGIN");
      const count = await this.#sendLocked(client, stream, condition);
      await client.query("COMMIT");
      return count;
    } catch (error) {
      await client.query("ROLLBACK").catch((rollbackError: Error) => (failure = rollbackError));
      throw error;
    } finally {
      client.release(failure);
    }
  }

  async #sendLocked(client: PoolClient, stream: string, condition: string): Promise<number> {
    const { redis, log, streamLength } = this.#options;
    const position = await lockPosition(client, stream);
    if (position === null) return 0;
    const { rows } = await client.query<{ id: string; event: string }>({
      name: `outbox-batch ${condition}`,
      text: `SELECT id, event FROM outbox WHERE sent_at IS NULL AND ${condition} ORDER BY id LIMIT $2`,
      values: [stream, batchSize],
    });
    const reply = (await redis.eval(
      appendUnlessLost,
      1,
      stream,
      position.ms,
      position.sequence,
      streamLength,
      eventField,
      ...rows.map((row) => row.event),
    )) as string[];
    const [verdict, ...entries] = reply;

    if (verdict === "lost") {
      const reached = parseEntryId(entries[0]!);
      const { rowCount } = await client.query(
        `UPDATE outbox SET sent_at = NULL, entry_ms = NULL, entry_sequence = NULL
         WHERE sent_at IS NOT NULL AND ${condition} AND (entry_ms, entry_sequence) > ($2::bigint, $3::bigint)`,
        [stream, reached.ms, reached.sequence],
      );
      await savePosition(client, stream, reached);
      this.#resent.inc(rowCount ?? 0);
      log.warn({ stream, events: rowCount }, "redis has lost entries of the stream; sending them again");
      return batchSize;
    }
    if (rows.length === 0) return 0;

    const ids = entries.map(parseEntryId);
    await client.query({
      name: "outbox-sent",
      text: `UPDATE outbox SET sent_at = now(), entry_ms = sent.ms, entry_sequence = sent.sequence
             FROM unnest($1::bigint[], $2::bigint[], $3::bigint[]) AS sent (id, ms, sequence)
             WHERE outbox.id = sent.id`,
      values: [rows.map((row) => row.id), ids.map((id) => id.ms), ids.map((id) => id.sequence)],
    });
    await savePosition(client, stream, ids.at(-1)!);
    this.#sent.inc(rows.length);
    return rows.length;
  }

  /** Brings the gauges of the outbox up to date. */
  async measure(): Promise<void> {
    const { rows } = await this.#options.pool.query<{ unsent: string; age: number }>(
      `SELECT count(*) AS unsent, coalesce(extract(epoch FROM now() - min(created_at)), 0)::float AS age
       FROM outbox WHERE sent_at IS NULL`,
    );
    this.#unsent.set(Number(rows[0]!.unsent));
    this.#oldestAge.set(rows[0]!.age);
  }

  /** Deletes sent events older than the retention, among the oldest, so that it never reads the whole outbox. */
  async deleteExpired(): Promise<void> {
    await this.#options.pool.query(
      `DELETE FROM outbox WHERE id IN (
         SELECT id FROM (SELECT id, sent_at FROM outbox ORDER BY id LIMIT $2) AS oldest
         WHERE sent_at < now() - make_interval(days => $1))`,
      [this.#options.retentionDays, deleteAtOnce],
    );
  }
}

/**
 * KEYS[1] stream; ARGV: remembered milliseconds and sequence, length, field, events. Checking and appending in one
 * step leaves no moment in which a loss could go unnoticed.
 */
const appendUnlessLost = `
local reached = '0-0'
local info = redis.pcall('XINFO', 'STREAM', KEYS[1])
if not info.err then
  for i = 1, #info, 2 do
    if info[i] == 'last-generated-id' then reached = info[i + 1] end
  end
end
local ms, sequence = string.match(reached, '(%d+)-(%d+)')
local knownMs, knownSequence = tonumber(ARGV[1]), tonumber(ARGV[2])
ms, sequence = tonumber(ms), tonumber(sequence)
if ms < knownMs or (ms == knownMs and sequence < knownSequence) then return {'lost', reached} end
local reply = {'sent'}
for i = 5, #ARGV do
  reply[#reply + 1] = redis.call('XADD', KEYS[1], 'MAXLEN', '~', ARGV[3], '*', ARGV[4], ARGV[i])
end
return reply`;

interface EntryId {
  ms: string;
  sequence: string;
}

function parseEntryId(id: string): EntryId {
  const [ms, sequence] = id.split("-") as [string, string];
  return { ms, sequence };
}

/** Takes the stream's row for this transaction; null when another relay has it. */
async function lockPosition(client: PoolClient, stream: string): Promise<EntryId | null> {
  const lock = async () =>
    (
      await client.query<EntryId>({
        name: "outbox-position",
        text: `SELECT entry_ms AS ms, entry_sequence AS sequence FROM outbox_position
               WHERE stream = $1 FOR UPDATE SKIP LOCKED`,
        values: [stream],
      })
    ).rows[0];
  const position = await lock();
  if (position) return position;
  // Either another relay has the row, or this is the first start ever.
  await client.query("INSERT INTO outbox_position (stream) VALUES ($1) ON CONFLICT DO NOTHING", [stream]);
  return (await lock()) ?? null;
}

async function savePosition(client: PoolClient, stream: string, position: EntryId): Promise<void> {
  await client.query({
    name: "outbox-save-position",
    text: "UPDATE outbox_position SET entry_ms = $2, entry_sequence = $3 WHERE stream = $1",
    values: [stream, position.ms, position.sequence],
  });
}
