/** Resolves after `milliseconds`, or at once when `signal` aborts. Never rejects. */
export function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve();
  return new Promise((resolve) => {
    const done = () => {
      clearTimeout(timer);
      signal.removeEventListener("abort", done);
      resolve();
    };
    const timer = setTimeout(done, milliseconds);
    signal.addEventListener("abort", done);
  });
}

/** Sleep that somebody else can end. */
export class Sleeper {
  #woken = false;
  #end: () => void = () => undefined;

  /** Ends the sleep, or the next one before it begins. */
  wake(): void {
    this.#woken = true;
    this.#end();
  }

  /** Forgets that it was woken: what comes now is looked at anyway before the next sleep. */
  forget(): void {
    this.#woken = false;
  }

  /** Resolves after `milliseconds`, when somebody wakes it or has done so since {@link forget}, or when `signal` aborts. */
  async sleep(milliseconds: number, signal: AbortSignal): Promise<void> {
    if (this.#woken || signal.aborted) return;
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, milliseconds);
      this.#end = () => {
        clearTimeout(timer);
        resolve();
      };
      signal.addEventListener("abort", this.#end, { once: true });
    });
    signal.removeEventListener("abort", this.#end);
    this.#end = () => undefined;
  }
}

/** Pauses that double from `firstMs` up to `longestMs`; `reset` starts over. */
export class BackOff {
  readonly #firstMs: number;
  readonly #longestMs: number;
  #nextMs: number;

  constructor(firstMs: number, longestMs: number) {
    this.#firstMs = firstMs;
    this.#longestMs = longestMs;
    this.#nextMs = firstMs;
  }

  /** The next pause in milliseconds. */
  next(): number {
    const current = this.#nextMs;
    this.#nextMs = Math.min(current * 2, this.#longestMs);
    return current;
  }

  reset(): void {
    this.#nextMs = this.#firstMs;
  }
}
