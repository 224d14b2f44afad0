import type {
  CatalogueProduct,
  RefundableTender,
  ReturnableLine,
  SaleApproval,
  SaleLine,
} from "@cloudpos/contracts";

/** One piece, in thousandths. */
export const onePiece = 1000;
/** Largest quantity a line takes at the till: more is a typing mistake or a scan in the quantity field. */
export const maxPieces = 9999;
/** Most lines of one sale, as the API has it. */
export const maxLines = 500;
/** Most approvals of one sale, as the API has it. */
const maxApprovals = 10;

/** A discount given by hand: a share of the price, or an amount of money. */
export type Discount = { kind: "percent"; basisPoints: number } | { kind: "amount"; amountMinor: number };

/** What is known of the sale that a line is given back from. */
export interface ReturnedFrom {
  saleId: string;
  receiptNumber: string;
  /** The line as it was sold. */
  sold: SaleLine;
  /** What may still be given back of it. */
  returnable: ReturnableLine;
}

/** A sale that something is given back from, and how its money can go back. */
export interface ReturnOrigin {
  saleId: string;
  receiptNumber: string;
  tenders: readonly RefundableTender[];
}

/** A line of the cart. The price is the one shown when it was first added, or the one paid when it is given back. */
export interface CartLine {
  /** Tells the lines of one cart apart. */
  key: string;
  productId: string;
  sku: string;
  name: string;
  category?: string;
  /** Thousandths of a piece; negative when given back. */
  quantityMilli: number;
  unitPriceMinor: number;
  taxClass: string;
  taxRateBasisPoints: number;
  /** Given by hand on this line; never on a line that is given back, which has the discount it was sold with. */
  discount: Discount | null;
  returned?: ReturnedFrom;
  /** The line sells this gift card. */
  giftCardCode?: string;
}

/** The customer of a sale, as the till shows them. */
export interface CartCustomer {
  id: string;
  name: string;
  email?: string;
  /** Loyalty points before this sale, when they were known. */
  points?: number;
}

/** The sale being rung up. */
export interface Cart {
  /** UUIDv7 of the sale, made with its first line; null while the cart is empty. */
  saleId: string | null;
  lines: CartLine[];
  /** Key of the line that the quantity keys act on. */
  selectedKey: string | null;
  /** Given by hand on everything that is sold. */
  discount: Discount | null;
  customer: CartCustomer | null;
  /** What somebody who may do it allowed for this sale. */
  approvals: SaleApproval[];
  /** The sales that the lines given back come from. */
  origins: ReturnOrigin[];
}

/** A line that a customer brings back. */
export interface ReturnLine extends ReturnedFrom {
  /** How many, in thousandths; positive. */
  quantityMilli: number;
}

/** Everything that can happen to a cart. `newSaleId` is used when the cart has no sale yet. */
export type CartAction =
  | { type: "add"; product: SellableProduct; newSaleId: string }
  /** Lines of one sale that are given back; one that is there already is replaced. */
  | { type: "add-returns"; origin: ReturnOrigin; lines: readonly ReturnLine[]; newSaleId: string }
  | { type: "add-gift-card"; product: SellableGiftCard; newSaleId: string }
  /** Sets how many are sold or given back (never negative); 0 removes the line. */
  | { type: "set-quantity"; key: string; quantityMilli: number }
  /** Changes how many are sold or given back by a difference. */
  | { type: "change-quantity"; key: string; byMilli: number }
  | { type: "remove"; key: string }
  | { type: "select"; key: string }
  /** Selects the line above (-1) or below (1). */
  | { type: "move-selection"; by: -1 | 1 }
  | { type: "discount-line"; key: string; discount: Discount | null }
  | { type: "discount-cart"; discount: Discount | null }
  | { type: "set-customer"; customer: CartCustomer | null }
  | { type: "approve"; approval: SaleApproval }
  /** Takes over a whole cart: one that was held. */
  | { type: "replace"; cart: Cart }
  | { type: "clear" };

/** What a line needs to know of a product. */
export type SellableProduct = Pick<
  CatalogueProduct,
  "id" | "sku" | "name" | "category" | "priceMinor" | "taxClass" | "taxRateBasisPoints"
>;

/** A gift card as a line. */
export interface SellableGiftCard {
  productId: string;
  sku: string;
  name: string;
  category?: string;
  code: string;
  amountMinor: number;
  taxClass: string;
  taxRateBasisPoints: number;
}

/** A cart with nothing in it. */
export const emptyCart: Cart = {
  saleId: null,
  lines: [],
  selectedKey: null,
  discount: null,
  customer: null,
  approvals: [],
  origins: [],
};

/** The cart after an action; never changes the one given. */
export function cartReducer(cart: Cart, action: CartAction): Cart {
  switch (action.type) {
    case "add":
      return add(cart, action.product, action.newSaleId);
    case "add-returns":
      return addReturns(cart, action.origin, action.lines, action.newSaleId);
    case "add-gift-card":
      return addGiftCard(cart, action.product, action.newSaleId);
    case "set-quantity":
      return setQuantity(cart, action.key, () => action.quantityMilli);
    case "change-quantity":
      return setQuantity(cart, action.key, (quantity) => quantity + action.byMilli);
    case "remove":
      return remove(cart, action.key);
    case "select":
      return { ...cart, selectedKey: action.key };
    case "move-selection":
      return moveSelection(cart, action.by);
    case "discount-line":
      return changeLine(cart, action.key, (line) =>
        mayBeDiscounted(line) ? { ...line, discount: action.discount } : line,
      );
    case "discount-cart":
      return cart.saleId === null ? cart : { ...cart, discount: action.discount };
    case "set-customer":
      return { ...cart, customer: action.customer };
    case "approve":
      return { ...cart, approvals: [...cart.approvals, action.approval].slice(-maxApprovals) };
    case "replace":
      return action.cart;
    case "clear":
      return emptyCart;
  }
}

/** The line that the quantity keys act on. */
export function selectedLine(cart: Cart): CartLine | undefined {
  return cart.lines.find((line) => line.key === cart.selectedKey);
}

/** A gift card is money and a returned line has its own history: neither is sold for less. */
export function mayBeDiscounted(line: CartLine): boolean {
  return line.returned === undefined && line.giftCardCode === undefined;
}

/** Whether goods are given back in this cart. */
export function hasReturns(cart: Pick<Cart, "lines">): boolean {
  return cart.lines.some((line) => line.quantityMilli < 0);
}

/** Whether any discount was given by hand. */
export function hasDiscount(cart: Cart): boolean {
  return cart.discount !== null || cart.lines.some((line) => line.discount !== null);
}

function add(cart: Cart, product: SellableProduct, newSaleId: string): Cart {
  if (cart.lines.some((line) => line.key === product.id)) {
    return setQuantity(cart, product.id, (quantity) => quantity + onePiece);
  }
  return append(cart, newSaleId, {
    key: product.id,
    productId: product.id,
    sku: product.sku,
    name: product.name,
    category: product.category,
    quantityMilli: onePiece,
    unitPriceMinor: product.priceMinor,
    taxClass: product.taxClass,
    taxRateBasisPoints: product.taxRateBasisPoints,
    discount: null,
  });
}

function addReturns(cart: Cart, origin: ReturnOrigin, lines: readonly ReturnLine[], newSaleId: string): Cart {
  const next = lines.reduce((current, line) => addReturn(current, line, newSaleId), cart);
  if (next === cart) return cart;
  return { ...next, origins: [...cart.origins.filter(({ saleId }) => saleId !== origin.saleId), origin] };
}

function addReturn(cart: Cart, line: ReturnLine, newSaleId: string): Cart {
  const { quantityMilli: wanted, ...returned } = line;
  const { sold, saleId, returnable } = returned;
  const key = `${saleId}/${returnable.lineNumber}`;
  const quantityMilli = Math.min(wanted, returnable.returnableMilli);
  if (quantityMilli <= 0) return cart;
  const added: CartLine = {
    key,
    productId: sold.productId,
    sku: sold.sku,
    name: sold.name,
    ...(sold.category === undefined ? {} : { category: sold.category }),
    quantityMilli: -quantityMilli,
    unitPriceMinor: sold.unitPriceMinor,
    taxClass: sold.taxClass,
    taxRateBasisPoints: sold.taxRateBasisPoints,
    discount: null,
    returned,
  };
  if (!cart.lines.some((each) => each.key === key)) return append(cart, newSaleId, added);
  return { ...changeLine(cart, key, () => added), selectedKey: key };
}

function addGiftCard(cart: Cart, card: SellableGiftCard, newSaleId: string): Cart {
  const { code, amountMinor, ...product } = card;
  const key = `gift-card/${code}`;
  const line: CartLine = {
    ...product,
    key,
    quantityMilli: onePiece,
    unitPriceMinor: amountMinor,
    discount: null,
    giftCardCode: code,
  };
  // The same card again means another amount for it, not a second card.
  if (!cart.lines.some((each) => each.key === key)) return append(cart, newSaleId, line);
  return { ...changeLine(cart, key, () => line), selectedKey: key };
}

function append(cart: Cart, newSaleId: string, line: CartLine): Cart {
  if (cart.lines.length >= maxLines) return cart;
  return {
    ...cart,
    saleId: cart.saleId ?? newSaleId,
    lines: [...cart.lines, line],
    selectedKey: line.key,
  };
}

function changeLine(cart: Cart, key: string, change: (line: CartLine) => CartLine): Cart {
  return { ...cart, lines: cart.lines.map((line) => (line.key === key ? change(line) : line)) };
}

/** `next` sees and gives how many are sold or given back, never a negative number. */
function setQuantity(cart: Cart, key: string, next: (quantityMilli: number) => number): Cart {
  const line = cart.lines.find((each) => each.key === key);
  if (!line) return cart;
  if (line.giftCardCode !== undefined && next(onePiece) > 0) return cart;
  const most = line.returned?.returnable.returnableMilli ?? maxPieces * onePiece;
  const quantityMilli = Math.min(next(Math.abs(line.quantityMilli)), most);
  if (quantityMilli <= 0) return remove(cart, key);
  return {
    ...changeLine(cart, key, (each) => ({
      ...each,
      quantityMilli: each.returned ? -quantityMilli : quantityMilli,
    })),
    selectedKey: key,
  };
}

function remove(cart: Cart, key: string): Cart {
  const index = cart.lines.findIndex((line) => line.key === key);
  if (index < 0) return cart;
  const lines = cart.lines.toSpliced(index, 1);
  // An emptied cart is a new sale: its id, discounts and approvals must not be shared with what is rung up next.
  if (lines.length === 0) return { ...emptyCart, customer: cart.customer };
  const neighbour = lines[Math.min(index, lines.length - 1)]!;
  return {
    ...cart,
    lines,
    selectedKey: cart.selectedKey === key ? neighbour.key : cart.selectedKey,
    origins: cart.origins.filter(({ saleId }) => lines.some((line) => line.returned?.saleId === saleId)),
  };
}

function moveSelection(cart: Cart, by: -1 | 1): Cart {
  if (cart.lines.length === 0) return cart;
  const index = cart.lines.findIndex((line) => line.key === cart.selectedKey);
  const next = Math.max(0, Math.min(cart.lines.length - 1, index + by));
  return { ...cart, selectedKey: cart.lines[next]!.key };
}
