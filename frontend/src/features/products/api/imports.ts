import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useApi } from "../../../lib/api-context.ts";
import { forgetCatalogue } from "./products.ts";

/** Sends a CSV for a look at what it would change; nothing is changed yet. */
export function usePreviewImport() {
  const api = useApi();
  return useMutation({
    mutationFn: (csv: string) =>
      api.POST("/api/inventory/imports", {
        body: csv as never,
        headers: { "content-type": "text/csv" },
        bodySerializer: (body: unknown) => body,
      }),
  });
}

/** Applies a previewed import: all of it or nothing, once. */
export function useApplyImport() {
  const api = useApi();
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (id: string) => api.POST("/api/inventory/imports/{id}/apply", { params: { path: { id } } }),
    onSuccess: () => forgetCatalogue(queries),
  });
}
