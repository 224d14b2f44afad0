import { Text } from "@mantine/core";
import type { Money } from "../../../lib/format.ts";
import classes from "./reports.module.css";

/** Names with amounts and a bar as long as the amount, the largest first. */
export function ShareList(props: {
  label: string;
  items: readonly { key: string; name: string; note?: string; amountMinor: number }[];
  money: Money;
}) {
  const largest = Math.max(1, ...props.items.map(({ amountMinor }) => amountMinor));
  if (props.items.length === 0) {
    return (
      <Text className="soft" py="md">
        Nothing was sold in these days.
      </Text>
    );
  }
  return (
    <ol className={classes["shares"]} aria-label={props.label}>
      {props.items.map(({ key, name, note, amountMinor }) => (
        <li key={key}>
          <div className={classes["shareText"]}>
            <span className={classes["shareName"]}>
              {name}
              {note && <span className="soft"> {note}</span>}
            </span>
            <span className="amount">{props.money(amountMinor)}</span>
          </div>
          <div
            className={classes["bar"]}
            style={{ width: `${Math.max(0, (100 * amountMinor) / largest)}%` }}
            aria-hidden
          />
        </li>
      ))}
    </ol>
  );
}
