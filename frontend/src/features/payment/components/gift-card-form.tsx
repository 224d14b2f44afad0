import { Button, Group, Stack, Text, TextInput } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState, type SubmitEvent } from "react";
import { ProblemAlert } from "../../../components/problem-alert.tsx";
import { ApiError } from "../../../lib/api-client.ts";
import { useApi } from "../../../lib/api-context.ts";
import type { Money } from "../../../lib/format.ts";
import { readGiftCard } from "../api/payments.ts";

const validCode = /^[0-9A-HJ-NP-Z]{12,19}$/;

/** A code as it is stored: without the spaces and dashes people write, letters large. */
export function giftCardCodeOf(typed: string): string {
  return typed.replace(/[\s-]/g, "").toUpperCase();
}

/** Whether this can be a gift card's code. */
export function isGiftCardCode(code: string): boolean {
  return validCode.test(code);
}

/** Pays with a gift card: its code, what it holds, and how much of that is taken. */
export function GiftCardForm(props: {
  /** What is to pay, or the part that was asked for. */
  mostMinor: number;
  money: Money;
  onPay: (code: string, amountMinor: number) => void;
  onBack: () => void;
}) {
  const { mostMinor, money } = props;
  const api = useApi();
  const [typed, setTyped] = useState("");
  const code = giftCardCodeOf(typed);
  const valid = isGiftCardCode(code);
  const card = useQuery({
    queryKey: ["gift-card", code],
    queryFn: () => readGiftCard(api, code),
    enabled: valid,
    retry: false,
    staleTime: 5_000,
    gcTime: 10_000,
  });
  const amountMinor = Math.min(mostMinor, card.data?.availableMinor ?? 0);
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    if (card.data && amountMinor > 0) props.onPay(code, amountMinor);
  };
  return (
    <form onSubmit={submit}>
      <Stack maw={480}>
        <TextInput
          label="Gift card code"
          description="Scan or type what is on the card"
          data-own-scans
          autoFocus
          autoComplete="off"
          spellCheck={false}
          maxLength={30}
          value={typed}
          onChange={(event) => setTyped(event.currentTarget.value)}
          onKeyDown={(event) => {
            if (event.key !== "Escape") return;
            event.stopPropagation();
            props.onBack();
          }}
        />
        <div aria-live="polite">
          {valid && card.isFetching && <Text>Looking it up …</Text>}
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
            <Text size="lg" data-testid="gift-card-balance">
              Holds <strong className="amount">{money(card.data.availableMinor)}</strong>
              {amountMinor > 0 && amountMinor < mostMinor && (
                <> · {money(mostMinor - amountMinor)} remain to be paid otherwise</>
              )}
            </Text>
          )}
        </div>
        <Group grow>
          <Button variant="default" onClick={props.onBack}>
            Back
          </Button>
          <Button type="submit" disabled={amountMinor <= 0}>
            Pay {money(amountMinor)}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
