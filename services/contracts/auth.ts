import { Type, type Static } from "typebox";
import { CurrencyCode, EmailAddress, ListOf, Strict, Text, UtcTime, Uuid, UuidV7 } from "./common.ts";
import { ApprovablePermission, Role } from "./roles.ts";

/** Short name of a store or register, as in `main-1`. */
export const Code = Type.String({ pattern: "^[a-z0-9][a-z0-9-]{0,31}$" });

/** A line printed on a receipt. */
const ReceiptLine = Text(64);

const storeSettings = {
  name: Text(100),
  /** BCP 47 tag, such as `en-IE`. */
  locale: Type.String({ pattern: "^[A-Za-z0-9-]{2,35}$" }),
  /** IANA name, such as `Europe/Dublin`: decides which day something belongs to. */
  timeZone: Type.String({ minLength: 1, maxLength: 64 }),
  /** Whether shelf prices include tax. */
  pricesIncludeTax: Type.Boolean(),
  /** Cash amounts are rounded to a multiple of this many minor units; 1 means that they are not rounded. */
  cashRoundingMinor: Type.Integer({ minimum: 1, maximum: 10_000 }),
  /** Printed above the lines of a receipt: address, tax number. */
  receiptHeader: Type.Array(ReceiptLine, { maxItems: 8 }),
  /** Printed below the totals. */
  receiptFooter: Type.Array(ReceiptLine, { maxItems: 8 }),
};

/** A shop: its currency, locale and time zone decide how money and days read there. */
export const Store = Strict({
  id: Uuid,
  code: Code,
  /** Never changes: sales, payments and reports are kept in it. */
  currency: CurrencyCode,
  ...storeSettings,
  /** Grows with each change. */
  revision: Type.Integer({ minimum: 1 }),
});
export type Store = Static<typeof Store>;

/** A till. */
export const Register = Strict({
  id: Uuid,
  storeId: Uuid,
  code: Code,
  name: Text(100),
  /** Whether a device is enrolled as this register. */
  enrolled: Type.Boolean(),
});
export type Register = Static<typeof Register>;

/** A person who may sign in, as others see them. */
export const StaffMember = Strict({ id: Uuid, displayName: Text(100), role: Role });
export type StaffMember = Static<typeof StaffMember>;

/** A person who may sign in, as those see them who manage staff. */
export const User = Strict({
  ...StaffMember.properties,
  /** Signs in to the back office with it; null for people who only use registers. Lower case. */
  email: Type.Union([EmailAddress, Type.Null()]),
  active: Type.Boolean(),
  /** Stores where the person works. */
  storeIds: Type.Array(Uuid),
  hasPin: Type.Boolean(),
  hasPassword: Type.Boolean(),
  createdAt: UtcTime,
  /** Last time the person signed in; null when never. */
  lastSignInAt: Type.Union([UtcTime, Type.Null()]),
  /** Grows with each change. */
  revision: Type.Integer({ minimum: 1 }),
});
export type User = Static<typeof User>;

/** 4 to 8 digits, for registers. */
export const Pin = Type.String({ pattern: "^[0-9]{4,8}$" });
/** At least 12 characters (NIST SP 800-63B asks for length, not for kinds of characters). */
export const Password = Type.String({ minLength: 12, maxLength: 128 });

// Enrolment: which register is this browser?

/**
 * Header that carries the device token from `POST /api/auth/enrolments`: with `GET /api/auth/sign-in-options` and
 * `POST /api/auth/sign-in`. It says which register the browser is; it opens nothing without a PIN.
 */
export const deviceTokenHeader = "x-device-token";
/** A device token: 256 random bits. */
export const DeviceToken = Type.String({ pattern: "^[A-Za-z0-9_-]{43}$" });

/** Headers of requests by a browser that is enrolled as a register. */
export const DeviceHeaders = Type.Object({ [deviceTokenHeader]: Type.Optional(DeviceToken) });

/** Code to enrol a device with: 8 characters without those that look alike. Case does not matter. */
export const EnrolmentCode = Type.String({ pattern: "^[0-9A-Za-z]{8}$" });

/** Answer of `POST /api/auth/registers/:id/enrolment-codes`: shown once, valid once, until `expiresAt`. */
export const EnrolmentCodeIssued = Strict({ code: EnrolmentCode, expiresAt: UtcTime });
export type EnrolmentCodeIssued = Static<typeof EnrolmentCodeIssued>;

/** Body of `POST /api/auth/enrolments` (public; problem `enrolment-code-invalid`). */
export const EnrolmentRequest = Strict({ code: EnrolmentCode });
export type EnrolmentRequest = Static<typeof EnrolmentRequest>;

/** The browser is this register from now on; what was enrolled as it before is not any more. */
export const Enrolment = Strict({ deviceToken: DeviceToken, register: Register, store: Store });
export type Enrolment = Static<typeof Enrolment>;

/** Answer of `GET /api/auth/demo` (public): codes that enrol browsers for trying out; none without DEMO_DATA. */
export const DemoAccess = Strict({ enrolmentCodes: Type.Array(EnrolmentCode) });
export type DemoAccess = Static<typeof DemoAccess>;

/** Codes that enrol devices as the demo registers, in their order. Valid again and again, only with DEMO_DATA. */
export const demoEnrolmentCodes = ["DEMO0001", "DEMO0002", "DEMO0003", "DEMO0004"] as const;

// Sign-in and sessions

/** What a register shows before anyone has signed in. */
export const SignInOptions = Strict({ store: Store, register: Register, staff: Type.Array(StaffMember) });
export type SignInOptions = Static<typeof SignInOptions>;

/** Body of `POST /api/auth/sign-in`, sent with the header {@link deviceTokenHeader} (problem `device-not-enrolled`). */
export const SignInRequest = Strict({ userId: Uuid, pin: Pin });
export type SignInRequest = Static<typeof SignInRequest>;

/** Body of `POST /api/auth/password-sign-in`: for the back office, without a register. Problem `wrong-password`. */
export const PasswordSignInRequest = Strict({
  email: EmailAddress,
  password: Type.String({ minLength: 1, maxLength: 128 }),
  /** One of the person's stores; the first by name when absent. */
  storeId: Type.Optional(Uuid),
});
export type PasswordSignInRequest = Static<typeof PasswordSignInRequest>;

/** A store to choose. */
export const StoreName = Strict({ id: Uuid, code: Code, name: Text(100) });
export type StoreName = Static<typeof StoreName>;

/**
 * A session: send `accessToken` as `Authorization: Bearer …`; before `expiresAt` (15 minutes), fetch the next one
 * with `POST /api/auth/refresh`. The cookie that this needs is set with the answer and is out of scripts' reach.
 */
export const Session = Strict({
  accessToken: Type.String(),
  expiresAt: UtcTime,
  /** When the session ends whatever is done: the person signs in again. */
  sessionEndsAt: UtcTime,
  user: StaffMember,
  store: Store,
  /** Absent in the back office. */
  register: Type.Optional(Register),
  /** Stores that the person works in: a back-office session changes to one with `POST /api/auth/refresh`. */
  stores: Type.Array(StoreName),
});
export type Session = Static<typeof Session>;

/** Answer of `POST /api/auth/sign-in`. */
export const SignInResponse = Strict({ ...Session.properties, register: Register });
export type SignInResponse = Static<typeof SignInResponse>;

/**
 * Body of `POST /api/auth/refresh` (public: the cookie is the credential; answer: {@link Session}; problem
 * `session-ended`). Sent as JSON even when empty (`{}`), which keeps other sites' forms out.
 */
export const RefreshRequest = Strict({
  /** Who the page thinks is signed in: refused when another tab has signed in somebody else meanwhile. */
  userId: Type.Optional(Uuid),
  /** The store to work in from now on; only in the back office. */
  storeId: Type.Optional(Uuid),
});
export type RefreshRequest = Static<typeof RefreshRequest>;

/** Body of `POST /api/auth/sign-out` (public, always answers 204): `{}`, as JSON. */
export const SignOutRequest = Strict({});

/** Answer of `GET /api/auth/me`. */
export const Me = Strict({
  user: User,
  store: Store,
  register: Type.Optional(Register),
  stores: Type.Array(StoreName),
});
export type Me = Static<typeof Me>;

/** Body of `PUT /api/auth/me/pin`. */
export const OwnPinChange = Strict({ currentPin: Pin, pin: Pin });
export type OwnPinChange = Static<typeof OwnPinChange>;

/** Body of `PUT /api/auth/me/password`. Other sessions of the person end. */
export const OwnPasswordChange = Strict({
  currentPassword: Type.String({ minLength: 1, maxLength: 128 }),
  password: Password,
});
export type OwnPasswordChange = Static<typeof OwnPasswordChange>;

// Approvals: somebody who may do it allows it at the till

/**
 * Body of `POST /api/auth/approvals`, sent with the token of the person at the till. The approver works in the same
 * store and has the permission. Problems: `invalid-credentials`, `locked-out`, `forbidden`.
 */
export const ApprovalRequest = Strict({
  approverId: Uuid,
  pin: Pin,
  permission: ApprovablePermission,
  reason: Text(200),
  /** The sale that it is for: the approval is worth nothing for another. */
  saleId: UuidV7,
});
export type ApprovalRequest = Static<typeof ApprovalRequest>;

/** The proof: put it into the sale's `approvals`. Valid for sales made until `expiresAt`. */
export const Approval = Strict({
  token: Type.String({ maxLength: 2_000 }),
  expiresAt: UtcTime,
  approver: StaffMember,
});
export type Approval = Static<typeof Approval>;

/** Answer of `GET /api/auth/approvers?permission=…`: who at this store may approve it. */
export const ApproverQuery = Strict({ permission: ApprovablePermission });
export const ApproverList = ListOf(StaffMember);
export type ApproverList = Static<typeof ApproverList>;

// Stores, registers, users

/** Path of routes of one store, register or user. */
export const IdParams = Strict({ id: Uuid });

/** Answer of `GET /api/auth/stores`: all for an owner, otherwise those the person works in. */
export const StoreList = ListOf(Store);
export type StoreList = Static<typeof StoreList>;
/** Body of `POST /api/auth/stores`. */
export const StoreCreate = Strict({ code: Code, currency: CurrencyCode, ...storeSettings });
export type StoreCreate = Static<typeof StoreCreate>;
/** What a business begins with: the person who makes all others, and the first store. */
export const FirstOwner = Strict({ displayName: Text(100), email: EmailAddress, store: StoreCreate });
export type FirstOwner = Static<typeof FirstOwner>;

/** Body of `PATCH /api/auth/stores/:id`. With `revision`, refused (`conflict`) when somebody changed it since. */
export const StorePatch = Type.Partial(Strict({ ...storeSettings, revision: Type.Integer({ minimum: 1 }) }), {
  additionalProperties: false,
  minProperties: 1,
});
export type StorePatch = Static<typeof StorePatch>;

/** Query of `GET /api/auth/registers` and `GET /api/auth/users`: one store, or every one the caller may see. */
export const OfStoreQuery = Strict({ storeId: Type.Optional(Uuid) });
/** A register, as those see it who manage registers. */
export const ManagedRegister = Strict({
  ...Register.properties,
  /** When the device was enrolled and when it last signed somebody in. */
  enrolledAt: Type.Union([UtcTime, Type.Null()]),
  lastSignInAt: Type.Union([UtcTime, Type.Null()]),
});
export type ManagedRegister = Static<typeof ManagedRegister>;
/** Answer of `GET /api/auth/registers`. */
export const RegisterList = ListOf(ManagedRegister);
export type RegisterList = Static<typeof RegisterList>;
/** Body of `POST /api/auth/registers`. */
export const RegisterCreate = Strict({ storeId: Uuid, code: Code, name: Text(100) });
export type RegisterCreate = Static<typeof RegisterCreate>;
/** Body of `PATCH /api/auth/registers/:id`. */
export const RegisterPatch = Strict({ name: Text(100) });
export type RegisterPatch = Static<typeof RegisterPatch>;

/** Answer of `GET /api/auth/users`: of every store for an owner, otherwise of the stores the person works in. */
export const UserList = ListOf(User);
export type UserList = Static<typeof UserList>;
/** Body of `POST /api/auth/users`. Only an owner creates owners. */
export const UserCreate = Strict({
  displayName: Text(100),
  role: Role,
  email: Type.Optional(EmailAddress),
  storeIds: Type.Array(Uuid, { minItems: 1, maxItems: 100, uniqueItems: true }),
  pin: Type.Optional(Pin),
  password: Type.Optional(Password),
});
export type UserCreate = Static<typeof UserCreate>;
/**
 * Body of `PATCH /api/auth/users/:id`. Nobody changes their own role or deactivates themselves; the last active
 * owner stays one (`last-owner`). Deactivating a person ends their sessions.
 */
export const UserPatch = Type.Partial(
  Strict({
    displayName: Text(100),
    role: Role,
    email: Type.Union([EmailAddress, Type.Null()]),
    storeIds: Type.Array(Uuid, { minItems: 1, maxItems: 100, uniqueItems: true }),
    active: Type.Boolean(),
    revision: Type.Integer({ minimum: 1 }),
  }),
  { additionalProperties: false, minProperties: 1 },
);
export type UserPatch = Static<typeof UserPatch>;
/** Body of `PUT /api/auth/users/:id/pin` (answers 204). Ends the person's lock-out. */
export const PinSet = Strict({ pin: Pin });
export type PinSet = Static<typeof PinSet>;
/** Body of `PUT /api/auth/users/:id/password` (answers 204). The person needs an e-mail address. Ends their sessions. */
export const PasswordSet = Strict({ password: Password });
export type PasswordSet = Static<typeof PasswordSet>;

// Access log

/** What the access log tells of. */
export const accessEvents = [
  "signed-in",
  "signed-out",
  "refused",
  "locked-out",
  // An old refresh token was used again: a copy is about. The session was ended.
  "refresh-reused",
  "enrolment-code-created",
  "enrolled",
  "enrolment-refused",
  "unenrolled",
  "approved",
  "approval-refused",
  "user-created",
  "user-changed",
  "role-changed",
  "user-deactivated",
  "user-reactivated",
  "pin-changed",
  "password-changed",
  "store-created",
  "store-changed",
  "register-created",
  "register-changed",
] as const;
export const AccessEventName = Type.Union(accessEvents.map((name) => Type.Literal(name)));
export type AccessEventName = (typeof accessEvents)[number];

/** One line of the access log. Lines are only ever added. */
export const AccessLogEntry = Strict({
  id: Type.String({ pattern: "^[0-9]+$" }),
  at: UtcTime,
  event: AccessEventName,
  /** Whom it is about: who signed in, whose role changed. Null when nobody can be named. */
  userId: Type.Union([Uuid, Type.Null()]),
  userName: Type.Union([Text(100), Type.Null()]),
  /** Who did it; null when it was not proved who it was. */
  actorId: Type.Union([Uuid, Type.Null()]),
  actorName: Type.Union([Text(100), Type.Null()]),
  storeId: Type.Union([Uuid, Type.Null()]),
  registerId: Type.Union([Uuid, Type.Null()]),
  /** What changed, in words; never a secret. */
  detail: Type.Union([Type.String({ maxLength: 1_000 }), Type.Null()]),
  /** Where the request came from. */
  address: Type.String(),
  requestId: Type.String(),
});
export type AccessLogEntry = Static<typeof AccessLogEntry>;

/** Query of `GET /api/auth/access-log`: newest first. */
export const AccessLogQuery = Strict({
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 200, default: 50 })),
  /** `nextCursor` of the page before. */
  cursor: Type.Optional(Type.String({ minLength: 1, maxLength: 64, pattern: "^[A-Za-z0-9_-]+$" })),
  event: Type.Optional(AccessEventName),
  /** About this person, or done by them. */
  userId: Type.Optional(Uuid),
  from: Type.Optional(UtcTime),
  /** Exclusive. */
  to: Type.Optional(UtcTime),
});
export type AccessLogQuery = Static<typeof AccessLogQuery>;

/** Answer of `GET /api/auth/access-log`. */
export const AccessLogPage = Strict({
  items: Type.Array(AccessLogEntry),
  /** Absent on the last page. */
  nextCursor: Type.Optional(Type.String()),
});
export type AccessLogPage = Static<typeof AccessLogPage>;

// Tokens

/** `iss` of every token. */
export const tokenIssuer = "cloudpos";
/** How long an access token is valid, in seconds. Short, because it cannot be called back: its session is. */
export const tokenLifetimeSeconds = 15 * 60;
/** `aud` of access tokens. */
export const tokenAudience = "cloudpos";
/** `aud` of approvals, so that neither kind can stand in for the other. */
export const approvalAudience = "cloudpos-approval";

/** Claims of an access token beside the registered ones (iss, aud, iat, exp). */
export const TokenClaims = Type.Object({
  /** User id. */
  sub: Uuid,
  role: Role,
  storeId: Uuid,
  /** Absent in the back office. */
  registerId: Type.Optional(Uuid),
  /** Display name. */
  name: Text(100),
});
export type TokenClaims = Static<typeof TokenClaims>;

/** Claims of an approval beside the registered ones; see `verifyApproval` in the kit. */
export const ApprovalClaims = Type.Object({
  /** Id of the approver. */
  sub: Uuid,
  permission: ApprovablePermission,
  saleId: UuidV7,
  storeId: Uuid,
  /** Who asked for it. */
  requestedBy: Uuid,
  reason: Text(200),
});
export type ApprovalClaims = Static<typeof ApprovalClaims>;
