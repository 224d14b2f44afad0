import { randomUUID } from "node:crypto";
import type { PaymentChanged } from "@cloudpos/contracts";
import type { PoolClient } from "pg";

/** Puts a `payment.changed` event into the outbox, in the caller's transaction. */
export async function announce(
  client: PoolClient,
  change: Pick<PaymentChanged, "storeId" | "paymentId" | "saleId" | "status" | "amountMinor">,
): Promise<void> {
  const event: PaymentChanged = {
    id: randomUUID(),
    type: "payment.changed",
    version: 1,
    occurredAt: new Date().toISOString(),
    ...change,
  };
  await client.query({
    name: "announce",
    text: "INSERT INTO outbox (event) VALUES ($1)",
    values: [JSON.stringify(event)],
  });
}

/** Money that a stored sale speaks of and that could not be moved. */
export interface Discrepancy {
  storeId: string;
  saleId: string;
  paymentId: string | null;
  /** What is missing; negative for money that was not given back. */
  amountMinor: number;
  /** For a person. */
  problem: string;
}

/** Notes a discrepancy, and announces the payment as failed, in the caller's transaction. */
export async function reportDiscrepancy(client: PoolClient, found: Discrepancy): Promise<void> {
  await client.query(
    `INSERT INTO discrepancy (sale_id, store_id, payment_id, amount_minor, problem) VALUES ($1, $2, $3, $4, $5)`,
    [found.saleId, found.storeId, found.paymentId, found.amountMinor, found.problem],
  );
  if (found.paymentId === null) return;
  const { storeId, saleId, paymentId, amountMinor } = found;
  await announce(client, { storeId, paymentId, saleId, status: "failed", amountMinor });
}
