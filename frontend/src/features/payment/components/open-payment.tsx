import { Alert, Button, Group, Loader, Text } from "@mantine/core";
import { IconHelpCircle } from "@tabler/icons-react";
import { useState } from "react";
import type { Money } from "../../../lib/format.ts";
import type { ElectronicTender } from "../tenders.ts";
import type { PaymentActions } from "./payment-panel.tsx";
import classes from "./payment.module.css";

/** A card or gift card payment whose outcome is not known: nothing else is charged before it is. */
export function OpenPayment(props: { payment: ElectronicTender; money: Money; actions: PaymentActions }) {
  const { payment, money, actions } = props;
  const [cancelling, setCancelling] = useState(false);
  const [failure, setFailure] = useState<string | null>(null);
  const unknown = payment.state === "unknown";
  const what = payment.kind === "card" ? "card" : "gift card";

  const cancel = async () => {
    setCancelling(true);
    setFailure(await actions.giveUp(payment.key));
    setCancelling(false);
  };

  return (
    <div className={classes["waiting"]} role="status" data-testid="open-payment" data-state={payment.state}>
      {unknown ? (
        <IconHelpCircle size={56} stroke={1.4} color="var(--warn)" aria-hidden />
      ) : (
        <Loader size="lg" aria-hidden />
      )}
      <Text fw={700} size="xl">
        {unknown
          ? `Not known yet whether ${money(payment.amountMinor)} was charged`
          : payment.kind === "card"
            ? `Asking the terminal for ${money(payment.amountMinor)} …`
            : `Checking the gift card for ${money(payment.amountMinor)} …`}
      </Text>
      <Text maw={460}>
        {unknown
          ? `The ${what} may have been charged. It is asked again by itself; nothing else can be charged before the answer is there.`
          : payment.kind === "card"
            ? "The customer pays at the card reader."
            : "This takes a moment."}
      </Text>
      {unknown && payment.reason !== undefined && (
        <Text size="sm" style={{ color: "var(--ink-soft)" }}>
          {payment.reason}
        </Text>
      )}
      <Group justify="center">
        {unknown && (
          <Button autoFocus onClick={actions.askAgain}>
            Ask again now
          </Button>
        )}
        <Button variant="default" loading={cancelling} onClick={() => void cancel()}>
          Cancel this payment
        </Button>
      </Group>
      {failure !== null && (
        <Alert
          color="orange"
          variant="light"
          role="alert"
          title="The payment could not be cancelled now"
          styles={{ title: { color: "var(--warn)" } }}
        >
          <Text size="sm">
            {failure} You can go on without it: no sale will claim this payment, so whatever was reserved is
            released by itself.
          </Text>
          <Button mt="sm" variant="default" onClick={() => actions.abandon(payment.key)}>
            Go on without it
          </Button>
        </Alert>
      )}
    </div>
  );
}
