import { Type, type Static } from "typebox";
import { EmailAddress, ListOf, Strict, Text, UtcTime, Uuid, UuidV7 } from "./common.ts";

/** How a message leaves. */
export const DeliveryChannel = Type.Union([Type.Literal("email"), Type.Literal("webhook")]);
export type DeliveryChannel = Static<typeof DeliveryChannel>;

/** What a message is about. */
export const DeliveryKind = Type.Union([
  Type.Literal("receipt"),
  Type.Literal("stock-low"),
  Type.Literal("shift-closed"),
  Type.Literal("webhook-event"),
  Type.Literal("webhook-test"),
]);
export type DeliveryKind = Static<typeof DeliveryKind>;

/** `queued` is tried (again) at `nextAttemptAt`; `dead` failed too often and waits for somebody. */
export const DeliveryStatus = Type.Union([
  Type.Literal("queued"),
  Type.Literal("sent"),
  Type.Literal("dead"),
]);
export type DeliveryStatus = Static<typeof DeliveryStatus>;

/** One message to one recipient. It reaches them at least once: after a crash it may come a second time. */
export const Delivery = Strict({
  id: UuidV7,
  channel: DeliveryChannel,
  kind: DeliveryKind,
  /** E-mail address, or the webhook's URL. */
  recipient: Type.String(),
  /** What the message is about, to read: "Receipt 17", "shift.closed". */
  subject: Type.String(),
  status: DeliveryStatus,
  attempts: Type.Integer({ minimum: 0 }),
  createdAt: UtcTime,
  nextAttemptAt: Type.Union([UtcTime, Type.Null()]),
  sentAt: Type.Union([UtcTime, Type.Null()]),
  /** Why the last attempt failed; null when none did. */
  lastError: Type.Union([Type.String(), Type.Null()]),
  /** The sale of a receipt or of a sale's event. */
  saleId: Type.Union([UuidV7, Type.Null()]),
  webhookId: Type.Union([UuidV7, Type.Null()]),
});
export type Delivery = Static<typeof Delivery>;

/** Query of `GET /api/notifications/deliveries` (newest first, own store). */
export const DeliveryListQuery = Strict({
  status: Type.Optional(DeliveryStatus),
  channel: Type.Optional(DeliveryChannel),
  kind: Type.Optional(DeliveryKind),
  saleId: Type.Optional(UuidV7),
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 200, default: 50 })),
  /** `nextCursor` of the page before. */
  cursor: Type.Optional(UuidV7),
});
export type DeliveryListQuery = Static<typeof DeliveryListQuery>;

/** Answer of `GET /api/notifications/deliveries`. */
export const DeliveryList = Strict({
  items: Type.Array(Delivery),
  /** Dead ones of the store, whatever the filter: somebody should look at them. */
  deadCount: Type.Integer({ minimum: 0 }),
  nextCursor: Type.Optional(UuidV7),
});
export type DeliveryList = Static<typeof DeliveryList>;

/** Path of `POST /api/notifications/deliveries/:id/retry`: a dead one is queued anew, else 409 `conflict`. */
export const DeliveryParams = Strict({ id: UuidV7 });
export type DeliveryParams = Static<typeof DeliveryParams>;

/**
 * Body of `POST /api/notifications/receipts`, answered with the {@link Delivery} (202). Sales of the last 90 days;
 * 404 `sale-not-found` for others, and for a few seconds after a sale; 409 `mail-not-configured` without a mail
 * server. The same receipt to the same address within a minute is one message.
 */
export const ReceiptRequest = Strict({ saleId: UuidV7, email: EmailAddress });
export type ReceiptRequest = Static<typeof ReceiptRequest>;

/** Body and answer of `PUT /api/notifications/settings`, answer of `GET`: who in the store is told what. */
export const NotificationSettings = Strict({
  /** Addresses that hear of stock that falls to its reorder level. */
  stockLow: Type.Array(EmailAddress, { maxItems: 20 }),
  /** Addresses that hear of closed shifts. */
  shiftClosed: Type.Array(EmailAddress, { maxItems: 20 }),
  /** Only of shifts whose counted cash differs from the expected by at least this. 0: of every shift. */
  shiftDifferenceMinor: Type.Integer({ minimum: 0, maximum: 1_000_000_000 }),
});
export type NotificationSettings = Static<typeof NotificationSettings>;

/** Events that webhooks may subscribe to; their bodies are the events of `events.ts`. */
export const WebhookEvent = Type.Union([
  Type.Literal("sale.completed"),
  Type.Literal("shift.closed"),
  Type.Literal("stock.low"),
]);
export type WebhookEvent = Static<typeof WebhookEvent>;

const url = Type.String({ minLength: 8, maxLength: 2_000, pattern: "^https?://[^\\s#]+$" });

/**
 * A URL of somebody else that gets the store's events as `POST` with JSON. Signed as standardwebhooks.com says:
 * headers `webhook-id` (the same in every attempt), `webhook-timestamp` (seconds) and `webhook-signature`:
 * `v1,` + base64 of HMAC-SHA256 over `<id>.<timestamp>.<body>`, keyed with what follows `whsec_` in the secret,
 * base64-decoded. An answer 2xx within 10 seconds is success. Events come at least once and in no order.
 */
export const Webhook = Strict({
  id: UuidV7,
  url,
  events: Type.Array(WebhookEvent),
  enabled: Type.Boolean(),
  createdAt: UtcTime,
});
export type Webhook = Static<typeof Webhook>;

/** Answer of `GET /api/notifications/webhooks`. */
export const WebhookList = ListOf(Webhook);
export type WebhookList = Static<typeof WebhookList>;

/**
 * Body of `POST /api/notifications/webhooks`. `https` to a public address, else 400 `validation-failed`
 * (development stacks allow more). At most 20 per store: 409 `conflict`.
 */
export const NewWebhook = Strict({
  url,
  events: Type.Array(WebhookEvent, { minItems: 1, maxItems: 10, uniqueItems: true }),
});
export type NewWebhook = Static<typeof NewWebhook>;

/** Body of `PATCH /api/notifications/webhooks/:id`. */
export const WebhookChange = Strict({
  url: Type.Optional(url),
  events: Type.Optional(NewWebhook.properties.events),
  enabled: Type.Optional(Type.Boolean()),
});
export type WebhookChange = Static<typeof WebhookChange>;

/** Path of `PATCH` and `DELETE /webhooks/:id`, `POST /webhooks/:id/secret` and `POST /webhooks/:id/test`. */
export const WebhookParams = Strict({ id: UuidV7 });
export type WebhookParams = Static<typeof WebhookParams>;

/**
 * Answer of `POST /api/notifications/webhooks` (201) and of `POST …/webhooks/:id/secret`, which replaces the
 * secret. The only answers that ever show it.
 */
export const WebhookWithSecret = Strict({
  ...Webhook.properties,
  /** `whsec_` and 32 bytes in base64. */
  secret: Type.String({ pattern: "^whsec_[A-Za-z0-9+/]{43}=$" }),
});
export type WebhookWithSecret = Static<typeof WebhookWithSecret>;

/** What `POST …/webhooks/:id/test` sends (202, answered with the {@link Delivery}); type of its body. */
export const WebhookTest = Strict({
  id: Uuid,
  type: Type.Literal("webhook.test"),
  version: Type.Literal(1),
  occurredAt: UtcTime,
  storeId: Uuid,
  message: Text(200),
});
export type WebhookTest = Static<typeof WebhookTest>;
