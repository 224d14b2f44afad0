/**
 * Pseudo-random numbers that are the same in every run and every engine (mulberry32 by Tommy Ettinger): good enough
 * to make demo data look alive, useless for anything secret.
 * @returns a function that gives the next number, 0 ≤ n < 1.
 */
export function seededRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** A whole number from `first` to `last`, both included. */
export function between(random: () => number, first: number, last: number): number {
  return first + Math.floor(random() * (last - first + 1));
}

/** The items in another order (Fisher-Yates). */
export function shuffled<Item>(items: readonly Item[], random: () => number): Item[] {
  const result = [...items];
  for (let index = result.length - 1; index > 0; index -= 1) {
    const other = between(random, 0, index);
    [result[index], result[other]] = [result[other]!, result[index]!];
  }
  return result;
}
