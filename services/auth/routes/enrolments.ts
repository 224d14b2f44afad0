import {
  DemoAccess,
  demoEnrolmentCodes,
  Enrolment,
  EnrolmentRequest,
  ProblemDetails,
} from "@cloudpos/contracts";
import { type App } from "@cloudpos/kit";
import { originOf } from "../callers.ts";
import { enrol } from "../devices.ts";
import type { Domain } from "../domain.ts";

/** `POST /api/auth/enrolments` and `GET /api/auth/demo`. */
export function enrolmentRoutes(app: App, domain: Domain): void {
  app.post(
    "/api/auth/enrolments",
    {
      config: { access: "public" },
      schema: {
        summary: "Enrol this browser as a register with a code",
        tags: ["auth"],
        body: EnrolmentRequest,
        response: { 201: Enrolment, "4xx": ProblemDetails },
      },
    },
    async (request, reply) => {
      const enrolment = await enrol(domain, request.body.code, originOf(request));
      return reply.code(201).header("cache-control", "no-store").send(enrolment);
    },
  );

  app.get(
    "/api/auth/demo",
    {
      config: { access: "public" },
      schema: {
        summary: "Codes to try CloudPOS out with; none where real data are kept",
        tags: ["auth"],
        response: { 200: DemoAccess, "4xx": ProblemDetails },
      },
    },
    () => ({ enrolmentCodes: domain.demoData ? [...demoEnrolmentCodes] : [] }),
  );
}
