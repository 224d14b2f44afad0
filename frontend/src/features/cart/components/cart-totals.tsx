import { formatQuantity, type Money } from "../../../lib/format.ts";
import type { PricedCart } from "../pricing.ts";
import classes from "./cart.module.css";

/** Pieces, discounts, tax and the total: always on the screen. */
export function CartTotals(props: {
  priced: PricedCart;
  money: Money;
  locale: string;
  pricesIncludeTax: boolean;
}) {
  const { priced, money } = props;
  const { totals } = priced;
  const pieces = priced.lines.reduce((sum, { line }) => sum + Math.max(0, line.quantityMilli), 0);
  const returned = priced.lines.reduce((sum, { line }) => sum - Math.min(0, line.quantityMilli), 0);
  return (
    <div className={classes["totals"]}>
      {priced.discountMinor > 0 && (
        <div className={classes["row"]}>
          <span>Discounts</span>
          <span className="amount" data-testid="cart-discount">
            −{money(priced.discountMinor)}
          </span>
        </div>
      )}
      <div className={classes["row"]}>
        <span>
          {formatQuantity(pieces, props.locale)} {pieces === 1000 ? "piece" : "pieces"}
          {returned > 0 && ` · ${formatQuantity(returned, props.locale)} returned`}
        </span>
        <span className="amount">
          {props.pricesIncludeTax ? "incl." : "plus"} tax {money(totals.taxMinor)}
        </span>
      </div>
      <div className={classes["total"]}>
        <span id="cart-total-label">{totals.totalMinor < 0 ? "To give back" : "Total"}</span>
        <output className="amount" aria-labelledby="cart-total-label" data-testid="cart-total">
          {money(Math.abs(totals.totalMinor))}
        </output>
      </div>
    </div>
  );
}
