import type { Product } from "@cloudpos/contracts";
import { demoProducts, demoRegisters, demoStore } from "@cloudpos/contracts/demo";
import { Sale } from "@cloudpos/contracts/transactions";
import Value from "typebox/value";
import { expect, test } from "vitest";
import { cartReducer, emptyCart, maxPieces, selectedLine, type Cart, type CartAction } from "./cart.ts";
import { cartTotals, cashTender, completeSale } from "./sale.ts";

const [milk, butter, muffin] = [0, 2, 9].map((index): Product => {
  const { openingStockMilli, ...product } = demoProducts[index]!;
  return { ...product, stockOnHandMilli: openingStockMilli };
}) as [Product, Product, Product];
const firstId = "01990000-0000-7000-8000-000000000001";
const secondId = "01990000-0000-7000-8000-000000000002";

function run(actions: CartAction[], cart: Cart = emptyCart): Cart {
  return actions.reduce(cartReducer, cart);
}
const add = (product: Product, newSaleId = firstId): CartAction => ({ type: "add", product, newSaleId });

test("the first product gives the sale its id, later ones keep it", () => {
  const cart = run([add(milk, firstId), add(butter, secondId)]);
  expect(cart.saleId).toBe(firstId);
  expect(cart.lines.map(({ name }) => name)).toEqual([milk.name, butter.name]);
  expect(cart.selectedId).toBe(butter.id);
});

test("the same product again raises its line and selects it", () => {
  const cart = run([add(milk), add(butter), add(milk)]);
  expect(cart.lines).toHaveLength(2);
  expect(selectedLine(cart)).toMatchObject({ productId: milk.id, quantityMilli: 2000 });
});

test("quantities are set, changed and bounded", () => {
  const productId = milk.id;
  expect(
    selectedLine(run([add(milk), { type: "set-quantity", productId, quantityMilli: 12_000 }])),
  ).toMatchObject({ quantityMilli: 12_000 });
  const full = run([
    add(milk),
    { type: "set-quantity", productId, quantityMilli: maxPieces * 1000 },
    { type: "change-quantity", productId, byMilli: 1000 },
  ]);
  expect(selectedLine(full)?.quantityMilli).toBe(maxPieces * 1000);
});

test("going below one piece or to zero removes the line and selects its neighbour", () => {
  const one = run([
    add(milk),
    add(butter),
    { type: "change-quantity", productId: butter.id, byMilli: -1000 },
  ]);
  expect(one.lines.map(({ productId }) => productId)).toEqual([milk.id]);
  expect(one.selectedId).toBe(milk.id);
  expect(run([{ type: "set-quantity", productId: milk.id, quantityMilli: 0 }], one)).toEqual(emptyCart);
});

test("an emptied cart is a new sale", () => {
  const emptied = run([add(milk, firstId), { type: "remove", productId: milk.id }]);
  expect(run([add(butter, secondId)], emptied).saleId).toBe(secondId);
});

test("the selection moves within the cart only", () => {
  const cart = run([add(milk), add(butter), add(muffin), { type: "move-selection", by: 1 }]);
  expect(cart.selectedId).toBe(muffin.id);
  expect(run([{ type: "move-selection", by: -1 }], cart).selectedId).toBe(butter.id);
  expect(run([{ type: "move-selection", by: -1 }])).toEqual(emptyCart);
});

test("actions on a product that is not in the cart change nothing", () => {
  const cart = run([add(milk)]);
  expect(run([{ type: "remove", productId: butter.id }], cart)).toBe(cart);
  expect(run([{ type: "change-quantity", productId: butter.id, byMilli: 1000 }], cart)).toBe(cart);
});

test("a completed sale fits the API and its sums agree", () => {
  const cart = run([add(milk), add(butter), add(muffin), add(muffin)]);
  const { totalMinor } = cartTotals(cart, demoStore);
  expect(totalMinor).toBe(milk.priceMinor + butter.priceMinor + 2 * muffin.priceMinor);
  const sale = completeSale(
    cart,
    { store: demoStore, register: demoRegisters[0]!, soldAt: new Date("2026-03-01T10:00:00Z") },
    cashTender(totalMinor, 2000),
  );
  expect(Value.Check(Sale, sale)).toBe(true);
  expect(sale.totals.netMinor + sale.totals.taxMinor).toBe(totalMinor);
  expect(sale.tenders).toEqual([
    { kind: "cash", amountMinor: totalMinor, tenderedMinor: 2000, changeMinor: 2000 - totalMinor },
  ]);
});

test("too little cash is no payment", () => {
  expect(() => cashTender(500, 499)).toThrow(RangeError);
});
