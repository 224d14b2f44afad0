import type { Enrolment, EnrolmentRequest, SignInRequest, SignInResponse } from "@cloudpos/contracts";
import { queryOptions, useMutation } from "@tanstack/react-query";
import type { ApiClient } from "../../../lib/api-client.ts";
import { useApi } from "../../../lib/api-context.ts";

/** Store, register and staff of the register that this browser is enrolled as. */
export function signInOptionsQuery(api: ApiClient, deviceToken: string) {
  return queryOptions({
    queryKey: ["sign-in-options", deviceToken],
    queryFn: ({ signal }) => api.GET("/api/auth/sign-in-options", { signal }),
    staleTime: 60_000,
  });
}

/** Signs in with a PIN at the register that this browser is enrolled as. */
export function useSignIn(onSuccess: (session: SignInResponse) => void) {
  const api = useApi();
  return useMutation({
    mutationFn: (request: SignInRequest) => api.POST("/api/auth/sign-in", { body: request }),
    onSuccess,
  });
}

/** Makes this browser a register. */
export function useEnrol(onSuccess: (enrolment: Enrolment) => void) {
  const api = useApi();
  return useMutation({
    mutationFn: (request: EnrolmentRequest) => api.POST("/api/auth/enrolments", { body: request }),
    onSuccess,
  });
}

/** Codes that anybody may use to try CloudPOS out; none where real data are kept. */
export function demoAccessQuery(api: ApiClient) {
  return queryOptions({
    queryKey: ["sign-in-options", "demo"],
    queryFn: ({ signal }) => api.GET("/api/auth/demo", { signal }),
    staleTime: Infinity,
  });
}
