import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { simulatedOutcomes } from "@cloudpos/contracts";
import type { Pool } from "pg";
import { AcquirerRefusal, AcquirerTimeout, type Acquirer, type Order, type Verdict } from "./acquirer.ts";

interface Authorisation {
  reference: string;
  state: "approved" | "declined" | "captured" | "released";
  capturedMinor: number;
}

const card = { brand: "visa", lastFour: "4242" };

/**
 * An acquirer that moves no money and forgets nothing: its ledger is durable, so that it can be asked after a
 * restart what became of an order. The outcome follows from the amount; see `simulatedOutcomes`.
 */
export class SimulatedAcquirer implements Acquirer {
  readonly name = "simulated";
  readonly #pool: Pool;
  readonly #latencyMs: number;

  /** @param latencyMs how long an answer takes. */
  constructor(pool: Pool, latencyMs: number) {
    this.#pool = pool;
    this.#latencyMs = latencyMs;
  }

  async authorise(order: Order): Promise<Verdict> {
    await sleep(this.#latencyMs);
    const digits = order.amountMinor % 100;
    if (digits === simulatedOutcomes.lostRequest) throw new AcquirerTimeout();
    await this.#record(order, digits === simulatedOutcomes.declined ? "declined" : "approved");
    if (digits === simulatedOutcomes.lostAnswer) throw new AcquirerTimeout();
    return this.#verdict(order);
  }

  async find(order: Order): Promise<Verdict> {
    await sleep(this.#latencyMs);
    return this.#verdict(order);
  }

  async capture(order: Order, amountMinor: number): Promise<void> {
    await sleep(this.#latencyMs);
    const { rowCount } = await this.#pool.query(
      `UPDATE simulated_authorisation SET state = 'captured', captured_minor = $2
       WHERE key = $1 AND state = 'approved' AND amount_minor >= $2`,
      [order.paymentId, amountMinor],
    );
    if (rowCount === 1) return;
    const known = await this.#authorisation(order);
    if (known?.state === "captured" && known.capturedMinor === amountMinor) return;
    throw new AcquirerRefusal(`Nothing is reserved: the authorisation is ${known?.state ?? "not known"}.`);
  }

  async cancel(order: Order): Promise<void> {
    await sleep(this.#latencyMs);
    // An order that has not arrived is entered as released: one that arrives later finds that and reserves nothing.
    await this.#record(order, "released");
    await this.#pool.query(
      "UPDATE simulated_authorisation SET state = 'released' WHERE key = $1 AND state = 'approved'",
      [order.paymentId],
    );
    if ((await this.#authorisation(order))?.state === "captured") {
      throw new AcquirerRefusal("The money was captured already.");
    }
  }

  async refund(order: Order, refundId: string, amountMinor: number): Promise<void> {
    await sleep(this.#latencyMs);
    // One statement: the refund is entered and added, or neither.
    const { rowCount } = await this.#pool.query(
      `WITH added AS (
         INSERT INTO simulated_refund (key, authorisation, amount_minor)
         SELECT $2, key, $3 FROM simulated_authorisation
         WHERE key = $1 AND state = 'captured' AND captured_minor - refunded_minor >= $3
         ON CONFLICT DO NOTHING RETURNING authorisation, amount_minor)
       UPDATE simulated_authorisation SET refunded_minor = refunded_minor + added.amount_minor
       FROM added WHERE key = added.authorisation`,
      [order.paymentId, refundId, amountMinor],
    );
    if (rowCount === 1) return;
    const { rowCount: known } = await this.#pool.query("SELECT FROM simulated_refund WHERE key = $1", [
      refundId,
    ]);
    if (!known) throw new AcquirerRefusal("There is not that much left to give back.");
  }

  async #record(order: Order, state: Authorisation["state"]): Promise<void> {
    await this.#pool.query(
      `INSERT INTO simulated_authorisation (key, reference, amount_minor, currency, state)
       VALUES ($1, $2, $3, $4, $5) ON CONFLICT DO NOTHING`,
      [order.paymentId, `sim_${randomUUID().replaceAll("-", "")}`, order.amountMinor, order.currency, state],
    );
  }

  async #authorisation(order: Order): Promise<Authorisation | null> {
    const { rows } = await this.#pool.query<Authorisation>(
      `SELECT reference, state, captured_minor::float8 AS "capturedMinor"
       FROM simulated_authorisation WHERE key = $1`,
      [order.paymentId],
    );
    return rows[0] ?? null;
  }

  async #verdict(order: Order): Promise<Verdict> {
    const known = await this.#authorisation(order);
    switch (known?.state) {
      case undefined:
        return { outcome: "absent" };
      case "approved":
      case "captured":
        return { outcome: "approved", reference: known.reference, card };
      case "declined":
        return { outcome: "declined", reason: "The card was declined." };
      case "released":
        return { outcome: "declined", reason: "The payment was cancelled." };
    }
  }
}
