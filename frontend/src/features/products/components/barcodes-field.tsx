import { TagsInput } from "@mantine/core";
import type { ReactNode } from "react";
import { barcodeProblem } from "../barcodes.ts";

/** Several barcodes, typed or scanned; a scanner's Enter ends each. The first is shown in lists. */
export function BarcodesField(props: {
  // Optional only for `form.getInputProps`, whose types know no better.
  value?: string[];
  onChange?: (barcodes: string[]) => void;
  error?: ReactNode;
  disabled?: boolean;
}) {
  const { value = [] } = props;
  const wrong = value.map(barcodeProblem).find((problem) => problem !== null);
  return (
    <TagsInput
      label="Barcodes"
      description="Scan or type; Enter adds it. The first one is shown in lists."
      maxTags={20}
      clearable
      acceptValueOnBlur
      splitChars={[",", " ", ";"]}
      inputMode="numeric"
      value={value}
      onChange={(barcodes) => props.onChange?.(barcodes.map((barcode) => barcode.trim()))}
      error={wrong ?? props.error}
      disabled={props.disabled ?? false}
      comboboxProps={{ disabled: true }}
    />
  );
}
