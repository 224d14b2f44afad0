import type { Logger, RedisStore } from "@cloudpos/kit";
import { Counter, type Registry } from "prom-client";

const windowMs = 60_000;
/** How often counts are exchanged, in milliseconds. */
const exchangeMs = 250;
/** Most counts kept at a time; beyond it the oldest is forgotten here, though not in Redis. */
const capacity = 20_000;
/** Counts sent to Redis in one go. */
const batchSize = 500;

/** The hash tag keeps a minute's counts together, so that in a cluster, too, one exchange is one round trip. */
const keyOf = (window: number, name: string) => `gateway:{rate:${window}}:${name}`;

interface Count {
  /** As Redis had it last, everybody's together; 0 until it was asked. */
  known: number;
  /** Counted here since. */
  pending: number;
}

/**
 * Counts by name in windows of a minute, shared by all gateways through Redis, and without waiting for it: each
 * gateway decides by what it has counted itself and by what it knew of the others a quarter of a second ago. So a
 * limit is exact at one gateway, may be passed by a quarter of a second's requests at several, and costs a request
 * no round trip. While Redis is away, each gateway goes on with its own counts: floods are still held off, and
 * nobody is refused for want of Redis.
 */
export class RateCounter {
  readonly #redis: RedisStore;
  readonly #log: Logger;
  readonly #failures: Counter;
  readonly #timer: NodeJS.Timeout;
  #counts = new Map<string, Count>();
  #window = 0;
  #exchanging = false;
  #failing = false;

  constructor(redis: RedisStore, log: Logger, metrics: Registry) {
    this.#redis = redis;
    this.#log = log;
    this.#failures = new Counter({
      name: "gateway_rate_limit_exchange_failures_total",
      help: "Exchanges of rate limit counts with Redis that failed: limits were each gateway's own meanwhile.",
      registers: [metrics],
    });
    this.#timer = setInterval(() => void this.exchange(), exchangeMs);
    this.#timer.unref();
  }

  /**
   * Counts one more under `name`, unless that makes more than `max` in this minute.
   * @returns seconds until the next minute when it does, otherwise 0.
   */
  hit(name: string, max: number, now = Date.now()): number {
    this.#turn(now);
    let count = this.#counts.get(name);
    if (count === undefined) {
      count = { known: 0, pending: 0 };
      this.#counts.set(name, count);
      if (this.#counts.size > capacity) this.#counts.delete(this.#counts.keys().next().value!);
    }
    if (count.known + count.pending >= max) {
      return Math.max(1, Math.ceil(((this.#window + 1) * windowMs - now) / 1000));
    }
    count.pending += 1;
    return 0;
  }

  /** Tells Redis what was counted here and learns what was counted everywhere. Never rejects. */
  async exchange(): Promise<void> {
    if (this.#exchanging) return;
    this.#exchanging = true;
    const window = this.#window;
    try {
      const changed = [...this.#counts].filter(([, count]) => count.pending > 0);
      for (let start = 0; start < changed.length; start += batchSize) {
        const batch = changed
          .slice(start, start + batchSize)
          .map(([name, count]) => ({ name, count, sent: count.pending }));
        if (this.#redis.client.status !== "ready") throw new Error("no connection");
        const pipeline = this.#redis.client.pipeline();
        for (const { name, sent } of batch) {
          const key = keyOf(window, name);
          pipeline.incrby(key, sent).pexpire(key, 2 * windowMs);
        }
        const replies = (await pipeline.exec()) ?? [];
        for (const [index, { count, sent }] of batch.entries()) {
          const [error, total] = replies[index * 2] ?? [new Error("no reply")];
          if (error) throw error;
          count.known = Number(total);
          count.pending -= sent;
        }
      }
      if (this.#failing) this.#log.info("rate limits are shared again");
      this.#failing = false;
    } catch (error) {
      this.#failures.inc();
      if (!this.#failing)
        this.#log.warn({ err: error }, "rate limits are not shared: each gateway counts alone");
      this.#failing = true;
    } finally {
      this.#exchanging = false;
    }
  }

  /** Ends the exchange. */
  close(): void {
    clearInterval(this.#timer);
  }

  #turn(now: number): void {
    const window = Math.floor(now / windowMs);
    if (window === this.#window) return;
    this.#window = window;
    this.#counts = new Map();
  }
}
