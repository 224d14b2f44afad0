import { generateKeyPairSync } from "node:crypto";
import { verifyApproval, verifyToken } from "@cloudpos/kit";
import { createLocalJWKSet } from "jose";
import { expect, it } from "vitest";
import { createTokenSigner } from "./tokens.ts";

const pem = generateKeyPairSync("ed25519").privateKey.export({ type: "pkcs8", format: "pem" }).toString();
const claims = {
  sub: "0198c0de-0000-7000-8000-000000000023",
  role: "cashier" as const,
  storeId: "0198c0de-0000-7000-8000-000000000001",
  registerId: "0198c0de-0000-7000-8000-000000000011",
  name: "Carla Cashier",
};

it("signs tokens that the kit accepts, for fifteen minutes", async () => {
  const signer = await createTokenSigner(pem);
  const now = new Date();
  const { accessToken, expiresAt } = await signer.sign(claims, now);
  expect(await verifyToken(accessToken, createLocalJWKSet(signer.keySet))).toEqual({
    userId: claims.sub,
    role: "cashier",
    storeId: claims.storeId,
    registerId: claims.registerId,
    name: "Carla Cashier",
  });
  expect(Date.parse(expiresAt)).toBe(Math.floor(now.getTime() / 1000) * 1000 + 15 * 60_000);
});

it("publishes only the public half", async () => {
  const { keySet } = await createTokenSigner(pem);
  expect(keySet.keys[0]).toMatchObject({ kty: "OKP", crv: "Ed25519", alg: "EdDSA" });
  expect(keySet.keys[0]).not.toHaveProperty("d");
});

it("publishes other keys beside its own, of which it needs the public half only", async () => {
  const [next, before] = [generateKeyPairSync("ed25519"), generateKeyPairSync("ed25519")];
  const otherKeys =
    next.privateKey.export({ type: "pkcs8", format: "pem" }).toString() +
    before.publicKey.export({ type: "spki", format: "pem" }).toString();
  const { keySet } = await createTokenSigner(pem, otherKeys);
  expect(new Set(keySet.keys.map((key) => key.kid)).size).toBe(3);
  expect(keySet.keys[0]).toEqual((await createTokenSigner(pem)).keySet.keys[0]);
  expect(keySet.keys.every((key) => key.d === undefined)).toBe(true);
  // Once the next key signs, tokens of this one are still accepted.
  const { accessToken } = await (await createTokenSigner(pem)).sign(claims);
  const after = await createTokenSigner(
    next.privateKey.export({ type: "pkcs8", format: "pem" }).toString(),
    pem,
  );
  expect(await verifyToken(accessToken, createLocalJWKSet(after.keySet))).toMatchObject({ role: "cashier" });
});

it("signs approvals that the kit accepts, for ten minutes", async () => {
  const signer = await createTokenSigner(pem);
  const approval = {
    sub: claims.sub,
    permission: "sale:discount" as const,
    saleId: "0198c0de-0000-7000-8000-0000000000aa",
    storeId: claims.storeId,
    requestedBy: claims.sub,
    reason: "Regular",
  };
  const { token, expiresAt } = await signer.signApproval(approval);
  const keys = createLocalJWKSet(signer.keySet);
  const expected = { ...approval, approverId: claims.sub, soldAt: new Date() };
  expect(await verifyApproval(token, keys, expected)).toMatchObject(approval);
  expect(Date.parse(expiresAt) - Date.now()).toBeGreaterThan(9.9 * 60_000);
});

it("refuses a key of another kind", async () => {
  const key = generateKeyPairSync("rsa", { modulusLength: 2048 }).privateKey;
  const rsa = key.export({ type: "pkcs8", format: "pem" }).toString();
  await expect(createTokenSigner(rsa)).rejects.toThrow("must hold an Ed25519 key, not rsa");
});
