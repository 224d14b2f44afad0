import type { Store } from "@cloudpos/contracts";
import { Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useApi } from "../../../lib/api-context.ts";
import type { Money } from "../../../lib/format.ts";
import { todayQuery } from "../api/day-report.ts";

/** What the store has sold today, small. A dash while it is not known. */
export function TodayFigure({ store, money }: { store: Store; money: Money }) {
  const today = useQuery(todayQuery(useApi(), store)).data;
  return (
    <div role="group" aria-label="Sold today" style={{ textAlign: "right", whiteSpace: "nowrap" }}>
      <Text size="xs" style={{ color: "var(--ink-soft)" }}>
        Today{today && ` · ${today.saleCount} ${today.saleCount === 1 ? "sale" : "sales"}`}
      </Text>
      <Text fw={600} className="amount" data-testid="today-total" lh={1.2}>
        {today ? money(today.totalMinor) : "–"}
      </Text>
    </div>
  );
}
