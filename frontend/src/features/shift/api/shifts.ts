import type {
  CashMovement,
  CloseShift,
  CurrentShift,
  NewCashMovement,
  OpenShift,
  Shift,
  XReport,
  ZReport,
  ZReportList,
  ZReportWithSupplement,
} from "@cloudpos/contracts";
import { queryOptions } from "@tanstack/react-query";
import type { ApiClient } from "../../../lib/api-client.ts";

/** The register's open shift and what happened at its drawer beside sales. */
export function readCurrentShift(api: ApiClient): Promise<CurrentShift> {
  return api.get<CurrentShift>("/api/transactions/shifts/current");
}

/** Opens a shift; safe to repeat. */
export async function openShift(api: ApiClient, shift: OpenShift): Promise<Shift> {
  return (await api.post<Shift>("/api/transactions/shifts", shift)).body;
}

/** Records cash in, cash out, or that the drawer was opened; safe to repeat. */
export async function moveCash(
  api: ApiClient,
  shiftId: string,
  movement: NewCashMovement,
): Promise<CashMovement> {
  return (await api.post<CashMovement>(`/api/transactions/shifts/${shiftId}/cash-movements`, movement)).body;
}

/** Counts and closes a shift; the same count again answers with the same report. */
export async function closeShift(api: ApiClient, shiftId: string, count: CloseShift): Promise<ZReport> {
  return (await api.post<ZReport>(`/api/transactions/shifts/${shiftId}/close`, count)).body;
}

/** What an open shift holds now. */
export function xReportQuery(api: ApiClient, shiftId: string) {
  return queryOptions({
    queryKey: ["x-report", shiftId],
    queryFn: ({ signal }) => api.get<XReport>(`/api/transactions/shifts/${shiftId}/x-report`, signal),
    staleTime: 0,
    gcTime: 0,
  });
}

/** The newest Z reports of a register. */
export function zReportsQuery(api: ApiClient, registerId: string) {
  return queryOptions({
    queryKey: ["z-reports", registerId],
    queryFn: ({ signal }) =>
      api.get<ZReportList>(`/api/transactions/z-reports?limit=30&registerId=${registerId}`, signal),
  });
}

/** One Z report, and the sales that came after it. */
export function zReportQuery(api: ApiClient, id: string) {
  return queryOptions({
    queryKey: ["z-report", id],
    queryFn: ({ signal }) => api.get<ZReportWithSupplement>(`/api/transactions/z-reports/${id}`, signal),
  });
}
