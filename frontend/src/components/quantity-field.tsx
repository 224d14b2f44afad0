import { NumberInput, type NumberInputProps } from "@mantine/core";

/** A quantity: shown in pieces, kept in thousandths; null while it is empty. */
export function QuantityField({
  value = null,
  onChange,
  ...rest
}: Omit<NumberInputProps, "value" | "onChange" | "defaultValue"> & {
  // Optional only for `form.getInputProps`, whose types know no better.
  value?: number | null;
  onChange?: (quantityMilli: number | null) => void;
}) {
  return (
    <NumberInput
      decimalScale={3}
      hideControls
      inputMode="decimal"
      {...rest}
      value={value === null ? "" : value / 1000}
      onChange={(pieces) =>
        onChange?.(typeof pieces === "number" ? Math.round(pieces * 1000) : pieces === "-" ? value : null)
      }
    />
  );
}
