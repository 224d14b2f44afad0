import {
  approvalAudience,
  tokenAudience,
  tokenIssuer,
  type ApprovalClaims,
  type Role,
} from "@cloudpos/contracts";
import { SignJWT, createLocalJWKSet, exportJWK, generateKeyPair, type JWTVerifyGetKey } from "jose";
import { Writable } from "node:stream";
import type { Identity } from "./access.ts";
import { createLogger, type Logger } from "./log.ts";
import type { CommonSettings } from "./settings.ts";

/** Common settings as a test wants them. */
export const testSettings: CommonSettings = {
  HOST: "127.0.0.1",
  LOG_LEVEL: "debug",
  DRAIN_MS: 0,
  DEMO_DATA: false,
};

/** A logger that keeps its lines, parsed, in `lines`. */
export function recordingLogger(): { log: Logger; lines: Record<string, unknown>[] } {
  const lines: Record<string, unknown>[] = [];
  const destination = new Writable({
    write(chunk: Buffer, _encoding, done) {
      lines.push(JSON.parse(chunk.toString()) as Record<string, unknown>);
      done();
    },
  });
  return { log: createLogger("test", "debug", destination), lines };
}

/** Parts of an identity; `registerId: undefined` is one of the back office. */
export type TestIdentity = { [Key in keyof Identity]?: Identity[Key] | undefined };

/** A key pair that stands in for auth: signs access tokens and answers with its public key. */
export interface TestIssuer {
  keys: JWTVerifyGetKey;
  /** A token for an identity; `claims` and `expiresIn` (`-1h` for an expired one) bend it for refusals. */
  token(identity?: TestIdentity, bend?: { claims?: object; expiresIn?: string }): Promise<string>;
  /** The same as a header. */
  headers(role: Role, identity?: TestIdentity): Promise<{ authorization: string }>;
  /** An approval as auth signs it. */
  approval(claims: ApprovalClaims, expiresIn?: string): Promise<string>;
}

/** Makes a {@link TestIssuer} with a new key. */
export async function testIssuer(): Promise<TestIssuer> {
  const { publicKey, privateKey } = await generateKeyPair("EdDSA", { crv: "Ed25519" });
  const jwk = { ...(await exportJWK(publicKey)), kid: "test", alg: "EdDSA", use: "sig" };
  const token: TestIssuer["token"] = (identity = {}, { claims = {}, expiresIn = "1h" } = {}) =>
    new SignJWT({
      iss: tokenIssuer,
      aud: tokenAudience,
      sub: identity.userId ?? "0198c0de-0000-7000-8000-000000000023",
      role: identity.role ?? "cashier",
      storeId: identity.storeId ?? "0198c0de-0000-7000-8000-000000000001",
      // `registerId: undefined` asks for the token of a back-office session.
      registerId: "registerId" in identity ? identity.registerId : "0198c0de-0000-7000-8000-000000000011",
      name: identity.name ?? "Carla Cashier",
      ...claims,
    })
      .setProtectedHeader({ alg: "EdDSA", kid: "test" })
      .setIssuedAt()
      .setExpirationTime(expiresIn)
      .sign(privateKey);
  const approval: TestIssuer["approval"] = (claims, expiresIn = "10m") =>
    new SignJWT({ iss: tokenIssuer, aud: approvalAudience, ...claims })
      .setProtectedHeader({ alg: "EdDSA", kid: "test" })
      .setIssuedAt()
      .setExpirationTime(expiresIn)
      .sign(privateKey);
  return {
    keys: createLocalJWKSet({ keys: [jwk] }),
    token,
    approval,
    headers: async (role, identity = {}) => ({
      authorization: `Bearer ${await token({ ...identity, role })}`,
    }),
  };
}
