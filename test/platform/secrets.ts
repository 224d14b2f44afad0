import { generateKeyPairSync, randomBytes } from "node:crypto";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { testPassword } from "@cloudpos/kit/events/test-stores";

/** Secrets of one platform, as files, the way services get them. */
export interface PlatformSecrets {
  /** PKCS #8 of the key that signs tokens. */
  signingKey: string;
  /** The file of a setting such as `PIN_PEPPER_FILE`; made when it is first asked for, the same for all services. */
  fileOf(setting: string): Promise<string>;
  remove(): Promise<void>;
}

/** Makes {@link PlatformSecrets}. */
export async function createSecrets(): Promise<PlatformSecrets> {
  const folder = await mkdtemp(path.join(tmpdir(), "cloudpos-platform-"));
  const signingKey = newSigningKey();
  const known: Record<string, string> = {
    DATABASE_PASSWORD_FILE: testPassword,
    REDIS_PASSWORD_FILE: testPassword,
    MONGODB_PASSWORD_FILE: testPassword,
    SIGNING_KEY_FILE: signingKey,
  };
  const files = new Map<string, Promise<string>>();
  const write = async (setting: string) => {
    const file = path.join(folder, setting);
    await writeFile(file, known[setting] ?? randomBytes(32).toString("base64url"), { mode: 0o600 });
    return file;
  };
  return {
    signingKey,
    fileOf: (setting) => {
      const file = files.get(setting) ?? write(setting);
      files.set(setting, file);
      return file;
    },
    remove: () => rm(folder, { recursive: true, force: true }),
  };
}

/** A new key that signs tokens: Ed25519, PKCS #8. */
export function newSigningKey(): string {
  const { privateKey } = generateKeyPairSync("ed25519");
  return privateKey.export({ type: "pkcs8", format: "pem" }).toString();
}
