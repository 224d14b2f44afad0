/** OpenSSH's own forms of a key: the private key file, the line in authorized_keys, and its fingerprints. */
import { createHash, createPublicKey, randomBytes } from "node:crypto";
import type { JsonWebKey, KeyObject } from "node:crypto";
import ssh2 from "ssh2";

const ECDSA_NAMES: Readonly<Record<string, string>> = {
  prime256v1: "nistp256",
  secp384r1: "nistp384",
  secp521r1: "nistp521",
};

/** The unencrypted "openssh-key-v1" file; `undefined` for a key OpenSSH has no form for. */
export function openSshPrivateKey(key: KeyObject): string | undefined {
  const publicBlob = publicKeyBlob(createPublicKey(key));
  if (!publicBlob) return undefined;
  const jwk = key.export({ format: "jwk" });
  const check = randomBytes(4);
  const comment = text("");
  const unpadded = Buffer.concat([check, check, ...privateFields(key, jwk), comment]);
  const padding = Buffer.from(
    Array.from({ length: (8 - (unpadded.length % 8)) % 8 }, (_, index) => index + 1),
  );
  const one = Buffer.from([0, 0, 0, 1]);
  const file = Buffer.concat([
    Buffer.from("openssh-key-v1\0"),
    text("none"),
    text("none"),
    text(""),
    one,
    sized(publicBlob),
    sized(Buffer.concat([unpadded, padding])),
  ]);
  const lines = file.toString("base64").match(/.{1,64}/g) ?? [];
  return ["-----BEGIN OPENSSH PRIVATE KEY-----", ...lines, "-----END OPENSSH PRIVATE KEY-----", ""].join(
    "\n",
  );
}

export function openSshPublicKey(publicKey: KeyObject): string | undefined {
  const blob = publicKeyBlob(publicKey);
  return blob && `${sshName(publicKey)} ${blob.toString("base64")}\n`;
}

export function fingerprints(publicKey: KeyObject): { md5: string; sha256: string } | undefined {
  const blob = publicKeyBlob(publicKey);
  if (!blob) return undefined;
  const md5 = createHash("md5").update(blob).digest("hex");
  const sha256 = createHash("sha256").update(blob).digest("base64").replace(/=+$/, "");
  return { md5: (md5.match(/../g) ?? []).join(":"), sha256: `SHA256:${sha256}` };
}

/** The key of an OpenSSH private key file as PEM. Errors never quote the file. */
export function pemFromOpenSsh(file: string): string {
  const key = ssh2.utils.parseKey(file);
  if (key instanceof Error) throw new Error("is not an OpenSSH private key, or it is encrypted");
  return key.getPrivatePEM();
}

function sshName(key: KeyObject): string | undefined {
  if (key.asymmetricKeyType === "rsa") return "ssh-rsa";
  if (key.asymmetricKeyType === "ed25519") return "ssh-ed25519";
  const curve = ECDSA_NAMES[key.asymmetricKeyDetails?.namedCurve ?? ""];
  return curve && `ecdsa-sha2-${curve}`;
}

function publicKeyBlob(publicKey: KeyObject): Buffer | undefined {
  const name = sshName(publicKey);
  if (!name) return undefined;
  const jwk = publicKey.export({ format: "jwk" });
  const fields = {
    RSA: () => [number(jwk.e), number(jwk.n)],
    EC: () => [text(name.slice("ecdsa-sha2-".length)), sized(point(jwk))],
    OKP: () => [sized(bytes(jwk.x))],
  }[jwk.kty as "RSA" | "EC" | "OKP"]();
  return Buffer.concat([text(name), ...fields]);
}

function privateFields(key: KeyObject, jwk: JsonWebKey): Buffer[] {
  const name = sshName(key) ?? "";
  const fields = {
    RSA: () => [jwk.n, jwk.e, jwk.d, jwk.qi, jwk.p, jwk.q].map(number),
    EC: () => [text(name.slice("ecdsa-sha2-".length)), sized(point(jwk)), number(jwk.d)],
    OKP: () => [sized(bytes(jwk.x)), sized(Buffer.concat([bytes(jwk.d), bytes(jwk.x)]))],
  }[jwk.kty as "RSA" | "EC" | "OKP"]();
  return [text(name), ...fields];
}

/** An uncompressed point of an elliptic curve. */
function point(jwk: JsonWebKey): Buffer {
  return Buffer.concat([Buffer.from([4]), bytes(jwk.x), bytes(jwk.y)]);
}

function bytes(base64url: string | undefined): Buffer {
  return Buffer.from(base64url ?? "", "base64url");
}

function text(value: string): Buffer {
  return sized(Buffer.from(value));
}

/** SSH's multiple-precision integer: no leading zeros but the one that keeps it positive. */
function number(base64url: string | undefined): Buffer {
  const value = bytes(base64url);
  const start = value.findIndex((byte) => byte !== 0);
  const digits = value.subarray(start < 0 ? value.length : start);
  return sized((digits[0] ?? 0) >= 0x80 ? Buffer.concat([Buffer.from([0]), digits]) : digits);
}

function sized(content: Buffer): Buffer {
  const length = Buffer.alloc(4);
  length.writeUInt32BE(content.length);
  return Buffer.concat([length, content]);
}
