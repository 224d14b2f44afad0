import { DayReport, DayReportParams, ProblemDetails } from "@cloudpos/contracts";
import { Problem, identityOf, type App } from "@cloudpos/kit";
import { dayReport, type ReportCollections } from "../sales.ts";

/** `GET /api/reports/days/:date`. */
export function dayRoutes(app: App, collections: ReportCollections): void {
  app.get(
    "/api/reports/days/:date",
    {
      config: { access: "report:read" },
      schema: {
        summary: "Totals of one day of the own store, in the store's time zone",
        tags: ["reports"],
        security: [{ bearer: [] }],
        params: DayReportParams,
        response: { 200: DayReport, "4xx": ProblemDetails, "5xx": ProblemDetails },
      },
    },
    async (request) => {
      const report = await dayReport(collections, identityOf(request).storeId, request.params.date);
      if (!report)
        throw new Problem("not-found", "Nothing is known of your store yet: it has not sold anything.");
      return report;
    },
  );
}
