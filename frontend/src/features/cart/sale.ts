import type { Register, Sale, SaleTender, Store } from "@cloudpos/contracts";
import { saleTotals, type Totals } from "@cloudpos/contracts/money";
import type { Cart } from "./cart.ts";

/** Totals of a cart at the store's prices. */
export function cartTotals(cart: Cart, store: Pick<Store, "pricesIncludeTax">): Totals {
  return saleTotals(cart.lines, store.pricesIncludeTax);
}

/** Makes a cash tender: what the customer gave, what counts, what goes back. */
export function cashTender(totalMinor: number, tenderedMinor: number): SaleTender {
  if (tenderedMinor < totalMinor) throw new RangeError("the cash given does not cover the total");
  return {
    kind: "cash",
    amountMinor: totalMinor,
    tenderedMinor,
    changeMinor: tenderedMinor - totalMinor,
  };
}

/** The completed sale of a cart, as the server wants it. */
export function completeSale(
  cart: Cart,
  at: { store: Store; register: Register; soldAt: Date },
  tender: SaleTender,
): Sale {
  if (cart.saleId === null) throw new Error("an empty cart cannot be sold");
  const { netMinor, taxMinor, totalMinor } = cartTotals(cart, at.store);
  return {
    id: cart.saleId,
    registerId: at.register.id,
    soldAt: at.soldAt.toISOString(),
    currency: at.store.currency,
    lines: cart.lines,
    totals: { netMinor, taxMinor, totalMinor },
    tenders: [tender],
  };
}
