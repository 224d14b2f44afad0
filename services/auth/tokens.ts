import { createPrivateKey, createPublicKey, type KeyObject } from "node:crypto";
import {
  approvalAudience,
  tokenAudience,
  tokenIssuer,
  tokenLifetimeSeconds,
  type ApprovalClaims,
  type TokenClaims,
} from "@cloudpos/contracts";
import { SignJWT, calculateJwkThumbprint, exportJWK, type JSONWebKeySet } from "jose";

/** How long an approval may be used, in seconds. */
export const approvalLifetimeSeconds = 10 * 60;

/** Signs access tokens and approvals. */
export interface TokenSigner {
  /** The public halves, as other services fetch them: that of the signing key first. */
  keySet: JSONWebKeySet;
  /** Signs an access token that is valid from `now` for `tokenLifetimeSeconds`. */
  sign(claims: TokenClaims, now?: Date): Promise<{ accessToken: string; expiresAt: string }>;
  /** Signs an approval that is valid from `now` for {@link approvalLifetimeSeconds}. */
  signApproval(claims: ApprovalClaims, now?: Date): Promise<{ token: string; expiresAt: string }>;
}

/**
 * Makes a signer from a private key. The key's id is its thumbprint (RFC 7638), so it changes with the key.
 * @param pem PKCS #8, Ed25519.
 * @param otherKeys further keys to publish, PEM, one after the other, private or public: the one before, whose tokens
 *   are still about, or the next one, so that it is known before it signs.
 * @throws Error when a key is of another kind.
 */
export async function createTokenSigner(pem: string, otherKeys = ""): Promise<TokenSigner> {
  const privateKey = createPrivateKey(pem);
  const own = await publicJwk(createPublicKey(privateKey), "SIGNING_KEY_FILE");
  const others = await Promise.all(
    (otherKeys.match(/-----BEGIN [A-Z ]+-----[^-]+-----END [A-Z ]+-----/g) ?? []).map((key) =>
      publicJwk(createPublicKey(key), "OTHER_SIGNING_KEYS_FILE"),
    ),
  );
  const sign = async (audience: string, claims: object, lifetimeSeconds: number, now: Date) => {
    const issuedAt = Math.floor(now.getTime() / 1000);
    const expires = issuedAt + lifetimeSeconds;
    const token = await new SignJWT({ ...claims })
      .setProtectedHeader({ alg: "EdDSA", kid: own.kid, typ: "JWT" })
      .setIssuer(tokenIssuer)
      .setAudience(audience)
      .setIssuedAt(issuedAt)
      .setExpirationTime(expires)
      .sign(privateKey);
    return { token, expiresAt: new Date(expires * 1000).toISOString() };
  };
  return {
    keySet: { keys: [own, ...others.filter(({ kid }) => kid !== own.kid)] },
    sign: async (claims, now = new Date()) => {
      const { token, expiresAt } = await sign(tokenAudience, claims, tokenLifetimeSeconds, now);
      return { accessToken: token, expiresAt };
    },
    signApproval: (claims, now = new Date()) => sign(approvalAudience, claims, approvalLifetimeSeconds, now),
  };
}

async function publicJwk(key: KeyObject, setting: string) {
  if (key.asymmetricKeyType !== "ed25519") {
    throw new Error(`${setting} must hold an Ed25519 key, not ${key.asymmetricKeyType}`);
  }
  const jwk = await exportJWK(key);
  return { ...jwk, kid: await calculateJwkThumbprint(jwk), alg: "EdDSA", use: "sig" };
}
