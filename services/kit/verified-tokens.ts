/** How long a check of a signature is relied on, in milliseconds: then the key is asked for again. */
const trustMs = 60_000;
/** As `verifyToken` allows for clocks that differ, in milliseconds. */
const toleranceMs = 5_000;

interface Verified<T> {
  value: T;
  /** From the token's `exp`, in milliseconds. */
  expiresAt: number;
  checkedAt: number;
}

/**
 * Tokens that were verified a moment ago. A signature check costs more than all else that a small request needs, and
 * a register sends the same token for minutes. Bounded: the token unused for longest goes first. An entry serves
 * until the token expires, and for a minute at most: so a key that auth has withdrawn stops to count one minute after
 * the key set no longer lists it, and nothing has to be told.
 */
export class VerifiedTokens<T> {
  // In order of use: a Map keeps the order of insertion, and what is used is inserted again.
  readonly #entries = new Map<string, Verified<T>>();
  readonly #capacity: number;

  /** @param capacity most tokens to keep; each costs about 1 KB. */
  constructor(capacity = 2_000) {
    this.#capacity = capacity;
  }

  /** What was verified for exactly this token; undefined when it has to be verified (again). */
  get(token: string, now = Date.now()): T | undefined {
    const entry = this.#entries.get(token);
    if (entry === undefined) return undefined;
    this.#entries.delete(token);
    if (now >= entry.expiresAt + toleranceMs || now - entry.checkedAt >= trustMs) return undefined;
    this.#entries.set(token, entry);
    return entry.value;
  }

  /** Remembers that `token` was verified now. */
  add(token: string, value: T, expiresAt: number, now = Date.now()): void {
    this.#entries.delete(token);
    this.#entries.set(token, { value, expiresAt, checkedAt: now });
    if (this.#entries.size > this.#capacity) this.#entries.delete(this.#entries.keys().next().value!);
  }

  get size(): number {
    return this.#entries.size;
  }
}
