import type { Me, OwnPasswordChange, OwnPinChange } from "@cloudpos/contracts";
import { queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import type { ApiClient } from "../../../lib/api-client.ts";
import { useApi } from "../../../lib/api-context.ts";

/** The signed-in person as the server knows them. */
export function meQuery(api: ApiClient) {
  return queryOptions({
    queryKey: ["office", "me"],
    queryFn: ({ signal }): Promise<Me> => api.GET("/api/auth/me", { signal }),
  });
}

/** Changes the own PIN. */
export function useChangeOwnPin() {
  const api = useApi();
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (body: OwnPinChange) => api.PUT("/api/auth/me/pin", { body }),
    onSuccess: () => queries.invalidateQueries({ queryKey: ["office", "me"] }),
  });
}

/** Changes the own password; other sessions of the person end. */
export function useChangeOwnPassword() {
  const api = useApi();
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (body: OwnPasswordChange) => api.PUT("/api/auth/me/password", { body }),
    onSuccess: () => queries.invalidateQueries({ queryKey: ["office", "me"] }),
  });
}
