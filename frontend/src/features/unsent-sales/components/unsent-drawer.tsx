import { Badge, Button, Drawer, Stack, Text } from "@mantine/core";
import { RequestId } from "../../../components/problem-alert.tsx";
import type { Money } from "../../../lib/format.ts";
import { useStore } from "../../../lib/store.ts";
import type { UnsentSaleQueue, UnsentState } from "../unsent-sales.ts";
import classes from "./unsent-sales.module.css";

const stateNames: Record<UnsentState, string> = {
  waiting: "Waiting",
  sending: "Sending",
  retrying: "Trying again",
  refused: "Refused",
};

/** Every sale the server has not acknowledged, why, and what can be done. */
export function UnsentDrawer(props: {
  queue: UnsentSaleQueue;
  money: Money;
  locale: string;
  onClose: () => void;
}) {
  const { queue, money } = props;
  const { sales, damagedCount } = useStore(queue.store);
  const time = new Intl.DateTimeFormat(props.locale, { dateStyle: "medium", timeStyle: "short" });
  return (
    <Drawer opened onClose={props.onClose} title="Unsent sales" position="right" size={440}>
      <Stack>
        {damagedCount > 0 && (
          <Text role="alert">
            {damagedCount} saved {damagedCount === 1 ? "sale" : "sales"} cannot be read. Do not clear this
            browser&rsquo;s data; call support.
          </Text>
        )}
        {sales.length === 0 && <Text>Every sale of this register has reached the server.</Text>}
        {sales.some(({ state }) => state !== "refused") && (
          <Button onClick={() => queue.sendNow()} variant="light">
            Send now
          </Button>
        )}
        <ul className={classes["list"]} aria-label="Unsent sales">
          {sales.map(({ sale, state, failure }) => (
            <li key={sale.id} className={classes["item"]}>
              <div className={classes["itemHead"]}>
                <strong className="amount">{money(sale.totals.totalMinor)}</strong>
                <Badge color={state === "refused" ? "red" : "gray"} variant="light" size="lg">
                  {stateNames[state]}
                </Badge>
              </div>
              <Text size="sm">{time.format(new Date(sale.soldAt))}</Text>
              {failure && <Text size="sm">{failure.message}</Text>}
              {failure?.requestId && <RequestId id={failure.requestId} />}
              <Text size="xs" style={{ color: "var(--ink-soft)" }}>
                Sale {sale.id}
              </Text>
              {state === "refused" && (
                <Button mt="xs" variant="default" onClick={() => queue.retry(sale.id)}>
                  Try again
                </Button>
              )}
            </li>
          ))}
        </ul>
      </Stack>
    </Drawer>
  );
}
