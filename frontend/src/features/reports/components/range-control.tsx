import { Group, SegmentedControl } from "@mantine/core";
import { DayField } from "../../../components/day-field.tsx";
import { calendarDay } from "../../../lib/format.ts";
import { useSession } from "../../../lib/session-context.ts";
import { addDays } from "../../../lib/days.ts";
import { mostDays, type Range } from "../range.ts";

/** Chooses the days that a report is about. */
export function RangeControl(props: {
  range: Range;
  onChange: (range: { name: string; from?: string; to?: string }) => void;
}) {
  const { range, onChange } = props;
  const { store } = useSession();
  const today = calendarDay(new Date(), store.timeZone);
  return (
    <Group gap="sm" mb="md" align="flex-end" role="group" aria-label="Days">
      <SegmentedControl
        size="md"
        aria-label="Days"
        value={range.name}
        onChange={(name) => onChange(name === "custom" ? { name, from: range.from, to: range.to } : { name })}
        data={[
          { value: "today", label: "Today" },
          { value: "yesterday", label: "Yesterday" },
          { value: "7-days", label: "7 days" },
          { value: "30-days", label: "30 days" },
          { value: "custom", label: "Other" },
        ]}
        styles={{ label: { minHeight: 40, display: "grid", placeItems: "center", padding: "0 14px" } }}
      />
      {range.name === "custom" && (
        <>
          <DayField
            label="From"
            value={range.from}
            max={range.to}
            onDay={(value) =>
              value && onChange({ name: "custom", from: value, to: value > range.to ? value : range.to })
            }
          />
          <DayField
            label="To"
            value={range.to}
            min={range.from}
            max={[today, addDays(range.from, mostDays - 1)].sort()[0]}
            onDay={(value) =>
              value && onChange({ name: "custom", from: value < range.from ? value : range.from, to: value })
            }
          />
        </>
      )}
    </Group>
  );
}
