import { useEffect, useReducer } from "react";
import { readJson, writeJson } from "../../lib/stored-json.ts";
import { cartReducer, emptyCart, type Cart, type CartAction } from "./cart.ts";

const storageKey = "cloudpos.cart";

/**
 * The cart, kept over a reload and over signing out and in again.
 * @param isSold whether a sale with this id was already completed: its cart is not restored.
 */
export function useCart(isSold: (saleId: string) => boolean): [Cart, (action: CartAction) => void] {
  const [cart, dispatch] = useReducer(cartReducer, null, () => restore(isSold));
  useEffect(() => writeJson(localStorage, storageKey, cart.saleId === null ? null : cart), [cart]);
  return [cart, dispatch];
}

function restore(isSold: (saleId: string) => boolean): Cart {
  const stored = readJson<Cart>(localStorage, storageKey);
  if (!stored?.saleId || !Array.isArray(stored.lines) || isSold(stored.saleId)) return emptyCart;
  return stored;
}
