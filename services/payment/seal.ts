import { createCipheriv, createDecipheriv, createHmac, hkdfSync, randomBytes } from "node:crypto";

const version = 1;
const ivLength = 12;
const tagLength = 16;

/** Keeps what would be worth stealing from the database unreadable there. */
export interface Seal {
  /**
   * Encrypts with AES-256-GCM: one byte version, 12 bytes nonce, 16 bytes tag, ciphertext.
   * @param context what the text belongs to, such as the row's id: it opens nowhere else.
   */
  close(text: string, context: string): Buffer;
  /** @throws Error when the bytes were changed, or closed with another key or context. */
  open(sealed: Buffer, context: string): string;
  /** Keyed hash of a gift card's code (HMAC-SHA-256), by which its row is found. */
  hashCode(code: string): Buffer;
}

/**
 * Makes a {@link Seal}.
 * @param secret at least 32 characters that cannot be guessed; what was sealed needs this very secret for ever.
 * @throws Error when the secret is too short.
 */
export function createSeal(secret: string): Seal {
  if (secret.length < 32) throw new Error("PAYMENT_KEY_FILE must hold at least 32 characters");
  const derive = (purpose: string) =>
    Buffer.from(hkdfSync("sha256", secret, "cloudpos payment", purpose, 32));
  const referenceKey = derive("payment references");
  const codeKey = derive("gift card codes");
  return {
    close(text, context) {
      const iv = randomBytes(ivLength);
      const cipher = createCipheriv("aes-256-gcm", referenceKey, iv, { authTagLength: tagLength });
      cipher.setAAD(Buffer.from(context));
      const encrypted = Buffer.concat([cipher.update(text, "utf8"), cipher.final()]);
      return Buffer.concat([Buffer.of(version), iv, cipher.getAuthTag(), encrypted]);
    },
    open(sealed, context) {
      if (sealed[0] !== version) throw new Error(`sealed with the unknown version ${sealed[0]}`);
      const iv = sealed.subarray(1, 1 + ivLength);
      const tag = sealed.subarray(1 + ivLength, 1 + ivLength + tagLength);
      const decipher = createDecipheriv("aes-256-gcm", referenceKey, iv, { authTagLength: tagLength });
      decipher.setAAD(Buffer.from(context));
      decipher.setAuthTag(tag);
      return (
        decipher.update(sealed.subarray(1 + ivLength + tagLength), undefined, "utf8") + decipher.final("utf8")
      );
    },
    hashCode: (code) => createHmac("sha256", codeKey).update(code).digest(),
  };
}
