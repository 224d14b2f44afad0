import { createPrivateKey, createPublicKey, type KeyObject } from "node:crypto";
import { tokenAudience, tokenIssuer, type TokenClaims } from "@cloudpos/contracts";
import { SignJWT, calculateJwkThumbprint, exportJWK, type JSONWebKeySet } from "jose";

/** How long an access token is valid, in seconds: one long working day. */
export const tokenLifetimeSeconds = 12 * 60 * 60;

/** Signs access tokens. */
export interface TokenSigner {
  /** The public half, as other services fetch it. */
  keySet: JSONWebKeySet;
  /** Signs a token that is valid from `now` for {@link tokenLifetimeSeconds}. */
  sign(claims: TokenClaims, now?: Date): Promise<{ accessToken: string; expiresAt: string }>;
}

/**
 * Makes a signer from a private key. The key's id is its thumbprint (RFC 7638), so it changes with the key.
 * @param pem PKCS #8, Ed25519.
 * @throws Error when the key is of another kind.
 */
export async function createTokenSigner(pem: string): Promise<TokenSigner> {
  const privateKey: KeyObject = createPrivateKey(pem);
  if (privateKey.asymmetricKeyType !== "ed25519") {
    throw new Error(`SIGNING_KEY_FILE must hold an Ed25519 key, not ${privateKey.asymmetricKeyType}`);
  }
  const publicKey = await exportJWK(createPublicKey(privateKey));
  const kid = await calculateJwkThumbprint(publicKey);
  return {
    keySet: { keys: [{ ...publicKey, kid, alg: "EdDSA", use: "sig" }] },
    sign: async (claims, now = new Date()) => {
      const issuedAt = Math.floor(now.getTime() / 1000);
      const expires = issuedAt + tokenLifetimeSeconds;
      const accessToken = await new SignJWT({ ...claims })
        .setProtectedHeader({ alg: "EdDSA", kid, typ: "JWT" })
        .setIssuer(tokenIssuer)
        .setAudience(tokenAudience)
        .setIssuedAt(issuedAt)
        .setExpirationTime(expires)
        .sign(privateKey);
      return { accessToken, expiresAt: new Date(expires * 1000).toISOString() };
    },
  };
}
