import { currencyExponent } from "@cloudpos/contracts/money";

/** An amount in minor units as a number field shows it: 1099 EUR is 10.99. */
export function minorToUnits(amountMinor: number, currency: string): number {
  return amountMinor / 10 ** currencyExponent(currency);
}

/** What a number field holds as minor units; null for an empty field. */
export function unitsToMinor(units: number | string, currency: string): number | null {
  const number = typeof units === "number" ? units : units.trim() === "" ? Number.NaN : Number(units);
  // toFixed before rounding: 1.005 * 100 is not 100.5.
  return Number.isFinite(number)
    ? Math.round(Number((number * 10 ** currencyExponent(currency)).toFixed(4)))
    : null;
}
