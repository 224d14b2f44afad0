import type { Sale } from "@cloudpos/contracts";
import canonicalize from "canonicalize";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { canonicalJson, checkSale, clockToleranceMs, contentHash, faultsOf, normalizeSale } from "./check.ts";

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

describe("faultsOf", () => {
  const paths = (change: Partial<Sale>) => faultsOf({ ...sale, ...change }, rules).map((fault) => fault.path);
  const [line] = sale.lines as [Sale["lines"][number]];
  const returnOf = { saleId: "0198c0de-0000-7000-8000-0000000000ab", lineNumber: 1 };

  it("lets through what only disagrees: that is flagged", () => {
    expect(paths({})).toEqual([]);
    expect(
      paths({ totals: { netMinor: 1, taxMinor: 1, totalMinor: 2 }, tenders: [], currency: "USD" }),
    ).toEqual([]);
  });

  it.each([
    [
      "a negative quantity without its origin",
      { quantityMilli: -1, discountMinor: 0 },
      ["/body/lines/0/returnOf"],
    ],
    ["an origin of something sold", { returnOf }, ["/body/lines/0/returnOf"]],
    ["a discount below 0", { discountMinor: -1 }, ["/body/lines/0/discountMinor"]],
    ["a discount above the price", { discountMinor: 2461 }, ["/body/lines/0/discountMinor"]],
    ["a price beyond exact numbers", { unitPriceMinor: 1e12, quantityMilli: 1e9 }, ["/body/lines/0"]],
  ])("refuses %s", (_what, change, expected) => {
    expect(paths({ lines: [{ ...line, ...change }] })).toEqual(expected);
  });

  it("refuses a sum beyond exact numbers", () => {
    const dear = { ...line, unitPriceMinor: 1e12, quantityMilli: 8e6 };
    expect(paths({ lines: [dear, dear] })).toEqual(["/body/lines"]);
  });

  it("refuses money that leaves without goods that come back", () => {
    const tender = { kind: "cash" as const, amountMinor: -1, tenderedMinor: -1, changeMinor: 0 };
    expect(paths({ tenders: [tender] })).toEqual(["/body/tenders/0/amountMinor"]);
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

describe("canonicalJson", () => {
  it("writes every JSON value as the library for RFC 8785 does", () => {
    fc.assert(
      fc.property(fc.jsonValue({ noUnicodeString: false }), (value) => {
        expect(canonicalJson(value)).toBe(canonicalize(value));
      }),
      { numRuns: 2_000 },
    );
    expect(canonicalJson(sale)).toBe(canonicalize(sale));
    // From the RFC's appendix: names are sorted by code units, not by code points.
    const names = { "\u20ac": 1, "\r": 2, "\ufb33": 3, "1": 4, "\ud83d\ude00": 5, "\u0080": 6, "\u00f6": 7 };
    expect(canonicalJson(names)).toBe(canonicalize(names));
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
