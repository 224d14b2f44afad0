import { Approval, ApprovalRequest, ApproverList, ApproverQuery, ProblemDetails } from "@cloudpos/contracts";
import { type App } from "@cloudpos/kit";
import { approve, approversOf } from "../approvals.ts";
import { callerOf, originOf } from "../callers.ts";
import type { Domain } from "../domain.ts";

/** `POST /api/auth/approvals` and `GET /api/auth/approvers`. */
export function approvalRoutes(app: App, domain: Domain): void {
  app.post(
    "/api/auth/approvals",
    {
      config: { access: "sale:create", scope: "own-store" },
      schema: {
        summary: "Allow a discount or refund at the till with an approver's PIN",
        tags: ["auth"],
        body: ApprovalRequest,
        response: { 200: Approval, "4xx": ProblemDetails },
      },
    },
    async (request, reply) => {
      reply.header("cache-control", "no-store");
      return approve(domain, await callerOf(domain, request), request.body, originOf(request));
    },
  );

  app.get(
    "/api/auth/approvers",
    {
      config: { access: "sale:create", scope: "own-store" },
      schema: {
        summary: "Who at this store may approve something",
        tags: ["auth"],
        querystring: ApproverQuery,
        response: { 200: ApproverList, "4xx": ProblemDetails },
      },
    },
    async (request) => {
      const { storeId } = await callerOf(domain, request);
      return { items: await approversOf(domain, storeId, request.query.permission) };
    },
  );
}
