import type { CashMovement } from "@cloudpos/contracts";
import { Button, Modal, Stack, TextInput } from "@mantine/core";
import { useState, type SubmitEvent } from "react";
import { v7 as uuidV7 } from "uuid";
import { AmountEntry } from "../../../components/amount-entry.tsx";
import { ProblemAlert } from "../../../components/problem-alert.tsx";
import { SideBySide } from "../../../components/side-by-side.tsx";
import { useApi } from "../../../lib/api-context.ts";
import type { Money } from "../../../lib/format.ts";
import { moveCash } from "../api/shifts.ts";
import classes from "./shift.module.css";

const words: Record<CashMovement["kind"], { title: string; action: string; reasons: readonly string[] }> = {
  "pay-in": { title: "Pay in", action: "Pay in", reasons: ["Change from the bank", "Change from the safe"] },
  "pay-out": {
    title: "Pay out",
    action: "Pay out",
    reasons: ["To the safe", "Courier", "Cleaning", "Supplier"],
  },
  "no-sale": { title: "Open the drawer", action: "Open", reasons: ["Change money", "Check the drawer"] },
};

/** Cash goes into the drawer or out of it beside sales, or the drawer is just opened. */
export function CashMovementDialog(props: {
  shiftId: string;
  kind: CashMovement["kind"];
  money: Money;
  onMoved: (movement: CashMovement) => void;
  onClose: () => void;
}) {
  const { kind, money } = props;
  const { title, action, reasons } = words[kind];
  const api = useApi();
  // The same id again when the answer was lost: it is one movement.
  const [id] = useState(() => uuidV7());
  const [amountMinor, setAmountMinor] = useState<number | null>(null);
  const [reason, setReason] = useState("");
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<Error | null>(null);
  const complete = reason.trim() !== "" && (kind === "no-sale" || (amountMinor ?? 0) > 0);

  const submit = async (event: SubmitEvent) => {
    event.preventDefault();
    if (!complete || busy) return;
    setBusy(true);
    setError(null);
    try {
      const movement = { id, kind, amountMinor: amountMinor ?? 0, reason: reason.trim() };
      props.onMoved(await moveCash(api, props.shiftId, movement));
      props.onClose();
    } catch (problem) {
      setError(problem as Error);
      setBusy(false);
    }
  };

  const why = (
    <>
      <div className={classes["reasons"]} role="group" aria-label="Usual reasons">
        {reasons.map((usual) => (
          <Button
            key={usual}
            size="md"
            mih={48}
            variant={reason === usual ? "filled" : "default"}
            onClick={() => setReason(usual)}
          >
            {usual}
          </Button>
        ))}
      </div>
      <TextInput
        label="Reason"
        maxLength={200}
        autoComplete="off"
        {...(kind === "no-sale" && { "data-autofocus": true })}
        value={reason}
        onChange={(event) => setReason(event.currentTarget.value)}
      />
      <div aria-live="assertive">{error && <ProblemAlert title="It was not recorded" error={error} />}</div>
      <Button type="submit" size="xl" loading={busy} disabled={!complete}>
        {action} {amountMinor !== null && amountMinor > 0 && money(amountMinor)}
      </Button>
    </>
  );
  return (
    <Modal opened onClose={props.onClose} title={title} size={kind === "no-sale" ? 440 : 760}>
      <form onSubmit={(event) => void submit(event)}>
        {kind === "no-sale" ? (
          <Stack gap="md">{why}</Stack>
        ) : (
          <SideBySide
            left={<AmountEntry label="Amount" money={money} onChange={setAmountMinor} />}
            right={why}
          />
        )}
      </form>
    </Modal>
  );
}
