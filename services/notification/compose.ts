import type { ShiftClosed, StockLow, Store } from "@cloudpos/contracts";
import type { Pool } from "pg";
import type { ClaimedDelivery } from "./deliveries.ts";
import { findRegister, findStore } from "./directory.ts";
import { findSale } from "./effects.ts";
import { DeliveryError } from "./failure.ts";
import type { Mail } from "./mailer.ts";
import { shiftClosedMessage, stockLowMessage } from "./notices.ts";
import { receiptMessage, type Message } from "./receipt.ts";

/**
 * Makes the mail of a message, with what is known at the time of the attempt.
 * @throws DeliveryError when something is not known: for good, or yet.
 */
export async function composeMail(pool: Pool, delivery: ClaimedDelivery): Promise<Mail> {
  const store = await findStore(pool, delivery.storeId);
  // Announced on another stream, so it may come a moment later.
  if (!store) throw new DeliveryError("the store is not known here yet");
  const message = await messageOf(pool, delivery, store);
  return { id: delivery.id, fromName: store.name, to: delivery.recipient, ...message };
}

async function messageOf(pool: Pool, delivery: ClaimedDelivery, store: Store): Promise<Message> {
  if (delivery.kind === "receipt") {
    const event = await findSale(pool, delivery.storeId, delivery.saleId!);
    if (!event) throw new DeliveryError("the sale is not kept any more", { permanent: true });
    return receiptMessage(event, store, await findRegister(pool, event.sale.registerId));
  }
  const event = JSON.parse(delivery.content!) as StockLow | ShiftClosed;
  if (event.type === "stock.low") return stockLowMessage(event, store);
  return shiftClosedMessage(event, store, await findRegister(pool, event.registerId));
}
