import type { WebhookEvent } from "@cloudpos/contracts";

/** What the events of webhooks are called. */
export const eventNames: Readonly<Record<WebhookEvent, string>> = {
  "sale.completed": "A sale was completed",
  "shift.closed": "A shift was closed",
  "stock.low": "A product's stock is low",
};
