import {
  CashMovement,
  CloseShift,
  CurrentShift,
  NewCashMovement,
  OpenShift,
  ProblemDetails,
  Shift,
  ShiftList,
  ShiftListQuery,
  ShiftParams,
  XReport,
  ZReport,
  ZReportList,
  ZReportListQuery,
  ZReportWithSupplement,
  mayDo,
} from "@cloudpos/contracts";
import { Problem, identityOf, type App, type Identity } from "@cloudpos/kit";
import type { Pool } from "pg";
import {
  addCashMovement,
  currentShift,
  listShifts,
  openShift,
  shiftNotFound,
  takeXReport,
  type Actor,
} from "../shifts.ts";
import type { StoreDirectory } from "../stores.ts";
import { closeShift, findZReport, listZReports } from "../z-reports.ts";

/** What the routes of shifts work with. */
export interface ShiftRoutesOptions {
  pool: Pool;
  stores: StoreDirectory;
  /** Called after something was announced. */
  onCommit(): void;
}

/** Below `/api/transactions`: shifts, their cash movements, X and Z reports. */
export function shiftRoutes(app: App, { pool, stores, onCommit }: ShiftRoutesOptions): void {
  const about = { tags: ["shifts"], security: [{ bearer: [] }] };
  const problems = { "4xx": ProblemDetails, "5xx": ProblemDetails };

  app.post(
    "/api/transactions/shifts",
    {
      config: { access: "shift:operate" },
      schema: {
        summary: "Open the register's shift; idempotent by its id",
        ...about,
        body: OpenShift,
        response: { 200: Shift, 201: Shift, ...problems },
      },
    },
    async (request, reply) => {
      const actor = atRegister(actorOf(identityOf(request)));
      const { currency } = await stores.find(actor.storeId);
      const { thing, created } = await openShift(pool, actor, currency, request.body);
      if (created) onCommit();
      return reply.code(created ? 201 : 200).send(thing);
    },
  );

  app.get(
    "/api/transactions/shifts/current",
    {
      config: { access: "shift:operate" },
      schema: {
        summary: "The register's open shift",
        ...about,
        response: { 200: CurrentShift, ...problems },
      },
    },
    async (request) => {
      const { storeId, registerId } = atRegister(actorOf(identityOf(request)));
      return currentShift(pool, storeId, registerId);
    },
  );

  app.get(
    "/api/transactions/shifts",
    {
      config: { access: "shift:read" },
      schema: {
        summary: "Shifts of the own store, those opened last first",
        ...about,
        querystring: ShiftListQuery,
        response: { 200: ShiftList, ...problems },
      },
    },
    async (request) => listShifts(pool, identityOf(request).storeId, request.query),
  );

  app.post(
    "/api/transactions/shifts/:id/cash-movements",
    {
      config: { access: "shift:operate" },
      schema: {
        summary: "Write down cash put in or taken out, or that the drawer was opened; idempotent by its id",
        ...about,
        params: ShiftParams,
        body: NewCashMovement,
        response: { 200: CashMovement, 201: CashMovement, ...problems },
      },
    },
    async (request, reply) => {
      const { kind, amountMinor } = request.body;
      if ((kind === "no-sale") !== (amountMinor === 0)) {
        throw fieldProblem("amountMinor", "must be 0 for no-sale and above 0 for the others");
      }
      const actor = actorOf(identityOf(request));
      const { thing, created } = await addCashMovement(pool, actor, request.params.id, request.body);
      return reply.code(created ? 201 : 200).send(thing);
    },
  );

  app.get(
    "/api/transactions/shifts/:id/x-report",
    {
      config: { access: "shift:read" },
      schema: {
        summary: "What an open shift holds now",
        ...about,
        params: ShiftParams,
        response: { 200: XReport, ...problems },
      },
    },
    async (request) => takeXReport(pool, identityOf(request).storeId, request.params.id),
  );

  app.post(
    "/api/transactions/shifts/:id/close",
    {
      config: { access: "shift:operate" },
      schema: {
        summary:
          "Close a shift with the count of its drawer; answers with its Z report, also when sent again",
        ...about,
        params: ShiftParams,
        body: CloseShift,
        response: { 200: ZReport, 201: ZReport, ...problems },
      },
    },
    async (request, reply) => {
      const { countedCashMinor, denominations } = request.body;
      const counted = denominations?.reduce((sum, each) => sum + each.valueMinor * each.count, 0);
      if (counted !== undefined && counted !== countedCashMinor) {
        throw fieldProblem("denominations", `add up to ${counted}, not to countedCashMinor`);
      }
      const actor = actorOf(identityOf(request));
      const { timeZone } = await stores.find(actor.storeId);
      const { document, created } = await closeShift(pool, actor, timeZone, request.params.id, request.body);
      if (created) onCommit();
      return reply
        .code(created ? 201 : 200)
        .type("application/json; charset=utf-8")
        .send(document as unknown as ZReport);
    },
  );

  app.get(
    "/api/transactions/z-reports",
    {
      config: { access: "shift:read" },
      schema: {
        summary: "Z reports of the own store, those closed last first",
        ...about,
        querystring: ZReportListQuery,
        response: { 200: ZReportList, ...problems },
      },
    },
    async (request) => listZReports(pool, identityOf(request).storeId, request.query),
  );

  app.get(
    "/api/transactions/z-reports/:id",
    {
      config: { access: "shift:read" },
      schema: {
        summary: "A Z report of the own store, with the sales that arrived after it",
        ...about,
        params: ShiftParams,
        response: { 200: ZReportWithSupplement, ...problems },
      },
    },
    async (request) => {
      const report = await findZReport(pool, identityOf(request).storeId, request.params.id);
      if (!report) throw shiftNotFound(request.params.id);
      return report;
    },
  );
}

function actorOf({ userId, name, storeId, registerId, role }: Identity): Actor {
  return {
    userId,
    userName: name,
    storeId,
    registerId: registerId ?? null,
    mayReadShifts: mayDo(role, "shift:read"),
  };
}

function atRegister(actor: Actor): Actor & { registerId: string } {
  const { registerId } = actor;
  if (registerId === null) throw new Problem("forbidden", "Sign in at a register: a shift belongs to one.");
  return { ...actor, registerId };
}

function fieldProblem(field: string, message: string): Problem {
  return new Problem("validation-failed", undefined, { errors: [{ path: `/body/${field}`, message }] });
}
