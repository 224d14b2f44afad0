import type { Store } from "@cloudpos/contracts";
import { queryOptions } from "@tanstack/react-query";
import type { ApiClient } from "../../../lib/api-client.ts";
import { calendarDay } from "../../../lib/format.ts";

/** Today's figures of the store; read again every five seconds, which is how fresh reports promise to be. */
export function todayQuery(api: ApiClient, store: Pick<Store, "id" | "timeZone">) {
  return queryOptions({
    queryKey: ["day-report", store.id],
    queryFn: ({ signal }) =>
      api.GET("/api/reports/days/{date}", {
        params: { path: { date: calendarDay(new Date(), store.timeZone) } },
        signal,
      }),
    refetchInterval: 5_000,
  });
}
