import { Button, Group, Modal, SegmentedControl, Text, TextInput } from "@mantine/core";
import { useState, type ReactNode, type SubmitEvent } from "react";
import { NumberPad } from "../../../components/number-pad.tsx";
import { SideBySide } from "../../../components/side-by-side.tsx";
import type { Money } from "../../../lib/format.ts";
import type { Discount } from "../cart.ts";
import { discountOf } from "../pricing.ts";

/** What a discount is given on. */
export interface DiscountTarget {
  /** Key of the line; null for the whole cart. */
  key: string | null;
  name: string;
  /** What it is taken from, in minor units. */
  amountMinor: number;
  current: Discount | null;
}

const quickPercents = [5, 10, 15, 20, 50];

/** Asks for a discount on a line or the whole cart; somebody else's approval is asked for in the same dialog. */
export function DiscountDialog(props: {
  /** The line that is selected, if it may be discounted, and the cart. */
  targets: readonly DiscountTarget[];
  money: Money;
  /** The person may not give discounts: shown after the discount is chosen, with the means to have it approved. */
  renderApproval: ((chosen: { text: string }, approved: () => void) => ReactNode) | null;
  onDiscount: (target: DiscountTarget, discount: Discount | null) => void;
  onClose: () => void;
}) {
  const { targets, money } = props;
  const [targetIndex, setTargetIndex] = useState(0);
  const [kind, setKind] = useState<Discount["kind"]>("percent");
  const [digits, setDigits] = useState("");
  const [asking, setAsking] = useState(false);
  const target = targets[Math.min(targetIndex, targets.length - 1)]!;

  const most = kind === "percent" ? 100 : 999_999_999;
  const change = (typed: string) => {
    const next = typed.replace(/\D/g, "").replace(/^0+/, "");
    if (Number(next) <= most) setDigits(next);
  };
  const discount: Discount =
    kind === "percent" ? { kind, basisPoints: Number(digits) * 100 } : { kind, amountMinor: Number(digits) };
  const offMinor = discountOf(discount, target.amountMinor);
  const text =
    kind === "percent"
      ? `${digits} % off ${target.name} (−${money(offMinor)})`
      : `${money(offMinor)} off ${target.name}`;

  const give = () => props.onDiscount(target, discount);
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    if (offMinor <= 0) return;
    if (props.renderApproval) setAsking(true);
    else give();
  };

  if (asking && props.renderApproval) {
    return (
      <Modal opened onClose={props.onClose} title="Approval for a discount" size={800}>
        {props.renderApproval({ text }, give)}
      </Modal>
    );
  }
  return (
    <Modal opened onClose={props.onClose} title="Discount" size={760}>
      <form onSubmit={submit}>
        <SideBySide
          left={
            <>
              {targets.length > 1 && (
                <SegmentedControl
                  fullWidth
                  size="lg"
                  aria-label="On what"
                  value={String(targetIndex)}
                  onChange={(value) => setTargetIndex(Number(value))}
                  data={targets.map(({ key }, index) => ({
                    value: String(index),
                    label: key === null ? "Whole cart" : "This line",
                  }))}
                />
              )}
              <Text fw={600} lineClamp={2}>
                {target.name} · {money(target.amountMinor)}
              </Text>
              <SegmentedControl
                fullWidth
                size="lg"
                aria-label="Kind of discount"
                value={kind}
                onChange={(value) => {
                  setKind(value as Discount["kind"]);
                  setDigits("");
                }}
                data={[
                  { value: "percent", label: "Percent" },
                  { value: "amount", label: "Amount" },
                ]}
              />
              {kind === "percent" && (
                <Group gap={8} grow role="group" aria-label="Usual discounts">
                  {quickPercents.map((percent) => (
                    <Button
                      key={percent}
                      variant={digits === String(percent) ? "filled" : "default"}
                      px={0}
                      onClick={() => setDigits(String(percent))}
                    >
                      {percent} %
                    </Button>
                  ))}
                </Group>
              )}
              <Text role="status" mih={24}>
                {offMinor > 0 &&
                  `${money(target.amountMinor)} becomes ${money(target.amountMinor - offMinor)}`}
              </Text>
            </>
          }
          right={
            <>
              <TextInput
                aria-label={kind === "percent" ? "Percent off" : "Amount off"}
                data-autofocus
                inputMode="none"
                autoComplete="off"
                placeholder={kind === "percent" ? "0 %" : money(0)}
                value={digits === "" ? "" : kind === "percent" ? `${digits} %` : money(Number(digits))}
                onChange={(event) => change(event.currentTarget.value)}
                onKeyDown={(event) => {
                  // The sign at the end is not a digit to delete.
                  if (event.key !== "Backspace") return;
                  event.preventDefault();
                  change(digits.slice(0, -1));
                }}
                styles={{ input: { textAlign: "center", fontSize: 28, height: 60 } }}
              />
              <NumberPad
                corner="clear"
                onDigits={(typed) => change(digits + typed)}
                onBackspace={() => change(digits.slice(0, -1))}
                onClear={() => change("")}
              />
              <Group grow preventGrowOverflow={false}>
                {target.current === null ? (
                  <Button variant="default" onClick={props.onClose}>
                    Cancel
                  </Button>
                ) : (
                  <Button variant="default" onClick={() => props.onDiscount(target, null)}>
                    Take it off
                  </Button>
                )}
                <Button type="submit" disabled={offMinor <= 0}>
                  {props.renderApproval ? "Ask for approval" : "Give discount"}
                </Button>
              </Group>
            </>
          }
        />
      </form>
    </Modal>
  );
}
