import type { ManagedRegister, RegisterCreate, Store, StoreCreate, StorePatch } from "@cloudpos/contracts";
import { queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import type { ApiClient } from "../../../lib/api-client.ts";
import { useApi } from "../../../lib/api-context.ts";

/** All stores for an owner, otherwise those that the person works in. */
export function storesQuery(api: ApiClient) {
  return queryOptions({
    queryKey: ["office", "stores"],
    queryFn: async ({ signal }): Promise<Store[]> => (await api.GET("/api/auth/stores", { signal })).items,
  });
}

/** Registers of every store. */
export function registersQuery(api: ApiClient) {
  return queryOptions({
    queryKey: ["office", "registers"],
    queryFn: async ({ signal }): Promise<ManagedRegister[]> =>
      (await api.GET("/api/auth/registers", { signal })).items,
  });
}

/** Creates a store. */
export function useCreateStore() {
  const api = useApi();
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (body: StoreCreate) => api.POST("/api/auth/stores", { body }),
    onSuccess: () => queries.invalidateQueries({ queryKey: ["office", "stores"] }),
  });
}

/** Changes a store's settings; 409 `conflict` when somebody else was faster. */
export function useChangeStore(id: string) {
  const api = useApi();
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (body: StorePatch) => api.PATCH("/api/auth/stores/{id}", { params: { path: { id } }, body }),
    onSuccess: () => queries.invalidateQueries({ queryKey: ["office", "stores"] }),
  });
}

/** Creates a register. */
export function useCreateRegister() {
  const api = useApi();
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (body: RegisterCreate) => api.POST("/api/auth/registers", { body }),
    onSuccess: () => queries.invalidateQueries({ queryKey: ["office", "registers"] }),
  });
}

/** Renames a register. */
export function useRenameRegister(id: string) {
  const api = useApi();
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (name: string) =>
      api.PATCH("/api/auth/registers/{id}", { params: { path: { id } }, body: { name } }),
    onSuccess: () => queries.invalidateQueries({ queryKey: ["office", "registers"] }),
  });
}

/** Makes a code that enrols one browser as the register. */
export function useEnrolmentCode() {
  const api = useApi();
  return useMutation({
    mutationFn: (id: string) =>
      api.POST("/api/auth/registers/{id}/enrolment-codes", { params: { path: { id } } }),
  });
}

/** The browser that is enrolled as the register no longer is. */
export function useUnenrol(id: string) {
  const api = useApi();
  const queries = useQueryClient();
  return useMutation({
    mutationFn: () => api.DELETE("/api/auth/registers/{id}/device", { params: { path: { id } } }),
    onSuccess: () => queries.invalidateQueries({ queryKey: ["office", "registers"] }),
  });
}
