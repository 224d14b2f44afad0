import { TextInput, type TextInputProps } from "@mantine/core";

/** A calendar day, with what it is for inside the field: two of them stand beside each other as a range. */
export function DayField({
  label,
  onDay,
  ...rest
}: Omit<TextInputProps, "label" | "onChange" | "type"> & { label: string; onDay: (day: string) => void }) {
  return (
    <TextInput
      type="date"
      aria-label={label}
      leftSection={<span aria-hidden>{label}</span>}
      leftSectionWidth={62}
      leftSectionPointerEvents="none"
      {...rest}
      onChange={(event) => onDay(event.currentTarget.value)}
    />
  );
}
