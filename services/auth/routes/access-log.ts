import { AccessLogPage, AccessLogQuery, ProblemDetails } from "@cloudpos/contracts";
import { type App } from "@cloudpos/kit";
import { listAccess } from "../access-log.ts";
import { callerOf } from "../callers.ts";
import type { Domain } from "../domain.ts";

/** `GET /api/auth/access-log`. */
export function accessLogRoutes(app: App, domain: Domain): void {
  app.get(
    "/api/auth/access-log",
    {
      config: { access: "audit:read", scope: "business" },
      schema: {
        summary: "Who signed in, was refused, or changed rights: newest first",
        tags: ["auth"],
        querystring: AccessLogQuery,
        response: { 200: AccessLogPage, "4xx": ProblemDetails },
      },
    },
    async (request) => {
      const caller = await callerOf(domain, request);
      return listAccess(domain.pool, request.query, caller.stores);
    },
  );
}
