import { NumberInput, type NumberInputProps } from "@mantine/core";
import { currencyExponent } from "@cloudpos/contracts/money";
import { useState } from "react";
import { minorToUnits, unitsToMinor } from "../lib/money-input.ts";

/** An amount of money: shown in the currency's units, kept in minor units; null while it is empty. */
export function MoneyField({
  currency,
  value = null,
  onChange,
  ...rest
}: Omit<NumberInputProps, "value" | "onChange" | "defaultValue"> & {
  currency: string;
  // Optional only for `form.getInputProps`, whose types know no better.
  value?: number | null;
  onChange?: (amountMinor: number | null) => void;
}) {
  const exponent = currencyExponent(currency);
  // What is typed, as long as it means the value: "1." is not yet "1.00".
  const [typed, setTyped] = useState<number | string>(value === null ? "" : minorToUnits(value, currency));
  const shown =
    unitsToMinor(typed, currency) === value ? typed : value === null ? "" : minorToUnits(value, currency);
  return (
    <NumberInput
      min={0}
      decimalScale={exponent}
      fixedDecimalScale
      hideControls
      inputMode="decimal"
      rightSection={<span className="soft">{currency}</span>}
      rightSectionWidth={58}
      {...rest}
      value={shown}
      onChange={(units) => {
        setTyped(units);
        onChange?.(unitsToMinor(units, currency));
      }}
    />
  );
}
