import { Button, Modal, Stack, Text, TextInput } from "@mantine/core";
import { useState, type SubmitEvent } from "react";
import { Keycap } from "../../../components/keycap.tsx";
import { NumberPad } from "../../../components/number-pad.tsx";
import type { Money } from "../../../lib/format.ts";
import { likelyCash } from "../cash-amounts.ts";
import classes from "./payment.module.css";

/** Most digits of an amount: far above any cash payment, far below what loses precision. */
const longestAmount = 9;

/** Takes cash: what the customer gives, by a likely sum or by digits, and the change. */
export function CashDialog(props: {
  totalMinor: number;
  currency: string;
  money: Money;
  /** Completes the sale with the cash given. */
  onPay: (tenderedMinor: number) => void;
  onClose: () => void;
}) {
  const { totalMinor, money } = props;
  const [digits, setDigits] = useState("");
  const [paid, setPaid] = useState(false);
  // A tapped sum is paid at once. Nothing typed means the exact sum.
  const tenderedMinor = digits === "" ? totalMinor : Number(digits);
  const changeMinor = tenderedMinor - totalMinor;

  const change = (text: string) =>
    setDigits(text.replace(/\D/g, "").replace(/^0+/, "").slice(0, longestAmount));
  const pay = (amountMinor: number) => {
    if (paid || amountMinor < totalMinor) return;
    setPaid(true);
    props.onPay(amountMinor);
  };
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    pay(tenderedMinor);
  };

  return (
    <Modal opened onClose={props.onClose} title="Cash payment" size={720}>
      <form onSubmit={submit} className={classes["dialog"]}>
        <Stack gap="sm">
          <div className={classes["due"]}>
            <span>To pay</span>
            <span className="amount">{money(totalMinor)}</span>
          </div>
          <TextInput
            label="Cash received"
            description={`Type every digit: ${money(2000)} is 2000`}
            data-autofocus
            inputMode="none"
            autoComplete="off"
            placeholder={money(totalMinor)}
            value={digits === "" ? "" : money(Number(digits))}
            onChange={(event) => change(event.currentTarget.value)}
            styles={{ input: { fontSize: 26, height: 58, textAlign: "right" } }}
          />
          <div className={classes["sums"]} role="group" aria-label="Likely sums">
            <Button variant="light" onClick={() => pay(totalMinor)} disabled={paid}>
              Exact {money(totalMinor)}
            </Button>
            {likelyCash(totalMinor, props.currency).map((sum) => (
              <Button key={sum} variant="default" disabled={paid} onClick={() => pay(sum)}>
                {money(sum)}
              </Button>
            ))}
          </div>
          <div className={classes["change"]} data-short={changeMinor < 0 || undefined} role="status">
            <span>{changeMinor < 0 ? "Still missing" : "Change"}</span>
            <span className="amount" data-testid="cash-change">
              {money(Math.abs(changeMinor))}
            </span>
          </div>
        </Stack>
        <Stack gap="sm">
          <NumberPad
            corner="00"
            disabled={paid}
            onDigits={(typed) => change(digits + typed)}
            onBackspace={() => change(digits.slice(0, -1))}
            onClear={() => change("")}
          />
          <div className={classes["actions"]}>
            <Button variant="default" onClick={props.onClose}>
              Back
            </Button>
            <Button
              type="submit"
              aria-label="Take payment"
              disabled={paid || changeMinor < 0}
              rightSection={<Keycap>Enter</Keycap>}
            >
              Paid
            </Button>
          </div>
          <Text size="xs" ta="center" style={{ color: "var(--ink-soft)" }}>
            A tapped sum is paid at once. Nothing typed means the exact sum.
          </Text>
        </Stack>
      </form>
    </Modal>
  );
}
