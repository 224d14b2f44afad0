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
