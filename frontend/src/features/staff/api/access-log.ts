import type { AccessEventName, AccessLogEntry } from "@cloudpos/contracts";
import { useApi } from "../../../lib/api-context.ts";
import { useCursorList } from "../../../lib/cursor-list.ts";
import { defined } from "../../../lib/defined.ts";

/** What the access log can be narrowed to; empty text means everything. */
export interface AccessLogFilter {
  event: AccessEventName | "";
  userId: string;
  /** UTC times; `to` is excluded. */
  from: string;
  to: string;
}

/** A line of the access log; the schema's own type has lost the names of the events. */
export type AccessLogLine = Omit<AccessLogEntry, "event"> & { event: AccessEventName };

/** The access log, newest first. */
export function useAccessLog(filter: AccessLogFilter) {
  const api = useApi();
  return useCursorList<AccessLogLine, { items: AccessLogLine[]; nextCursor?: string }>(
    ["office", "access-log", filter],
    (cursor, signal) =>
      api.GET("/api/auth/access-log", {
        params: {
          query: {
            ...(filter.event !== "" && { event: filter.event }),
            ...defined({ userId: filter.userId, from: filter.from, to: filter.to, cursor }),
          },
        },
        signal,
      }),
  );
}
