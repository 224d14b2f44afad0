import { IconBackspace } from "@tabler/icons-react";
import { Button } from "@mantine/core";
import classes from "./number-pad.module.css";

/** Touch keys that type digits. The keyboard goes to the field beside it, which keeps the focus. */
export function NumberPad(props: {
  onDigits: (digits: string) => void;
  onBackspace: () => void;
  onClear: () => void;
  /** Last key of the bottom row: `00` for amounts, clear for PINs. */
  corner: "00" | "clear";
  disabled?: boolean;
}) {
  const { onDigits, corner, disabled = false } = props;
  const key = (label: string) => (
    <Button key={label} variant="default" disabled={disabled} onClick={() => onDigits(label)}>
      {label}
    </Button>
  );
  return (
    <div
      className={classes["pad"]}
      role="group"
      aria-label="Number pad"
      // Keeps the focus, and with it the keyboard, in the field.
      onMouseDown={(event) => event.preventDefault()}
    >
      {["1", "2", "3", "4", "5", "6", "7", "8", "9"].map(key)}
      {corner === "00" ? (
        key("00")
      ) : (
        <Button variant="default" disabled={disabled} onClick={props.onClear} aria-label="Clear">
          C
        </Button>
      )}
      {key("0")}
      <Button
        variant="default"
        disabled={disabled}
        onClick={props.onBackspace}
        aria-label="Delete last digit"
      >
        <IconBackspace aria-hidden />
      </Button>
    </div>
  );
}
