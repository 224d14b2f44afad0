import { hostname } from "node:os";
import { deadLettersOf, eventField } from "@cloudpos/contracts";
import { Counter, Gauge, type Registry } from "prom-client";
import type { Static, TSchema } from "typebox";
import { Compile, type Validator } from "typebox/compile";
import type { Logger } from "../log.ts";
import type { RedisClient } from "../redis.ts";
import { isTransient } from "../failure.ts";
import { BackOff, pause } from "./pause.ts";

/** What an {@link EventConsumer} reads and what it does with it. */
export interface EventConsumerOptions<Schema extends TSchema> {
  /** Redis Stream to read, such as `events:sales`. */
  stream: string;
  /** Consumer group: the service's name. Every group sees every event. */
  group: string;
  /** Name inside the group, different for every consumer that runs; by default made from container and process. */
  consumer?: string;
  /** For commands that answer at once. */
  redis: RedisClient;
  /** Opens a connection of its own for the read that waits. */
  blockingClient(): RedisClient;
  /** What an event must look like. */
  schema: Schema;
  /**
   * Gives an event its effect; resolves once that is durable. Events come more than once, and several at a time
   * in no particular order, so it must be idempotent by the event's id.
   */
  handle(event: Static<Schema>): Promise<void>;
  log: Logger;
  metrics: Registry;
  /** Events handled at the same time. */
  concurrency?: number;
  /** Deliveries of an event that fails before it goes to the dead letters. */
  maxDeliveries?: number;
  /** First pause before a failed event is tried again; doubles with every delivery. */
  retryMs?: number;
  /** After this time without a sign, another consumer's events are taken over: it must have died. */
  takeOverMs?: number;
  /** A consumer that was silent for so long and owes nothing is taken out of the group. */
  forgetMs?: number;
  /** Longest wait for new events, and so also the longest time a stop takes. */
  waitMs?: number;
}

type Entry = [id: string, fields: string[] | null];
type Pending = [id: string, consumer: string, idleMs: number, deliveries: number];

let consumersOfProcess = 0;
const deadLetterLength = 10_000;
const longestRetryMs = 60_000;
const tidyMs = 60_000;

/**
 * Reads a Redis Stream as one of a group. An event is acknowledged after its effect is durable; one that fails is
 * tried again with growing pauses and then moved, with the reason, to the stream of `deadLettersOf`,
 * while the others flow on. When the store behind the handler is away, everything waits and nothing is moved.
 */
export class EventConsumer<Schema extends TSchema> {
  readonly #options: Required<EventConsumerOptions<Schema>>;
  readonly #validator: Validator;
  readonly #handled: Counter.Internal;
  readonly #failed: Counter.Internal;
  readonly #dead: Counter.Internal;
  readonly #pending: Gauge.Internal<"stream">;
  readonly #lag: Gauge.Internal<"stream">;
  #groupExists = false;

  constructor(options: EventConsumerOptions<Schema>) {
    this.#options = {
      consumer: `${hostname()}-${process.pid}-${++consumersOfProcess}`,
      concurrency: 4,
      maxDeliveries: 5,
      retryMs: 1_000,
      takeOverMs: 30_000,
      forgetMs: 3_600_000,
      waitMs: 1_000,
      ...options,
    };
    this.#validator = Compile(options.schema);
    const labels = { stream: options.stream };
    const counter = (name: string, help: string) =>
      shared(Counter, options.metrics, name, help).labels(labels);
    const gauge = (name: string, help: string) => shared(Gauge, options.metrics, name, help).labels(labels);
    this.#handled = counter("events_handled_total", "Events whose effect is durable.");
    this.#failed = counter("events_failed_total", "Deliveries of events that failed.");
    this.#dead = counter("events_dead_total", "Events moved to the dead letters.");
    // There from the start, so that the first increase is one.
    for (const counted of [this.#handled, this.#failed, this.#dead]) counted.inc(0);
    this.#pending = gauge("events_pending", "Events delivered to the group and not acknowledged.");
    this.#lag = gauge("events_lag", "Events of the stream not yet delivered to the group.");
  }

  /** Name of the stream that gets what cannot be handled. */
  get deadLetters(): string {
    return deadLettersOf(this.#options.stream);
  }

  /** Consumes until `signal` aborts, finishing what is under way. Never rejects. */
  async run(signal: AbortSignal): Promise<void> {
    const { log } = this.#options;
    const blocking = this.#options.blockingClient();
    // A read that Redis does not answer (it is away) must not hold up the end.
    const giveUp = () => void setTimeout(() => blocking.disconnect(), this.#options.waitMs * 1.5).unref();
    signal.addEventListener("abort", giveUp, { once: true });
    const backOff = new BackOff(250, 10_000);
    let nextUpkeep = 0;
    let nextTidying = 0;
    try {
      while (!signal.aborted) {
        try {
          if (!this.#groupExists) await this.#createGroup();
          if (Date.now() >= nextUpkeep) {
            await this.#handleAll(await this.#claimDue());
            await this.#measure();
            nextUpkeep = Date.now() + this.#options.waitMs;
          }
          if (Date.now() >= nextTidying) {
            await this.#forgetTheDead();
            nextTidying = Date.now() + Math.min(tidyMs, this.#options.forgetMs);
          }
          await this.#handleAll(await this.#readNew(blocking));
          backOff.reset();
        } catch (error) {
          // The stream vanished with its groups (a flush): the next round makes the group again, from the start.
          if (error instanceof Error && error.message.startsWith("NOGROUP")) {
            log.warn({ stream: this.#options.stream }, "the consumer group has vanished; creating it again");
            this.#groupExists = false;
            continue;
          }
          const nextAttemptMs = backOff.next();
          log.warn({ err: error, nextAttemptMs }, "events cannot be consumed now");
          await pause(nextAttemptMs, signal);
        }
      }
      await this.#leaveGroup();
    } finally {
      blocking.disconnect();
    }
  }

  async #createGroup(): Promise<void> {
    const { redis, stream, group } = this.#options;
    try {
      await redis.xgroup("CREATE", stream, group, "0", "MKSTREAM");
    } catch (error) {
      if (!(error instanceof Error && error.message.startsWith("BUSYGROUP"))) throw error;
    }
    this.#groupExists = true;
  }

  async #readNew(blocking: RedisClient): Promise<Entry[]> {
    const { stream, group, consumer, concurrency, waitMs } = this.#options;
    const reply = (await blocking.xreadgroup(
      "GROUP",
      group,
      consumer,
      "COUNT",
      Math.min(concurrency * 8, 1_024),
      "BLOCK",
      waitMs,
      "STREAMS",
      stream,
      ">",
    )) as [string, Entry[]][] | null;
    return reply?.[0]?.[1] ?? [];
  }

  /**
   * Takes what has waited long enough: own events that failed, after their pause, and those of consumers that
   * have gone silent. (XAUTOCLAIM knows one idle time for all, and so no growing pauses.)
   */
  async #claimDue(): Promise<Entry[]> {
    const { redis, stream, group, consumer, retryMs, takeOverMs } = this.#options;
    const shortest = Math.min(retryMs, takeOverMs);
    const pending = (await redis.xpending(stream, group, "IDLE", shortest, "-", "+", 200)) as Pending[];
    const due = pending.filter(([, owner, idleMs, deliveries]) =>
      owner === consumer
        ? idleMs >= Math.min(retryMs * 2 ** (deliveries - 1), longestRetryMs)
        : idleMs >= takeOverMs,
    );
    if (due.length === 0) return [];
    // With the idle time, so that of two consumers with the same idea only one gets the event. A trimmed entry is
    // not returned, and Redis forgets that it was pending.
    return (await redis.xclaim(
      stream,
      group,
      consumer,
      shortest,
      ...due.map(([id]) => id),
    )) as unknown as Entry[];
  }

  /**
   * Handles entries, some at a time, and acknowledges those that are done.
   * @throws the first failure that time can heal; its entry stays pending.
   */
  async #handleAll(entries: readonly Entry[]): Promise<void> {
    const { redis, stream, group, concurrency } = this.#options;
    const queue = [...entries];
    const done: string[] = [];
    const failures: unknown[] = [];
    const work = async () => {
      for (let entry = queue.shift(); entry && failures.length === 0; entry = queue.shift()) {
        try {
          if (await this.#handleEntry(entry)) done.push(entry[0]);
        } catch (error) {
          failures.push(error);
        }
      }
    };
    await Promise.all(Array.from({ length: concurrency }, work));
    if (done.length > 0) await redis.xack(stream, group, ...done);
    if (failures.length > 0) throw failures[0];
  }

  /** @returns whether the entry is to be acknowledged: not when it has to be tried again, or was moved. */
  async #handleEntry([id, fields]: Entry): Promise<boolean> {
    let event: Static<Schema>;
    try {
      event = this.#parse(fields);
    } catch (error) {
      // What cannot be read today cannot be read tomorrow.
      await this.#bury(id, fields, error);
      return false;
    }
    try {
      await this.#options.handle(event);
      this.#handled.inc();
      return true;
    } catch (error) {
      this.#failed.inc();
      if (isTransient(error)) throw error;
      const deliveries = await this.#deliveriesOf(id);
      this.#options.log.error({ err: error, entry: id, deliveries }, "event cannot be handled");
      if (deliveries >= this.#options.maxDeliveries) await this.#bury(id, fields, error);
      return false;
    }
  }

  #parse(fields: string[] | null): Static<Schema> {
    const position = fields?.indexOf(eventField) ?? -1;
    if (position === -1) throw new Error(`the entry has no field "${eventField}"`);
    const event: unknown = JSON.parse(fields![position + 1]!);
    if (this.#validator.Check(event)) return event as Static<Schema>;
    const [first] = this.#validator.Errors(event);
    throw new Error(`the event does not fit its schema: ${first?.instancePath || "/"} ${first?.message}`);
  }

  async #deliveriesOf(id: string): Promise<number> {
    const { redis, stream, group } = this.#options;
    const [pending] = (await redis.xpending(stream, group, id, id, 1)) as Pending[];
    return pending?.[3] ?? 1;
  }

  /** Moves an entry to the dead letters and acknowledges it, in one step: no failure of Redis loses it. */
  async #bury(id: string, fields: string[] | null, error: unknown): Promise<void> {
    const { redis, stream, group, log } = this.#options;
    const reason = error instanceof Error ? error.message : String(error);
    const about = ["stream", stream, "group", group, "entry", id, "reason", reason.slice(0, 1_000)];
    const replies = await redis
      .multi()
      .xadd(this.deadLetters, "MAXLEN", "~", deadLetterLength, "*", ...about, ...(fields ?? []))
      .xack(stream, group, id)
      .exec();
    const failure = replies?.find(([failed]) => failed)?.[0];
    if (failure) throw failure;
    this.#dead.inc();
    log.error({ stream, entry: id, reason }, "event moved to the dead letters");
  }

  /** Containers that were killed leave their names in the group. */
  async #forgetTheDead(): Promise<void> {
    const { redis, stream, group, forgetMs, log } = this.#options;
    const names = (await redis.eval(deleteDeadConsumers, 1, stream, group, forgetMs)) as string[];
    if (names.length > 0) log.info({ stream, consumers: names }, "consumers that are gone were forgotten");
  }

  async #measure(): Promise<void> {
    const { redis, stream, group } = this.#options;
    const groups = (await redis.xinfo("GROUPS", stream)) as unknown[][];
    for (const fields of groups) {
      const value = (name: string) => fields[fields.indexOf(name) + 1];
      if (value("name") !== group) continue;
      this.#pending.set(Number(value("pending") ?? 0));
      this.#lag.set(Number(value("lag") ?? 0));
    }
  }

  /** A consumer that owes nothing is removed, so that the group does not collect the names of old containers. */
  async #leaveGroup(): Promise<void> {
    const { redis, stream, group, consumer } = this.#options;
    try {
      const owed = (await redis.xpending(stream, group, "-", "+", 1, consumer)) as Pending[];
      if (owed.length === 0) await redis.xgroup("DELCONSUMER", stream, group, consumer);
    } catch {
      // Redis is away or the stream gone: the name stays, which does no harm.
    }
  }
}

/**
 * KEYS[1] stream; ARGV: group, idle milliseconds. Looking and deleting in one step: deleting a consumer that owes
 * something would lose what it owes.
 */
const deleteDeadConsumers = `
local gone = {}
for _, fields in ipairs(redis.call('XINFO', 'CONSUMERS', KEYS[1], ARGV[1])) do
  local consumer = {}
  for i = 1, #fields, 2 do consumer[fields[i]] = fields[i + 1] end
  if consumer.pending == 0 and consumer.idle > tonumber(ARGV[2]) then
    redis.call('XGROUP', 'DELCONSUMER', KEYS[1], ARGV[1], consumer.name)
    gone[#gone + 1] = consumer.name
  end
end
return gone`;

/** A metric that all consumers of a process share, told apart by the stream. */
function shared<Metric extends Counter<"stream"> | Gauge<"stream">>(
  kind: new (options: {
    name: string;
    help: string;
    labelNames: ["stream"];
    registers: Registry[];
  }) => Metric,
  registry: Registry,
  name: string,
  help: string,
): Metric {
  const known = registry.getSingleMetric(name) as Metric | undefined;
  return known ?? new kind({ name, help, labelNames: ["stream"], registers: [registry] });
}
