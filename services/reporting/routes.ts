import {
  CashiersReport,
  CategoriesReport,
  DayReport,
  DayReportParams,
  HoursReport,
  ProblemDetails,
  ProductsReport,
  ProductsReportQuery,
  ReportRangeQuery,
  SummaryReport,
  TaxesReport,
  TendersReport,
  maxReportDays,
} from "@cloudpos/contracts";
import { Problem, identityOf, type App } from "@cloudpos/kit";
import type { FastifyRequest } from "fastify";
import { Type, type Static, type TObject } from "typebox";
import { dayCount, isCalendarDay } from "./calendar.ts";
import type { ReportCollections } from "./collections.ts";
import { files } from "./files.ts";
import { StoreReports } from "./reports.ts";

/** `GET /api/reports/...`: each report of a range as JSON and as a CSV file. */
export function reportRoutes(app: App, collections: ReportCollections): void {
  const reportsOf = async (request: FastifyRequest) => {
    const reports = await StoreReports.of(collections, identityOf(request).storeId);
    if (!reports)
      throw new Problem("not-found", "Nothing is known of your store yet: it has not sold anything.");
    return reports;
  };
  const common = { tags: ["reports"], security: [{ bearer: [] }] };
  const config = { access: "report:read" } as const;
  const problems = { "4xx": ProblemDetails, "5xx": ProblemDetails };

  app.get(
    "/api/reports/days/:date",
    {
      config,
      schema: {
        ...common,
        summary: "Totals of one day of the own store, in the store's time zone",
        params: DayReportParams,
        response: { 200: DayReport, ...problems },
      },
    },
    async (request) => {
      checkDay("/params/date", request.params.date);
      return (await reportsOf(request)).day(request.params.date);
    },
  );

  /** Adds `GET /api/reports/<name>` and `<name>.csv`. */
  function report<Query extends TObject, Answer extends TObject>(
    name: keyof typeof files,
    summary: string,
    schemas: { query: Query; answer: Answer },
    make: (reports: StoreReports, query: ReportRangeQuery & Static<Query>) => Promise<Static<Answer>>,
  ): void {
    const answer = async (request: FastifyRequest) => {
      const query = request.query as ReportRangeQuery & Static<Query>;
      checkRange(query);
      return make(await reportsOf(request), query);
    };
    app.get(
      `/api/reports/${name}`,
      {
        config,
        schema: {
          ...common,
          summary,
          querystring: schemas.query,
          response: { 200: schemas.answer, ...problems },
        },
      },
      (request) => answer(request) as never,
    );
    app.get(
      `/api/reports/${name}.csv`,
      {
        config,
        schema: {
          ...common,
          summary: `${summary}, as a CSV file`,
          querystring: schemas.query,
          response: { 200: { content: { "text/csv": { schema: Type.String() } } }, ...problems },
        },
      },
      async (request, reply) => {
        const { from, to } = request.query as ReportRangeQuery;
        const text = files[name]((await answer(request)) as never);
        return reply
          .type("text/csv; charset=utf-8")
          .header("content-disposition", `attachment; filename="${name}-${from}-${to}.csv"`)
          .send(text as never);
      },
    );
  }

  const query = ReportRangeQuery;
  report(
    "summary",
    "Totals by day, of the whole range, and of as many days before it",
    { query, answer: SummaryReport },
    (reports, range) => reports.summary(range),
  );
  report("hours", "Totals by hour of the day", { query, answer: HoursReport }, (reports, range) =>
    reports.hours(range),
  );
  report(
    "products",
    "Totals by product, highest first",
    { query: ProductsReportQuery, answer: ProductsReport },
    (reports, range) => reports.products(range),
  );
  report("categories", "Totals by category", { query, answer: CategoriesReport }, (reports, range) =>
    reports.categories(range),
  );
  report("cashiers", "Totals by cashier", { query, answer: CashiersReport }, (reports, range) =>
    reports.cashiers(range),
  );
  report("tenders", "Payments by kind of tender", { query, answer: TendersReport }, (reports, range) =>
    reports.tenders(range),
  );
  report("taxes", "Tax by class and rate", { query, answer: TaxesReport }, (reports, range) =>
    reports.taxes(range),
  );
}

function checkDay(path: string, day: string): void {
  if (!isCalendarDay(day))
    throw new Problem("validation-failed", undefined, {
      errors: [{ path, message: "is not a day of the calendar" }],
    });
}

function checkRange({ from, to }: ReportRangeQuery): void {
  checkDay("/querystring/from", from);
  checkDay("/querystring/to", to);
  const count = dayCount(from, to);
  const message =
    count < 1
      ? "is before from"
      : count > maxReportDays
        ? `makes a range of more than ${maxReportDays} days`
        : null;
  if (message !== null)
    throw new Problem("validation-failed", undefined, { errors: [{ path: "/querystring/to", message }] });
}
