import { UnstyledButton } from "@mantine/core";
import { ConnectionBadge } from "../features/connection/components/connection-badge.tsx";
import { useStore } from "../lib/store.ts";
import classes from "./trust-strip.module.css";
import type { Runtime } from "./runtime.ts";

/** What the strip says about the last scan or press. */
export interface StripMessage {
  kind: "info" | "error";
  text: string;
  /** Makes the same text said twice be two messages. */
  id: number;
}

/** Bottom line of the register: can it be trusted right now, and what did the last scan do. */
export function TrustStrip(props: {
  runtime: Runtime;
  message: StripMessage | null;
  onShowUnsent: () => void;
}) {
  const { runtime, message } = props;
  const { sales, lastReceipt, damagedCount } = useStore(runtime.unsentSales.store);
  const unsent = sales.length + damagedCount;
  const refused = damagedCount > 0 || sales.some(({ state }) => state === "refused");
  return (
    <footer className={classes["strip"]}>
      <ConnectionBadge monitor={runtime.connection} />
      <UnstyledButton
        className={classes["unsent"]}
        data-state={refused ? "refused" : unsent > 0 ? "waiting" : undefined}
        data-testid="unsent-count"
        onClick={props.onShowUnsent}
      >
        {unsent === 0 ? "All sales sent" : `${unsent} unsent ${unsent === 1 ? "sale" : "sales"}`}
        {refused && " · needs attention"}
      </UnstyledButton>
      {lastReceipt && (
        <span className="amount" data-testid="last-receipt">
          Last receipt {lastReceipt.receiptNumber}
        </span>
      )}
      <div
        className={classes["message"]}
        aria-live="assertive"
        data-kind={message?.kind}
        data-testid="strip-message"
      >
        {message && <span key={message.id}>{message.text}</span>}
      </div>
    </footer>
  );
}
