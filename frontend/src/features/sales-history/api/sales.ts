import type { SaleList, SaleListQuery } from "@cloudpos/contracts";
import { queryOptions } from "@tanstack/react-query";
import type { ApiClient } from "../../../lib/api-client.ts";

/** What a list of sales is narrowed to. */
export type SaleFilters = Pick<
  SaleListQuery,
  "from" | "to" | "registerId" | "receiptNumber" | "customerId" | "userId" | "flag" | "kind"
>;

/** A page of the store's sales, the newest first. */
export function readSales(
  api: ApiClient,
  filters: SaleFilters,
  more: { limit: number; cursor?: string | undefined },
  signal: AbortSignal,
): Promise<SaleList> {
  return api.GET("/api/transactions/sales", {
    params: {
      query: { ...filters, limit: more.limit, ...(more.cursor !== undefined && { cursor: more.cursor }) },
    },
    signal,
  });
}

/** Sales with a receipt number: registers count apart, so there may be several. */
export function salesByNumberQuery(api: ApiClient, receiptNumber: string) {
  return queryOptions({
    queryKey: ["sales-by-number", receiptNumber],
    queryFn: async ({ signal }) => (await readSales(api, { receiptNumber }, { limit: 20 }, signal)).items,
    staleTime: 0,
    retry: false,
  });
}

/** One sale. */
export function saleQuery(api: ApiClient, id: string) {
  return queryOptions({
    queryKey: ["sale", id],
    queryFn: ({ signal }) => api.GET("/api/transactions/sales/{id}", { params: { path: { id } }, signal }),
    staleTime: 60_000,
  });
}

/** What may still be given back of a sale. */
export function returnableQuery(api: ApiClient, id: string) {
  return queryOptions({
    queryKey: ["returnable", id],
    queryFn: ({ signal }) =>
      api.GET("/api/transactions/sales/{id}/returnable", { params: { path: { id } }, signal }),
    // Another register may have taken something back since.
    staleTime: 0,
    gcTime: 0,
  });
}
