import { Type, type Static } from "typebox";
import {
  CurrencyCode,
  Cursor,
  EmailAddress,
  ListOf,
  PageOf,
  SignedMinor,
  Strict,
  Text,
  UtcTime,
  Uuid,
  UuidV7,
} from "./common.ts";
import { currencyExponent } from "./money.ts";

/**
 * Customers are shared by all stores of the business: whoever buys in one shop is known in the other. So these
 * routes know no store scope, only permissions; entries of the loyalty ledger say which store they come from.
 */

/** A telephone number as a person writes it: digits, spaces, `+ ( ) - . /`; at least four digits are expected. */
export const PhoneNumber = Type.String({
  minLength: 4,
  maxLength: 32,
  pattern: "^\\+?[0-9(][0-9 ()./-]{2,30}[0-9]$",
});

/** Text of several lines. */
export const Notes = Type.String({
  minLength: 1,
  maxLength: 2_000,
  pattern:
    "^(?:[^\\u0000-\\u0008\\u000b-\\u001f\\u007f\\ud800-\\udfff]|[\\ud800-\\udbff][\\udc00-\\udfff])+$",
});

/** `C-000123`: counted from 1, printed on the customer's card. */
export const CustomerNumber = Type.String({ pattern: "^C-[0-9]{6,12}$" });

const nullable = <T extends Parameters<typeof Type.Array>[0]>(type: T) => Type.Union([type, Type.Null()]);

/** A customer. After erasure `erasedAt` is set, `name` is `""`, and nothing personal is left. */
export const Customer = Strict({
  id: Uuid,
  number: CustomerNumber,
  name: Type.String({ maxLength: 200 }),
  email: nullable(EmailAddress),
  phone: nullable(PhoneNumber),
  notes: nullable(Notes),
  loyaltyPoints: Type.Integer(),
  /** Whether the newest consent for marketing by e-mail was given and not withdrawn. */
  marketingEmail: Type.Boolean(),
  createdAt: UtcTime,
  updatedAt: UtcTime,
  erasedAt: nullable(UtcTime),
});
export type Customer = Static<typeof Customer>;

/**
 * Body of `POST /api/customers/customers`. Idempotent by `id`: sent again it answers with the customer as it is
 * now; an id that was created with other content answers 422 `idempotency-mismatch`. 409 `email-taken`.
 */
export const CreateCustomer = Strict({
  id: UuidV7,
  name: Text(200),
  email: Type.Optional(EmailAddress),
  phone: Type.Optional(PhoneNumber),
  notes: Type.Optional(Notes),
});
export type CreateCustomer = Static<typeof CreateCustomer>;

/** Path of everything below `/api/customers/customers/:id`. 404 `customer-not-found`. */
export const CustomerParams = Strict({ id: Uuid });
export type CustomerParams = Static<typeof CustomerParams>;

/**
 * Body of `PATCH /api/customers/customers/:id`: what is absent stays, `null` removes. 409 `email-taken`,
 * 409 `customer-erased`.
 */
export const ChangeCustomer = Strict({
  name: Type.Optional(Text(200)),
  email: Type.Optional(nullable(EmailAddress)),
  phone: Type.Optional(nullable(PhoneNumber)),
  notes: Type.Optional(nullable(Notes)),
});
export type ChangeCustomer = Static<typeof ChangeCustomer>;

/** Query of `GET /api/customers/customers`: by name; erased ones are never listed. */
export const CustomerListQuery = Strict({
  /**
   * Words of the name, each at least by its beginning; or the beginning of an e-mail address or a customer number;
   * or at least four digits that a telephone number begins or ends with.
   */
  search: Type.Optional(Type.String({ maxLength: 100 })),
  cursor: Type.Optional(Cursor),
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 200, default: 50 })),
});
export type CustomerListQuery = Static<typeof CustomerListQuery>;

/** Answer of `GET /api/customers/customers`. */
export const CustomerList = PageOf(Customer);
export type CustomerList = Static<typeof CustomerList>;

/** What a customer can agree to. */
export const ConsentPurpose = Type.Union([Type.Literal("marketing-email")]);
export type ConsentPurpose = Static<typeof ConsentPurpose>;

/** Body of `POST /api/customers/customers/:id/consents`: given or withdrawn, as of now. 409 `customer-erased`. */
export const RecordConsent = Strict({ purpose: ConsentPurpose, granted: Type.Boolean() });
export type RecordConsent = Static<typeof RecordConsent>;

/** The member of staff who did something. */
export const Actor = Strict({ userId: Uuid, name: Text(100) });
export type Actor = Static<typeof Actor>;

/** A consent given or withdrawn. Entries are never changed; the newest of a purpose counts. */
export const Consent = Strict({
  purpose: ConsentPurpose,
  granted: Type.Boolean(),
  at: UtcTime,
  actor: Actor,
});
export type Consent = Static<typeof Consent>;

/** Answer of `GET /api/customers/customers/:id/consents`: the whole history, newest first. */
export const ConsentList = ListOf(Consent);
export type ConsentList = Static<typeof ConsentList>;

/** An entry of the loyalty ledger; entries are never changed. */
export const LoyaltyEntry = Strict({
  id: Uuid,
  kind: Type.Union([
    Type.Literal("sale"),
    // Points of goods that were given back.
    Type.Literal("return"),
    Type.Literal("adjustment"),
  ]),
  /** Added to the balance; negative for what is taken. */
  points: Type.Integer(),
  storeId: Uuid,
  at: UtcTime,
  saleId: Type.Optional(UuidV7),
  /** Of an adjustment. */
  reason: Type.Optional(Text(200)),
  actor: Type.Optional(Actor),
});
export type LoyaltyEntry = Static<typeof LoyaltyEntry>;

/** Query of lists that grow with every sale: newest first. */
export const CustomerHistoryQuery = Strict({
  cursor: Type.Optional(Cursor),
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 200, default: 50 })),
});
export type CustomerHistoryQuery = Static<typeof CustomerHistoryQuery>;

/** Answer of `GET /api/customers/customers/:id/loyalty`. The balance is the sum of the whole ledger. */
export const LoyaltyLedger = Strict({
  balancePoints: Type.Integer(),
  ...PageOf(LoyaltyEntry).properties,
});
export type LoyaltyLedger = Static<typeof LoyaltyLedger>;

/**
 * Body of `POST /api/customers/customers/:id/loyalty/adjustments`, idempotent by `id`. 409 `points-insufficient`
 * when it would take more than there is; 409 `customer-erased`.
 */
export const AdjustLoyalty = Strict({
  id: UuidV7,
  /** Given, or taken when negative; not 0. */
  points: Type.Union([
    Type.Integer({ minimum: 1, maximum: 1_000_000 }),
    Type.Integer({ minimum: -1_000_000, maximum: -1 }),
  ]),
  reason: Text(200),
});
export type AdjustLoyalty = Static<typeof AdjustLoyalty>;

/** A sale of the customer, in any store. */
export const CustomerSale = Strict({
  saleId: UuidV7,
  storeId: Uuid,
  registerId: Uuid,
  receiptNumber: Text(64),
  soldAt: UtcTime,
  currency: CurrencyCode,
  /** Negative when more was given back than sold. */
  totalMinor: SignedMinor,
  /** Loyalty points earned, or taken back when negative. */
  points: Type.Integer(),
});
export type CustomerSale = Static<typeof CustomerSale>;

/** Answer of `GET /api/customers/customers/:id/sales`, newest first. */
export const CustomerSaleList = PageOf(CustomerSale);
export type CustomerSaleList = Static<typeof CustomerSaleList>;

/** Answer of `GET /api/customers/customers/:id/export`: everything that is known of the customer. */
export const CustomerExport = Strict({
  exportedAt: UtcTime,
  customer: Customer,
  consents: Type.Array(Consent),
  loyalty: Type.Array(LoyaltyEntry),
  sales: Type.Array(CustomerSale),
});
export type CustomerExport = Static<typeof CustomerExport>;

/**
 * Answer of `POST /api/customers/customers/:id/erasure` (no body). Name, e-mail, phone, notes and reasons are
 * destroyed; ledgers keep their numbers without a person. Sent again it answers the same. Sales that arrive later
 * leave no trace on an erased customer.
 */
export const CustomerErasure = Strict({ id: Uuid, erasedAt: UtcTime });
export type CustomerErasure = Static<typeof CustomerErasure>;

/**
 * Loyalty points of a sale: one for each whole unit of the currency in its total, and so negative for goods given
 * back. Fractions are dropped towards zero: 10.99 gives 10, -10.99 takes 10.
 */
export function loyaltyPoints(totalMinor: number, currency: string): number {
  // Adding 0 turns -0 into 0.
  return Math.trunc(totalMinor / 10 ** currencyExponent(currency)) + 0;
}
