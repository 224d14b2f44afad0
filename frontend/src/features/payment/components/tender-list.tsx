import { Button, Text } from "@mantine/core";
import { IconCash, IconCreditCard, IconGiftCard } from "@tabler/icons-react";
import { useState } from "react";
import type { Money } from "../../../lib/format.ts";
import { isElectronic, isRefund, type Checkout, type CheckoutTender } from "../tenders.ts";
import type { PaymentActions } from "./payment-panel.tsx";
import classes from "./payment.module.css";

const icons = { cash: IconCash, card: IconCreditCard, "gift-card": IconGiftCard };
const names = { cash: "Cash", card: "Card", "gift-card": "Gift card" };

/** What was paid so far, each with the way to take it back. */
export function TenderList(props: {
  checkout: Checkout;
  money: Money;
  /** A payment is open: one thing at a time. */
  locked: boolean;
  actions: PaymentActions;
}) {
  const { checkout, money } = props;
  // What was declined or given up is no part of the payment; the panel says so once.
  const shown = checkout.tenders.filter(
    (tender) => !isElectronic(tender) || (tender.state !== "declined" && tender.state !== "cancelled"),
  );
  if (shown.length === 0) return null;
  return (
    <div className={classes["paid"]}>
      <Text fw={600} component="h3" m={0}>
        So far
      </Text>
      <ul className={classes["tenders"]} aria-label="Payments so far">
        {shown.map((tender) => (
          <Tender key={tender.key} {...props} tender={tender} money={money} />
        ))}
      </ul>
    </div>
  );
}

function Tender(props: { tender: CheckoutTender; money: Money; locked: boolean; actions: PaymentActions }) {
  const { tender, money, actions } = props;
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<string | null>(null);
  const electronic = isElectronic(tender);
  const Icon = icons[tender.kind];

  const takeBack = async () => {
    if (!electronic) return actions.removeTender(tender.key);
    setBusy(true);
    setFailure(await actions.giveUp(tender.key));
    setBusy(false);
  };

  return (
    <li className={classes["tender"]} data-testid="tender">
      <Icon size={22} stroke={1.6} aria-hidden />
      <span className={classes["tenderName"]}>
        {(electronic || isRefund(tender)) && tender.label !== undefined ? tender.label : names[tender.kind]}
        <small>{note(tender, money)}</small>
        {failure !== null && <small role="alert">{failure}</small>}
      </span>
      <span className="amount">{money(tender.amountMinor)}</span>
      {!props.locked && (
        <Button
          variant="default"
          size="md"
          loading={busy}
          aria-label={`Take back ${names[tender.kind]} ${money(tender.amountMinor)}`}
          onClick={() => void takeBack()}
        >
          Take back
        </Button>
      )}
    </li>
  );
}

function note(tender: CheckoutTender, money: Money): string {
  if (tender.kind === "cash" && "tenderedMinor" in tender) {
    if (tender.amountMinor < 0) return "handed out";
    return tender.changeMinor > 0
      ? `${money(tender.tenderedMinor)} received, ${money(tender.changeMinor)} change`
      : "received";
  }
  if (isRefund(tender)) return "goes back to it";
  if (!isElectronic(tender)) return "";
  switch (tender.state) {
    case "asking":
      return "under way";
    case "approved":
      return "approved";
    case "unknown":
      return "not known yet";
    case "declined":
    case "cancelled":
      return tender.state;
  }
}
