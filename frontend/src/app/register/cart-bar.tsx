import { Button, Indicator, Menu } from "@mantine/core";
import {
  IconArrowBackUp,
  IconDiscount,
  IconDots,
  IconGiftCard,
  IconHandStop,
  IconKeyboard,
  IconSearch,
  IconUser,
  IconUserPlus,
} from "@tabler/icons-react";
import { Keycap } from "../../components/keycap.tsx";
import type { Cart } from "../../features/cart/cart.ts";
import classes from "./cart-bar.module.css";
import type { RegisterDialog } from "./register-dialogs.tsx";

/** Above the cart: for whom it is, and what can be done with it as a whole. */
export function CartBar(props: {
  cart: Cart;
  heldCount: number;
  /** The payment has begun. */
  disabled: boolean;
  canDiscount: boolean;
  onOpen: (dialog: RegisterDialog) => void;
}) {
  const { cart, disabled, onOpen } = props;
  const { customer } = cart;
  return (
    <div className={classes["bar"]}>
      <Button
        variant={customer ? "light" : "default"}
        size="md"
        fullWidth
        className={classes["customer"] ?? ""}
        disabled={disabled}
        aria-keyshortcuts="F4"
        leftSection={customer ? <IconUser size={20} aria-hidden /> : <IconUserPlus size={20} aria-hidden />}
        rightSection={
          customer?.points === undefined ? (
            <Keycap>F4</Keycap>
          ) : (
            <span className="amount" data-testid="customer-points">
              {customer.points} points
            </span>
          )
        }
        onClick={() => onOpen("customer")}
      >
        {customer ? customer.name : "Customer"}
      </Button>
      <div className={classes["actions"]}>
        <Button
          variant="default"
          size="md"
          disabled={disabled || !props.canDiscount}
          aria-keyshortcuts="F6"
          leftSection={<IconDiscount size={20} aria-hidden />}
          rightSection={<Keycap>F6</Keycap>}
          onClick={() => onOpen("discount")}
        >
          Discount
        </Button>
        <Indicator
          label={props.heldCount}
          size={22}
          offset={4}
          disabled={props.heldCount === 0}
          aria-label={props.heldCount === 0 ? undefined : `${props.heldCount} held`}
        >
          <Button
            variant="default"
            size="md"
            fullWidth
            disabled={disabled || (cart.saleId === null && props.heldCount === 0)}
            aria-keyshortcuts="F7"
            leftSection={<IconHandStop size={20} aria-hidden />}
            rightSection={<Keycap>F7</Keycap>}
            onClick={() => onOpen("held")}
          >
            {cart.saleId === null ? "Held" : "Hold"}
          </Button>
        </Indicator>
        <Menu position="bottom-end" width={260} transitionProps={{ duration: 0 }}>
          <Menu.Target>
            <Button variant="default" size="md" px={12} disabled={disabled} aria-label="More">
              <IconDots size={20} aria-hidden />
            </Button>
          </Menu.Target>
          <Menu.Dropdown>
            <Menu.Item
              h={48}
              leftSection={<IconArrowBackUp size={20} aria-hidden />}
              onClick={() => onOpen("return")}
            >
              Return or exchange
            </Menu.Item>
            <Menu.Item
              h={48}
              leftSection={<IconGiftCard size={20} aria-hidden />}
              onClick={() => onOpen("sell-gift-card")}
            >
              Sell a gift card
            </Menu.Item>
            <Menu.Item
              h={48}
              leftSection={<IconSearch size={20} aria-hidden />}
              onClick={() => onOpen("gift-card-balance")}
            >
              Gift card balance
            </Menu.Item>
            <Menu.Divider />
            <Menu.Item
              h={48}
              leftSection={<IconKeyboard size={20} aria-hidden />}
              onClick={() => onOpen("keys")}
            >
              Keys
            </Menu.Item>
          </Menu.Dropdown>
        </Menu>
      </div>
    </div>
  );
}
