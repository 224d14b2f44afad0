import type { ApprovablePermission, ApprovalRequest } from "@cloudpos/contracts";
import { queryOptions, useMutation } from "@tanstack/react-query";
import type { ApiClient } from "../../../lib/api-client.ts";
import { useApi } from "../../../lib/api-context.ts";

/** Who at this store may approve something. */
export function approversQuery(api: ApiClient, permission: ApprovablePermission) {
  return queryOptions({
    queryKey: ["approvers", permission],
    queryFn: async ({ signal }) =>
      (await api.GET("/api/auth/approvers", { params: { query: { permission } }, signal })).items,
    staleTime: 300_000,
  });
}

/** Has somebody approve something with their PIN. */
export function useApprove() {
  const api = useApi();
  return useMutation({
    mutationFn: (request: ApprovalRequest) => api.POST("/api/auth/approvals", { body: request }),
  });
}
