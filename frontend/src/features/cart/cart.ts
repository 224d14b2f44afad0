import type { Product, SaleLine } from "@cloudpos/contracts";

/** One piece, in thousandths. */
export const onePiece = 1000;
/** Largest quantity a line takes at the till: more is a typing mistake or a scan in the quantity field. */
export const maxPieces = 9999;

/** A product in the cart. The price is the one shown when it was first added. */
export type CartLine = SaleLine;

/** The sale being rung up. */
export interface Cart {
  /** UUIDv7 of the sale, made with its first line; null while the cart is empty. */
  saleId: string | null;
  lines: CartLine[];
  /** Product of the line that the quantity keys act on. */
  selectedId: string | null;
}

/** Everything that can happen to a cart. */
export type CartAction =
  /** `newSaleId` is used when this is the first line. */
  | { type: "add"; product: Product; newSaleId: string }
  /** Sets the quantity; 0 or less removes the line. */
  | { type: "set-quantity"; productId: string; quantityMilli: number }
  /** Changes the quantity by a difference. */
  | { type: "change-quantity"; productId: string; byMilli: number }
  | { type: "remove"; productId: string }
  | { type: "select"; productId: string }
  /** Selects the line above (-1) or below (1). */
  | { type: "move-selection"; by: -1 | 1 }
  | { type: "clear" };

/** A cart with nothing in it. */
export const emptyCart: Cart = { saleId: null, lines: [], selectedId: null };

/** The cart after an action; never changes the one given. */
export function cartReducer(cart: Cart, action: CartAction): Cart {
  switch (action.type) {
    case "add":
      return add(cart, action.product, action.newSaleId);
    case "set-quantity":
      return setQuantity(cart, action.productId, () => action.quantityMilli);
    case "change-quantity":
      return setQuantity(cart, action.productId, (quantity) => quantity + action.byMilli);
    case "remove":
      return remove(cart, action.productId);
    case "select":
      return { ...cart, selectedId: action.productId };
    case "move-selection":
      return moveSelection(cart, action.by);
    case "clear":
      return emptyCart;
  }
}

/** The line that the quantity keys act on. */
export function selectedLine(cart: Cart): CartLine | undefined {
  return cart.lines.find((line) => line.productId === cart.selectedId);
}

function add(cart: Cart, product: Product, newSaleId: string): Cart {
  if (cart.lines.some((line) => line.productId === product.id)) {
    return setQuantity(cart, product.id, (quantity) => quantity + onePiece);
  }
  const line: CartLine = {
    productId: product.id,
    sku: product.sku,
    name: product.name,
    quantityMilli: onePiece,
    unitPriceMinor: product.priceMinor,
    discountMinor: 0,
    taxClass: product.taxClass,
    taxRateBasisPoints: product.taxRateBasisPoints,
  };
  return { saleId: cart.saleId ?? newSaleId, lines: [...cart.lines, line], selectedId: product.id };
}

function setQuantity(cart: Cart, productId: string, next: (quantityMilli: number) => number): Cart {
  const line = cart.lines.find((each) => each.productId === productId);
  if (!line) return cart;
  const quantityMilli = Math.min(next(line.quantityMilli), maxPieces * onePiece);
  if (quantityMilli <= 0) return remove(cart, productId);
  return {
    ...cart,
    lines: cart.lines.map((each) => (each === line ? { ...each, quantityMilli } : each)),
    selectedId: productId,
  };
}

function remove(cart: Cart, productId: string): Cart {
  const index = cart.lines.findIndex((line) => line.productId === productId);
  if (index < 0) return cart;
  const lines = cart.lines.toSpliced(index, 1);
  // An emptied cart is a new sale: its id must not be shared with what is rung up next.
  if (lines.length === 0) return emptyCart;
  const neighbour = lines[Math.min(index, lines.length - 1)]!;
  return {
    ...cart,
    lines,
    selectedId: cart.selectedId === productId ? neighbour.productId : cart.selectedId,
  };
}

function moveSelection(cart: Cart, by: -1 | 1): Cart {
  if (cart.lines.length === 0) return cart;
  const index = cart.lines.findIndex((line) => line.productId === cart.selectedId);
  const next = Math.max(0, Math.min(cart.lines.length - 1, index + by));
  return { ...cart, selectedId: cart.lines[next]!.productId };
}
