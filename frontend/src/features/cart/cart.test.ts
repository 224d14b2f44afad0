import type { SaleLine } from "@cloudpos/contracts";
import { demoProducts, demoRegisters, demoStore } from "@cloudpos/contracts/demo";
import { lineAmountMinor } from "@cloudpos/contracts/money";
import { Sale } from "@cloudpos/contracts/transactions";
import fc from "fast-check";
import Value from "typebox/value";
import { describe, expect, test } from "vitest";
import {
  cartReducer,
  emptyCart,
  hasDiscount,
  hasReturns,
  maxPieces,
  selectedLine,
  type Cart,
  type CartAction,
  type Discount,
  type ReturnLine,
  type ReturnOrigin,
  type SellableProduct,
} from "./cart.ts";
import { priceCart } from "./pricing.ts";
import { completeSale } from "./sale.ts";

const [milk, butter, muffin]: [SellableProduct, SellableProduct, SellableProduct] = [
  demoProducts[0]!,
  demoProducts[2]!,
  demoProducts[9]!,
];
const firstId = "01990000-0000-7000-8000-000000000001";
const secondId = "01990000-0000-7000-8000-000000000002";
const originalId = "01980000-0000-7000-8000-000000000009";

function run(actions: CartAction[], cart: Cart = emptyCart): Cart {
  return actions.reduce(cartReducer, cart);
}
const add = (product: SellableProduct, newSaleId = firstId): CartAction => ({
  type: "add",
  product,
  newSaleId,
});

/** Three muffins for 1.95 each with 25 cents off, of which one was given back already. */
const sold: SaleLine = {
  productId: muffin.id,
  sku: muffin.sku,
  name: muffin.name,
  category: muffin.category,
  quantityMilli: 3000,
  unitPriceMinor: 195,
  discountMinor: 25,
  taxClass: "reduced",
  taxRateBasisPoints: 1350,
};
const origin: ReturnOrigin = {
  saleId: originalId,
  receiptNumber: "17",
  tenders: [{ kind: "cash", paidMinor: 560, refundableMinor: 373 }],
};
const back = (quantityMilli: number): CartAction => ({
  type: "add-returns",
  origin,
  newSaleId: firstId,
  lines: [
    {
      saleId: originalId,
      receiptNumber: "17",
      sold,
      returnable: { lineNumber: 2, returnedMilli: 1000, returnedMinor: 187, returnableMilli: 2000 },
      quantityMilli,
    } satisfies ReturnLine,
  ],
});
const backKey = `${originalId}/2`;
const giftCard: CartAction = {
  type: "add-gift-card",
  newSaleId: firstId,
  product: {
    productId: milk.id,
    sku: "GIFT-CARD",
    name: "Gift card",
    code: "123456789012",
    amountMinor: 5000,
    taxClass: "zero",
    taxRateBasisPoints: 0,
  },
};

describe("lines", () => {
  test("the first product gives the sale its id, later ones keep it", () => {
    const cart = run([add(milk, firstId), add(butter, secondId)]);
    expect(cart.saleId).toBe(firstId);
    expect(cart.lines.map(({ name }) => name)).toEqual([milk.name, butter.name]);
    expect(cart.selectedKey).toBe(butter.id);
  });

  test("the same product again raises its line and selects it", () => {
    const cart = run([add(milk), add(butter), add(milk)]);
    expect(cart.lines).toHaveLength(2);
    expect(selectedLine(cart)).toMatchObject({ productId: milk.id, quantityMilli: 2000 });
  });

  test("quantities are set, changed and bounded", () => {
    const key = milk.id;
    const many = run([add(milk), { type: "set-quantity", key, quantityMilli: 12_000 }]);
    expect(selectedLine(many)).toMatchObject({ quantityMilli: 12_000 });
    const full = run(
      [
        { type: "set-quantity", key, quantityMilli: maxPieces * 1000 },
        { type: "change-quantity", key, byMilli: 1000 },
      ],
      many,
    );
    expect(selectedLine(full)?.quantityMilli).toBe(maxPieces * 1000);
  });

  test("an emptied cart is a new sale but keeps its customer", () => {
    const customer = { id: firstId, name: "Nora" };
    const cart = run([
      { type: "set-customer", customer },
      add(milk),
      { type: "discount-cart", discount: { kind: "percent", basisPoints: 1000 } },
      { type: "change-quantity", key: milk.id, byMilli: -1000 },
    ]);
    expect(cart).toEqual({ ...emptyCart, customer });
  });

  test("removing selects the neighbour, and the arrows stop at the ends", () => {
    const cart = run([add(milk), add(butter), add(muffin), { type: "select", key: butter.id }]);
    expect(run([{ type: "remove", key: butter.id }], cart).selectedKey).toBe(muffin.id);
    expect(
      run(
        [
          { type: "move-selection", by: -1 },
          { type: "move-selection", by: -1 },
        ],
        cart,
      ).selectedKey,
    ).toBe(milk.id);
  });

  test("a gift card is one piece, is never discounted, and is sold once", () => {
    const cart = run([
      giftCard,
      giftCard,
      { type: "set-quantity", key: "gift-card/123456789012", quantityMilli: 3000 },
      {
        type: "discount-line",
        key: "gift-card/123456789012",
        discount: { kind: "percent", basisPoints: 5000 },
      },
      { type: "discount-cart", discount: { kind: "percent", basisPoints: 5000 } },
    ]);
    expect(priceCart(cart, demoStore)).toMatchObject({ totals: { totalMinor: 5000 }, discountMinor: 0 });
    expect(
      run([{ type: "set-quantity", key: "gift-card/123456789012", quantityMilli: 0 }], cart).lines,
    ).toEqual([]);
  });
});

describe("discounts", () => {
  const percent = (basisPoints: number): Discount => ({ kind: "percent", basisPoints });

  test("first the line's, then the cart's, shared out by amount to the cent", () => {
    const cart = run([
      add(milk),
      add(butter),
      { type: "discount-line", key: butter.id, discount: percent(1000) },
      { type: "discount-cart", discount: { kind: "amount", amountMinor: 100 } },
    ]);
    // Butter 3.69 less 37 is 3.32; a euro over 1.29 and 3.32 is 28 and 72.
    const priced = priceCart(cart, demoStore);
    expect(priced.lines.map(({ sold: line }) => line.discountMinor)).toEqual([28, 37 + 72]);
    expect(priced).toMatchObject({ cartDiscountMinor: 100, discountMinor: 137, totals: { totalMinor: 361 } });
    expect(hasDiscount(cart)).toBe(true);
  });

  test("never take more than there is", () => {
    const cart = run([
      add(milk),
      { type: "discount-cart", discount: { kind: "amount", amountMinor: 99_999 } },
    ]);
    expect(priceCart(cart, demoStore).totals.totalMinor).toBe(0);
  });

  test("leave goods that come back alone", () => {
    const cart = run([back(1000), add(milk), { type: "discount-cart", discount: percent(10_000) }]);
    expect(priceCart(cart, demoStore).lines.map(({ amountMinor }) => amountMinor)).toEqual([-186, 0]);
  });

  test("add up exactly, whatever is in the cart", () => {
    const discount = fc.oneof(
      fc.record({ kind: fc.constant("percent" as const), basisPoints: fc.integer({ min: 0, max: 10_000 }) }),
      fc.record({ kind: fc.constant("amount" as const), amountMinor: fc.integer({ min: 0, max: 20_000 }) }),
    );
    fc.assert(
      fc.property(
        fc.array(
          fc.record({
            index: fc.nat(39),
            pieces: fc.integer({ min: 1, max: 50 }),
            discount: fc.option(discount),
          }),
          { minLength: 1, maxLength: 20 },
        ),
        fc.option(discount),
        fc.boolean(),
        (lines, cartDiscount, pricesIncludeTax) => {
          const cart = run([
            ...lines.flatMap(({ index, pieces, discount: own }): CartAction[] => {
              const product = demoProducts[index]!;
              return [
                add(product),
                { type: "set-quantity", key: product.id, quantityMilli: pieces * 1000 },
                { type: "discount-line", key: product.id, discount: own },
              ];
            }),
            { type: "discount-cart", discount: cartDiscount },
          ]);
          const priced = priceCart(cart, { pricesIncludeTax });
          for (const line of priced.lines) {
            expect(line.amountMinor).toBe(lineAmountMinor(line.sold));
            expect(line.amountMinor).toBeGreaterThanOrEqual(0);
            expect(line.sold.discountMinor).toBe(line.ownDiscountMinor + line.cartDiscountMinor);
          }
          const sum = (of: (line: (typeof priced.lines)[number]) => number) =>
            priced.lines.reduce((total, line) => total + of(line), 0);
          expect(sum((line) => line.cartDiscountMinor)).toBe(priced.cartDiscountMinor);
          expect(sum((line) => line.fullMinor) - priced.discountMinor).toBe(sum((line) => line.amountMinor));
          expect(sum((line) => line.amountMinor)).toBe(
            pricesIncludeTax ? priced.totals.totalMinor : priced.totals.netMinor,
          );
        },
      ),
    );
  });
});

describe("returns", () => {
  test("a line that comes back is negative, bounded, and worth its share of what was paid", () => {
    const cart = run([back(5000)]);
    expect(cart.lines).toMatchObject([{ key: backKey, quantityMilli: -2000 }]);
    expect(priceCart(cart, demoStore).totals.totalMinor).toBe(-(560 - 187));
    const one = run([{ type: "set-quantity", key: backKey, quantityMilli: 1000 }], cart);
    expect(selectedLine(one)?.quantityMilli).toBe(-1000);
    expect(run([{ type: "change-quantity", key: backKey, byMilli: 9000 }], one).lines[0]?.quantityMilli).toBe(
      -2000,
    );
    expect(hasReturns(one)).toBe(true);
  });

  test("the origin of the money goes with the last line", () => {
    const cart = run([add(milk), back(1000)]);
    expect(cart.origins).toEqual([origin]);
    expect(run([{ type: "remove", key: backKey }], cart).origins).toEqual([]);
  });

  test("an exchange is one sale with both signs", () => {
    const cart = run([back(1000), add(butter)]);
    const sale = completeSale(cart, {
      store: demoStore,
      register: demoRegisters[0]!,
      shiftId: firstId,
      soldAt: new Date("2026-03-01T10:00:00Z"),
      tenders: [{ kind: "cash", amountMinor: 183, tenderedMinor: 200, changeMinor: 17 }],
      roundingMinor: 0,
    });
    expect(Value.Errors(Sale, sale)).toEqual([]);
    expect(sale).toMatchObject({ shiftId: firstId, totals: { totalMinor: 369 - 186 } });
    expect(sale.lines[0]).toMatchObject({
      quantityMilli: -1000,
      returnOf: { saleId: originalId, lineNumber: 2 },
    });
  });
});

test("a completed sale fits the API, and one that is not paid is none", () => {
  const cart = run([
    add(milk),
    add(muffin),
    giftCard,
    { type: "set-customer", customer: { id: secondId, name: "Nora" } },
    {
      type: "approve",
      approval: { permission: "sale:discount", approverId: secondId, reason: "Regular", token: "x" },
    },
  ]);
  const total = 129 + 195 + 5000;
  const completion = {
    store: demoStore,
    register: demoRegisters[0]!,
    shiftId: null,
    soldAt: new Date("2026-03-01T10:00:00Z"),
    tenders: [{ kind: "cash" as const, amountMinor: total, tenderedMinor: total, changeMinor: 0 }],
    roundingMinor: 0,
  };
  expect(Value.Errors(Sale, completeSale(cart, completion))).toEqual([]);
  expect(() => completeSale(cart, { ...completion, tenders: [] })).toThrow("do not pay");
  expect(() => completeSale(emptyCart, { ...completion, tenders: [] })).toThrow("empty");
});
