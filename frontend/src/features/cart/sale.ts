import type { Register, Sale, SaleTender, Store } from "@cloudpos/contracts";
import type { Cart } from "./cart.ts";
import { priceCart } from "./pricing.ts";

/** Where and when a cart becomes a sale, and how it was paid. */
export interface Completion {
  store: Store;
  register: Pick<Register, "id">;
  shiftId: string | null;
  soldAt: Date;
  tenders: SaleTender[];
  roundingMinor: number;
}

/**
 * The completed sale of a cart, as the server wants it.
 * @throws Error when the cart is empty or the tenders do not pay it.
 */
export function completeSale(cart: Cart, completion: Completion): Sale {
  const { store, register, shiftId, soldAt, tenders, roundingMinor } = completion;
  if (cart.saleId === null) throw new Error("an empty cart cannot be sold");
  const { lines, totals } = priceCart(cart, store);
  const { netMinor, taxMinor, totalMinor } = totals;
  const paidMinor = tenders.reduce((sum, tender) => sum + tender.amountMinor, 0);
  if (paidMinor !== totalMinor + roundingMinor) throw new Error("the tenders do not pay the cart");
  return {
    id: cart.saleId,
    registerId: register.id,
    ...(shiftId === null ? {} : { shiftId }),
    soldAt: soldAt.toISOString(),
    currency: store.currency,
    ...(cart.customer === null ? {} : { customerId: cart.customer.id }),
    lines: lines.map(({ sold }) => sold),
    totals: { netMinor, taxMinor, totalMinor },
    ...(roundingMinor === 0 ? {} : { roundingMinor }),
    tenders,
    ...(cart.approvals.length === 0 ? {} : { approvals: cart.approvals }),
  };
}
