import type { Totals } from "@cloudpos/contracts/money";
import { formatQuantity, type Money } from "../../../lib/format.ts";
import type { Cart } from "../cart.ts";
import classes from "./cart.module.css";

/** Pieces, tax and the total: always on the screen. */
export function CartTotals(props: {
  cart: Cart;
  totals: Totals;
  money: Money;
  locale: string;
  pricesIncludeTax: boolean;
}) {
  const pieces = props.cart.lines.reduce((sum, line) => sum + line.quantityMilli, 0);
  return (
    <div className={classes["totals"]}>
      <div className={classes["row"]}>
        <span>
          {formatQuantity(pieces, props.locale)} {pieces === 1000 ? "piece" : "pieces"}
        </span>
        <span className="amount">
          {props.pricesIncludeTax ? "incl." : "plus"} tax {props.money(props.totals.taxMinor)}
        </span>
      </div>
      <div className={classes["total"]}>
        <span id="cart-total-label">Total</span>
        <output className="amount" aria-labelledby="cart-total-label" data-testid="cart-total">
          {props.money(props.totals.totalMinor)}
        </output>
      </div>
    </div>
  );
}
