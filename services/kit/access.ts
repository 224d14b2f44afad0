import {
  ApprovalClaims,
  TokenClaims,
  approvalAudience,
  mayDo,
  tokenAudience,
  tokenIssuer,
  type Permission,
  type Role,
} from "@cloudpos/contracts";
import type { FastifyInstance, FastifyRequest, FastifySchema } from "fastify";
import { createLocalJWKSet, createRemoteJWKSet, errors, jwtVerify, type JWTVerifyGetKey } from "jose";
import { Compile } from "typebox/compile";
import { Problem } from "./problem.ts";
import { VerifiedTokens } from "./verified-tokens.ts";

/** Who may call a route: anyone, anyone signed in, or those whose role has a permission. */
export type Access = "public" | "signed-in" | Permission;

/**
 * What of a shop with several stores a route reads and changes: the store in the caller's token, the whole business
 * (what all stores share, such as the catalogue; or, for an owner, every store), or nothing that belongs to a store.
 */
export type Scope = "own-store" | "business" | "none";

/** The person behind a request, from a verified token. Routes use `storeId` to stay inside the own store. */
export interface Identity {
  userId: string;
  role: Role;
  storeId: string;
  /** Absent in the back office, where people sign in without a register. */
  registerId?: string;
  name: string;
}

declare module "fastify" {
  interface FastifyContextConfig {
    /** Required on every route: who may call it. */
    access?: Access;
    /** `own-store` unless declared; a public route has none. The proofs of the API check that it is kept to. */
    scope?: Scope;
    /** Answers about the service itself, which are served even under pressure and are not logged. */
    system?: boolean;
  }
  interface FastifyRequest {
    /** Set when the route is not public; see `identityOf`. */
    identity: Identity | null;
  }
}

/** How long keys that were fetched are used while auth cannot be asked again, in milliseconds. */
const keysOutliveAuthMs = 3_600_000;

/**
 * Public keys of auth, fetched when needed and kept for five minutes; an unknown key id fetches again, at most every
 * 30 s. While auth is away, the last keys serve for up to an hour: a shop sells on with the tokens it has.
 */
export function remoteKeys(jwksUrl: string): JWTVerifyGetKey {
  const remote = createRemoteJWKSet(new URL(jwksUrl), {
    cacheMaxAge: 300_000,
    cooldownDuration: 30_000,
    timeoutDuration: 3_000,
  });
  let lastFetched = 0;
  return async (header, token) => {
    try {
      const key = await remote(header, token);
      if (remote.fresh) lastFetched = Date.now();
      return key;
    } catch (error) {
      const known = remote.jwks();
      if (known === undefined || !keysMissing(error) || Date.now() - lastFetched > keysOutliveAuthMs)
        throw error;
      return createLocalJWKSet(known)(header, token);
    }
  };
}

/**
 * Makes every route of `app` declare who may call it, and enforces that. Register before any route.
 * @param keys finds the public key of a token; omit it only for a service whose routes are all public.
 */
export function enforceAccess(app: FastifyInstance, keys?: JWTVerifyGetKey): void {
  app.decorateRequest("identity", null);

  app.addHook("onRoute", (route) => {
    // A preflight request carries no credentials and touches no data.
    if (route.method === "OPTIONS") return;
    const access = route.config?.access;
    if (access === undefined) {
      throw new Error(`Route ${String(route.method)} ${route.url} does not declare config.access`);
    }
    if (access !== "public" && keys === undefined) {
      throw new Error(
        `Route ${String(route.method)} ${route.url} needs a token, but the service knows no keys`,
      );
    }
    // The API's document says the same.
    if (access !== "public") {
      route.schema = {
        ...route.schema,
        security: [{ bearer: [] }],
        "x-access": access,
      } as FastifySchema;
    }
  });

  const verified = new VerifiedTokens<Identity>();
  const admit = (request: FastifyRequest, access: Access, identity: Identity) => {
    request.identity = identity;
    if (access !== "public" && access !== "signed-in" && !mayDo(identity.role, access)) {
      throw new Problem("forbidden", `The role ${identity.role} lacks the permission ${access}.`);
    }
  };
  // With a callback: a token that is known is admitted without a turn of the event loop.
  app.addHook("onRequest", (request, _reply, done) => {
    const access = request.routeOptions.config.access;
    if (access === undefined || access === "public") return done();
    let token: string;
    let known: Identity | undefined;
    try {
      token = bearerToken(request);
      known = verified.get(token);
      if (known !== undefined) admit(request, access, known);
    } catch (error) {
      return done(error as Error);
    }
    if (known !== undefined) return done();
    checkToken(token, keys!)
      .then(({ identity, expiresAt }) => {
        verified.add(token, identity, expiresAt);
        admit(request, access, identity);
      })
      .then(() => done(), done);
  });
}

/** The person behind a request to a route that is not public. */
export function identityOf(request: FastifyRequest): Identity {
  if (request.identity === null) throw new Problem("unauthorized");
  return request.identity;
}

/**
 * Checks an access token: EdDSA signature, issuer, audience, expiry and claims.
 * @throws Problem `token-expired` or `token-invalid`; `unavailable` when the keys cannot be had.
 */
export async function verifyToken(token: string, keys: JWTVerifyGetKey): Promise<Identity> {
  return (await checkToken(token, keys)).identity;
}

const tokenClaims = Compile(TokenClaims);
const approvalClaims = Compile(ApprovalClaims);

async function checkToken(
  token: string,
  keys: JWTVerifyGetKey,
): Promise<{ identity: Identity; expiresAt: number }> {
  try {
    const { payload } = await jwtVerify(token, keys, {
      algorithms: ["EdDSA"],
      issuer: tokenIssuer,
      audience: tokenAudience,
      requiredClaims: ["exp", "sub"],
      clockTolerance: 5,
    });
    const claims: unknown = payload;
    if (!tokenClaims.Check(claims)) throw new Problem("token-invalid", undefined, { headers: challenge });
    const { sub, role, storeId, registerId, name } = claims;
    const identity = { userId: sub, role, storeId, ...(registerId !== undefined && { registerId }), name };
    // Frozen, because every request with this token gets it.
    return { identity: Object.freeze(identity), expiresAt: payload.exp! * 1000 };
  } catch (error) {
    if (error instanceof Problem) throw error;
    if (error instanceof errors.JWTExpired)
      throw new Problem("token-expired", undefined, { headers: challenge });
    if (keysMissing(error)) throw keysUnavailable(error);
    throw new Problem("token-invalid", undefined, { headers: challenge });
  }
}

/**
 * Checks an approval (`POST /api/auth/approvals`): signature, audience, that it is for this sale, this store and this
 * permission and by this approver, and that it had not run out when the sale was made. A sale that waited for the
 * network keeps its approval: its time counts, not the time of the check.
 * @returns the claims, or null when the approval is not valid.
 * @throws Problem `unavailable` when the keys cannot be had.
 */
export async function verifyApproval(
  token: string,
  keys: JWTVerifyGetKey,
  expected: Pick<ApprovalClaims, "permission" | "saleId" | "storeId"> & { approverId: string; soldAt: Date },
): Promise<ApprovalClaims | null> {
  let payload: unknown;
  try {
    ({ payload } = await jwtVerify(token, keys, {
      algorithms: ["EdDSA"],
      issuer: tokenIssuer,
      audience: approvalAudience,
      requiredClaims: ["exp", "sub"],
      currentDate: expected.soldAt,
      // The register's clock made `soldAt`.
      clockTolerance: 60,
    }));
  } catch (error) {
    if (keysMissing(error)) throw keysUnavailable(error);
    return null;
  }
  if (!approvalClaims.Check(payload)) return null;
  const claims = payload as ApprovalClaims;
  const fits =
    claims.sub === expected.approverId &&
    claims.permission === expected.permission &&
    claims.saleId === expected.saleId &&
    claims.storeId === expected.storeId;
  return fits ? claims : null;
}

function keysMissing(error: unknown): boolean {
  return (
    !(error instanceof errors.JOSEError) ||
    error instanceof errors.JWKSTimeout ||
    error instanceof errors.JWKSInvalid ||
    error.code === "ERR_JOSE_GENERIC"
  );
}

function keysUnavailable(cause: unknown): Problem {
  return new Problem("unavailable", "The keys that check access tokens cannot be fetched. Try again.", {
    cause,
    headers: { "retry-after": "2" },
  });
}

const challenge = { "www-authenticate": 'Bearer error="invalid_token"' };

function bearerToken(request: FastifyRequest): string {
  const [scheme, token] = (request.headers.authorization ?? "").split(" ", 2);
  if (scheme?.toLowerCase() !== "bearer" || !token) {
    throw new Problem("unauthorized", "Send the access token as Authorization: Bearer.", {
      headers: { "www-authenticate": "Bearer" },
    });
  }
  return token;
}
