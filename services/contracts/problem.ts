import { Type, type Static } from "typebox";

/**
 * Stable machine-readable codes of the API's errors. A client decides by `code`, never by `title` or `detail`,
 * so a code is never renamed or reused.
 */
export const problemCodes = [
  "bad-request",
  "validation-failed",
  "unsupported-media-type",
  "body-too-large",
  "unauthorized",
  "token-invalid",
  "token-expired",
  "forbidden",
  "wrong-store",
  "not-found",
  "route-not-found",
  "product-not-found",
  "product-group-not-found",
  "category-not-found",
  "tax-class-not-found",
  "import-not-found",
  "sale-not-found",
  "register-not-found",
  "payment-not-found",
  "gift-card-not-found",
  "customer-not-found",
  "store-not-found",
  "user-not-found",
  "invalid-credentials",
  "wrong-password",
  "session-ended",
  "device-not-enrolled",
  "enrolment-code-invalid",
  "last-owner",
  "locked-out",
  "conflict",
  // The payment is not in a state that allows this.
  "payment-state",
  // Another customer has this e-mail address.
  "email-taken",
  // The customer's data were erased: nothing of it can be changed any more.
  "customer-erased",
  // More points than the customer has.
  "points-insufficient",
  "mail-not-configured",
  "revision-stale",
  "sku-taken",
  "barcode-taken",
  "import-faulty",
  "import-stale",
  "cursor-expired",
  "shift-not-found",
  // The register has an open shift already.
  "shift-open",
  // The shift is closed, or not the register's.
  "shift-not-open",
  // The original sale or line is unknown, cannot be given back, or was sold otherwise than the return says.
  "return-not-possible",
  // More would be given back than was sold.
  "return-exceeds-sold",
  // More money would go back than was paid, or by other means than it came without an approval.
  "refund-exceeds-paid",
  // Handing money back needs the permission sale:refund or an approval.
  "refund-not-allowed",
  "idempotency-mismatch",
  "rate-limited",
  "overloaded",
  "upstream-unavailable",
  "upstream-timeout",
  "unavailable",
  "internal-error",
] as const;

/** One of {@link problemCodes}. */
export type ProblemCode = (typeof problemCodes)[number];

/** One field that was refused: `path` is a JSON Pointer into the body, query or path parameters. */
export const FieldError = Type.Object(
  { path: Type.String(), message: Type.String() },
  { additionalProperties: false },
);
export type FieldError = Static<typeof FieldError>;

/** Every error body of the API: RFC 9457 problem details, sent as `application/problem+json`. */
export const ProblemDetails = Type.Object(
  {
    /** URI reference naming the kind of problem: `urn:cloudpos:problem:<code>`. */
    type: Type.String(),
    title: Type.String(),
    status: Type.Integer({ minimum: 400, maximum: 599 }),
    detail: Type.Optional(Type.String()),
    /** One of {@link problemCodes}; left open so that an older client accepts a newer code. */
    code: Type.String(),
    /** Quote this to support: the same id stands in every log line of the request. */
    requestId: Type.String(),
    errors: Type.Optional(Type.Array(FieldError)),
  },
  { additionalProperties: false },
);
export type ProblemDetails = Static<typeof ProblemDetails>;
