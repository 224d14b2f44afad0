import type { CategoryChange, NewCategory, NewTaxClass, TaxClassChange } from "@cloudpos/contracts";
import { queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import type { ApiClient } from "../../../lib/api-client.ts";
import { useApi } from "../../../lib/api-context.ts";
import { forgetCatalogue } from "./products.ts";

/** All categories, in their order. */
export function categoriesQuery(api: ApiClient) {
  return queryOptions({
    queryKey: ["office", "categories"],
    queryFn: async ({ signal }) => (await api.GET("/api/inventory/categories", { signal })).items,
    staleTime: 30_000,
  });
}

/** All tax classes with their rates in the signed-in store. */
export function taxClassesQuery(api: ApiClient) {
  return queryOptions({
    queryKey: ["office", "tax-classes"],
    queryFn: async ({ signal }) => (await api.GET("/api/inventory/tax-classes", { signal })).items,
    staleTime: 30_000,
  });
}

/** Creates a category, or changes the one with `id`. */
export function useSaveCategory() {
  const api = useApi();
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (request: { id?: string; body: NewCategory | CategoryChange }) =>
      request.id === undefined
        ? api.POST("/api/inventory/categories", { body: request.body as NewCategory })
        : api.PATCH("/api/inventory/categories/{id}", {
            params: { path: { id: request.id } },
            body: request.body as CategoryChange,
          }),
    onSuccess: () => forgetCatalogue(queries),
  });
}

/** Creates a tax class, or changes the one with `code`. */
export function useSaveTaxClass() {
  const api = useApi();
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (request: { code?: string; body: NewTaxClass | TaxClassChange }) =>
      request.code === undefined
        ? api.POST("/api/inventory/tax-classes", { body: request.body as NewTaxClass })
        : api.PATCH("/api/inventory/tax-classes/{code}", {
            params: { path: { code: request.code } },
            body: request.body as TaxClassChange,
          }),
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: ["office", "tax-classes"] });
      await forgetCatalogue(queries);
    },
  });
}
