import { setTimeout as pause } from "node:timers/promises";

/** When sales were answered during a drill, and for how long none was. */
export class Answers {
  /** Milliseconds since 1970, ascending. */
  readonly #at: number[] = [];

  add(at: number): void {
    this.#at.push(at);
  }

  get count(): number {
    return this.#at.length;
  }

  /** Longest time between two answers in milliseconds, from `since` (since 1970) to the last answer. */
  longestPause(since: number): number {
    let [longest, last] = [0, since];
    for (const at of this.#at) {
      if (at <= last) continue;
      longest = Math.max(longest, at - last);
      last = at;
    }
    return longest;
  }

  /** Milliseconds since the last answer. */
  get silence(): number {
    return Date.now() - (this.#at.at(-1) ?? 0);
  }

  /** Waits until something is true of them. @throws Error after `seconds`, or when `signal` aborts */
  async until(
    isTrue: () => boolean,
    { seconds, signal }: { seconds: number; signal: AbortSignal },
  ): Promise<void> {
    const deadline = Date.now() + seconds * 1_000;
    while (!isTrue()) {
      signal.throwIfAborted();
      if (Date.now() > deadline) throw new Error(`sales were not answered again for ${seconds} s`);
      await pause(100);
    }
  }
}

/** `17.1 s` */
export function inSeconds(milliseconds: number): string {
  return `${(milliseconds / 1_000).toFixed(1)} s`;
}

/** Median and worst of some durations in milliseconds, for people. */
export function medianAndWorst(milliseconds: readonly number[]): string {
  const sorted = milliseconds.toSorted((a, b) => a - b);
  const median = sorted[Math.floor((sorted.length - 1) / 2)]!;
  return `${inSeconds(median)} (median), ${inSeconds(sorted.at(-1)!)} (worst)`;
}
