import type { ZReportSummary } from "@cloudpos/contracts";
import { queryOptions } from "@tanstack/react-query";
import type { ApiClient } from "../../../lib/api-client.ts";
import { useApi } from "../../../lib/api-context.ts";
import { useCursorList } from "../../../lib/cursor-list.ts";
import { defined } from "../../../lib/defined.ts";

/** What the list can be narrowed to; empty text means everything. */
export interface ZReportFilter {
  registerId: string;
  from: string;
  to: string;
}

/** Z reports of the store, newest first. */
export function useZReports(filter: ZReportFilter) {
  const api = useApi();
  return useCursorList<ZReportSummary, { items: ZReportSummary[]; nextCursor?: string }>(
    ["office", "z-reports", filter],
    (cursor, signal) =>
      api.GET("/api/transactions/z-reports", {
        params: { query: defined({ ...filter, cursor }) },
        signal,
      }),
  );
}

/** Registers of a store, for their names; only for those who manage registers. */
export function registerNamesQuery(api: ApiClient, storeId: string) {
  return queryOptions({
    queryKey: ["office", "registers", storeId],
    queryFn: async ({ signal }) =>
      (await api.GET("/api/auth/registers", { params: { query: { storeId } }, signal })).items,
    staleTime: 60_000,
  });
}
