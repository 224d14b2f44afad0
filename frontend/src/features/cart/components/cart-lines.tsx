import { ActionIcon, Text, UnstyledButton } from "@mantine/core";
import {
  IconArrowBackUp,
  IconBarcode,
  IconDiscount,
  IconGiftCard,
  IconMinus,
  IconPlus,
  IconTrash,
} from "@tabler/icons-react";
import { useEffect, useRef } from "react";
import { formatQuantity, type Money } from "../../../lib/format.ts";
import { mayBeDiscounted, onePiece, type Cart, type CartAction } from "../cart.ts";
import type { PricedCart, PricedCartLine } from "../pricing.ts";
import classes from "./cart.module.css";

interface LineActions {
  money: Money;
  locale: string;
  /** The payment is under way: nothing can be changed. */
  locked: boolean;
  dispatch: (action: CartAction) => void;
  onEditQuantity: () => void;
  onDiscount: () => void;
}

/** The lines of the cart; the selected one shows its keys. */
export function CartLines(props: LineActions & { cart: Cart; priced: PricedCart }) {
  const { cart, priced, ...actions } = props;
  if (cart.lines.length === 0) {
    return (
      <div className={classes["empty"]}>
        <IconBarcode size={56} stroke={1.3} aria-hidden />
        <Text fw={600}>Scan the first product</Text>
        <Text size="sm">or tap it on the right</Text>
      </div>
    );
  }
  return (
    <ol className={classes["lines"]} aria-label="Cart lines">
      {priced.lines.map((each) => (
        <Line key={each.line.key} priced={each} selected={each.line.key === cart.selectedKey} {...actions} />
      ))}
    </ol>
  );
}

function Line(props: LineActions & { priced: PricedCartLine; selected: boolean }) {
  const { priced, selected, money, locked, dispatch } = props;
  const { line, amountMinor, ownDiscountMinor, cartDiscountMinor } = priced;
  const { key, name } = line;
  const row = useRef<HTMLLIElement>(null);
  useEffect(() => {
    if (selected) row.current?.scrollIntoView({ block: "nearest" });
  }, [selected, line.quantityMilli]);
  const quantity = formatQuantity(line.quantityMilli, props.locale);
  const discountMinor = ownDiscountMinor + cartDiscountMinor;

  return (
    <li
      ref={row}
      className={classes["line"]}
      data-selected={selected || undefined}
      data-returned={line.returned ? true : undefined}
      aria-label={name}
    >
      <UnstyledButton
        className={classes["description"]}
        aria-pressed={selected}
        onClick={() => dispatch({ type: "select", key })}
      >
        <span className={classes["name"]}>{name}</span>
        <span className={`${classes["detail"]} amount`}>
          <span data-testid="line-quantity">{quantity}</span> × {money(line.unitPriceMinor)}
          {discountMinor > 0 && <span className={classes["off"]}> −{money(discountMinor)}</span>}
        </span>
        {line.returned && (
          <span className={classes["note"]}>
            <IconArrowBackUp size={16} aria-hidden /> Return from receipt {line.returned.receiptNumber}
          </span>
        )}
        {line.giftCardCode !== undefined && (
          <span className={classes["note"]}>
            <IconGiftCard size={16} aria-hidden /> Card {line.giftCardCode}
          </span>
        )}
        <span className={`${classes["lineAmount"]} amount`} data-testid="line-amount">
          {money(amountMinor)}
        </span>
      </UnstyledButton>
      {selected && !locked && (
        <div className={classes["keys"]}>
          {line.giftCardCode === undefined && (
            <>
              <ActionIcon
                variant="default"
                aria-label={`One less: ${name}`}
                onClick={() => dispatch({ type: "change-quantity", key, byMilli: -onePiece })}
              >
                <IconMinus size={20} aria-hidden />
              </ActionIcon>
              <UnstyledButton
                className={classes["quantity"]}
                aria-label={`Quantity of ${name}: ${quantity}. Change`}
                aria-keyshortcuts="F3"
                onClick={props.onEditQuantity}
              >
                {quantity}
              </UnstyledButton>
              <ActionIcon
                variant="default"
                aria-label={`One more: ${name}`}
                onClick={() => dispatch({ type: "change-quantity", key, byMilli: onePiece })}
              >
                <IconPlus size={20} aria-hidden />
              </ActionIcon>
            </>
          )}
          {mayBeDiscounted(line) && (
            <ActionIcon
              ml="auto"
              variant="default"
              aria-label={`Discount on ${name}`}
              aria-keyshortcuts="F6"
              onClick={props.onDiscount}
            >
              <IconDiscount size={20} aria-hidden />
            </ActionIcon>
          )}
          <ActionIcon
            {...(!mayBeDiscounted(line) && { ml: "auto" })}
            c="var(--danger)"
            aria-label={`Remove ${name}`}
            onClick={() => dispatch({ type: "remove", key })}
          >
            <IconTrash size={20} aria-hidden />
          </ActionIcon>
        </div>
      )}
    </li>
  );
}
