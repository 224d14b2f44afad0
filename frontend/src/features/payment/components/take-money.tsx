import { Button, Text, TextInput } from "@mantine/core";
import { useHotkeys } from "@mantine/hooks";
import { IconCash, IconCreditCard, IconGiftCard } from "@tabler/icons-react";
import { useRef, useState, type SubmitEvent } from "react";
import { Keycap } from "../../../components/keycap.tsx";
import { NumberPad } from "../../../components/number-pad.tsx";
import type { Money } from "../../../lib/format.ts";
import { likelyCash } from "../cash-amounts.ts";
import { GiftCardForm } from "./gift-card-form.tsx";
import type { PaymentActions } from "./payment-panel.tsx";
import classes from "./payment.module.css";

/** Most digits of an amount: far above any payment at a till, far below what loses precision. */
const longestAmount = 9;

/** Takes money: an amount, or nothing typed for all that remains, and how it is paid. */
export function TakeMoney(props: {
  remainingMinor: number;
  /** What remains when it is paid in cash. */
  cashDueMinor: number;
  currency: string;
  money: Money;
  actions: PaymentActions;
}) {
  const { remainingMinor, cashDueMinor, money, actions } = props;
  const [digits, setDigits] = useState("");
  const [byGiftCard, setByGiftCard] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);
  const field = useRef<HTMLInputElement>(null);
  const typedMinor = digits === "" ? null : Number(digits);
  const changeMinor = (typedMinor ?? cashDueMinor) - cashDueMinor;

  const change = (text: string) => {
    setProblem(null);
    setDigits(text.replace(/\D/g, "").replace(/^0+/, "").slice(0, longestAmount));
  };
  /** Does one thing and is ready for the next amount. */
  const act = (action: () => void, otherwise: string) => {
    try {
      action();
      setDigits("");
      setProblem(null);
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
      setProblem(otherwise);
    }
    field.current?.focus();
  };
  const takeCash = (amountMinor: number | "exact") =>
    act(
      () => actions.takeCash(amountMinor),
      `Cash is rounded: take ${money(cashDueMinor)}, or less than ${money(remainingMinor)} as a part.`,
    );
  const card = () =>
    act(
      () => actions.charge({ kind: "card", ...(typedMinor !== null && { amountMinor: typedMinor }) }),
      `A card pays at most ${money(remainingMinor)}. Only cash gives change.`,
    );
  const giftCard = () => {
    if (typedMinor !== null && typedMinor > remainingMinor)
      return setProblem(`A gift card pays at most ${money(remainingMinor)}. Only cash gives change.`);
    setByGiftCard(true);
  };
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    takeCash(typedMinor ?? "exact");
  };
  useHotkeys(
    [
      ["F9", () => takeCash("exact")],
      ["F10", card],
    ],
    [],
  );

  if (byGiftCard) {
    return (
      <GiftCardForm
        mostMinor={typedMinor ?? remainingMinor}
        money={money}
        onPay={(giftCardCode, amountMinor) =>
          act(
            () => actions.charge({ kind: "gift-card", giftCardCode, amountMinor }),
            "This amount cannot be paid.",
          )
        }
        onBack={() => setByGiftCard(false)}
      />
    );
  }
  return (
    <form onSubmit={submit} className={classes["take"]}>
      <div className={classes["entry"]}>
        <TextInput
          ref={field}
          label="Amount"
          description={`Empty: all of it. Type every digit: ${money(2000)} is 2000`}
          autoFocus
          inputMode="none"
          autoComplete="off"
          placeholder={money(remainingMinor)}
          value={typedMinor === null ? "" : money(typedMinor)}
          onChange={(event) => change(event.currentTarget.value)}
          onKeyDown={(event) => {
            // A currency sign at the end is not a digit to delete.
            if (event.key !== "Backspace") return;
            event.preventDefault();
            change(digits.slice(0, -1));
          }}
          error={problem}
          errorProps={{ role: "alert" }}
          styles={{ input: { fontSize: 26, height: 58, textAlign: "right" } }}
        />
        <NumberPad
          corner="00"
          onDigits={(typed) => change(digits + typed)}
          onBackspace={() => change(digits.slice(0, -1))}
          onClear={() => change("")}
        />
      </div>
      <div className={classes["ways"]}>
        <div className={classes["sums"]} role="group" aria-label="Cash received">
          {likelyCash(cashDueMinor, props.currency).map((amountMinor) => (
            <Button key={amountMinor} variant="default" size="xl" onClick={() => takeCash(amountMinor)}>
              {money(amountMinor)}
            </Button>
          ))}
        </div>
        <Text component="output" className={classes["change"] ?? ""} aria-live="polite">
          {changeMinor > 0 ? (
            <>
              Change <strong className="amount">{money(changeMinor)}</strong>
            </>
          ) : changeMinor < 0 ? (
            <>
              Then still to pay <strong className="amount">{money(-changeMinor)}</strong>
            </>
          ) : (
            "The exact sum"
          )}
        </Text>
        <Button
          type="submit"
          size="xl"
          leftSection={<IconCash aria-hidden />}
          rightSection={<Keycap>Enter</Keycap>}
          justify="space-between"
        >
          Cash {money(typedMinor ?? cashDueMinor)}
        </Button>
        <Button
          variant="light"
          size="xl"
          aria-keyshortcuts="F10"
          leftSection={<IconCreditCard aria-hidden />}
          rightSection={<Keycap>F10</Keycap>}
          justify="space-between"
          onClick={card}
        >
          Card {money(typedMinor ?? remainingMinor)}
        </Button>
        <Button
          variant="light"
          size="xl"
          leftSection={<IconGiftCard aria-hidden />}
          rightSection={<span />}
          justify="space-between"
          onClick={giftCard}
        >
          Gift card
        </Button>
      </div>
    </form>
  );
}
