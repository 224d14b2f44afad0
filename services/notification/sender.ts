import type { DeliveryChannel } from "@cloudpos/contracts";
import type { Logger } from "@cloudpos/kit";
import { BackOff, Sleeper, pause } from "@cloudpos/kit/events/index";
import type { Pool } from "pg";
import { Counter, type Registry } from "prom-client";
import { claim, markFailed, markSent, type ClaimedDelivery } from "./deliveries.ts";
import { DeliveryError } from "./failure.ts";

export interface SenderOptions {
  pool: Pool;
  channel: DeliveryChannel;
  /** Makes one attempt. @throws DeliveryError */
  attempt(delivery: ClaimedDelivery): Promise<void>;
  log: Logger;
  metrics: Registry;
  /** Attempts at the same time. */
  concurrency: number;
  /** Longest time between two looks at the queue. */
  pollMs?: number;
}

/**
 * Delivers the messages of one channel: takes those that are due, one attempt each, until none is left. What fails is
 * due again later, or dead. At least once: when the process dies after an attempt and before it is written down, the
 * message goes out again.
 */
export class Sender {
  readonly #options: Required<SenderOptions>;
  readonly #sent: Counter.Internal;
  readonly #failed: Counter.Internal;
  readonly #dead: Counter.Internal;
  readonly #sleeper = new Sleeper();

  constructor(options: SenderOptions) {
    this.#options = { pollMs: 1_000, ...options };
    const counter = (name: string, help: string) => {
      const known = options.metrics.getSingleMetric(name) as Counter<"channel"> | undefined;
      const metric =
        known ?? new Counter({ name, help, labelNames: ["channel"], registers: [options.metrics] });
      const labelled = metric.labels({ channel: options.channel });
      // There from the start, so that the first increase is one.
      labelled.inc(0);
      return labelled;
    };
    this.#sent = counter("notification_sent_total", "Messages that their receiver's server has taken.");
    this.#failed = counter("notification_failed_total", "Attempts to deliver that failed.");
    this.#dead = counter("notification_dead_total", "Messages given up, until somebody tries them again.");
  }

  /** Says that there may be something to deliver. */
  wake(): void {
    this.#sleeper.wake();
  }

  /** Delivers until `signal` aborts, finishing attempts under way. Never rejects. */
  async run(signal: AbortSignal): Promise<void> {
    const { pool, channel, concurrency, pollMs, log } = this.#options;
    const backOff = new BackOff(250, 10_000);
    const underWay = new Set<Promise<void>>();
    while (!signal.aborted) {
      try {
        this.#sleeper.forget();
        const free = concurrency - underWay.size;
        const due = free > 0 ? await claim(pool, channel, free) : [];
        for (const delivery of due) {
          // One that takes long does not hold up the others.
          const attempt: Promise<void> = this.#deliver(delivery).finally(() => {
            underWay.delete(attempt);
            this.wake();
          });
          underWay.add(attempt);
        }
        backOff.reset();
        await this.#sleeper.sleep(pollMs, signal);
      } catch (error) {
        log.warn({ err: error, channel }, "messages cannot be delivered now and stay queued");
        await pause(backOff.next(), signal);
      }
    }
    await Promise.all(underWay);
  }

  async #deliver(delivery: ClaimedDelivery): Promise<void> {
    try {
      await this.#attempt(delivery);
    } catch (error) {
      // The outcome could not be written down: the attempt counts as lost after a while.
      this.#options.log.warn({ err: error, delivery: delivery.id }, "outcome of an attempt not stored");
    }
  }

  async #attempt(delivery: ClaimedDelivery): Promise<void> {
    const { pool, attempt, log, channel } = this.#options;
    const { id, kind, attempts } = delivery;
    try {
      await attempt(delivery);
    } catch (error) {
      this.#failed.inc();
      const reason = error instanceof Error ? error.message : String(error);
      const dead = await markFailed(
        pool,
        delivery,
        reason,
        error instanceof DeliveryError && error.permanent,
      );
      if (dead) this.#dead.inc();
      // Without the recipient: logs are read by many.
      log.warn({ delivery: id, kind, channel, attempts, reason, dead }, "message not delivered");
      return;
    }
    await markSent(pool, delivery);
    this.#sent.inc();
  }
}
