import {
  EnrolmentCodeIssued,
  IdParams,
  ManagedRegister,
  OfStoreQuery,
  ProblemDetails,
  RegisterCreate,
  RegisterList,
  RegisterPatch,
} from "@cloudpos/contracts";
import { type App } from "@cloudpos/kit";
import { Type } from "typebox";
import { callerOf, originOf, storesAsked } from "../callers.ts";
import { issueCode, unenrol } from "../devices.ts";
import type { Domain } from "../domain.ts";
import { changeRegister, createRegister, listRegisters, requireRegister } from "../registers.ts";

/** `/api/auth/registers`: list, create, change, codes to enrol a device, end of an enrolment. */
export function registerRoutes(app: App, domain: Domain): void {
  app.get(
    "/api/auth/registers",
    {
      // Whoever reads sales reads which register they were made at.
      config: { access: "sale:read", scope: "business" },
      schema: {
        summary: "Registers of one's stores",
        tags: ["auth"],
        querystring: OfStoreQuery,
        response: { 200: RegisterList, "4xx": ProblemDetails },
      },
    },
    async (request) => {
      const caller = await callerOf(domain, request);
      return { items: await listRegisters(domain.pool, storesAsked(caller, request.query.storeId)) };
    },
  );

  app.post(
    "/api/auth/registers",
    {
      config: { access: "store:write", scope: "business" },
      schema: {
        summary: "Create a register",
        tags: ["auth"],
        body: RegisterCreate,
        response: { 201: ManagedRegister, "4xx": ProblemDetails },
      },
    },
    async (request, reply) => {
      const caller = await callerOf(domain, request);
      return reply.code(201).send(await createRegister(domain, caller, request.body, originOf(request)));
    },
  );

  app.patch(
    "/api/auth/registers/:id",
    {
      config: { access: "store:write", scope: "business" },
      schema: {
        summary: "Rename a register",
        tags: ["auth"],
        params: IdParams,
        body: RegisterPatch,
        response: { 200: ManagedRegister, "4xx": ProblemDetails },
      },
    },
    async (request) => {
      const caller = await callerOf(domain, request);
      return changeRegister(domain, caller, request.params.id, request.body, originOf(request));
    },
  );

  app.post(
    "/api/auth/registers/:id/enrolment-codes",
    {
      config: { access: "register:enrol", scope: "business" },
      schema: {
        summary: "Make a code that enrols a browser as this register",
        tags: ["auth"],
        params: IdParams,
        response: { 201: EnrolmentCodeIssued, "4xx": ProblemDetails },
      },
    },
    async (request, reply) => {
      const caller = await callerOf(domain, request);
      const { id, storeId } = await requireRegister(domain.pool, caller, request.params.id);
      const code = await issueCode(domain, id, { userId: caller.userId, storeId }, originOf(request));
      return reply.code(201).header("cache-control", "no-store").send(code);
    },
  );

  app.delete(
    "/api/auth/registers/:id/device",
    {
      config: { access: "register:enrol", scope: "business" },
      schema: {
        summary: "End a register's enrolment: its device can no longer be signed in at",
        tags: ["auth"],
        params: IdParams,
        response: { 204: Type.Null(), "4xx": ProblemDetails },
      },
    },
    async (request, reply) => {
      const caller = await callerOf(domain, request);
      const { id, storeId } = await requireRegister(domain.pool, caller, request.params.id);
      await unenrol(domain, id, { userId: caller.userId, storeId }, originOf(request));
      return reply.code(204).send(null);
    },
  );
}
