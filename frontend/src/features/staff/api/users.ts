import type { User, UserCreate, UserPatch } from "@cloudpos/contracts";
import { queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import type { ApiClient } from "../../../lib/api-client.ts";
import { useApi } from "../../../lib/api-context.ts";

/** Everybody the signed-in person may see. */
export function usersQuery(api: ApiClient) {
  return queryOptions({
    queryKey: ["office", "users"],
    queryFn: async ({ signal }): Promise<User[]> => (await api.GET("/api/auth/users", { signal })).items,
  });
}

/** Stores, to choose from and to name. */
export function storeNamesQuery(api: ApiClient) {
  return queryOptions({
    queryKey: ["office", "stores"],
    queryFn: async ({ signal }) => (await api.GET("/api/auth/stores", { signal })).items,
    staleTime: 60_000,
  });
}

/** Creates a person. */
export function useCreateUser() {
  const api = useApi();
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (body: UserCreate) => api.POST("/api/auth/users", { body }),
    onSuccess: () => queries.invalidateQueries({ queryKey: ["office", "users"] }),
  });
}

/** Changes a person; 409 `conflict` when somebody else was faster, `last-owner` for the last one. */
export function useChangeUser(id: string) {
  const api = useApi();
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (body: UserPatch) => api.PATCH("/api/auth/users/{id}", { params: { path: { id } }, body }),
    onSuccess: () => queries.invalidateQueries({ queryKey: ["office", "users"] }),
  });
}

/** Gives a person a new PIN; also ends a lock-out. */
export function useSetPin(id: string) {
  const api = useApi();
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (pin: string) =>
      api.PUT("/api/auth/users/{id}/pin", { params: { path: { id } }, body: { pin } }),
    onSuccess: () => queries.invalidateQueries({ queryKey: ["office", "users"] }),
  });
}

/** Gives a person a new password; their sessions end. */
export function useSetPassword(id: string) {
  const api = useApi();
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (password: string) =>
      api.PUT("/api/auth/users/{id}/password", { params: { path: { id } }, body: { password } }),
    onSuccess: () => queries.invalidateQueries({ queryKey: ["office", "users"] }),
  });
}
