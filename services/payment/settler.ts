import { inTransaction, type Logger } from "@cloudpos/kit";
import { BackOff, Sleeper, pause } from "@cloudpos/kit/events/index";
import type { Pool, PoolClient } from "pg";
import { Gauge, type Registry } from "prom-client";
import {
  AcquirerRefusal,
  AcquirerTimeout,
  type Acquirer,
  type Order,
  type Verdict,
} from "./acquirers/acquirer.ts";
import { announce } from "./announce.ts";
import { reportDiscrepancy } from "./discrepancies.ts";
import { credit, release } from "./gift-cards.ts";
import { paymentColumns, type PaymentRow } from "./rows.ts";
import { failPayment, markCaptured } from "./sales.ts";
import type { Seal } from "./seal.ts";

/** What a {@link Settler} works with. */
export interface SettlerOptions {
  pool: Pool;
  acquirer: Acquirer;
  seal: Seal;
  log: Logger;
  metrics: Registry;
  /** Longest wait for the acquirer. */
  timeoutMs: number;
  /** How long an approved payment waits for its sale before it is released. */
  claimMs: number;
  /** Whether a missing event means that there was no sale: false while events do not flow. Always, by default. */
  mayRelease?(): Promise<boolean>;
  /** Called after a commit that may have put events into the outbox. */
  onCommit(): void;
  /** Longest time between two looks for work, for what other processes have left. */
  pollMs?: number;
}

const batchSize = 16;
/** A payment that a process has taken on is left alone for that long by the others. */
const leaseSeconds = 60;
/** How long a customer may take at the reader. */
const longestAtReaderMs = 5 * 60_000;
/** Pauses after failed tries: 1 s, 2 s, 4 s, … 5 min. */
const nextTry = "now() + least(interval '1 second' * 2 ^ least(tries, 9), interval '5 minutes')";

/**
 * Brings payments and refunds to an end: asks about those whose outcome is unknown, captures what a sale claimed,
 * releases what none did, and gives money back. Whatever it is about to do stands in the database before the
 * acquirer hears of it, and every call can be repeated, so a process may die at any point.
 */
export class Settler {
  readonly #options: Required<SettlerOptions>;
  readonly #sleeper = new Sleeper();

  constructor(options: SettlerOptions) {
    this.#options = { pollMs: 1_000, mayRelease: async () => true, ...options };
    const { pool, metrics } = options;
    new Gauge({
      name: "payments_stuck",
      help: "Payments and refunds that have failed five times to get on and are still tried.",
      registers: [metrics],
      async collect() {
        const { rows } = await pool.query<{ stuck: number }>(
          `SELECT (SELECT count(*) FROM payment WHERE due_at IS NOT NULL AND tries >= 5)::int
             + (SELECT count(*) FROM refund WHERE due_at IS NOT NULL AND tries >= 5)::int AS stuck`,
        );
        this.set(rows[0]!.stuck);
      },
    });
  }

  /** Says that there is something to do. Cheap: call it after every commit that made something due. */
  wake(): void {
    this.#sleeper.wake();
  }

  /** Settles until `signal` aborts. Never rejects: what fails is tried again. */
  async run(signal: AbortSignal): Promise<void> {
    const { log, pollMs } = this.#options;
    const backOff = new BackOff(250, 10_000);
    while (!signal.aborted) {
      try {
        this.#sleeper.forget();
        const count = await this.settleDue();
        backOff.reset();
        if (count === 0) await this.#sleeper.sleep(pollMs, signal);
      } catch (error) {
        const nextAttemptMs = backOff.next();
        log.warn({ err: error, nextAttemptMs }, "payments cannot be settled now");
        await pause(nextAttemptMs, signal);
      }
    }
  }

  /** One round over what is due. @returns how much there was. */
  async settleDue(): Promise<number> {
    const take = async (table: "payment" | "refund") => {
      const { rows } = await this.#options.pool.query<{ id: string }>({
        name: `due-${table}`,
        text: `UPDATE ${table} SET due_at = now() + interval '${leaseSeconds} seconds' WHERE id IN (
                 SELECT id FROM ${table} WHERE due_at <= now() ORDER BY due_at LIMIT ${batchSize}
                 FOR UPDATE SKIP LOCKED) RETURNING id`,
      });
      return rows.map((row) => row.id);
    };
    const payments = await take("payment");
    await Promise.all(payments.map((id) => this.settle(id)));
    const refunds = await take("refund");
    await Promise.all(refunds.map((id) => this.settleRefund(id)));
    return payments.length + refunds.length;
  }

  /**
   * Brings one payment as far as it gets now. Never rejects because of the acquirer: the payment is then tried
   * again later.
   */
  async settle(paymentId: string): Promise<void> {
    // Each step brings it one state further: at most unknown, approved, captured.
    for (let step = 0; step < 4; step++) {
      const payment = await this.#read(paymentId);
      if (!payment) return;
      try {
        if (!(await this.#step(payment))) return;
      } catch (error) {
        return this.#postpone("payment", paymentId, error);
      } finally {
        this.#options.onCommit();
      }
    }
  }

  /** Asks the acquirer to reserve a new payment's money, and notes what it says: `unknown` when it does not answer. */
  async authorise(paymentId: string): Promise<void> {
    const { acquirer, pool, log } = this.#options;
    const payment = (await this.#read(paymentId))!;
    try {
      const verdict = await this.#inTime(
        acquirer.authorise(this.#order(payment), (reference) => this.#remember(paymentId, reference)),
      );
      await this.#note(payment, verdict);
    } catch (error) {
      log.warn(
        { err: error, paymentId },
        "the acquirer has not answered: the payment is unknown until asked",
      );
      await pool.query(
        `UPDATE payment SET status = 'unknown', due_at = ${nextTry}, updated_at = now()
         WHERE id = $1 AND status = 'authorising'`,
        [paymentId],
      );
    } finally {
      this.#options.onCommit();
    }
  }

  /** @returns whether it got on, so that the next step can follow at once. */
  async #step(payment: PaymentRow): Promise<boolean> {
    const { pool } = this.#options;
    const order = this.#order(payment);
    if (payment.status === "authorising" || payment.status === "unknown") return this.#ask(payment, order);
    if (payment.status === "cancelling") return this.#cancel(payment, order);
    if (payment.status === "approved") {
      return payment.saleId === null ? this.#release(payment) : this.#capture(payment, order);
    }
    await pool.query("UPDATE payment SET due_at = NULL WHERE id = $1", [payment.id]);
    return false;
  }

  async #ask(payment: PaymentRow, order: Order): Promise<boolean> {
    const { acquirer, pool } = this.#options;
    if (payment.status === "authorising" && order.reference === null) {
      // From now on whoever was about to ask the acquirer is refused by #remember.
      return changed(pool, payment, "unknown");
    }
    const verdict = await this.#inTime(acquirer.find(order));
    if (verdict.outcome === "pending" && payment.ageMs > longestAtReaderMs && payment.saleId === null) {
      return changed(pool, payment, "cancelling");
    }
    if (verdict.outcome !== "absent") return this.#note(payment, verdict);
    // It may still be under way: after this it can reserve nothing any more.
    await this.#inTime(acquirer.cancel(order));
    const reason = "The acquirer never got the order; no money was taken.";
    return this.#note(payment, { outcome: "declined", reason });
  }

  /** Notes what the acquirer says of a payment whose outcome was open. @returns whether something can follow. */
  #note(payment: PaymentRow, verdict: Verdict): Promise<boolean> {
    const { pool, seal, claimMs } = this.#options;
    return inTransaction(pool, async (client) => {
      const open = await lock(client, payment.id, ["authorising", "unknown"]);
      if (!open) return false;
      switch (verdict.outcome) {
        case "approved":
          await client.query(
            `UPDATE payment SET status = 'approved', reference = $2, card_brand = $3, card_last_four = $4, tries = 0,
               due_at = CASE WHEN sale_id IS NULL THEN now() + make_interval(secs => $5) ELSE now() END,
               updated_at = now() WHERE id = $1`,
            [
              payment.id,
              seal.close(verdict.reference, payment.id),
              verdict.card?.brand ?? null,
              verdict.card?.lastFour ?? null,
              claimMs / 1000,
            ],
          );
          return open.saleId !== null;
        case "declined":
          await client.query(
            `UPDATE payment SET status = 'declined', decline_reason = $2, due_at = NULL, tries = 0,
               updated_at = now() WHERE id = $1`,
            [payment.id, verdict.reason],
          );
          if (open.saleId !== null) {
            await failPayment(client, open, `The sale relies on it, but it was declined: ${verdict.reason}`);
          }
          return false;
        case "pending":
        case "absent":
          await client.query("UPDATE payment SET due_at = now() + interval '2 seconds' WHERE id = $1", [
            payment.id,
          ]);
          return false;
      }
    });
  }

  async #capture(payment: PaymentRow, order: Order): Promise<boolean> {
    const { acquirer, pool } = this.#options;
    let refusal: string | null = null;
    try {
      await this.#inTime(acquirer.capture(order, payment.claimedMinor!));
    } catch (error) {
      if (!(error instanceof AcquirerRefusal)) throw error;
      refusal = error.message;
    }
    return inTransaction(pool, async (client) => {
      const approved = await lock(client, payment.id, ["approved"]);
      if (!approved) return false;
      if (refusal !== null) await failPayment(client, approved, refusal);
      else await markCaptured(client, approved);
      return false;
    });
  }

  /** No sale has come: decides to release the money. A claim that comes at the same moment wins or loses as a whole. */
  async #release(payment: PaymentRow): Promise<boolean> {
    const { pool, mayRelease } = this.#options;
    if (!(await mayRelease())) {
      await pool.query(
        "UPDATE payment SET due_at = now() + interval '1 minute' WHERE id = $1 AND status = 'approved' AND sale_id IS NULL",
        [payment.id],
      );
      return false;
    }
    if (payment.kind === "card") return changed(pool, payment, "cancelling");
    return inTransaction(pool, async (client) => {
      const approved = await lock(client, payment.id, ["approved"]);
      if (!approved || approved.saleId !== null) return false;
      await releaseGiftCard(client, approved);
      return false;
    });
  }

  async #cancel(payment: PaymentRow, order: Order): Promise<boolean> {
    const { acquirer, pool, log } = this.#options;
    try {
      await this.#inTime(acquirer.cancel(order));
    } catch (error) {
      if (!(error instanceof AcquirerRefusal)) throw error;
      log.error(
        { err: error, paymentId: payment.id },
        "the acquirer does not release a payment that no sale claimed",
      );
      await pool.query(
        `UPDATE payment SET status = 'failed', failure = $2, due_at = NULL, updated_at = now()
         WHERE id = $1 AND status = 'cancelling'`,
        [payment.id, error.message],
      );
      return false;
    }
    return inTransaction(pool, async (client) => {
      const cancelling = await lock(client, payment.id, ["cancelling"]);
      if (cancelling) await markCancelled(client, cancelling);
      return false;
    });
  }

  /** Brings one refund as far as it gets now. Never rejects because of the acquirer. */
  async settleRefund(refundId: string): Promise<void> {
    const { pool, acquirer } = this.#options;
    try {
      const admitted = await inTransaction(pool, (client) => this.#admit(client, refundId));
      if (!admitted) return;
      const { payment, amountMinor } = admitted;
      let refusal: string | null = null;
      try {
        await this.#inTime(acquirer.refund(this.#order(payment), refundId, amountMinor));
      } catch (error) {
        if (!(error instanceof AcquirerRefusal)) throw error;
        refusal = error.message;
      }
      await inTransaction(pool, async (client) => {
        await lock(client, payment.id);
        if (refusal !== null) await failRefund(client, refundId, refusal);
        else await markRefunded(client, refundId);
      });
    } catch (error) {
      await this.#postpone("refund", refundId, error);
    } finally {
      this.#options.onCommit();
    }
  }

  /**
   * Counts a refund against what was captured, once. A gift card's is carried out right here.
   * @returns what to ask of the acquirer, or null when there is nothing to ask.
   */
  async #admit(
    client: PoolClient,
    refundId: string,
  ): Promise<{ payment: PaymentRow; amountMinor: number } | null> {
    const { rows } = await client.query<{ paymentId: string }>(
      'SELECT payment_id AS "paymentId" FROM refund WHERE id = $1',
      [refundId],
    );
    const payment = rows[0] && (await lock(client, rows[0].paymentId));
    const refund = (
      await client.query<{
        amountMinor: number;
        admitted: boolean;
        saleId: string;
        number: number;
        storeId: string;
      }>(
        `SELECT amount_minor::float8 AS "amountMinor", admitted, sale_id AS "saleId", tender_number AS number,
           store_id AS "storeId" FROM refund WHERE id = $1 AND status = 'pending'`,
        [refundId],
      )
    ).rows[0];
    if (!payment || !refund) return null;

    if (["authorising", "unknown", "approved", "cancelling"].includes(payment.status)) {
      // Its capture comes first; markCaptured makes the refund due.
      await client.query(`UPDATE refund SET tries = tries + 1, due_at = ${nextTry} WHERE id = $1`, [
        refundId,
      ]);
      return null;
    }
    if (!refund.admitted) {
      const { rows: sums } = await client.query<{ admitted: number }>(
        `SELECT coalesce(sum(amount_minor), 0)::float8 AS admitted FROM refund WHERE payment_id = $1 AND admitted
           AND status <> 'failed'`,
        [payment.id],
      );
      const left = payment.capturedMinor - sums[0]!.admitted;
      if (refund.amountMinor > left) {
        await failRefund(client, refundId, "More would go back than was taken.");
        return null;
      }
      await client.query("UPDATE refund SET admitted = true WHERE id = $1", [refundId]);
    }
    if (payment.kind === "card") return { payment, amountMinor: refund.amountMinor };
    await credit(client, payment.giftCard!, "refund", refund.amountMinor, {
      saleId: refund.saleId,
      itemNumber: refund.number,
      storeId: refund.storeId,
    });
    await markRefunded(client, refundId);
    return null;
  }

  async #postpone(table: "payment" | "refund", id: string, error: unknown): Promise<void> {
    const { pool, log } = this.#options;
    const { rows } = await pool.query<{ tries: number }>(
      `UPDATE ${table} SET tries = tries + 1, due_at = ${nextTry} WHERE id = $1 RETURNING tries`,
      [id],
    );
    log.warn({ err: error, [`${table}Id`]: id, tries: rows[0]?.tries }, `${table} cannot be settled now`);
  }

  async #read(paymentId: string): Promise<PaymentRow | null> {
    const { rows } = await this.#options.pool.query<PaymentRow>({
      name: "payment-row",
      text: `SELECT ${paymentColumns} FROM payment WHERE id = $1`,
      values: [paymentId],
    });
    return rows[0] ?? null;
  }

  async #remember(paymentId: string, reference: string): Promise<void> {
    const { pool, seal } = this.#options;
    const { rowCount } = await pool.query(
      "UPDATE payment SET reference = $2 WHERE id = $1 AND status = 'authorising'",
      [paymentId, seal.close(reference, paymentId)],
    );
    if (rowCount !== 1) throw new Error("the payment was given up before the acquirer was asked");
  }

  #order(payment: PaymentRow): Order {
    const { id, registerId, amountMinor, currency, reference } = payment;
    return {
      paymentId: id,
      registerId,
      amountMinor,
      currency,
      reference: reference && this.#options.seal.open(reference, id),
    };
  }

  async #inTime<T>(answer: Promise<T>): Promise<T> {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<never>((_, reject) => {
      timer = setTimeout(() => reject(new AcquirerTimeout()), this.#options.timeoutMs);
    });
    try {
      return await Promise.race([answer, late]);
    } finally {
      clearTimeout(timer);
    }
  }
}

/** Locks a payment and reads it; null when it is in none of `states`. */
export async function lock(
  client: PoolClient,
  paymentId: string,
  states?: readonly PaymentRow["status"][],
): Promise<PaymentRow | null> {
  const { rows } = await client.query<PaymentRow>({
    name: "lock-payment",
    text: `SELECT ${paymentColumns} FROM payment WHERE id = $1 FOR UPDATE`,
    values: [paymentId],
  });
  const payment = rows[0];
  return payment && (!states || states.includes(payment.status)) ? payment : null;
}

/** Moves a payment to `status`, unless it has changed meanwhile. */
async function changed(pool: Pool, payment: PaymentRow, status: PaymentRow["status"]): Promise<boolean> {
  const { rowCount } = await pool.query(
    `UPDATE payment SET status = $2, due_at = now() + interval '${leaseSeconds} seconds', tries = 0, updated_at = now()
     WHERE id = $1 AND status = $3 AND sale_id IS NOT DISTINCT FROM $4`,
    [payment.id, status, payment.status, payment.saleId],
  );
  return rowCount === 1;
}

/** Gives a gift card's reserved money free again. */
export async function releaseGiftCard(client: PoolClient, payment: PaymentRow): Promise<void> {
  await release(client, payment.giftCard!, payment.amountMinor);
  await markCancelled(client, payment);
}

async function markCancelled(client: PoolClient, payment: PaymentRow): Promise<void> {
  await client.query(
    "UPDATE payment SET status = 'cancelled', due_at = NULL, tries = 0, updated_at = now() WHERE id = $1",
    [payment.id],
  );
  const { storeId, id: paymentId, saleId, amountMinor } = payment;
  await announce(client, { storeId, paymentId, saleId, status: "cancelled", amountMinor });
}

interface EndedRefund {
  paymentId: string;
  saleId: string;
  storeId: string;
  amountMinor: number;
}

/** Ends a pending refund, and brings its payment's state up to date. The caller has locked the payment. */
async function endRefund(
  client: PoolClient,
  refundId: string,
  from: readonly ("pending" | "done")[],
  to: "done" | "failed",
  failure: string | null,
): Promise<EndedRefund | null> {
  const { rows } = await client.query<EndedRefund>(
    `UPDATE refund SET status = $3, failure = $4, due_at = NULL, tries = 0, updated_at = now()
     WHERE id = $1 AND status = ANY ($2)
     RETURNING payment_id AS "paymentId", sale_id AS "saleId", store_id AS "storeId",
       amount_minor::float8 AS "amountMinor"`,
    [refundId, from, to, failure],
  );
  const refund = rows[0];
  if (!refund) return null;
  await client.query(
    `UPDATE payment SET refunded_minor = total.done, updated_at = now(), status = CASE
       WHEN status NOT IN ('captured', 'refund-pending', 'partially-refunded', 'refunded') THEN status
       WHEN total.pending > 0 THEN 'refund-pending'
       WHEN total.done = 0 THEN 'captured'
       WHEN total.done < captured_minor THEN 'partially-refunded'
       ELSE 'refunded' END
     FROM (SELECT coalesce(sum(amount_minor) FILTER (WHERE status = 'done'), 0) AS done,
             count(*) FILTER (WHERE status = 'pending') AS pending
           FROM refund WHERE payment_id = $1) total
     WHERE id = $1`,
    [refund.paymentId],
  );
  return refund;
}

async function markRefunded(client: PoolClient, refundId: string): Promise<void> {
  const refund = await endRefund(client, refundId, ["pending"], "done", null);
  if (!refund) return;
  const { storeId, paymentId, saleId, amountMinor } = refund;
  await announce(client, { storeId, paymentId, saleId, status: "refunded", amountMinor: -amountMinor });
}

/**
 * Money does not go back as a sale says.
 * @param from with `done`, the acquirer takes back what it said.
 */
export async function failRefund(
  client: PoolClient,
  refundId: string,
  failure: string,
  from: readonly ("pending" | "done")[] = ["pending"],
): Promise<void> {
  const refund = await endRefund(client, refundId, from, "failed", failure.slice(0, 300));
  if (!refund) return;
  const { amountMinor, ...where } = refund;
  await reportDiscrepancy(client, { ...where, amountMinor: -amountMinor, problem: failure });
}
