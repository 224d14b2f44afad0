import { calendarDay } from "../../lib/format.ts";
import { useSession } from "../../lib/session-context.ts";
import { useFilters } from "../../lib/use-filters.ts";
import { rangeOf, type Range } from "./range.ts";

/** The range that the address names, in days of the store, and how to name another. */
export function useRange(): [Range, (range: { name: string; from?: string; to?: string }) => void] {
  const { store } = useSession();
  const [filter, setFilter] = useFilters();
  const today = calendarDay(new Date(), store.timeZone);
  return [
    rangeOf(filter("range"), filter("from"), filter("to"), today),
    ({ name, from, to }) => setFilter({ range: name, from, to }),
  ];
}
