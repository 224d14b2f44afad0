/** Between PEM, DER and the ASN.1 types of X.509, and signing in the way Go's crypto/x509 does. */
import { createPublicKey, sign } from "node:crypto";
import type { KeyObject } from "node:crypto";
import { AsnConvert, AsnSerializer } from "@peculiar/asn1-schema";
import { AlgorithmIdentifier } from "@peculiar/asn1-x509";
import { algorithmOf } from "./keys.ts";

export function toPem(label: string, der: Buffer): string {
  const lines = der.toString("base64").match(/.{1,64}/g) ?? [];
  return [`-----BEGIN ${label}-----`, ...lines, `-----END ${label}-----`, ""].join("\n");
}

/** The content of the first block, which has to carry the label. */
export function fromPem(label: string, pem: string): Buffer {
  const block = /-----BEGIN ([A-Z0-9 ]+)-----([A-Za-z0-9+/=\s]*)-----END \1-----/.exec(pem);
  if (!block) throw new Error(`is not PEM: expected a block -----BEGIN ${label}-----`);
  if (block[1] !== label) throw new Error(`holds a PEM block "${block[1]}"; expected ${label}`);
  return Buffer.from(block[2] ?? "", "base64");
}

export function parseAsn1<Type>(der: Uint8Array, type: new () => Type, what: string): Type {
  try {
    return AsnConvert.parse(der, type);
  } catch {
    throw new Error(`holds a PEM block whose content is not ${what}`);
  }
}

export function encodeAsn1(value: object): Buffer {
  return Buffer.from(AsnSerializer.serialize(value));
}

/** The ASN.1 library wants buffers of their own. */
export function arrayBuffer(bytes: Uint8Array): ArrayBuffer {
  return Uint8Array.from(bytes).buffer;
}

interface Signature {
  algorithm: AlgorithmIdentifier;
  hash: "sha256" | "sha384" | "sha512" | undefined;
}

/** The hash grows with the curve, as Go chooses it. */
const ECDSA_SIGNATURES: Readonly<Record<string, Signature>> = {
  secp224r1: { hash: "sha256", algorithm: identifier("1.2.840.10045.4.3.2") },
  prime256v1: { hash: "sha256", algorithm: identifier("1.2.840.10045.4.3.2") },
  secp384r1: { hash: "sha384", algorithm: identifier("1.2.840.10045.4.3.3") },
  secp521r1: { hash: "sha512", algorithm: identifier("1.2.840.10045.4.3.4") },
};

export function signatureOf(key: KeyObject): Signature {
  switch (algorithmOf(key)) {
    case "RSA":
      return { hash: "sha256", algorithm: identifier("1.2.840.113549.1.1.11", null) };
    case "ED25519":
      return { hash: undefined, algorithm: identifier("1.3.101.112") };
    case "ECDSA":
      return ECDSA_SIGNATURES[key.asymmetricKeyDetails?.namedCurve ?? ""] as Signature;
  }
}

export function signAsn1(value: object, key: KeyObject): ArrayBuffer {
  return arrayBuffer(sign(signatureOf(key).hash, encodeAsn1(value), key));
}

export function samePublicKey(one: KeyObject, other: KeyObject): boolean {
  const publicKeys = [one, other].map((key) => (key.type === "public" ? key : createPublicKey(key)));
  return publicKeys[0]?.equals(publicKeys[1] as KeyObject) ?? false;
}

function identifier(algorithm: string, parameters?: null): AlgorithmIdentifier {
  return new AlgorithmIdentifier(parameters === undefined ? { algorithm } : { algorithm, parameters });
}
