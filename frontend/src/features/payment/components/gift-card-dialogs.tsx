import { Button, Group, Modal, Stack, Text, TextInput } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState, type SubmitEvent } from "react";
import { NumberPad } from "../../../components/number-pad.tsx";
import { ProblemAlert } from "../../../components/problem-alert.tsx";
import { SideBySide } from "../../../components/side-by-side.tsx";
import { ApiError } from "../../../lib/api-client.ts";
import { useApi } from "../../../lib/api-context.ts";
import type { Money } from "../../../lib/format.ts";
import { newGiftCardCode, readGiftCard } from "../api/payments.ts";
import { giftCardCodeOf, isGiftCardCode } from "./gift-card-form.tsx";

/** Most digits of what is put on a card. */
const longestAmount = 6;

/** Sells a gift card: an amount, and the code of a printed card or a new one. */
export function SellGiftCardDialog(props: {
  /** Amounts that are usual, in minor units. */
  usualMinor: readonly number[];
  money: Money;
  onSell: (code: string, amountMinor: number) => void;
  onClose: () => void;
}) {
  const { money } = props;
  const api = useApi();
  const [digits, setDigits] = useState("");
  const [typed, setTyped] = useState("");
  const [error, setError] = useState<Error | null>(null);
  const [busy, setBusy] = useState(false);
  const amountMinor = Number(digits);
  const code = giftCardCodeOf(typed);
  const change = (text: string) =>
    setDigits(text.replace(/\D/g, "").replace(/^0+/, "").slice(0, longestAmount));
  const submit = async (event: SubmitEvent) => {
    event.preventDefault();
    if (amountMinor <= 0 || busy) return;
    setBusy(true);
    setError(null);
    try {
      props.onSell(code === "" ? await newGiftCardCode(api) : code, amountMinor);
    } catch (problem) {
      setError(problem as Error);
      setBusy(false);
    }
  };
  return (
    <Modal opened onClose={props.onClose} title="Sell a gift card" size={780}>
      <form onSubmit={(event) => void submit(event)}>
        <SideBySide
          left={
            <>
              <TextInput
                label="Amount"
                data-autofocus
                inputMode="none"
                autoComplete="off"
                placeholder={money(0)}
                value={digits === "" ? "" : money(amountMinor)}
                onChange={(event) => change(event.currentTarget.value)}
                onKeyDown={(event) => {
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
          }
          right={
            <>
              <Group gap={8} grow role="group" aria-label="Usual amounts">
                {props.usualMinor.map((usual) => (
                  <Button
                    key={usual}
                    px={0}
                    variant={amountMinor === usual ? "filled" : "default"}
                    onClick={() => setDigits(String(usual))}
                  >
                    {money(usual)}
                  </Button>
                ))}
              </Group>
              <TextInput
                label="Code of the card"
                data-own-scans
                description="Scan a printed card. Empty: a new code, printed on the receipt."
                autoComplete="off"
                spellCheck={false}
                maxLength={30}
                value={typed}
                onChange={(event) => setTyped(event.currentTarget.value)}
                error={
                  code !== "" && !isGiftCardCode(code)
                    ? "12 to 19 letters and digits, without I and O"
                    : undefined
                }
              />
              <div aria-live="assertive">
                {error && <ProblemAlert title="No new code could be had" error={error} />}
              </div>
              <Button
                type="submit"
                size="xl"
                loading={busy}
                disabled={amountMinor <= 0 || (code !== "" && !isGiftCardCode(code))}
              >
                Add to the cart
              </Button>
            </>
          }
        />
      </form>
    </Modal>
  );
}

/** What a gift card holds. */
export function GiftCardBalanceDialog(props: { money: Money; locale: string; onClose: () => void }) {
  const { money } = props;
  const api = useApi();
  const [typed, setTyped] = useState("");
  const code = giftCardCodeOf(typed);
  const card = useQuery({
    queryKey: ["gift-card", code],
    queryFn: () => readGiftCard(api, code),
    enabled: isGiftCardCode(code),
    retry: false,
    staleTime: 0,
    gcTime: 0,
  });
  const day = new Intl.DateTimeFormat(props.locale, { dateStyle: "medium" });
  return (
    <Modal opened onClose={props.onClose} title="Gift card balance" size={440}>
      <Stack>
        <TextInput
          label="Code of the card"
          data-own-scans
          data-autofocus
          autoComplete="off"
          spellCheck={false}
          maxLength={30}
          value={typed}
          onChange={(event) => setTyped(event.currentTarget.value)}
        />
        <div aria-live="polite">
          {card.isFetching && <Text>Looking it up …</Text>}
          {card.isError && (
            <ProblemAlert
              title={
                card.error instanceof ApiError && card.error.status === 404
                  ? "No gift card has this code"
                  : "The gift card could not be looked up"
              }
              error={card.error}
            />
          )}
          {card.data && (
            <>
              <Text size="lg">It holds</Text>
              <Text fz={40} fw={700} className="amount" data-testid="gift-card-balance">
                {money(card.data.availableMinor)}
              </Text>
              {card.data.availableMinor !== card.data.balanceMinor && (
                <Text size="sm">{money(card.data.balanceMinor)} with what is reserved now.</Text>
              )}
              <Text size="sm" style={{ color: "var(--ink-soft)" }}>
                Card ···· {card.data.lastFour}, first sold on {day.format(new Date(card.data.createdAt))}
              </Text>
            </>
          )}
        </div>
      </Stack>
    </Modal>
  );
}
