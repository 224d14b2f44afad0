import { createPrivateKey, createPublicKey } from "node:crypto";
import {
  demoRegisters,
  demoStaff,
  demoStore,
  tokenAudience,
  tokenIssuer,
  type Role,
} from "@cloudpos/contracts";
import { SignJWT, calculateJwkThumbprint, exportJWK } from "jose";

/** Who a token is for; what is left out is that of the demo shop. */
export interface Claims {
  role: Role;
  userId?: string;
  storeId?: string;
  registerId?: string;
}

/**
 * Signs access tokens as auth does, without a sign-in. `expiresIn` such as `-1h` makes an expired one; `bend` makes
 * one that auth would not.
 */
export type TokenMaker = (
  claims: Claims,
  expiresIn?: string,
  bend?: { audience?: string; claims?: object },
) => Promise<string>;

/** @param pem PKCS #8 of auth's signing key. */
export async function createTokenMaker(pem: string): Promise<TokenMaker> {
  const privateKey = createPrivateKey(pem);
  const kid = await calculateJwkThumbprint(await exportJWK(createPublicKey(privateKey)));
  return ({ role, ...claims }, expiresIn = "1h", bend = {}) => {
    const person = demoStaff.find((member) => member.role === role)!;
    return new SignJWT({
      role,
      storeId: claims.storeId ?? demoStore.id,
      registerId: claims.registerId ?? demoRegisters[0]!.id,
      name: person.displayName,
      ...bend.claims,
    })
      .setProtectedHeader({ alg: "EdDSA", kid, typ: "JWT" })
      .setSubject(claims.userId ?? person.id)
      .setIssuer(tokenIssuer)
      .setAudience(bend.audience ?? tokenAudience)
      .setIssuedAt()
      .setExpirationTime(expiresIn)
      .sign(privateKey);
  };
}
