import type { ZReport } from "@cloudpos/contracts";
import { ActionIcon, Alert, Button, Group, NumberInput, Stack, Text, Textarea } from "@mantine/core";
import { IconAlertTriangle, IconMinus, IconPlus } from "@tabler/icons-react";
import { useState, type SubmitEvent } from "react";
import { ProblemAlert } from "../../../components/problem-alert.tsx";
import { useApi } from "../../../lib/api-context.ts";
import type { Money } from "../../../lib/format.ts";
import { closeShift } from "../api/shifts.ts";
import { countedMinor, denominationsOf } from "../denominations.ts";
import classes from "./shift.module.css";

/** Most pieces of one note or coin: more is a typing mistake. */
const mostPieces = 99_999;

/** The blind count: what is in the drawer, piece by piece, without knowing what should be there. */
export function CountDrawer(props: {
  shiftId: string;
  currency: string;
  money: Money;
  /** Sales of this register that the server does not have: they should reach it first. */
  unsentCount: number;
  onClosed: (report: ZReport) => void;
  onCancel: () => void;
}) {
  const { currency, money, unsentCount } = props;
  const api = useApi();
  const [counts, setCounts] = useState<ReadonlyMap<number, number>>(new Map());
  const [note, setNote] = useState("");
  const [sure, setSure] = useState(false);
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<Error | null>(null);
  const total = countedMinor(counts);
  const set = (valueMinor: number, count: number) => {
    setSure(false);
    setCounts(new Map(counts).set(valueMinor, Math.max(0, Math.min(mostPieces, count))));
  };

  const submit = async (event: SubmitEvent) => {
    event.preventDefault();
    if (busy) return;
    if (!sure) return setSure(true);
    setBusy(true);
    setError(null);
    try {
      const denominations = [...counts]
        .filter(([, count]) => count > 0)
        .map(([valueMinor, count]) => ({ valueMinor, count }));
      props.onClosed(
        await closeShift(api, props.shiftId, {
          countedCashMinor: total,
          ...(denominations.length > 0 && { denominations }),
          ...(note.trim() !== "" && { note: note.trim() }),
        }),
      );
    } catch (problem) {
      setError(problem as Error);
      setBusy(false);
    }
  };

  return (
    <form onSubmit={(event) => void submit(event)} className={classes["count"]}>
      <ul className={classes["denominations"]} aria-label="Notes and coins">
        {denominationsOf(currency).map((valueMinor, index) => {
          const count = counts.get(valueMinor) ?? 0;
          return (
            <li key={valueMinor} className={classes["denomination"]} data-counted={count > 0 || undefined}>
              <span className={`${classes["value"]} amount`}>{money(valueMinor)}</span>
              <ActionIcon
                variant="default"
                tabIndex={-1}
                aria-label={`One less: ${money(valueMinor)}`}
                disabled={count === 0}
                onClick={() => set(valueMinor, count - 1)}
              >
                <IconMinus size={18} aria-hidden />
              </ActionIcon>
              <NumberInput
                aria-label={`Pieces of ${money(valueMinor)}`}
                size="md"
                w={84}
                min={0}
                max={mostPieces}
                allowDecimal={false}
                allowNegative={false}
                hideControls
                selectAllOnFocus
                autoFocus={index === 0}
                placeholder="0"
                value={count === 0 ? "" : count}
                onChange={(value) => set(valueMinor, Number(value) || 0)}
                styles={{ input: { textAlign: "center", height: 48, fontWeight: 600 } }}
              />
              <ActionIcon
                variant="default"
                tabIndex={-1}
                aria-label={`One more: ${money(valueMinor)}`}
                onClick={() => set(valueMinor, count + 1)}
              >
                <IconPlus size={18} aria-hidden />
              </ActionIcon>
              <span className={`${classes["worth"]} amount`}>{count > 0 && money(valueMinor * count)}</span>
            </li>
          );
        })}
      </ul>
      <Stack gap="md" className={classes["summary"] ?? ""}>
        <div className={classes["total"]}>
          <span>Counted</span>
          <output className="amount" aria-label="Counted" data-testid="counted">
            {money(total)}
          </output>
        </div>
        <Text size="sm" style={{ color: "var(--ink-soft)" }}>
          Count everything in the drawer, the change of the morning included. What should be there is shown
          once the shift is closed.
        </Text>
        <Textarea
          label="Note"
          description="For a difference, or anything else"
          maxLength={500}
          autosize
          minRows={2}
          value={note}
          onChange={(event) => setNote(event.currentTarget.value)}
        />
        {unsentCount > 0 && (
          <Alert
            color="orange"
            variant="light"
            icon={<IconAlertTriangle />}
            title={unsentCount === 1 ? "One sale is not sent yet" : `${unsentCount} sales are not sent yet`}
            styles={{ title: { color: "var(--warn)" } }}
          >
            Closed now, they are added to this shift later, as its supplement.
          </Alert>
        )}
        <div aria-live="assertive">
          {error && <ProblemAlert title="The shift was not closed" error={error} />}
        </div>
        {sure && (
          <Text role="status" fw={600}>
            Close the shift with {money(total)}? The report cannot be changed afterwards.
          </Text>
        )}
        <Group grow preventGrowOverflow={false}>
          <Button variant="default" onClick={sure ? () => setSure(false) : props.onCancel}>
            Back
          </Button>
          <Button type="submit" loading={busy}>
            {sure ? "Yes, close it" : "Close the shift"}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
