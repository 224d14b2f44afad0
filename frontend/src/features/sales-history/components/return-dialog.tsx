import type { StoredSale } from "@cloudpos/contracts";
import { lineAmountMinor } from "@cloudpos/contracts/money";
import { returnLine } from "@cloudpos/contracts/returns";
import {
  ActionIcon,
  Button,
  Group,
  Loader,
  Modal,
  Stack,
  Text,
  TextInput,
  UnstyledButton,
} from "@mantine/core";
import { IconMinus, IconPlus } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useEffect, useRef, useState, type SubmitEvent } from "react";
import { ProblemAlert } from "../../../components/problem-alert.tsx";
import { useApi } from "../../../lib/api-context.ts";
import { formatQuantity, type Money } from "../../../lib/format.ts";
import { returnableQuery, salesByNumberQuery } from "../api/sales.ts";
import { chosenReturn, returnChoices, type ChosenReturn } from "../return-lines.ts";
import classes from "./sales-history.module.css";

interface Formats {
  money: Money;
  locale: string;
  timeZone: string;
}

/** Goods come back: which receipt, which lines, how many. They go into the cart, beside what is bought instead. */
export function ReturnDialog(props: {
  /** Known already when it was chosen in the list of sales. */
  saleId: string | null;
  formats: Formats;
  onReturn: (chosen: ChosenReturn) => void;
  onClose: () => void;
}) {
  const [saleId, setSaleId] = useState(props.saleId);
  return (
    <Modal opened onClose={props.onClose} title="Return or exchange" size={640}>
      {saleId === null ? (
        <FindSale formats={props.formats} onFound={setSaleId} />
      ) : (
        <ChooseLines saleId={saleId} formats={props.formats} onReturn={props.onReturn} />
      )}
    </Modal>
  );
}

function FindSale(props: { formats: Formats; onFound: (saleId: string) => void }) {
  const [typed, setTyped] = useState("");
  const [asked, setAsked] = useState("");
  const found = useQuery({ ...salesByNumberQuery(useApi(), asked), enabled: asked !== "" });
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    // The bare number, however the receipt writes it.
    const number = /(\d+)\D*$/.exec(typed)?.[1]?.replace(/^0+/, "") ?? "";
    if (number === asked) void found.refetch();
    else setAsked(number);
  };
  return (
    <Stack>
      <form onSubmit={submit}>
        <Group align="end" wrap="nowrap">
          <TextInput
            label="Receipt number"
            description="Scan the receipt or type its number"
            data-own-scans
            data-autofocus
            inputMode="numeric"
            autoComplete="off"
            maxLength={40}
            flex={1}
            value={typed}
            onChange={(event) => setTyped(event.currentTarget.value)}
          />
          <Button type="submit" loading={found.isFetching} disabled={!/\d/.test(typed)}>
            Find
          </Button>
        </Group>
      </form>
      <div aria-live="polite">
        {found.isError && <ProblemAlert title="The receipt could not be looked up" error={found.error} />}
        {found.data?.length === 0 && <Text>No receipt of this store has the number {asked}.</Text>}
        {found.data && found.data.length > 0 && (
          <ul ref={focusFirst} className={classes["choices"]} aria-label="Receipts">
            {found.data.map((sale) => (
              <li key={sale.id}>
                <UnstyledButton className={classes["choice"] ?? ""} onClick={() => props.onFound(sale.id)}>
                  <SaleLineOfText sale={sale} formats={props.formats} />
                </UnstyledButton>
              </li>
            ))}
          </ul>
        )}
      </div>
    </Stack>
  );
}

/** What was found gets the keys. */
function focusFirst(list: HTMLUListElement | null): void {
  list?.querySelector("button")?.focus();
}

function SaleLineOfText({ sale, formats }: { sale: StoredSale; formats: Formats }) {
  const time = new Intl.DateTimeFormat(formats.locale, {
    dateStyle: "medium",
    timeStyle: "short",
    timeZone: formats.timeZone,
  });
  return (
    <>
      <span>
        <strong>Receipt {sale.receiptNumber}</strong>
        <small>
          {time.format(new Date(sale.soldAt))} · {sale.lines.map(({ name }) => name).join(", ")}
        </small>
      </span>
      <strong className="amount">{formats.money(sale.totals.totalMinor)}</strong>
    </>
  );
}

function ChooseLines(props: { saleId: string; formats: Formats; onReturn: (chosen: ChosenReturn) => void }) {
  const { money, locale } = props.formats;
  const returnable = useQuery(returnableQuery(useApi(), props.saleId));
  const [chosen, setChosen] = useState<ReadonlyMap<number, number>>(new Map());
  const list = useRef<HTMLUListElement>(null);
  const loaded = returnable.isSuccess;
  // The keys go on with the lines as soon as they are there.
  useEffect(() => list.current?.querySelector("button")?.focus(), [loaded]);
  if (returnable.isPending)
    return <Loader role="img" mx="auto" display="block" aria-label="Loading the receipt" />;
  if (returnable.isError)
    return (
      <ProblemAlert title="The receipt cannot be shown" error={returnable.error}>
        <Button mt="sm" variant="default" onClick={() => void returnable.refetch()}>
          Try again
        </Button>
      </ProblemAlert>
    );

  const choices = returnChoices(returnable.data);
  const nothingLeft = choices.every((choice) => choice.returnable.returnableMilli === 0);
  const set = (lineNumber: number, quantityMilli: number) =>
    setChosen(new Map(chosen).set(lineNumber, quantityMilli));
  const worth = choices.reduce((sum, { sold, returnable: line }) => {
    const quantityMilli = chosen.get(line.lineNumber) ?? 0;
    return quantityMilli > 0
      ? sum - lineAmountMinor(returnLine(sold, props.saleId, line, quantityMilli))
      : sum;
  }, 0);
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    const lines = chosenReturn(returnable.data, chosen);
    if (lines.lines.length > 0) props.onReturn(lines);
  };

  return (
    <form onSubmit={submit}>
      <Stack>
        <div className={classes["choice"]} data-still>
          <SaleLineOfText sale={returnable.data.sale} formats={props.formats} />
        </div>
        {nothingLeft ? (
          <Text role="status">Everything on this receipt that can come back has come back.</Text>
        ) : (
          <ul ref={list} className={classes["choices"]} aria-label="Lines of the receipt">
            {choices.map(({ sold, returnable: line }) => {
              const most = line.returnableMilli;
              const quantity = chosen.get(line.lineNumber) ?? 0;
              // A part of a kilogram comes back whole or not at all.
              const step = Math.min(1000, most);
              return (
                <li
                  key={line.lineNumber}
                  className={classes["returnLine"]}
                  data-chosen={quantity > 0 || undefined}
                >
                  <UnstyledButton
                    className={classes["returnName"] ?? ""}
                    aria-pressed={quantity > 0}
                    disabled={most === 0}
                    onClick={() => set(line.lineNumber, quantity > 0 ? 0 : most)}
                  >
                    <strong>{sold.name}</strong>
                    <small>
                      {formatQuantity(sold.quantityMilli, locale)} sold for {money(lineAmountMinor(sold))}
                      {line.returnedMilli > 0 && `, ${formatQuantity(line.returnedMilli, locale)} came back`}
                      {sold.giftCardCode !== undefined && ", a gift card is not taken back"}
                    </small>
                  </UnstyledButton>
                  {most > 0 && (
                    <Group gap={6} wrap="nowrap">
                      <ActionIcon
                        variant="default"
                        aria-label={`One less back: ${sold.name}`}
                        disabled={quantity === 0}
                        onClick={() => set(line.lineNumber, Math.max(0, quantity - step))}
                      >
                        <IconMinus size={20} aria-hidden />
                      </ActionIcon>
                      <output className={classes["count"]} aria-label={`Coming back: ${sold.name}`}>
                        {formatQuantity(quantity, locale)}
                      </output>
                      <ActionIcon
                        variant="default"
                        aria-label={`One more back: ${sold.name}`}
                        disabled={quantity >= most}
                        onClick={() => set(line.lineNumber, Math.min(most, quantity + step))}
                      >
                        <IconPlus size={20} aria-hidden />
                      </ActionIcon>
                    </Group>
                  )}
                </li>
              );
            })}
          </ul>
        )}
        {!nothingLeft && (
          <Button type="submit" size="xl" disabled={worth <= 0}>
            {worth > 0 ? `Take back, worth ${money(worth)}` : "Choose what comes back"}
          </Button>
        )}
      </Stack>
    </form>
  );
}
