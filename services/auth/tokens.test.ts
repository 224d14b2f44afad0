import { generateKeyPairSync } from "node:crypto";
import { verifyToken } from "@cloudpos/kit";
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

it("signs tokens that the kit accepts, for twelve hours", async () => {
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
  expect(Date.parse(expiresAt)).toBe(Math.floor(now.getTime() / 1000) * 1000 + 12 * 3_600_000);
});

it("publishes only the public half", async () => {
  const { keySet } = await createTokenSigner(pem);
  expect(keySet.keys[0]).toMatchObject({ kty: "OKP", crv: "Ed25519", alg: "EdDSA" });
  expect(keySet.keys[0]).not.toHaveProperty("d");
});

it("refuses a key of another kind", async () => {
  const key = generateKeyPairSync("rsa", { modulusLength: 2048 }).privateKey;
  const rsa = key.export({ type: "pkcs8", format: "pem" }).toString();
  await expect(createTokenSigner(rsa)).rejects.toThrow("must hold an Ed25519 key, not rsa");
});
