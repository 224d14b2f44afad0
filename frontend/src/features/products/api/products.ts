import type { NewProduct, Product, ProductChange } from "@cloudpos/contracts";
import { queryOptions, useMutation, useQueryClient, type QueryClient } from "@tanstack/react-query";
import type { ApiClient } from "../../../lib/api-client.ts";
import { useApi } from "../../../lib/api-context.ts";
import { useCursorList } from "../../../lib/cursor-list.ts";
import { defined } from "../../../lib/defined.ts";

/** What the list of products can be narrowed to; empty text means everything. */
export interface ProductFilter {
  search: string;
  categoryId: string;
  archived: "" | "only" | "also";
}

/** Products of the catalogue, by name. */
export function useProducts(filter: ProductFilter) {
  const api = useApi();
  return useCursorList<Product, { items: Product[]; nextCursor?: string }>(
    ["office", "products", filter],
    (cursor, signal) =>
      api.GET("/api/inventory/products", { params: { query: defined({ ...filter, cursor }) }, signal }),
  );
}

/** One product, archived or not. */
export function productQuery(api: ApiClient, id: string) {
  return queryOptions({
    queryKey: ["office", "product", id],
    queryFn: ({ signal }) => api.GET("/api/inventory/products/{id}", { params: { path: { id } }, signal }),
  });
}

/** Creates a product; safe to repeat, since the id is made here. */
export function useCreateProduct() {
  const api = useApi();
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (body: NewProduct) => api.POST("/api/inventory/products", { body }),
    onSuccess: () => forgetCatalogue(queries),
  });
}

/** Changes a product. 409 `revision-stale` when somebody else was faster. */
export function useChangeProduct(id: string) {
  const api = useApi();
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (body: ProductChange) =>
      api.PATCH("/api/inventory/products/{id}", { params: { path: { id } }, body }),
    onSuccess: (product) => {
      queries.setQueryData(["office", "product", id], product);
      return forgetCatalogue(queries);
    },
  });
}

/** The whole catalogue as CSV, with the prices of the signed-in store. */
export function exportProducts(api: ApiClient): Promise<string> {
  return api.GET("/api/inventory/products.csv", { parseAs: "text" });
}

/** Everything that shows products reads them again: here and at the register. */
export async function forgetCatalogue(queries: QueryClient): Promise<void> {
  await Promise.all([
    queries.invalidateQueries({ queryKey: ["office", "products"] }),
    queries.invalidateQueries({ queryKey: ["office", "product-groups"] }),
    queries.invalidateQueries({ queryKey: ["office", "product-group"] }),
    queries.invalidateQueries({ queryKey: ["office", "categories"] }),
    queries.invalidateQueries({ queryKey: ["products"] }),
    queries.invalidateQueries({ queryKey: ["product-by-barcode"] }),
  ]);
}
