import type { ApprovablePermission, Approval, ApprovalRequest, StaffMember } from "@cloudpos/contracts";
import { queryOptions, useMutation } from "@tanstack/react-query";
import type { ApiClient } from "../../../lib/api-client.ts";
import { useApi } from "../../../lib/api-context.ts";

/** Who at this store may approve something. */
export function approversQuery(api: ApiClient, permission: ApprovablePermission) {
  return queryOptions({
    queryKey: ["approvers", permission],
    queryFn: async ({ signal }) =>
      (await api.get<{ items: StaffMember[] }>(`/api/auth/approvers?permission=${permission}`, signal)).items,
    staleTime: 300_000,
  });
}

/** Has somebody approve something with their PIN. */
export function useApprove() {
  const api = useApi();
  return useMutation({
    mutationFn: async (request: ApprovalRequest) =>
      (await api.post<Approval>("/api/auth/approvals", request)).body,
  });
}
