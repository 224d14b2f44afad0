/**
 * The generator behind `seed`. The official provider derives its values from Go's math/rand, so the same seed gives
 * the same value here as there. Not for secrets.
 */
import { SEED_TABLE } from "./seed-table.ts";
import type { Pick } from "./uniform.ts";

const LENGTH = 607;
const TAP = 273;
const INT32_MAX = 2 ** 31 - 1;

export function pickBySeed(seed: string): Pick {
  const source = new GoSource(checksum(seed));
  return (bound) => source.below(bound);
}

/** CRC-64 in its ISO form, as a signed 64-bit integer. */
function checksum(text: string): bigint {
  const mask = 0xffff_ffff_ffff_ffffn;
  let crc = mask;
  for (const byte of Buffer.from(text)) {
    crc ^= BigInt(byte);
    for (let bit = 0; bit < 8; bit++)
      crc = (crc & 1n) === 1n ? (crc >> 1n) ^ 0xd800_0000_0000_0000n : crc >> 1n;
  }
  return BigInt.asIntN(64, crc ^ mask);
}

/** Go's additive lagged Fibonacci generator. */
class GoSource {
  readonly #state = new BigUint64Array(LENGTH);
  #tap = 0;
  #feed = LENGTH - TAP;

  constructor(seed: bigint) {
    const table = Buffer.from(SEED_TABLE, "base64");
    let start = Number(seed % BigInt(INT32_MAX));
    if (start < 0) start += INT32_MAX;
    let x = start === 0 ? 89482311 : start;
    const next = () => (x = (x * 48271) % INT32_MAX);
    for (let index = 0; index < 20; index++) next();
    for (let index = 0; index < LENGTH; index++) {
      const mixed = (BigInt(next()) << 40n) ^ (BigInt(next()) << 20n) ^ BigInt(next());
      this.#state[index] = mixed ^ table.readBigUInt64LE(index * 8);
    }
  }

  below(bound: number): number {
    return bound <= INT32_MAX ? this.#below31(bound) : Number(this.#below63(BigInt(bound)));
  }

  /** Draws above the largest multiple of the bound are thrown away, so that the remainder is unbiased. */
  #below31(bound: number): number {
    const draw = () => Number(this.#next63() >> 32n);
    const largest = 2 ** 31 - 1 - (2 ** 31 % bound);
    let drawn = draw();
    while (drawn > largest) drawn = draw();
    return drawn % bound;
  }

  #below63(bound: bigint): bigint {
    const largest = 2n ** 63n - 1n - (2n ** 63n % bound);
    let drawn = this.#next63();
    while (drawn > largest) drawn = this.#next63();
    return drawn % bound;
  }

  #next63(): bigint {
    this.#tap = (this.#tap + LENGTH - 1) % LENGTH;
    this.#feed = (this.#feed + LENGTH - 1) % LENGTH;
    const sum = BigInt.asUintN(64, (this.#state[this.#feed] ?? 0n) + (this.#state[this.#tap] ?? 0n));
    this.#state[this.#feed] = sum;
    return BigInt.asUintN(63, sum);
  }
}
