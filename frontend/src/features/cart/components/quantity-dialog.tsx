import { Button, Group, Modal, Stack, TextInput } from "@mantine/core";
import { useState, type SubmitEvent } from "react";
import { NumberPad } from "../../../components/number-pad.tsx";
import { maxPieces, onePiece, type CartLine } from "../cart.ts";

/** Asks for the quantity of a line; 0 removes it. Of goods that come back, at most what can be given back. */
export function QuantityDialog(props: {
  line: CartLine;
  onQuantity: (quantityMilli: number) => void;
  onClose: () => void;
}) {
  const { returned } = props.line;
  const most = returned ? Math.floor(returned.returnable.returnableMilli / onePiece) : maxPieces;
  const [text, setText] = useState("");
  const change = (typed: string) => {
    const digits = typed.replace(/\D/g, "").replace(/^0+(?=\d)/, "");
    if (Number(digits) <= most) setText(digits);
  };
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    if (text !== "") props.onQuantity(Number(text) * onePiece);
  };
  return (
    <Modal opened onClose={props.onClose} title={`Quantity of ${props.line.name}`} size={380}>
      <form onSubmit={submit}>
        <Stack gap="md">
          <TextInput
            aria-label="Quantity"
            data-autofocus
            inputMode="none"
            autoComplete="off"
            placeholder={String(Math.abs(props.line.quantityMilli) / onePiece)}
            {...(returned && { description: `At most ${most} can come back` })}
            value={text}
            onChange={(event) => change(event.currentTarget.value)}
            styles={{ input: { textAlign: "center", fontSize: 28, height: 60 } }}
          />
          <NumberPad
            corner="clear"
            onDigits={(digits) => change(text + digits)}
            onBackspace={() => change(text.slice(0, -1))}
            onClear={() => change("")}
          />
          <Group grow>
            <Button variant="default" onClick={props.onClose}>
              Cancel
            </Button>
            <Button type="submit" disabled={text === ""}>
              {text === "0" ? "Remove" : "Set"}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
