import type { Sale } from "@cloudpos/contracts";
import { Button, Text, Title } from "@mantine/core";
import type { ReactNode } from "react";
import { IconCircleCheck, IconCloudUpload, IconAlertTriangle } from "@tabler/icons-react";
import { Keycap } from "../../../components/keycap.tsx";
import { RequestId } from "../../../components/problem-alert.tsx";
import type { Money } from "../../../lib/format.ts";
import { useStore } from "../../../lib/store.ts";
import type { UnsentSale, UnsentSaleQueue } from "../unsent-sales.ts";
import classes from "./unsent-sales.module.css";

/** The sale just completed: change first, then what became of it. Never in the way of the next customer. */
export function SaleOutcome(props: {
  sale: Sale;
  queue: UnsentSaleQueue;
  money: Money;
  /** What can be done with the receipt. */
  children?: ReactNode;
  onNextCustomer: () => void;
}) {
  const { sale, money } = props;
  const { sales, lastReceipt } = useStore(props.queue.store);
  const unsent = sales.find((each) => each.sale.id === sale.id);
  const receipt = lastReceipt?.id === sale.id ? lastReceipt : null;
  const changeMinor = sale.tenders.reduce((sum, tender) => sum + tender.changeMinor, 0);
  // Goods came back: what is handed out now is no change.
  const handOutMinor = sale.tenders.reduce(
    (sum, { kind, amountMinor }) => sum - (kind === "cash" ? Math.min(0, amountMinor) : 0),
    0,
  );
  // With cash rounding, what was paid is not quite the total.
  const paidMinor = sale.tenders.reduce((sum, { amountMinor }) => sum + amountMinor, 0);

  return (
    <section className={classes["outcome"]} aria-label="Sale completed" data-testid="sale-outcome">
      {unsent?.state === "refused" ? (
        <IconAlertTriangle size={64} stroke={1.5} color="var(--danger)" aria-hidden />
      ) : unsent ? (
        <IconCloudUpload size={64} stroke={1.5} aria-hidden />
      ) : (
        <IconCircleCheck size={64} stroke={1.5} color="var(--mantine-primary-color-filled)" aria-hidden />
      )}
      <Title order={2}>
        {paidMinor < 0 ? "Given back" : "Paid"} {money(Math.abs(paidMinor))}
      </Title>
      <div className={classes["giveBack"]}>
        <span>{handOutMinor > 0 ? "Hand out" : "Change"}</span>
        <strong className="amount" data-testid="change">
          {money(handOutMinor > 0 ? handOutMinor : changeMinor)}
        </strong>
      </div>
      <div className={classes["fate"]} role="status">
        {receipt && (
          <>
            Receipt{" "}
            <strong className="amount" data-testid="receipt-number">
              {receipt.receiptNumber}
            </strong>
          </>
        )}
        {unsent && <Fate unsent={unsent} />}
      </div>
      {props.children}
      <Button autoFocus onClick={props.onNextCustomer} rightSection={<Keycap>Enter</Keycap>} size="xl">
        Next customer
      </Button>
    </section>
  );
}

function Fate({ unsent }: { unsent: UnsentSale }) {
  switch (unsent.state) {
    case "waiting":
    case "sending":
      return unsent.failure ? <Retrying unsent={unsent} /> : <>Sending the sale …</>;
    case "retrying":
      return <Retrying unsent={unsent} />;
    case "refused":
      return (
        <>
          <Text fw={600}>The server refused this sale. It is kept on this register.</Text>
          <Text size="sm">{unsent.failure?.message}</Text>
          {unsent.failure?.requestId && <RequestId id={unsent.failure.requestId} />}
        </>
      );
  }
}

function Retrying({ unsent }: { unsent: UnsentSale }) {
  return (
    <>
      <Text fw={600}>Saved on this register, not sent yet. Trying again by itself.</Text>
      <Text size="sm" style={{ color: "var(--ink-soft)" }}>
        {unsent.failure?.message}
      </Text>
    </>
  );
}
