import { ActionIcon, Text, UnstyledButton } from "@mantine/core";
import { lineAmountMinor } from "@cloudpos/contracts/money";
import { IconBarcode, IconMinus, IconPlus, IconTrash } from "@tabler/icons-react";
import { useEffect, useRef } from "react";
import { formatQuantity, type Money } from "../../../lib/format.ts";
import { onePiece, type Cart, type CartAction, type CartLine } from "../cart.ts";
import classes from "./cart.module.css";

/** The lines of the cart; the selected one shows its quantity keys. */
export function CartLines(props: {
  cart: Cart;
  money: Money;
  locale: string;
  dispatch: (action: CartAction) => void;
  onEditQuantity: () => void;
}) {
  const { cart } = props;
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
      {cart.lines.map((line) => (
        <Line key={line.productId} line={line} selected={line.productId === cart.selectedId} {...props} />
      ))}
    </ol>
  );
}

function Line(props: {
  line: CartLine;
  selected: boolean;
  money: Money;
  locale: string;
  dispatch: (action: CartAction) => void;
  onEditQuantity: () => void;
}) {
  const { line, selected, money, dispatch } = props;
  const { productId, name } = line;
  const row = useRef<HTMLLIElement>(null);
  useEffect(() => {
    if (selected) row.current?.scrollIntoView({ block: "nearest" });
  }, [selected, line.quantityMilli]);
  const quantity = formatQuantity(line.quantityMilli, props.locale);

  return (
    <li ref={row} className={classes["line"]} data-selected={selected || undefined} aria-label={name}>
      <UnstyledButton
        className={classes["description"]}
        aria-pressed={selected}
        onClick={() => dispatch({ type: "select", productId })}
      >
        <span className={classes["name"]}>{name}</span>
        <span className={`${classes["detail"]} amount`}>
          <span data-testid="line-quantity">{quantity}</span> × {money(line.unitPriceMinor)}
        </span>
        <span className={`${classes["lineAmount"]} amount`} data-testid="line-amount">
          {money(lineAmountMinor(line))}
        </span>
      </UnstyledButton>
      {selected && (
        <div className={classes["keys"]}>
          <ActionIcon
            variant="default"
            aria-label={`One less: ${name}`}
            onClick={() => dispatch({ type: "change-quantity", productId, byMilli: -onePiece })}
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
            onClick={() => dispatch({ type: "change-quantity", productId, byMilli: onePiece })}
          >
            <IconPlus size={20} aria-hidden />
          </ActionIcon>
          <ActionIcon
            ml="auto"
            c="var(--danger)"
            aria-label={`Remove ${name}`}
            onClick={() => dispatch({ type: "remove", productId })}
          >
            <IconTrash size={20} aria-hidden />
          </ActionIcon>
        </div>
      )}
    </li>
  );
}
