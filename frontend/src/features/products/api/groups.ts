import type { NewProductGroup, ProductGroup, ProductGroupChange } from "@cloudpos/contracts";
import { queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import type { ApiClient } from "../../../lib/api-client.ts";
import { useApi } from "../../../lib/api-context.ts";
import { useCursorList } from "../../../lib/cursor-list.ts";
import { defined } from "../../../lib/defined.ts";
import { forgetCatalogue } from "./products.ts";

/** Groups of variants, by name. */
export function useProductGroups() {
  const api = useApi();
  return useCursorList<ProductGroup, { items: ProductGroup[]; nextCursor?: string }>(
    ["office", "product-groups"],
    (cursor, signal) =>
      api.GET("/api/inventory/product-groups", { params: { query: defined({ cursor }) }, signal }),
  );
}

/** One group with its variants. */
export function productGroupQuery(api: ApiClient, id: string) {
  return queryOptions({
    queryKey: ["office", "product-group", id],
    queryFn: ({ signal }) =>
      api.GET("/api/inventory/product-groups/{id}", { params: { path: { id } }, signal }),
  });
}

/** Creates a group with its variants. */
export function useCreateGroup() {
  const api = useApi();
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (body: NewProductGroup) => api.POST("/api/inventory/product-groups", { body }),
    onSuccess: () => forgetCatalogue(queries),
  });
}

/** Changes a group's name and options. */
export function useChangeGroup(id: string) {
  const api = useApi();
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (body: ProductGroupChange) =>
      api.PATCH("/api/inventory/product-groups/{id}", { params: { path: { id } }, body }),
    onSuccess: () => forgetCatalogue(queries),
  });
}
