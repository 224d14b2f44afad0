import type { SaleLine, Store } from "@cloudpos/contracts";
import { allocate, lineAmountMinor, saleTotals, type Totals } from "@cloudpos/contracts/money";
import { returnLine } from "@cloudpos/contracts/returns";
import { mayBeDiscounted, type Cart, type CartLine, type Discount } from "./cart.ts";

/** A line of the cart with its discounts worked out. */
export interface PricedCartLine {
  line: CartLine;
  /** As the sale carries it. */
  sold: SaleLine;
  /** Price before any discount; negative when given back. */
  fullMinor: number;
  /** Taken off by the line's own discount; has the quantity's sign. */
  ownDiscountMinor: number;
  /** The line's share of the discount on the cart. */
  cartDiscountMinor: number;
  /** What counts towards the total. */
  amountMinor: number;
}

/** A whole cart, priced. */
export interface PricedCart {
  lines: PricedCartLine[];
  totals: Totals;
  /** Taken off by the discount on the cart. */
  cartDiscountMinor: number;
  /** Taken off by hand in all: by lines and by the cart. */
  discountMinor: number;
}

/** Prices a cart as the server will: line discounts first, then the cart's discount shared out by amount. */
export function priceCart(cart: Cart, store: Pick<Store, "pricesIncludeTax">): PricedCart {
  const before = cart.lines.map((line) => {
    const fullMinor = lineAmountMinor({ ...line, discountMinor: 0 });
    const given = givenBack(line);
    const ownDiscountMinor = given?.discountMinor ?? discountOf(line.discount, fullMinor);
    return { line, given, fullMinor, ownDiscountMinor, amountMinor: fullMinor - ownDiscountMinor };
  });
  const weights = before.map(({ line, amountMinor }) => (mayBeDiscounted(line) ? amountMinor : 0));
  const discountable = weights.reduce((sum, weight) => sum + weight, 0);
  const cartDiscountMinor = discountOf(cart.discount, discountable);
  const shares = cartDiscountMinor > 0 ? allocate(cartDiscountMinor, weights) : weights.map(() => 0);
  const lines = before.map(({ given, ...each }, index): PricedCartLine => {
    const share = shares[index]!;
    return {
      ...each,
      cartDiscountMinor: share,
      amountMinor: each.amountMinor - share,
      sold: given ?? saleLine(each.line, each.ownDiscountMinor + share),
    };
  });
  return {
    lines,
    totals: saleTotals(
      lines.map(({ sold }) => sold),
      store.pricesIncludeTax,
    ),
    cartDiscountMinor,
    discountMinor: lines.reduce(
      (sum, each) => sum + each.cartDiscountMinor + (each.line.returned ? 0 : each.ownDiscountMinor),
      0,
    ),
  };
}

/** What a discount takes off an amount: never more than there is, never less than nothing. */
export function discountOf(discount: Discount | null, amountMinor: number): number {
  if (discount === null || amountMinor <= 0) return 0;
  const wanted =
    discount.kind === "amount" ? discount.amountMinor : shareOf(amountMinor, discount.basisPoints);
  return Math.max(0, Math.min(wanted, amountMinor));
}

/** A line that is given back, worth its share of what was paid for it; undefined for one that is sold. */
function givenBack({ returned, quantityMilli }: CartLine): SaleLine | undefined {
  return returned && returnLine(returned.sold, returned.saleId, returned.returnable, -quantityMilli);
}

/** `basisPoints` of an amount, rounded half away from zero. */
function shareOf(amountMinor: number, basisPoints: number): number {
  return proportion(amountMinor, basisPoints, 10_000);
}

/** `amount * part / whole` of numbers that are not negative, in exact arithmetic, rounded half up. */
function proportion(amount: number, part: number, whole: number): number {
  return Number((BigInt(amount) * BigInt(part) * 2n + BigInt(whole)) / (BigInt(whole) * 2n));
}

function saleLine(line: CartLine, discountMinor: number): SaleLine {
  const { productId, sku, name, category, quantityMilli, unitPriceMinor, taxClass, taxRateBasisPoints } =
    line;
  return {
    productId,
    sku,
    name,
    ...(category === undefined ? {} : { category }),
    quantityMilli,
    unitPriceMinor,
    discountMinor,
    taxClass,
    taxRateBasisPoints,
    ...(line.giftCardCode === undefined ? {} : { giftCardCode: line.giftCardCode }),
  };
}
