import { currencyExponent } from "@cloudpos/contracts/money";

/** Notes people pay with, in major units of the currencies CloudPOS is sold for. */
const notes = [5, 10, 20, 50, 100, 200];

/** Sums a customer is likely to hand over for `totalMinor`: the next round sums above it, smallest first. */
export function likelyCash(totalMinor: number, currency: string): number[] {
  const major = 10 ** currencyExponent(currency);
  const roundSums = notes.map((note) => Math.ceil((totalMinor + 1) / (note * major)) * note * major);
  return [...new Set(roundSums)].sort((a, b) => a - b).slice(0, 4);
}
