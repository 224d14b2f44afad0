import { Type, type Static } from "typebox";
import { Strict, UtcTime, Uuid } from "./common.ts";
import { StoredSale } from "./transactions.ts";

/** Redis Stream of everything that happens to sales; each entry has one field, `event`, with the JSON. */
export const salesStream = "events:sales";

/** Field of a stream entry that holds the event's JSON. */
export const eventField = "event";

/**
 * A sale was committed. Delivered at least once: a consumer keeps `id` in the same transaction as its effect.
 * Unknown fields are allowed here, so that an older consumer survives a newer producer of the same version.
 */
export const SaleCompleted = Type.Object({
  id: Uuid,
  type: Type.Literal("sale.completed"),
  version: Type.Literal(1),
  occurredAt: UtcTime,
  storeId: Uuid,
  /** IANA name: decides which day the sale belongs to. */
  timeZone: Type.String({ minLength: 1, maxLength: 64 }),
  sale: Strict({ ...StoredSale.properties }),
});
export type SaleCompleted = Static<typeof SaleCompleted>;

/** Every event on {@link salesStream}. */
export type SalesEvent = SaleCompleted;
