/** Numbers that look like chance and follow from a seed. */
export interface Random {
  /** From 0 to `below` - 1. */
  integer(below: number): number;
  pick<Item>(items: readonly Item[]): Item;
  /** True once in `times`. */
  once(times: number): boolean;
}

/** Mulberry32: enough for tests, and the same everywhere. */
export function seeded(seed: number): Random {
  let state = seed >>> 0;
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let value = Math.imul(state ^ (state >>> 15), state | 1);
    value ^= value + Math.imul(value ^ (value >>> 7), value | 61);
    return ((value ^ (value >>> 14)) >>> 0) / 0x1_0000_0000;
  };
  const integer = (below: number) => Math.floor(next() * below);
  return { integer, pick: (items) => items[integer(items.length)]!, once: (times) => integer(times) === 0 };
}

/** A seed that is as good as any: printed, it makes a run repeatable. */
export function newSeed(): number {
  return Math.floor(Math.random() * 0x7fff_ffff);
}
