import { Type, type Static, type TProperties, type TSchema } from "typebox";
import { Register, StaffMember, Store } from "./auth.ts";
import { SignedMinor, UtcTime, Uuid, UuidV7, Text } from "./common.ts";
import { StoredSale } from "./transactions.ts";

/**
 * Redis Streams, each with the events of one service; an entry has one field, `event`, with the JSON. Events are
 * delivered at least once and, across streams, in no order: a consumer keeps `id` in the transaction of its effect.
 * Unknown fields are allowed in events, so that an older consumer survives a newer producer of the same version.
 */
export const streams = {
  sales: "events:sales",
  shifts: "events:shifts",
  stores: "events:stores",
  stock: "events:stock",
  payments: "events:payments",
} as const;

/** Everything that happens to sales. */
export const salesStream = streams.sales;

/**
 * Stream of the events of `stream` that could not be handled. Its hash tag is the whole name of the stream, so that
 * both are in the same place in a Redis Cluster, and one transaction moves an event from one to the other.
 */
export function deadLettersOf(stream: string): string {
  return `events:dead:{${stream}}`;
}

/** Field of a stream entry that holds the event's JSON. */
export const eventField = "event";

/**
 * A schema that allows unknown fields at every depth, for events: during an update an older consumer reads what a
 * newer producer wrote.
 */
function tolerant<T extends TSchema>(schema: T): T {
  const relax = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(relax);
    if (typeof value !== "object" || value === null) return value;
    const entries = Object.entries(value).filter(
      ([key, part]) => !(key === "additionalProperties" && part === false),
    );
    return Object.fromEntries(entries.map(([key, part]) => [key, relax(part)]));
  };
  return relax(schema) as T;
}

function Event<Name extends string, T extends TProperties>(type: Name, properties: T) {
  const event = Type.Object({
    id: Uuid,
    type: Type.Literal(type),
    version: Type.Literal(1),
    occurredAt: UtcTime,
    storeId: Uuid,
    ...properties,
  });
  return tolerant(event);
}

/** IANA name: decides which day something belongs to. */
const TimeZone = Type.String({ minLength: 1, maxLength: 64 });

/**
 * A sale was committed; one with negative lines gave goods back. On `streams.sales`.
 *
 * To rebuild from PostgreSQL: the view `transaction.sale_event (sale_id uuid, store_id uuid, event jsonb)` has the
 * event of every sale ever committed, equal to what was sent, readable by the role `reporting` where that exists.
 * Read it by pages: `WHERE sale_id > $1 ORDER BY sale_id LIMIT $2`; the order says nothing about time of commit, so
 * keep consuming the stream meanwhile and recognise events by their id.
 */
export const SaleCompleted = Event("sale.completed", {
  timeZone: TimeZone,
  /** Whether the store's prices included tax: what the tax of each rate is computed with. */
  pricesIncludeTax: Type.Optional(Type.Boolean()),
  sale: Type.Object({ ...StoredSale.properties }),
});
export type SaleCompleted = Static<typeof SaleCompleted>;

/** Every event on {@link salesStream}. */
export type SalesEvent = SaleCompleted;

/** A register's shift began. On `streams.shifts`. */
export const ShiftOpened = Event("shift.opened", {
  shiftId: UuidV7,
  registerId: Uuid,
  userId: Uuid,
  userName: Text(100),
  openingFloatMinor: SignedMinor,
});
export type ShiftOpened = Static<typeof ShiftOpened>;

/** A register's shift was counted and closed with a Z report. On `streams.shifts`. */
export const ShiftClosed = Event("shift.closed", {
  shiftId: UuidV7,
  registerId: Uuid,
  userId: Uuid,
  userName: Text(100),
  zNumber: Type.Integer({ minimum: 1 }),
  currency: Type.String(),
  saleCount: Type.Integer({ minimum: 0 }),
  totalMinor: SignedMinor,
  expectedCashMinor: SignedMinor,
  countedCashMinor: SignedMinor,
});
export type ShiftClosed = Static<typeof ShiftClosed>;

/** A store was created or its settings changed: the whole store as it is now. On `streams.stores`. */
export const StoreChanged = Event("store.changed", {
  /** Grows with each change of the store: an older event that comes late is ignored. */
  revision: Type.Integer({ minimum: 1 }),
  store: Type.Object({ ...Store.properties }),
});
export type StoreChanged = Static<typeof StoreChanged>;

/** A register was created or changed. On `streams.stores`. */
export const RegisterChanged = Event("register.changed", {
  revision: Type.Integer({ minimum: 1 }),
  register: Type.Object({ ...Register.properties }),
});
export type RegisterChanged = Static<typeof RegisterChanged>;

/** A person was created or changed. `storeId` is one of theirs; they may have more. On `streams.stores`. */
export const StaffChanged = Event("staff.changed", {
  revision: Type.Integer({ minimum: 1 }),
  staff: Type.Object({ ...StaffMember.properties }),
});
export type StaffChanged = Static<typeof StaffChanged>;

/** Stock of a product fell to its reorder level or below. On `streams.stock`. */
export const StockLow = Event("stock.low", {
  productId: Uuid,
  sku: Text(64),
  name: Text(200),
  onHandMilli: Type.Integer(),
  reorderLevelMilli: Type.Integer(),
});
export type StockLow = Static<typeof StockLow>;

/** A payment reached a state worth telling: `failed` means that money could not be moved as the sale says. */
export const PaymentChanged = Event("payment.changed", {
  paymentId: UuidV7,
  saleId: Type.Union([UuidV7, Type.Null()]),
  status: Type.Union([
    Type.Literal("captured"),
    Type.Literal("cancelled"),
    Type.Literal("refunded"),
    Type.Literal("failed"),
  ]),
  amountMinor: SignedMinor,
});
export type PaymentChanged = Static<typeof PaymentChanged>;
