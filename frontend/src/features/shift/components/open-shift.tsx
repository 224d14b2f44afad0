import type { Shift } from "@cloudpos/contracts";
import { Alert, Button, Group, Stack, Text, Title } from "@mantine/core";
import { IconAlertTriangle, IconCashRegister } from "@tabler/icons-react";
import { useState, type SubmitEvent } from "react";
import { v7 as uuidV7 } from "uuid";
import { AmountEntry } from "../../../components/amount-entry.tsx";
import { ProblemAlert } from "../../../components/problem-alert.tsx";
import { ApiError } from "../../../lib/api-client.ts";
import { useApi } from "../../../lib/api-context.ts";
import type { Money } from "../../../lib/format.ts";
import { openShift } from "../api/shifts.ts";
import classes from "./shift.module.css";

/** The register has no open shift: how much change is in the drawer? Selling without is possible, but stands out. */
export function OpenShift(props: {
  registerName: string;
  money: Money;
  /** Why the server could not be asked for the shift. */
  problem: Error | null;
  onOpened: (shift: Shift) => void;
  /** Asks again whether there is one. */
  onRetry: () => void;
  onSkip: () => void;
}) {
  const { money } = props;
  const api = useApi();
  // The same id again when the answer was lost: it is one shift.
  const [id] = useState(() => uuidV7());
  const [floatMinor, setFloatMinor] = useState<number | null>(null);
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<Error | null>(null);
  const [skipping, setSkipping] = useState(false);

  const submit = async (event: SubmitEvent) => {
    event.preventDefault();
    if (busy) return;
    setBusy(true);
    setError(null);
    try {
      props.onOpened(await openShift(api, { id, openingFloatMinor: floatMinor ?? 0 }));
    } catch (problem) {
      setBusy(false);
      // Somebody opened one meanwhile: that is the one to go on with.
      if (problem instanceof ApiError && problem.code === "shift-open") return props.onRetry();
      setError(problem as Error);
    }
  };

  return (
    <div className={classes["open"]}>
      <form onSubmit={(event) => void submit(event)}>
        <Stack gap="md" align="stretch" w={420} maw="100%">
          <Stack gap={4} align="center">
            <IconCashRegister size={48} stroke={1.3} aria-hidden />
            <Title order={2} ta="center">
              Open the shift
            </Title>
            <Text ta="center" style={{ color: "var(--ink-soft)" }}>
              Count the change in the drawer of {props.registerName}.
            </Text>
          </Stack>
          {props.problem && (
            <ProblemAlert title="It is not known whether a shift is open" error={props.problem}>
              <Button mt="sm" variant="default" onClick={props.onRetry}>
                Ask again
              </Button>
            </ProblemAlert>
          )}
          <AmountEntry label="Change in the drawer" money={money} onChange={setFloatMinor} />
          <div aria-live="assertive">
            {error && <ProblemAlert title="The shift was not opened" error={error} />}
          </div>
          <Button type="submit" size="xl" loading={busy}>
            Open with {money(floatMinor ?? 0)}
          </Button>
          {skipping ? (
            <Alert
              color="orange"
              variant="light"
              icon={<IconAlertTriangle />}
              title="Sell without a shift?"
              styles={{ title: { color: "var(--warn)" } }}
            >
              <Text size="sm">
                Each of these sales is flagged, and no count will tell whether the drawer is right.
              </Text>
              <Group mt="sm" grow>
                <Button variant="default" onClick={() => setSkipping(false)}>
                  Back
                </Button>
                <Button variant="default" c="var(--warn)" autoFocus onClick={props.onSkip}>
                  Sell without
                </Button>
              </Group>
            </Alert>
          ) : (
            <Button variant="subtle" color="gray" fw={500} onClick={() => setSkipping(true)}>
              Not now
            </Button>
          )}
        </Stack>
      </form>
    </div>
  );
}
