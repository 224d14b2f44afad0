import { TextInput } from "@mantine/core";
import { useState, type ReactNode } from "react";
import type { Money } from "../lib/format.ts";
import { NumberPad } from "./number-pad.tsx";

/** Most digits of an amount: far above any drawer, far below what loses precision. */
const longestAmount = 9;

/** An amount by keyboard or touch keys: digits move in from the right, as on a till. */
export function AmountEntry(props: {
  label: string;
  description?: ReactNode;
  money: Money;
  /** Null while nothing is typed. */
  onChange: (amountMinor: number | null) => void;
}) {
  const { money } = props;
  const [digits, setDigits] = useState("");
  const change = (text: string) => {
    const next = text
      .replace(/\D/g, "")
      .replace(/^0+(?=\d)/, "")
      .slice(0, longestAmount);
    setDigits(next);
    props.onChange(next === "" ? null : Number(next));
  };
  return (
    <>
      <TextInput
        label={props.label}
        description={props.description ?? `Type every digit: ${money(2000)} is 2000`}
        data-autofocus
        autoFocus
        inputMode="none"
        autoComplete="off"
        placeholder={money(0)}
        value={digits === "" ? "" : money(Number(digits))}
        onChange={(event) => change(event.currentTarget.value)}
        onKeyDown={(event) => {
          // A currency sign at the end is not a digit to delete.
          if (event.key !== "Backspace") return;
          event.preventDefault();
          change(digits.slice(0, -1));
        }}
        styles={{ input: { fontSize: 26, height: 58, textAlign: "right" } }}
      />
      <NumberPad
        corner="00"
        onDigits={(more) => change(digits + more)}
        onBackspace={() => change(digits.slice(0, -1))}
        onClear={() => change("")}
      />
    </>
  );
}
