import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  allocate,
  currencyExponent,
  formatMoney,
  lineAmountMinor,
  lineTaxesMinor,
  minorToDecimal,
  roundCash,
  saleTotals,
  type PricedLine,
} from "./money.ts";

const line = (fields: Partial<PricedLine>): PricedLine => ({
  quantityMilli: 1000,
  unitPriceMinor: 0,
  discountMinor: 0,
  taxClass: "standard",
  taxRateBasisPoints: 2300,
  ...fields,
});

const anyLine = fc.record({
  quantityMilli: fc.integer({ min: 1, max: 1_000_000 }),
  unitPriceMinor: fc.integer({ min: 0, max: 10_000_000 }),
  discountMinor: fc.constant(0),
  taxClass: fc.constantFrom("standard", "reduced", "zero"),
  taxRateBasisPoints: fc.constantFrom(2300, 1350, 0),
});
const anyLines = fc.array(anyLine, { minLength: 1, maxLength: 60 });

describe("line amount", () => {
  it.each([
    ["one piece", { unitPriceMinor: 129 }, 129],
    ["1.25 kg at 3.99 rounds 498.75 up", { unitPriceMinor: 399, quantityMilli: 1250 }, 499],
    ["half a cent rounds away from zero", { unitPriceMinor: 1, quantityMilli: 500 }, 1],
    ["below half a cent rounds down", { unitPriceMinor: 1, quantityMilli: 499 }, 0],
    ["discount is taken off the line", { unitPriceMinor: 250, quantityMilli: 3000, discountMinor: 50 }, 700],
    ["discount beyond the price", { unitPriceMinor: 100, discountMinor: 150 }, -50],
  ])("%s", (_name, fields, expected) => {
    expect(lineAmountMinor(line(fields))).toBe(expected);
  });

  it("refuses what cannot be counted exactly", () => {
    expect(() => lineAmountMinor(line({ unitPriceMinor: 1e12, quantityMilli: 1e9 }))).toThrow(RangeError);
    expect(() => lineAmountMinor(line({ unitPriceMinor: 1.5 }))).toThrow(RangeError);
  });
});

describe("sale totals", () => {
  it("takes included tax out, once per rate", () => {
    const totals = saleTotals(
      [
        line({ unitPriceMinor: 165 }),
        line({ unitPriceMinor: 249 }),
        line({ unitPriceMinor: 150, taxClass: "reduced", taxRateBasisPoints: 1350 }),
        line({ unitPriceMinor: 129, taxClass: "zero", taxRateBasisPoints: 0 }),
      ],
      true,
    );
    expect(totals.buckets).toEqual([
      { taxClass: "standard", taxRateBasisPoints: 2300, netMinor: 337, taxMinor: 77, grossMinor: 414 },
      { taxClass: "reduced", taxRateBasisPoints: 1350, netMinor: 132, taxMinor: 18, grossMinor: 150 },
      { taxClass: "zero", taxRateBasisPoints: 0, netMinor: 129, taxMinor: 0, grossMinor: 129 },
    ]);
    expect(totals).toMatchObject({ netMinor: 598, taxMinor: 95, totalMinor: 693 });
  });

  it("adds excluded tax, once per rate", () => {
    const us = { taxClass: "sales", taxRateBasisPoints: 825 };
    const totals = saleTotals(
      [line({ unitPriceMinor: 999, ...us }), line({ unitPriceMinor: 1, ...us })],
      false,
    );
    expect(totals).toMatchObject({ netMinor: 1000, taxMinor: 83, totalMinor: 1083 });
  });

  it("is zero for no lines", () => {
    expect(saleTotals([], true)).toEqual({ netMinor: 0, taxMinor: 0, totalMinor: 0, buckets: [] });
  });

  it("always balances, and included tax never changes what the customer pays", () => {
    fc.assert(
      fc.property(anyLines, fc.boolean(), (lines, inclusive) => {
        const totals = saleTotals(lines, inclusive);
        const amounts = lines.reduce((sum, each) => sum + lineAmountMinor(each), 0);
        expect(totals.netMinor + totals.taxMinor).toBe(totals.totalMinor);
        expect(inclusive ? totals.totalMinor : totals.netMinor).toBe(amounts);
      }),
    );
  });

  it("rounds each rate's tax by at most half a minor unit", () => {
    fc.assert(
      fc.property(anyLines, fc.boolean(), (lines, inclusive) => {
        for (const bucket of saleTotals(lines, inclusive).buckets) {
          const rate = BigInt(bucket.taxRateBasisPoints);
          const base = BigInt(inclusive ? bucket.grossMinor : bucket.netMinor);
          const divisor = inclusive ? 10_000n + rate : 10_000n;
          const error = BigInt(bucket.taxMinor) * divisor - base * rate;
          expect((error < 0n ? -error : error) * 2n <= divisor).toBe(true);
        }
      }),
    );
  });

  it("does not depend on the order of the lines", () => {
    fc.assert(
      fc.property(anyLines, fc.boolean(), (lines, inclusive) => {
        const { netMinor, taxMinor, totalMinor } = saleTotals(lines, inclusive);
        expect(saleTotals(lines.toReversed(), inclusive)).toMatchObject({ netMinor, taxMinor, totalMinor });
      }),
    );
  });

  it("spreads the tax over the lines without losing a cent", () => {
    fc.assert(
      fc.property(anyLines, fc.boolean(), (lines, inclusive) => {
        const taxes = lineTaxesMinor(lines, inclusive);
        expect(taxes.reduce((sum, tax) => sum + tax, 0)).toBe(saleTotals(lines, inclusive).taxMinor);
      }),
    );
  });
});

describe("allocate", () => {
  it.each([
    [100, [1, 1, 1], [34, 33, 33]],
    [-100, [1, 1, 1], [-34, -33, -33]],
    [5, [3, 7], [2, 3]],
    [7, [0, 0], [4, 3]],
    [0, [5], [0]],
  ])("%i by %j is %j", (amount, weights, expected) => {
    expect(allocate(amount, weights)).toEqual(expected);
  });

  it("adds up exactly and stays within one unit of the exact share", () => {
    const weights = fc.array(fc.nat(1_000_000), { minLength: 1, maxLength: 50 });
    fc.assert(
      fc.property(fc.integer({ min: -1e12, max: 1e12 }), weights, (amount, shares) => {
        const parts = allocate(amount, shares);
        expect(parts.reduce((sum, part) => sum + part, 0)).toBe(amount);
        const total = shares.reduce((sum, share) => sum + share, 0);
        if (total === 0) return;
        parts.forEach((part, index) => {
          const error = BigInt(part) * BigInt(total) - BigInt(amount) * BigInt(shares[index]!);
          expect((error < 0n ? -error : error) < BigInt(total)).toBe(true);
        });
      }),
    );
  });

  it("refuses what it cannot split", () => {
    expect(() => allocate(1, [])).toThrow(RangeError);
    expect(() => allocate(1, [-1, 2])).toThrow(RangeError);
  });
});

describe("cash rounding", () => {
  it.each([
    // EUR in Ireland and CHF: 5.
    [1001, 5, 1000],
    [1002, 5, 1000],
    [1003, 5, 1005],
    [1007, 5, 1005],
    [1008, 5, 1010],
    [2, 5, 0],
    [-1002, 5, -1000],
    [-1003, 5, -1005],
    // SEK and JPY-like: whole hundreds and tens; halves go away from zero.
    [150, 100, 200],
    [-150, 100, -200],
    [149, 100, 100],
    [15, 10, 20],
    [-15, 10, -20],
    // KWD: 5 fils.
    [12_343, 5, 12_345],
    [1234, 1, 1234],
    [0, 5, 0],
  ])("%i to the nearest %i is %i", (amount, increment, rounded) => {
    expect(roundCash(amount, increment)).toBe(rounded);
  });

  it("is a multiple, at most half an increment away, and the same for a refund", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: -1e12, max: 1e12 }),
        fc.constantFrom(1, 2, 5, 10, 50, 100),
        (amount, increment) => {
          const rounded = roundCash(amount, increment);
          expect(Math.abs(rounded % increment)).toBe(0);
          expect(Math.abs(rounded - amount) * 2).toBeLessThanOrEqual(increment);
          expect(roundCash(-amount, increment) + rounded).toBe(0);
        },
      ),
    );
  });

  it("refuses what is no increment, and fractions", () => {
    for (const increment of [0, -5, 0.5, NaN]) expect(() => roundCash(10, increment)).toThrow(RangeError);
    expect(() => roundCash(1.5, 5)).toThrow(RangeError);
  });
});

describe("currencies", () => {
  it.each([
    ["EUR", 2, 123456, "1234.56", "en-IE", "€1,234.56"],
    ["USD", 2, -5, "-0.05", "en-US", "-$0.05"],
    ["JPY", 0, 1230, "1230", "ja-JP", "¥1,230"],
    ["KWD", 3, 1230, "1.230", "en-US", "KWD 1.230"],
  ])("%s has exponent %i", (currency, exponent, minor, decimal, locale, formatted) => {
    expect(currencyExponent(currency)).toBe(exponent);
    expect(minorToDecimal(minor, currency)).toBe(decimal);
    expect(formatMoney(minor, currency, locale).normalize("NFKC")).toBe(formatted);
  });

  it("formats amounts beyond what a floating-point number of euros could hold", () => {
    expect(formatMoney(Number.MAX_SAFE_INTEGER, "EUR", "en-IE")).toBe("€90,071,992,547,409.91");
  });
});
