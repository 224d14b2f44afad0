import { argon2, randomBytes, timingSafeEqual } from "node:crypto";
import { promisify } from "node:util";

const derive = promisify(argon2);

/** Cost of a hash: OWASP's minimum for argon2id (Password Storage Cheat Sheet), 19 MiB, two passes, one lane. */
const cost = { memory: 19_456, passes: 2, parallelism: 1 } as const;
const saltLength = 16;
const hashLength = 32;

/**
 * Hashes a PIN or a password with argon2id under a pepper (argon2's secret input). Without the pepper, which is not
 * stored beside the hashes, the ten thousand four-digit PINs cannot simply be tried on a stolen table.
 * @returns PHC string: `$argon2id$v=19$m=…,t=…,p=…$salt$hash`.
 */
export async function hashSecret(secret: string, pepper: string): Promise<string> {
  const salt = randomBytes(saltLength);
  const hash = await run(secret, pepper, salt, cost);
  const encode = (bytes: Buffer) => bytes.toString("base64").replace(/=+$/, "");
  return `$argon2id$v=19$m=${cost.memory},t=${cost.passes},p=${cost.parallelism}$${encode(salt)}$${encode(hash)}`;
}

/**
 * Whether `secret` belongs to `stored`. With `undefined` (there is no such person) it does the same work and
 * answers false, so that the time taken tells nothing.
 * @throws Error when `stored` is not an argon2id hash of this format.
 */
export async function verifySecret(
  secret: string,
  stored: string | undefined,
  pepper: string,
): Promise<boolean> {
  if (stored === undefined) {
    await run(secret, pepper, Buffer.alloc(saltLength), cost);
    return false;
  }
  const parts = /^\$argon2id\$v=19\$m=(\d+),t=(\d+),p=(\d+)\$([A-Za-z0-9+/]+)\$([A-Za-z0-9+/]+)$/.exec(
    stored,
  );
  if (parts === null) throw new Error("a stored hash is not in the expected argon2id format");
  const [memory, passes, parallelism] = parts.slice(1, 4).map(Number) as [number, number, number];
  const expected = Buffer.from(parts[5]!, "base64");
  const actual = await run(secret, pepper, Buffer.from(parts[4]!, "base64"), { memory, passes, parallelism });
  return actual.length === expected.length && timingSafeEqual(actual, expected);
}

function run(
  secret: string,
  pepper: string,
  nonce: Buffer,
  parameters: { memory: number; passes: number; parallelism: number },
): Promise<Buffer> {
  return derive("argon2id", { message: secret, secret: pepper, nonce, tagLength: hashLength, ...parameters });
}
