import "@mantine/charts/styles.css";
import { BarChart, CompositeChart } from "@mantine/charts";
import { currencyExponent } from "@cloudpos/contracts/money";
import { VisuallyHidden } from "@mantine/core";
import { useMemo } from "react";
import { formatCalendarDay, type Money } from "../../../lib/format.ts";
import { useStoreMoney } from "../../../lib/session-context.ts";
import classes from "./reports.module.css";

/** A day's total, and that of the day as far into the period before. */
export interface DayPoint {
  date: string;
  totalMinor: number;
  previousMinor: number | null;
}

const now = "var(--chart-now)";
const before = "var(--chart-before)";

/** Revenue of each day, with the period before it as a line. */
export function RevenueChart({ days }: { days: readonly DayPoint[] }) {
  const { store, money } = useStoreMoney();
  const axis = useAxis();
  const data = days.map(({ date, totalMinor, previousMinor }) => ({
    day: formatCalendarDay(date, store.locale, { day: "numeric", month: "short" }),
    Revenue: totalMinor,
    "Period before": previousMinor,
  }));
  return (
    <ChartFrame label="Revenue by day" rows={days.map((day) => [day.date, money(day.totalMinor)])}>
      <CompositeChart
        h={260}
        data={data}
        dataKey="day"
        withLegend
        legendProps={{ verticalAlign: "top", height: 40 }}
        tickLine="none"
        gridAxis="x"
        maxBarWidth={44}
        series={[
          { name: "Revenue", color: now, type: "bar" },
          { name: "Period before", color: before, type: "line" },
        ]}
        withDots={data.length < 32}
        curveType="monotone"
        valueFormatter={money}
        yAxisProps={{ tickFormatter: axis, width: 64 }}
        xAxisProps={{ minTickGap: 24 }}
        composedChartProps={{ accessibilityLayer: false, margin: { left: 0, right: 8 } }}
      />
    </ChartFrame>
  );
}

/** Revenue of each hour of the day; hours at the edges without any are left out. */
export function HoursChart({
  hours,
}: {
  hours: readonly { hour: number; totalMinor: number; saleCount: number }[];
}) {
  const { money } = useStoreMoney();
  const axis = useAxis();
  const busy = hours.filter(({ saleCount, totalMinor }) => saleCount > 0 || totalMinor !== 0);
  const from = Math.min(8, ...busy.map(({ hour }) => hour));
  const to = Math.max(19, ...busy.map(({ hour }) => hour));
  const shown = hours.filter(({ hour }) => hour >= from && hour <= to);
  return (
    <ChartFrame
      label="Revenue by hour"
      rows={shown.map(({ hour, totalMinor }) => [`${hour}:00`, money(totalMinor)])}
    >
      <BarChart
        h={220}
        data={shown.map(({ hour, totalMinor }) => ({ hour: `${hour}`, Revenue: totalMinor }))}
        dataKey="hour"
        tickLine="none"
        gridAxis="x"
        maxBarWidth={36}
        series={[{ name: "Revenue", color: now }]}
        valueFormatter={money}
        yAxisProps={{ tickFormatter: axis, width: 64 }}
        barChartProps={{ accessibilityLayer: false, margin: { left: 0, right: 8 } }}
      />
    </ChartFrame>
  );
}

/** The picture, and the same as a table for those who cannot see it. */
function ChartFrame(props: {
  label: string;
  rows: readonly (readonly [string, string])[];
  children: React.ReactNode;
}) {
  return (
    <figure className={classes["chart"]} aria-label={props.label}>
      <div aria-hidden="true">{props.children}</div>
      <VisuallyHidden>
        <table>
          <caption>{props.label}</caption>
          <tbody>
            {props.rows.map(([name, value]) => (
              <tr key={name}>
                <th scope="row">{name}</th>
                <td>{value}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </VisuallyHidden>
    </figure>
  );
}

/** Amounts beside an axis: short, `€1.2K`. */
function useAxis(): Money {
  const { store } = useStoreMoney();
  return useMemo(() => {
    const format = new Intl.NumberFormat(store.locale, {
      style: "currency",
      currency: store.currency,
      notation: "compact",
      maximumFractionDigits: 1,
    });
    return (minor) => format.format(minor / 10 ** currencyExponent(store.currency));
  }, [store]);
}
