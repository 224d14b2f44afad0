import { Button, Group, Modal, Stack, Text, TextInput, UnstyledButton } from "@mantine/core";
import { useState, type SubmitEvent } from "react";
import { formatQuantity, type Money } from "../../../lib/format.ts";
import { priceCart } from "../pricing.ts";
import type { HeldCart } from "../held-carts.ts";
import classes from "./cart.module.css";

/** Puts the cart aside under a name, or goes on with one that was put aside. */
export function HeldCartsDialog(props: {
  held: readonly HeldCart[];
  /** Whether there is a cart to put aside. */
  mayHold: boolean;
  money: Money;
  locale: string;
  pricesIncludeTax: boolean;
  onHold: (name: string) => void;
  onRecall: (id: string) => void;
  onClose: () => void;
}) {
  const { held, mayHold, money } = props;
  const [name, setName] = useState("");
  const time = new Intl.DateTimeFormat(props.locale, { timeStyle: "short" });
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    props.onHold(name);
  };
  return (
    <Modal opened onClose={props.onClose} title={mayHold ? "Hold this cart" : "Held carts"} size={520}>
      <Stack gap="lg">
        {mayHold && (
          <form onSubmit={submit}>
            <Group align="end" wrap="nowrap">
              <TextInput
                label="Name"
                description="To find it again, such as the customer's name. May stay empty."
                data-autofocus
                maxLength={60}
                autoComplete="off"
                flex={1}
                value={name}
                onChange={(event) => setName(event.currentTarget.value)}
              />
              <Button type="submit">Hold</Button>
            </Group>
          </form>
        )}
        {held.length === 0 ? (
          !mayHold && <Text>No cart is held on this register.</Text>
        ) : (
          <ul className={classes["held"]} aria-label="Held carts">
            {held.map(({ id, name: heldName, heldAt, heldBy, cart }, index) => (
              <li key={id}>
                <UnstyledButton
                  className={classes["heldCart"] ?? ""}
                  data-autofocus={(!mayHold && index === 0) || undefined}
                  onClick={() => props.onRecall(id)}
                >
                  <strong>{heldName}</strong>
                  <small>
                    {formatQuantity(
                      cart.lines.reduce((sum, line) => sum + Math.abs(line.quantityMilli), 0),
                      props.locale,
                    )}{" "}
                    pieces · {time.format(new Date(heldAt))} · {heldBy}
                  </small>
                  <span className={`${classes["heldAmount"]} amount`}>
                    {money(priceCart(cart, props).totals.totalMinor)}
                  </span>
                </UnstyledButton>
              </li>
            ))}
          </ul>
        )}
        {mayHold && held.length > 0 && (
          <Text size="sm" style={{ color: "var(--ink-soft)" }}>
            Choosing a held cart puts the present one aside in its place.
          </Text>
        )}
      </Stack>
    </Modal>
  );
}
