/** Private keys: made, read from PEM, and described in every form the tls package offers. */
import { createHash, createPrivateKey, createPublicKey, generateKeyPair } from "node:crypto";
import type { KeyObject } from "node:crypto";
import { promisify } from "node:util";
import { fingerprints, openSshPrivateKey, openSshPublicKey } from "./openssh.ts";

export const ALGORITHMS = ["RSA", "ECDSA", "ED25519"] as const;
export type Algorithm = (typeof ALGORITHMS)[number];

/** The curves by their published name, with the name node's crypto knows them by. */
export const CURVES = {
  P224: "secp224r1",
  P256: "prime256v1",
  P384: "secp384r1",
  P521: "secp521r1",
} as const;
export type Curve = keyof typeof CURVES;

const generate = promisify(generateKeyPair) as unknown as (
  type: string,
  options: object,
) => Promise<{ privateKey: KeyObject }>;

/** `rsaBits` counts for RSA only, `curve` for ECDSA only. */
export async function generateKey(algorithm: Algorithm, rsaBits: number, curve: Curve): Promise<KeyObject> {
  switch (algorithm) {
    case "RSA":
      return (await generate("rsa", { modulusLength: rsaBits })).privateKey;
    case "ECDSA":
      return (await generate("ec", { namedCurve: CURVES[curve] })).privateKey;
    case "ED25519":
      return (await generate("ed25519", {})).privateKey;
  }
}

/** Reads PKCS#1, SEC 1 and PKCS#8. Errors never quote the text: it is a secret. */
export function parsePrivateKey(pem: string): KeyObject {
  const preamble = /-----BEGIN ([A-Z0-9 ]+)-----/.exec(pem)?.[1];
  if (preamble === undefined) throw new Error("is not PEM: it has no -----BEGIN ...----- line");
  if (!["RSA PRIVATE KEY", "EC PRIVATE KEY", "PRIVATE KEY"].includes(preamble)) {
    throw new Error(
      `holds a PEM block "${preamble}"; expected RSA PRIVATE KEY, EC PRIVATE KEY or PRIVATE KEY, not encrypted`,
    );
  }
  let key: KeyObject;
  try {
    key = createPrivateKey(pem);
  } catch {
    throw new Error(`holds a PEM block "${preamble}" whose content is not a private key`);
  }
  algorithmOf(key);
  return key;
}

export function algorithmOf(key: KeyObject): Algorithm {
  const type = key.asymmetricKeyType;
  if (type === "rsa") return "RSA";
  if (type === "ed25519") return "ED25519";
  if (type !== "ec") throw new Error(`is a ${type} key; supported are ${ALGORITHMS.join(", ")}`);
  const curve = key.asymmetricKeyDetails?.namedCurve ?? "";
  if (Object.values<string>(CURVES).includes(curve)) return "ECDSA";
  throw new Error(`is a key on the curve ${curve}; supported are ${Object.keys(CURVES).join(", ")}`);
}

export function describePrivateKey(key: KeyObject) {
  const pkcs8 = key.export({ type: "pkcs8", format: "pem" });
  const traditional = { RSA: "pkcs1", ECDSA: "sec1", ED25519: "pkcs8" } as const;
  return {
    privateKeyPem: key.export({ type: traditional[algorithmOf(key)], format: "pem" }),
    privateKeyPemPkcs8: pkcs8,
    privateKeyOpenssh: openSshPrivateKey(key) ?? "",
  };
}

/** OpenSSH knows no P224: its forms are empty for such a key. */
export function describePublicKey(key: KeyObject) {
  const publicKey = createPublicKey(key);
  const prints = fingerprints(publicKey);
  return {
    publicKeyPem: publicKey.export({ type: "spki", format: "pem" }),
    publicKeyOpenssh: openSshPublicKey(publicKey) ?? "",
    publicKeyFingerprintMd5: prints?.md5 ?? "",
    publicKeyFingerprintSha256: prints?.sha256 ?? "",
  };
}

export function publicKeyDer(key: KeyObject): Buffer {
  const publicKey = key.type === "public" ? key : createPublicKey(key);
  return publicKey.export({ type: "spki", format: "der" });
}

/** The official provider's id of what it has made: the SHA-1 of it, in hexadecimal. */
export function idOf(der: Buffer): string {
  // It hashes the bytes as if they were text, without white space around them.
  const trimmed = der.toString("latin1").replace(/^[\t-\r ]+|[\t-\r ]+$/g, "");
  return createHash("sha1").update(trimmed, "latin1").digest("hex");
}
