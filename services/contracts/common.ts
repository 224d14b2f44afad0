import { Type, type Static, type TObject, type TProperties, type TArray, type TSchema } from "typebox";

/** An object that refuses unknown fields: the only kind of object in this API. */
export function Strict<T extends TProperties>(properties: T): TObject<T> {
  return Type.Object(properties, { additionalProperties: false }) as TObject<T>;
}

/** The answer of a list route: always an object, so that fields can be added beside `items` later. */
export function ListOf<T extends TSchema>(item: T): TObject<{ items: TArray<T> }> {
  return Strict({ items: Type.Array(item) });
}

/** Where the next page of a list begins: an opaque text from `nextCursor` of the page before. */
export const Cursor = Type.String({ minLength: 1, maxLength: 500, pattern: "^[A-Za-z0-9_-]+$" });

/** One page of a list that can grow; `nextCursor` is absent on the last page. */
export function PageOf<T extends TSchema>(item: T) {
  return Strict({ items: Type.Array(item), nextCursor: Type.Optional(Cursor) });
}

/** Largest amount of money in one field: 10^12 minor units. Sums of 500 such lines stay safe integers. */
export const maxMinor = 1_000_000_000_000;
/** Largest quantity of one line: one million pieces. */
export const maxQuantityMilli = 1_000_000_000;

/** Amount in minor units of its currency (cents for EUR), never negative. */
export const Minor = Type.Integer({ minimum: 0, maximum: maxMinor });
/** Amount in minor units that may be negative. */
export const SignedMinor = Type.Integer({ minimum: -maxMinor, maximum: maxMinor });
/** ISO 4217 alphabetic code. */
export const CurrencyCode = Type.String({ pattern: "^[A-Z]{3}$" });
/** Lower-case UUID of any version. */
export const Uuid = Type.String({
  pattern: "^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$",
});
/** UUID version 7 (RFC 9562): made by the register, ordered by time. */
export const UuidV7 = Type.String({
  pattern: "^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$",
});
/** A point in time, ISO 8601 in UTC with `Z`, at most milliseconds. */
export const UtcTime = Type.String({
  pattern:
    "^[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])T([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9](\\.[0-9]{1,3})?Z$",
});
/** A calendar day YYYY-MM-DD in the store's time zone. */
export const CalendarDay = Type.String({ pattern: "^[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])$" });
/** Tax rate in basis points: 2300 = 23 %. */
export const BasisPoints = Type.Integer({ minimum: 0, maximum: 10_000 });
/** Name of a tax class, such as `standard`. */
export const TaxClass = Type.String({ pattern: "^[a-z][a-z0-9-]{0,31}$" });
/**
 * Text a person typed or reads: at least one character, no control characters, and no half of a surrogate pair, which
 * JSON can carry but no database can store.
 */
export function Text(maxLength: number) {
  const pattern = "^(?:[^\\u0000-\\u001f\\u007f\\ud800-\\udfff]|[\\ud800-\\udbff][\\udc00-\\udfff])+$";
  return Type.String({ minLength: 1, maxLength, pattern });
}
/** GTIN-8, UPC-A, EAN-13 or GTIN-14: digits only. The check digit is checked where a barcode is created. */
export const Barcode = Type.String({ pattern: "^[0-9]{8,14}$" });

/** An e-mail address as far as a pattern can tell; delivery is the only proof. */
export const EmailAddress = Type.String({
  maxLength: 254,
  pattern: "^[A-Za-z0-9._%+-]{1,64}@([A-Za-z0-9]([A-Za-z0-9-]{0,62}[A-Za-z0-9])?\\.)+[A-Za-z]{2,63}$",
});

export type Minor = Static<typeof Minor>;
