import { queryOptions } from "@tanstack/react-query";
import type { ApiClient } from "../../../lib/api-client.ts";

/** Services and backups as they are now; asked again while somebody looks. */
export function systemQuery(api: ApiClient) {
  return queryOptions({
    queryKey: ["office", "system"],
    queryFn: ({ signal }) => api.GET("/api/system", { signal }),
    refetchInterval: 10_000,
  });
}

/** Whether this stack keeps its mails in a mailbox that the browser can open. */
export const mailboxQuery = queryOptions({
  queryKey: ["office", "mailbox"],
  // Not of the API: a page beside it, which only development stacks have. Where there is none, every address
  // answers with the web app itself, so the kind of answer decides.
  queryFn: async ({ signal }) => {
    const answer = await fetch("/mailbox/app.js", { signal }).catch(() => null);
    return answer?.ok === true && (answer.headers.get("content-type") ?? "").includes("javascript");
  },
  staleTime: Infinity,
  retry: false,
});
