import { currencyExponent } from "@cloudpos/contracts/money";
import { mayDo } from "@cloudpos/contracts/roles";
import { ApprovalForm } from "../../features/approvals/components/approval-form.tsx";
import { mayBeDiscounted, selectedLine } from "../../features/cart/cart.ts";
import { DiscountDialog, type DiscountTarget } from "../../features/cart/components/discount-dialog.tsx";
import { HeldCartsDialog } from "../../features/cart/components/held-carts-dialog.tsx";
import { priceCart } from "../../features/cart/pricing.ts";
import { CustomerDialog } from "../../features/customer-choice/components/customer-dialog.tsx";
import {
  GiftCardBalanceDialog,
  SellGiftCardDialog,
} from "../../features/payment/components/gift-card-dialogs.tsx";
import { giftCardProduct } from "../../features/payment/gift-card-product.ts";
import { ReturnDialog } from "../../features/sales-history/components/return-dialog.tsx";
import type { Money } from "../../lib/format.ts";
import type { RegisterSession } from "../../lib/session-context.ts";
import { useStore } from "../../lib/store.ts";
import type { Runtime } from "../runtime.ts";
import { cartCustomer, takeBack } from "./take-back.ts";

/** What is open over the register. */
export type RegisterDialog =
  | "quantity"
  | "unsent"
  | "keys"
  | "customer"
  | "discount"
  | "held"
  | "return"
  | "sell-gift-card"
  | "gift-card-balance";

/** Dialogs that change the cart as a whole. */
export function RegisterDialogs(props: {
  runtime: Runtime;
  session: RegisterSession;
  money: Money;
  dialog: RegisterDialog | null;
  /** Says something in the strip. */
  onSay: (text: string) => void;
  onClose: () => void;
}) {
  const { runtime, session, money, onClose } = props;
  const { store, user } = session;
  const { till } = runtime;
  const cart = useStore(till.cart.store);
  const held = useStore(till.held.store);

  switch (props.dialog) {
    case "customer":
      return (
        <CustomerDialog
          currentName={cart.customer?.name ?? null}
          mayCreate={mayDo(user.role, "customer:write")}
          onChoose={(customer) => {
            till.change({ type: "set-customer", customer: customer && cartCustomer(customer) });
            onClose();
          }}
          onClose={onClose}
        />
      );
    case "held":
      return (
        <HeldCartsDialog
          held={held}
          mayHold={cart.saleId !== null}
          money={money}
          locale={store.locale}
          pricesIncludeTax={store.pricesIncludeTax}
          onHold={(name) => {
            till.hold(name);
            onClose();
            props.onSay(`Held: ${till.held.store.get().at(-1)?.name}`);
          }}
          onRecall={(id) => {
            till.recall(id);
            onClose();
          }}
          onClose={onClose}
        />
      );
    case "discount": {
      const targets = discountTargets(runtime, session);
      if (targets.length === 0) return null;
      return (
        <DiscountDialog
          targets={targets}
          money={money}
          renderApproval={
            mayDo(user.role, "sale:discount")
              ? null
              : ({ text }, approved) => (
                  <ApprovalForm
                    permission="sale:discount"
                    saleId={cart.saleId!}
                    text={text}
                    onApproved={(approval) => {
                      till.change({ type: "approve", approval });
                      approved();
                    }}
                    onCancel={onClose}
                  />
                )
          }
          onDiscount={({ key }, discount) => {
            till.change(
              key === null ? { type: "discount-cart", discount } : { type: "discount-line", key, discount },
            );
            onClose();
          }}
          onClose={onClose}
        />
      );
    }
    case "return":
      return (
        <ReturnDialog
          saleId={null}
          formats={{ money, locale: store.locale, timeZone: store.timeZone }}
          onReturn={(chosen) => {
            takeBack(runtime, chosen);
            onClose();
          }}
          onClose={onClose}
        />
      );
    case "sell-gift-card": {
      const unit = 10 ** currencyExponent(store.currency);
      return (
        <SellGiftCardDialog
          usualMinor={[20, 50, 100].map((amount) => amount * unit)}
          money={money}
          onSell={(code, amountMinor) => {
            till.change({
              type: "add-gift-card",
              product: { ...giftCardProduct, code, amountMinor },
              newSaleId: till.newId(),
            });
            onClose();
          }}
          onClose={onClose}
        />
      );
    }
    case "gift-card-balance":
      return <GiftCardBalanceDialog money={money} locale={store.locale} onClose={onClose} />;
    case "quantity":
    case "keys":
    case "unsent":
    case null:
      return null;
  }
}

/** The line that is selected, and the cart, as far as they may be discounted. */
function discountTargets({ till }: Runtime, session: RegisterSession): DiscountTarget[] {
  const { cart } = till.cart;
  const priced = priceCart(cart, session.store);
  const line = selectedLine(cart);
  const pricedLine = priced.lines.find((each) => each.line === line);
  const discountable = priced.lines.filter((each) => mayBeDiscounted(each.line));
  return [
    ...(line && pricedLine && mayBeDiscounted(line)
      ? [{ key: line.key, name: line.name, amountMinor: pricedLine.fullMinor, current: line.discount }]
      : []),
    ...(discountable.length > 0
      ? [
          {
            key: null,
            name: "Whole cart",
            amountMinor: discountable.reduce((sum, each) => sum + each.fullMinor - each.ownDiscountMinor, 0),
            current: cart.discount,
          },
        ]
      : []),
  ];
}
