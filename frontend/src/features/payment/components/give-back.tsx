import { Button, Text } from "@mantine/core";
import { IconCash, IconCreditCard, IconGiftCard } from "@tabler/icons-react";
import { useEffect, useRef, useState } from "react";
import { Keycap } from "../../../components/keycap.tsx";
import type { Money } from "../../../lib/format.ts";
import { leftOf, type Checkout, type RefundSource } from "../tenders.ts";
import type { PaymentActions, RenderCashApproval } from "./payment-panel.tsx";
import classes from "./payment.module.css";

/** Gives money back: first the way it came, what is left in cash. */
export function GiveBack(props: {
  checkout: Checkout;
  /** Negative. */
  remainingMinor: number;
  /** What remains when it is handed out in cash; negative. */
  cashDueMinor: number;
  money: Money;
  actions: PaymentActions;
  sources: readonly RefundSource[];
  freeCashMinor: number;
  renderCashApproval: RenderCashApproval | null;
}) {
  const { checkout, money, actions } = props;
  const [approving, setApproving] = useState(false);
  const first = useRef<HTMLButtonElement>(null);
  useEffect(() => first.current?.focus(), [props.remainingMinor]);
  const toGive = -props.remainingMinor;
  const ways = props.sources
    .map((source) => ({ source, amountMinor: Math.min(toGive, leftOf(checkout, source)) }))
    .filter(({ amountMinor }) => amountMinor > 0);
  const handedOut = checkout.tenders.reduce(
    (sum, { kind, amountMinor }) => sum - (kind === "cash" ? amountMinor : 0),
    0,
  );
  const freeMinor = Math.min(toGive, Math.max(0, props.freeCashMinor - handedOut));
  const needsApproval = props.renderCashApproval !== null && freeMinor < toGive;

  if (approving && props.renderCashApproval)
    return (
      <div>
        {props.renderCashApproval(
          toGive,
          () => {
            setApproving(false);
            actions.giveCash(null);
          },
          () => setApproving(false),
        )}
      </div>
    );
  return (
    <div className={classes["backWays"]} role="group" aria-label="How money goes back">
      {ways.map(({ source, amountMinor }, index) => (
        <Button
          key={source.paymentId}
          ref={index === 0 ? first : undefined}
          size="xl"
          variant={index === 0 ? "filled" : "light"}
          justify="space-between"
          leftSection={source.kind === "card" ? <IconCreditCard aria-hidden /> : <IconGiftCard aria-hidden />}
          rightSection={index === 0 ? <Keycap>Enter</Keycap> : <span />}
          onClick={() => actions.giveBack(source, amountMinor)}
        >
          {money(amountMinor)} to {source.label.toLowerCase()}
        </Button>
      ))}
      {freeMinor > 0 && freeMinor < toGive && (
        <Button
          size="xl"
          variant="light"
          justify="space-between"
          leftSection={<IconCash aria-hidden />}
          rightSection={<span />}
          onClick={() => actions.giveCash(freeMinor)}
        >
          {money(freeMinor)} in cash, as it was paid
        </Button>
      )}
      <Button
        ref={ways.length === 0 ? first : undefined}
        size="xl"
        variant={ways.length === 0 && !needsApproval ? "filled" : "light"}
        justify="space-between"
        leftSection={<IconCash aria-hidden />}
        rightSection={ways.length === 0 ? <Keycap>Enter</Keycap> : <span />}
        onClick={() => (needsApproval ? setApproving(true) : actions.giveCash(null))}
      >
        {money(-props.cashDueMinor)} in cash{needsApproval && " (with approval)"}
      </Button>
      {needsApproval && (
        <Text size="sm" style={{ color: "var(--ink-soft)" }}>
          Money goes back the way it came. More in cash than was paid in cash has to be approved, with a
          reason.
        </Text>
      )}
    </div>
  );
}
