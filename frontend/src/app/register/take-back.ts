import type { Customer } from "@cloudpos/contracts";
import type { CartCustomer } from "../../features/cart/cart.ts";
import { readCustomer } from "../../features/customer-choice/api/customers.ts";
import type { ChosenReturn } from "../../features/sales-history/return-lines.ts";
import type { Runtime } from "../runtime.ts";

/**
 * Puts goods that come back into the cart, and the customer who had bought them.
 * @returns false when a payment is under way and the cart must stay as it is.
 */
export function takeBack({ till, api }: Runtime, chosen: ChosenReturn): boolean {
  const { origin, lines, customerId } = chosen;
  if (!till.change({ type: "add-returns", origin, lines, newSaleId: till.newId() })) return false;
  const { saleId, customer } = till.cart.cart;
  if (customer === null && customerId !== undefined) {
    // Without the customer's name the points would still go to the right person only if it is attached.
    readCustomer(api, customerId).then(
      (found) => {
        const now = till.cart.cart;
        if (now.saleId === saleId && now.customer === null && found.erasedAt === null)
          till.change({ type: "set-customer", customer: cartCustomer(found) });
      },
      () => undefined,
    );
  }
  return true;
}

/** A customer as the cart keeps them. */
export function cartCustomer(customer: Customer): CartCustomer {
  return {
    id: customer.id,
    name: customer.name || customer.number,
    ...(customer.email !== null && { email: customer.email }),
    points: customer.loyaltyPoints,
  };
}
