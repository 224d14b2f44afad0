import type { LowStockList, NewStockAdjustment, Product, StockMovement } from "@cloudpos/contracts";
import { keepPreviousData, queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import type { ApiClient } from "../../../lib/api-client.ts";
import { useApi } from "../../../lib/api-context.ts";
import { useCursorList } from "../../../lib/cursor-list.ts";
import { defined } from "../../../lib/defined.ts";

/** Products with their stock in the signed-in store. */
export function useStock(search: string) {
  const api = useApi();
  return useCursorList<Product, { items: Product[]; nextCursor?: string }>(
    ["office", "stock", search],
    (cursor, signal) =>
      api.GET("/api/inventory/products", { params: { query: defined({ search, cursor }) }, signal }),
  );
}

/** Products at or below their reorder level. */
export function useLowStock() {
  const api = useApi();
  return useCursorList<Product, LowStockList>(["office", "low-stock"], (cursor, signal) =>
    api.GET("/api/inventory/stock/low", { params: { query: defined({ cursor }) }, signal }),
  );
}

/** One product with its stock. */
export function stockOfQuery(api: ApiClient, id: string) {
  return queryOptions({
    queryKey: ["office", "product", id],
    queryFn: ({ signal }) => api.GET("/api/inventory/products/{id}", { params: { path: { id } }, signal }),
  });
}

/** The stock ledger of a product, newest first. */
export function useMovements(id: string) {
  const api = useApi();
  return useCursorList<StockMovement, { items: StockMovement[]; nextCursor?: string }>(
    ["office", "movements", id],
    (cursor, signal) =>
      api.GET("/api/inventory/products/{id}/movements", {
        params: { path: { id }, query: defined({ cursor }) },
        signal,
      }),
  );
}

/** A few products to choose from, as somebody types or scans. */
export function productChoiceQuery(api: ApiClient, search: string) {
  return queryOptions({
    queryKey: ["office", "product-choice", search],
    queryFn: async ({ signal }) =>
      (await api.GET("/api/inventory/products", { params: { query: { search, limit: 8 } }, signal })).items,
    enabled: search !== "",
    placeholderData: keepPreviousData,
    staleTime: 10_000,
  });
}

/** Records an adjustment; safe to repeat under its id. */
export function useAdjustStock() {
  const api = useApi();
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (body: NewStockAdjustment) => api.POST("/api/inventory/stock-adjustments", { body }),
    onSuccess: () => queries.invalidateQueries({ queryKey: ["office"] }),
  });
}
