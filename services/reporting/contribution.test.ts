import { lineAmountMinor, saleTotals, type SaleCompleted } from "@cloudpos/contracts";
import fc from "fast-check";
import { expect, it } from "vitest";
import { contributionOf, lineTaxesMinor } from "./contribution.ts";
import { bread, saleEvent, tea } from "./testing.ts";
import { sumTotals } from "./totals.ts";

const line = fc.record({
  goods: fc.constantFrom(tea, bread),
  quantityMilli: fc.oneof(fc.integer({ min: 1, max: 9_000 }), fc.integer({ min: -9_000, max: -1 })),
  unitPriceMinor: fc.integer({ min: 0, max: 100_000 }),
  discount: fc.integer({ min: 0, max: 100 }),
  taxRateBasisPoints: fc.constantFrom(0, 900, 1350, 2300),
});
const sale = fc
  .tuple(fc.array(line, { minLength: 1, maxLength: 8 }), fc.boolean())
  .map(([lines, pricesIncludeTax]) =>
    saleEvent({
      pricesIncludeTax,
      lines: lines.map(({ goods, discount, ...each }) => ({
        ...goods,
        ...each,
        // Never more than the line itself: a thousandth of a cheap thing may be worth nothing at all.
        discountMinor:
          Math.sign(each.quantityMilli) *
          Math.min(discount, Math.abs(lineAmountMinor({ ...each, discountMinor: 0 }))),
        taxClass: `rate-${each.taxRateBasisPoints}`,
      })),
    }),
  );
const sum = (rows: readonly object[], field: string) =>
  rows.reduce((total, row) => total + (row as Record<string, number>)[field]!, 0);

it("splits a sale so that every breakdown adds up to its totals", () => {
  fc.assert(
    fc.property(sale, (event) => {
      const { totals } = contributionOf(event);
      for (const field of ["totalMinor", "netMinor", "taxMinor"] as const) {
        const whole = event.sale.totals[field];
        expect(totals.figures[field]).toBe(whole);
        for (const rows of [totals.hours, totals.products, totals.categories, totals.cashiers])
          expect(sum(rows, field)).toBe(whole);
      }
      expect(sum(totals.taxes, "taxMinor")).toBe(event.sale.totals.taxMinor);
      expect(sum(totals.taxes, "netMinor")).toBe(event.sale.totals.netMinor);
      expect(sum(totals.tenders, "receivedMinor") + sum(totals.tenders, "refundedMinor")).toBe(
        event.sale.totals.totalMinor,
      );
      expect(totals.figures.refundedMinor).toBeLessThanOrEqual(0);
      expect(sum(totals.products, "refundedMinor")).toBe(totals.figures.refundedMinor);
    }),
  );
});

it("gives each line its tax, never more than a unit for each other line off", () => {
  fc.assert(
    fc.property(sale, ({ sale: { lines }, pricesIncludeTax }) => {
      const taxes = lineTaxesMinor(lines, saleTotals(lines, pricesIncludeTax!), pricesIncludeTax!);
      lines.forEach((each, index) => {
        const rate = each.taxRateBasisPoints / 10_000;
        const exact = lineAmountMinor(each) * (pricesIncludeTax ? rate / (1 + rate) : rate);
        expect(Math.abs(taxes[index]! - exact)).toBeLessThanOrEqual(1.5);
      });
    }),
  );
});

it("sees from an early event's totals whether prices include tax", () => {
  for (const pricesIncludeTax of [true, false]) {
    const { pricesIncludeTax: _said, ...early } = saleEvent({
      pricesIncludeTax,
      lines: [{ priceMinor: 999 }],
    });
    const { totals } = contributionOf(early as SaleCompleted);
    expect(totals.products[0]).toMatchObject(early.sale.totals);
  }
});

it("is added up to the same in every order and grouping", () => {
  const rows = (totals: object) =>
    Object.entries(totals).map(([name, value]) => [
      name,
      Array.isArray(value) ? new Set(value.map((row) => JSON.stringify(row))) : value,
    ]);
  fc.assert(
    fc.property(fc.array(sale, { minLength: 1, maxLength: 6 }), fc.nat(6), (events, cut) => {
      const parts = events.map((event) => contributionOf(event).totals);
      const whole = sumTotals(parts);
      const grouped = sumTotals([sumTotals(parts.slice(cut)), sumTotals(parts.slice(0, cut))]);
      expect(rows(grouped)).toEqual(rows(whole));
    }),
    { numRuns: 50 },
  );
});
