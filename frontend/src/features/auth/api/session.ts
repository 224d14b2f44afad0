import type { PasswordSignInRequest, RefreshRequest } from "@cloudpos/contracts";
import { useMutation } from "@tanstack/react-query";
import type { ApiClient } from "../../../lib/api-client.ts";
import { useApi } from "../../../lib/api-context.ts";
import type { Session } from "../../../lib/session-context.ts";

/** Fetches the next access token; the cookie of the session is the credential. */
export function renewSession(api: ApiClient, request: RefreshRequest): Promise<Session> {
  return api.POST("/api/auth/refresh", { body: request });
}

/** Ends the session on the server. Never rejects: without the server, it ends by itself. */
export async function endSession(api: ApiClient): Promise<void> {
  await api.POST("/api/auth/sign-out", { body: {} }).catch(() => undefined);
}

/** Signs in to the back office. */
export function usePasswordSignIn(onSuccess: (session: Session) => void) {
  const api = useApi();
  return useMutation({
    mutationFn: (request: PasswordSignInRequest) => api.POST("/api/auth/password-sign-in", { body: request }),
    onSuccess,
  });
}
