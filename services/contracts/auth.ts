import { Type, type Static } from "typebox";
import { CurrencyCode, Strict, Text, UtcTime, Uuid } from "./common.ts";
import { Role } from "./roles.ts";

/** Short name of a store or register, as in `main-1`. */
export const Code = Type.String({ pattern: "^[a-z0-9][a-z0-9-]{0,31}$" });

/** A shop: its currency, locale and time zone decide how money and days read there. */
export const Store = Strict({
  id: Uuid,
  code: Code,
  name: Text(100),
  currency: CurrencyCode,
  /** BCP 47 tag, such as `en-IE`. */
  locale: Type.String({ pattern: "^[A-Za-z0-9-]{2,35}$" }),
  /** IANA name, such as `Europe/Dublin`. */
  timeZone: Type.String({ minLength: 1, maxLength: 64 }),
  /** Whether shelf prices include tax. */
  pricesIncludeTax: Type.Boolean(),
});
export type Store = Static<typeof Store>;

/** A till. */
export const Register = Strict({ id: Uuid, code: Code, name: Text(100) });
export type Register = Static<typeof Register>;

/** A person who may sign in. */
export const StaffMember = Strict({ id: Uuid, displayName: Text(100), role: Role });
export type StaffMember = Static<typeof StaffMember>;

/** Query of `GET /api/auth/sign-in-options`. */
export const SignInOptionsQuery = Strict({ register: Code });
export type SignInOptionsQuery = Static<typeof SignInOptionsQuery>;

/** What a register shows before anyone has signed in. */
export const SignInOptions = Strict({ store: Store, register: Register, staff: Type.Array(StaffMember) });
export type SignInOptions = Static<typeof SignInOptions>;

/** Body of `POST /api/auth/sign-in`. */
export const SignInRequest = Strict({
  registerId: Uuid,
  userId: Uuid,
  pin: Type.String({ pattern: "^[0-9]{4,8}$" }),
});
export type SignInRequest = Static<typeof SignInRequest>;

/** A session: send `accessToken` as `Authorization: Bearer …` until `expiresAt`. */
export const SignInResponse = Strict({
  accessToken: Type.String(),
  expiresAt: UtcTime,
  user: StaffMember,
  store: Store,
  register: Register,
});
export type SignInResponse = Static<typeof SignInResponse>;

/** `iss` of every access token. */
export const tokenIssuer = "cloudpos";
/** `aud` of every access token. */
export const tokenAudience = "cloudpos";

/** Claims of an access token beside the registered ones (iss, aud, iat, exp). */
export const TokenClaims = Type.Object({
  /** User id. */
  sub: Uuid,
  role: Role,
  storeId: Uuid,
  registerId: Uuid,
  /** Display name. */
  name: Text(100),
});
export type TokenClaims = Static<typeof TokenClaims>;
