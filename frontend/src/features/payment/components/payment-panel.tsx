import { Alert, Button, Loader, Text, Title } from "@mantine/core";
import { IconAlertTriangle, IconArrowLeft } from "@tabler/icons-react";
import { useEffect, useRef, type ReactNode } from "react";
import { Keycap } from "../../../components/keycap.tsx";
import type { Money } from "../../../lib/format.ts";
import type { CheckoutState } from "../checkout-store.ts";
import {
  cashDueMinor,
  isElectronic,
  isUnderWay,
  openPayment,
  remainingMinor,
  type Checkout,
  type RefundSource,
} from "../tenders.ts";
import { GiveBack } from "./give-back.tsx";
import { OpenPayment } from "./open-payment.tsx";
import classes from "./payment.module.css";
import { TakeMoney } from "./take-money.tsx";
import { TenderList } from "./tender-list.tsx";

/** What the panel has the till do. All of them throw RangeError for an amount that does not fit. */
export interface PaymentActions {
  takeCash: (tenderedMinor: number | "exact") => void;
  charge: (payment: { kind: "card" | "gift-card"; amountMinor?: number; giftCardCode?: string }) => void;
  giveCash: (amountMinor: number | null) => void;
  giveBack: (source: RefundSource, amountMinor: number) => void;
  removeTender: (key: string) => void;
  /** Asks what became of the open payment. */
  askAgain: () => void;
  /** @returns null when the server knows, else why it could not be told. */
  giveUp: (key: string) => Promise<string | null>;
  /** Goes on without a payment that the server could not be told about. */
  abandon: (key: string) => void;
  /** Completes the sale when everything is paid. */
  complete: () => void;
  /** Asks again whether the server took the sale. */
  confirmAgain: () => void;
}

/** Draws the approval of an amount that is handed out in cash. */
export type RenderCashApproval = (
  amountMinor: number,
  onApproved: () => void,
  onCancel: () => void,
) => ReactNode;

/** Everything that pays a sale, in place of the products; the cart stays beside it. */
export function PaymentPanel(props: {
  state: CheckoutState;
  checkout: Checkout;
  currency: string;
  cashRoundingMinor: number;
  money: Money;
  actions: PaymentActions;
  /** Where money can go back to, for goods that come back. */
  sources: readonly RefundSource[];
  /** How more cash than was paid in cash is approved; null when it was approved already. */
  renderCashApproval: RenderCashApproval | null;
  /** Cash that can go back without anybody's approval. */
  freeCashMinor: number;
  /** A question that has to be answered before anything else, such as the approval of a return. */
  before: ReactNode;
  onBack: () => void;
}) {
  const { checkout, state, money, actions, onBack } = props;
  const remaining = remainingMinor(checkout);
  const open = openPayment(checkout);
  const underWay = isUnderWay(checkout);
  const inCash = cashDueMinor(checkout, props.cashRoundingMinor);
  const declined = checkout.tenders.filter(isElectronic).findLast(({ state: each }) => each === "declined");
  const lastFailed = checkout.tenders.at(-1) === declined ? declined : undefined;

  return (
    <section className={classes["panel"]} aria-label="Payment">
      <header className={classes["head"]}>
        <Button
          variant="subtle"
          color="gray"
          disabled={underWay || state.confirmation !== null}
          leftSection={<IconArrowLeft size={20} aria-hidden />}
          rightSection={<Keycap>Esc</Keycap>}
          onClick={onBack}
        >
          Back to the products
        </Button>
        {underWay && !state.confirmation && (
          <Text size="sm" style={{ color: "var(--ink-soft)" }}>
            To change the cart, take the payment back.
          </Text>
        )}
      </header>
      {state.refusal !== null && (
        <Alert
          color="red"
          variant="light"
          icon={<IconAlertTriangle />}
          title="This sale was not accepted"
          role="alert"
          data-testid="refusal"
        >
          {state.refusal}
        </Alert>
      )}
      <div className={classes["due"]} data-testid="remaining" data-back={remaining < 0 || undefined}>
        <Title order={2} size="h4" fw={500}>
          {remaining < 0 ? "To give back" : checkout.tenders.length > 0 ? "Still to pay" : "To pay"}
        </Title>
        <strong className="amount">{money(Math.abs(remaining))}</strong>
        {inCash !== remaining && remaining !== 0 && (
          <span className="amount">{money(Math.abs(inCash))} in cash, rounded</span>
        )}
      </div>
      {state.confirmation ? (
        <Confirming
          asking={state.confirmation.asking}
          failure={state.confirmation.failure}
          onAgain={actions.confirmAgain}
        />
      ) : props.before ? (
        props.before
      ) : open ? (
        <OpenPayment key={open.key} payment={open} money={money} actions={actions} />
      ) : remaining === 0 ? (
        <Complete nothingDue={checkout.totalMinor === 0} onComplete={actions.complete} />
      ) : (
        <>
          {lastFailed && (
            <Alert
              color="orange"
              variant="light"
              role="alert"
              icon={<IconAlertTriangle />}
              title={`${money(lastFailed.amountMinor)} declined`}
              styles={{ title: { color: "var(--warn)" } }}
              data-testid="declined"
            >
              {lastFailed.reason ?? "Nothing was charged."} Take another card, or cash.
            </Alert>
          )}
          {remaining < 0 ? (
            <GiveBack {...props} remainingMinor={remaining} cashDueMinor={inCash} />
          ) : (
            <TakeMoney
              remainingMinor={remaining}
              cashDueMinor={inCash}
              currency={props.currency}
              money={money}
              actions={actions}
            />
          )}
        </>
      )}
      <TenderList
        checkout={checkout}
        money={money}
        locked={open !== undefined || state.confirmation !== null}
        actions={actions}
      />
    </section>
  );
}

/** The server must agree before money for returned goods leaves the drawer. */
function Confirming(props: { asking: boolean; failure: string | null; onAgain: () => void }) {
  return (
    <div className={classes["waiting"]} role="status" data-testid="confirming">
      {props.failure === null ? (
        <>
          <Loader aria-hidden />
          <Text fw={600} size="lg">
            Recording the return …
          </Text>
          <Text>Hand out money and goods once it is recorded.</Text>
        </>
      ) : (
        <>
          <IconAlertTriangle size={48} stroke={1.5} color="var(--danger)" aria-hidden />
          <Text fw={600} size="lg">
            No answer yet. Do not hand out money.
          </Text>
          <Text>{props.failure} It is asked again by itself; nothing is recorded twice.</Text>
          <Button loading={props.asking} onClick={props.onAgain}>
            Ask again now
          </Button>
        </>
      )}
    </div>
  );
}

function Complete(props: { nothingDue: boolean; onComplete: () => void }) {
  const button = useRef<HTMLButtonElement>(null);
  useEffect(() => button.current?.focus(), []);
  return (
    <div className={classes["waiting"]}>
      <Text fw={600} size="lg">
        {props.nothingDue
          ? "Nothing is to pay: what is taken back is worth what is sold."
          : "Everything is paid."}
      </Text>
      <Button ref={button} size="xl" rightSection={<Keycap>Enter</Keycap>} onClick={props.onComplete}>
        Complete the sale
      </Button>
    </div>
  );
}
