/** Uniform choice from node's cryptographic generator. */
import { randomBytes, randomInt } from "node:crypto";

/** Picks a whole number from 0 up to, not including, `bound`, each with the same probability. */
export type Pick = (bound: number) => number;

/** The largest bound `crypto.randomInt` takes. */
const RANDOM_INT_LIMIT = 2 ** 48 - 1;

export const pickUniformly: Pick = (bound) => {
  if (bound <= RANDOM_INT_LIMIT) return randomInt(bound);
  // Draws that fall above the bound are thrown away: taking a remainder instead would favour small numbers.
  const bits = (bound - 1).toString(2).length;
  for (;;) {
    const draw = Number(BigInt.asUintN(bits, randomBytes(8).readBigUInt64BE()));
    if (draw < bound) return draw;
  }
};

/** A random order of the numbers 0 to `count - 1`. */
export function permutation(count: number, pick: Pick): number[] {
  const order: number[] = [];
  for (let index = 0; index < count; index++) {
    const place = pick(index + 1);
    order[index] = order[place] ?? index;
    order[place] = index;
  }
  return order;
}
