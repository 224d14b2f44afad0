/** UUIDs as text: the plain kind that is 128 random bits, version 4, and version 7, which begins with the time. */
import { randomBytes, randomUUID } from "node:crypto";

/** Random through and through: this kind carries no version, as in the official provider. */
export function plainUuid(): string {
  return asText(randomBytes(16));
}

export function uuid4(): string {
  return randomUUID();
}

export function uuid7(now = Date.now()): string {
  const bytes = randomBytes(16);
  bytes.writeUIntBE(now, 0, 6);
  bytes[6] = 0x70 | ((bytes[6] ?? 0) & 0x0f);
  bytes[8] = 0x80 | ((bytes[8] ?? 0) & 0x3f);
  return asText(bytes);
}

/** The usual way to write it; throws when `text` is no UUID. */
export function canonicalUuid(text: string): string {
  if (!/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(text)) {
    throw new Error(`${JSON.stringify(text)} is not a UUID such as aabbccdd-eeff-0011-2233-445566778899`);
  }
  return text.toLowerCase();
}

function asText(bytes: Buffer): string {
  return bytes.toString("hex").replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
}
