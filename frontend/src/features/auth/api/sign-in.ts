import type { SignInOptions, SignInRequest, SignInResponse } from "@cloudpos/contracts";
import { queryOptions, useMutation } from "@tanstack/react-query";
import type { ApiClient } from "../../../lib/api-client.ts";
import { useApi } from "../../../lib/api-context.ts";

/** Store, register and staff that the sign-in screen shows. */
export function signInOptionsQuery(api: ApiClient, registerCode: string) {
  return queryOptions({
    queryKey: ["sign-in-options", registerCode],
    queryFn: ({ signal }) =>
      api.get<SignInOptions>(
        `/api/auth/sign-in-options?register=${encodeURIComponent(registerCode)}`,
        signal,
      ),
    staleTime: 60_000,
  });
}

/** Signs in with a PIN. */
export function useSignIn(onSuccess: (session: SignInResponse) => void) {
  const api = useApi();
  return useMutation({
    mutationFn: async (request: SignInRequest) =>
      (await api.post<SignInResponse>("/api/auth/sign-in", request)).body,
    onSuccess,
  });
}
