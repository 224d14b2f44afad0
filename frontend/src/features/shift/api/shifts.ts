import type {
  CashMovement,
  CloseShift,
  CurrentShift,
  NewCashMovement,
  OpenShift,
  Shift,
  ZReport,
} from "@cloudpos/contracts";
import { queryOptions } from "@tanstack/react-query";
import type { ApiClient } from "../../../lib/api-client.ts";

/** The register's open shift and what happened at its drawer beside sales. */
export function readCurrentShift(api: ApiClient): Promise<CurrentShift> {
  return api.GET("/api/transactions/shifts/current");
}

/** Opens a shift; safe to repeat. */
export function openShift(api: ApiClient, shift: OpenShift): Promise<Shift> {
  return api.POST("/api/transactions/shifts", { body: shift });
}

/** Records cash in, cash out, or that the drawer was opened; safe to repeat. */
export function moveCash(api: ApiClient, shiftId: string, movement: NewCashMovement): Promise<CashMovement> {
  return api.POST("/api/transactions/shifts/{id}/cash-movements", {
    params: { path: { id: shiftId } },
    body: movement,
  });
}

/** Counts and closes a shift; the same count again answers with the same report. */
export function closeShift(api: ApiClient, shiftId: string, count: CloseShift): Promise<ZReport> {
  return api.POST("/api/transactions/shifts/{id}/close", { params: { path: { id: shiftId } }, body: count });
}

/** What an open shift holds now. */
export function xReportQuery(api: ApiClient, shiftId: string) {
  return queryOptions({
    queryKey: ["x-report", shiftId],
    queryFn: ({ signal }) =>
      api.GET("/api/transactions/shifts/{id}/x-report", { params: { path: { id: shiftId } }, signal }),
    staleTime: 0,
    gcTime: 0,
  });
}

/** The newest Z reports of a register. */
export function zReportsQuery(api: ApiClient, registerId: string) {
  return queryOptions({
    queryKey: ["z-reports", registerId],
    queryFn: ({ signal }) =>
      api.GET("/api/transactions/z-reports", { params: { query: { limit: 30, registerId } }, signal }),
  });
}

/** One Z report, and the sales that came after it. */
export function zReportQuery(api: ApiClient, id: string) {
  return queryOptions({
    queryKey: ["z-report", id],
    queryFn: ({ signal }) =>
      api.GET("/api/transactions/z-reports/{id}", { params: { path: { id } }, signal }),
  });
}
