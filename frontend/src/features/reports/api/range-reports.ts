import type { ProductsReport } from "@cloudpos/contracts";
import { keepPreviousData, queryOptions } from "@tanstack/react-query";
import type { ApiClient } from "../../../lib/api-client.ts";
import { useApi } from "../../../lib/api-context.ts";
import { useCursorList } from "../../../lib/cursor-list.ts";
import { defined } from "../../../lib/defined.ts";

/** Days that a report is about. */
interface Days {
  from: string;
  to: string;
}

/** Reports of a range that answer everything at once. */
export type RangeReportName = "summary" | "hours" | "categories" | "cashiers" | "tenders" | "taxes";

/** Sales become visible in reports within seconds: a dashboard that stays open follows. */
const refetchInterval = 30_000;

/** Sums of the range, of each of its days, and of as many days before it. */
export function summaryQuery(api: ApiClient, { from, to }: Days) {
  return queryOptions({
    queryKey: ["reports", "summary", from, to],
    queryFn: ({ signal }) => api.GET("/api/reports/summary", { params: { query: { from, to } }, signal }),
    placeholderData: keepPreviousData,
    refetchInterval,
  });
}

/** Sums by hour of the day. */
export function hoursQuery(api: ApiClient, { from, to }: Days) {
  return queryOptions({
    queryKey: ["reports", "hours", from, to],
    queryFn: ({ signal }) => api.GET("/api/reports/hours", { params: { query: { from, to } }, signal }),
    placeholderData: keepPreviousData,
    refetchInterval,
  });
}

/** Sums by category. */
export function categoriesQuery(api: ApiClient, { from, to }: Days) {
  return queryOptions({
    queryKey: ["reports", "categories", from, to],
    queryFn: ({ signal }) => api.GET("/api/reports/categories", { params: { query: { from, to } }, signal }),
    placeholderData: keepPreviousData,
    refetchInterval,
  });
}

/** Sums by cashier. */
export function cashiersQuery(api: ApiClient, { from, to }: Days) {
  return queryOptions({
    queryKey: ["reports", "cashiers", from, to],
    queryFn: ({ signal }) => api.GET("/api/reports/cashiers", { params: { query: { from, to } }, signal }),
    placeholderData: keepPreviousData,
    refetchInterval,
  });
}

/** Sums by kind of tender. */
export function tendersQuery(api: ApiClient, { from, to }: Days) {
  return queryOptions({
    queryKey: ["reports", "tenders", from, to],
    queryFn: ({ signal }) => api.GET("/api/reports/tenders", { params: { query: { from, to } }, signal }),
    placeholderData: keepPreviousData,
    refetchInterval,
  });
}

/** Sums by tax rate. */
export function taxesQuery(api: ApiClient, { from, to }: Days) {
  return queryOptions({
    queryKey: ["reports", "taxes", from, to],
    queryFn: ({ signal }) => api.GET("/api/reports/taxes", { params: { query: { from, to } }, signal }),
    placeholderData: keepPreviousData,
    refetchInterval,
  });
}

/** The products that sold best. */
export function topProductsQuery(api: ApiClient, { from, to }: Days) {
  return queryOptions({
    queryKey: ["reports", "top-products", from, to],
    queryFn: ({ signal }) =>
      api.GET("/api/reports/products", { params: { query: { from, to, limit: 10 } }, signal }),
    placeholderData: keepPreviousData,
    refetchInterval,
  });
}

/** A product's sums. */
export type ProductSums = ProductsReport["items"][number];
export type ProductsSort = "total" | "quantity" | "refunded";

/** Every product that was sold, the highest first. */
export function useProductSums({ from, to }: Days, sort: ProductsSort) {
  const api = useApi();
  return useCursorList<ProductSums, ProductsReport>(
    ["reports", "products", from, to, sort],
    (cursor, signal) =>
      api.GET("/api/reports/products", {
        params: { query: { from, to, sort, ...defined({ cursor }) } },
        signal,
      }),
  );
}

/** A report as CSV. */
export function reportCsv(
  api: ApiClient,
  report: RangeReportName | "products",
  { from, to }: Days,
): Promise<string> {
  return api.GET(`/api/reports/${report}.csv`, { params: { query: { from, to } }, parseAs: "text" });
}
