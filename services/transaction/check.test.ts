import type { Sale } from "@cloudpos/contracts";
import { describe, expect, it } from "vitest";
import { checkSale, clockToleranceMs, contentHash, normalizeSale } from "./check.ts";

const now = Date.parse("2026-03-01T12:00:00.000Z");
const rules = { currency: "EUR", pricesIncludeTax: true, cashRoundingMinor: 1 };

/** Two at 12.30 with 23 % inside, one euro off: 23.60, of which 4.41 tax. Paid with 25.00. */
const sale: Sale = {
  id: "0198c0de-0000-7000-8000-0000000000aa",
  registerId: "0198c0de-0000-7000-8000-000000000011",
  soldAt: "2026-03-01T12:00:00Z",
  currency: "EUR",
  lines: [
    {
      productId: "0198c0de-0000-7000-8001-000000000001",
      sku: "A",
      name: "A thing",
      quantityMilli: 2000,
      unitPriceMinor: 1230,
      discountMinor: 100,
      taxClass: "standard",
      taxRateBasisPoints: 2300,
    },
  ],
  totals: { netMinor: 1919, taxMinor: 441, totalMinor: 2360 },
  tenders: [{ kind: "cash", amountMinor: 2360, tenderedMinor: 2500, changeMinor: 140 }],
};

describe("checkSale", () => {
  it("has nothing to say about a correct sale", () => {
    expect(checkSale(sale, rules, now, true)).toEqual({ flags: [], recomputedTotals: null });
  });

  it("flags other totals and gives its own", () => {
    const totals = { netMinor: 1920, taxMinor: 440, totalMinor: 2360 };
    expect(checkSale({ ...sale, totals }, rules, now, true)).toEqual({
      flags: ["totals-differ"],
      recomputedTotals: sale.totals,
    });
  });

  it("flags another currency than the store's", () => {
    expect(checkSale({ ...sale, currency: "USD" }, rules, now, true).flags).toEqual(["totals-differ"]);
  });

  it.each([
    ["paid too little", [{ kind: "cash", amountMinor: 2359, tenderedMinor: 2359, changeMinor: 0 }]],
    [
      "change that does not fit",
      [{ kind: "cash", amountMinor: 2360, tenderedMinor: 2500, changeMinor: 150 }],
    ],
  ] as const)("flags tenders: %s", (_what, tenders) => {
    expect(checkSale({ ...sale, tenders: [...tenders] }, rules, now, true).flags).toEqual(["tenders-differ"]);
  });

  it("flags a clock that is ahead, not a sale that comes late", () => {
    const at = (ms: number) => ({ ...sale, soldAt: new Date(ms).toISOString() });
    expect(checkSale(at(now + clockToleranceMs + 1), rules, now, true).flags).toEqual(["clock-differs"]);
    expect(checkSale(at(now + clockToleranceMs), rules, now, true).flags).toEqual([]);
    expect(checkSale(at(now - 30 * 86_400_000), rules, now, true).flags).toEqual([]);
  });
});

describe("contentHash", () => {
  it("does not depend on the order of fields, and depends on every value", () => {
    const reversed = Object.fromEntries(Object.entries(sale).reverse()) as unknown as Sale;
    expect(contentHash(reversed)).toBe(contentHash(sale));
    const line = { ...sale.lines[0]!, quantityMilli: 2001 };
    expect(contentHash({ ...sale, lines: [line] })).not.toBe(contentHash(sale));
  });
});

describe("normalizeSale", () => {
  it("writes the same moment in one way", () => {
    expect(normalizeSale(sale)?.soldAt).toBe("2026-03-01T12:00:00.000Z");
    expect(normalizeSale({ ...sale, soldAt: "2026-03-01T12:00:00.0Z" })?.soldAt).toBe(
      "2026-03-01T12:00:00.000Z",
    );
  });

  it.each(["2026-02-30T12:00:00Z", "2025-02-29T00:00:00Z", "1999-12-31T23:59:59Z"])(
    "has none for %s",
    (soldAt) => {
      expect(normalizeSale({ ...sale, soldAt })).toBeNull();
    },
  );
});
