import {
  IdParams,
  OfStoreQuery,
  PasswordSet,
  PinSet,
  ProblemDetails,
  User,
  UserCreate,
  UserList,
  UserPatch,
} from "@cloudpos/contracts";
import { type App } from "@cloudpos/kit";
import { Type } from "typebox";
import { callerOf, originOf, storesAsked } from "../callers.ts";
import type { Domain } from "../domain.ts";
import { changeUser, createUser, listUsers, setPassword, setPin } from "../users.ts";

/** `/api/auth/users`: list, create, change, set PIN and password. */
export function userRoutes(app: App, domain: Domain): void {
  app.get(
    "/api/auth/users",
    {
      config: { access: "staff:read", scope: "business" },
      schema: {
        summary: "People: all for an owner, otherwise those of one's stores",
        tags: ["auth"],
        querystring: OfStoreQuery,
        response: { 200: UserList, "4xx": ProblemDetails },
      },
    },
    async (request) => {
      const caller = await callerOf(domain, request);
      const stores = storesAsked(caller, request.query.storeId);
      const items = await listUsers(domain.pool, stores);
      if (caller.stores !== null || stores === null) return { items };
      // For an owner the stores of each person are complete, however the list was narrowed.
      const all = new Map((await listUsers(domain.pool, null)).map((user) => [user.id, user]));
      return { items: items.map((user) => all.get(user.id) ?? user) };
    },
  );

  app.post(
    "/api/auth/users",
    {
      config: { access: "staff:write", scope: "business" },
      schema: {
        summary: "Create a person",
        tags: ["auth"],
        body: UserCreate,
        response: { 201: User, "4xx": ProblemDetails },
      },
    },
    async (request, reply) => {
      const caller = await callerOf(domain, request);
      return reply.code(201).send(await createUser(domain, caller, request.body, originOf(request)));
    },
  );

  app.patch(
    "/api/auth/users/:id",
    {
      config: { access: "staff:write", scope: "business" },
      schema: {
        summary: "Change a person",
        tags: ["auth"],
        params: IdParams,
        body: UserPatch,
        response: { 200: User, "4xx": ProblemDetails },
      },
    },
    async (request) => {
      const caller = await callerOf(domain, request);
      return changeUser(domain, caller, request.params.id, request.body, originOf(request));
    },
  );

  app.put(
    "/api/auth/users/:id/pin",
    {
      config: { access: "staff:write", scope: "business" },
      schema: {
        summary: "Give a person a new PIN",
        tags: ["auth"],
        params: IdParams,
        body: PinSet,
        response: { 204: Type.Null(), "4xx": ProblemDetails },
      },
    },
    async (request, reply) => {
      const caller = await callerOf(domain, request);
      await setPin(domain, caller, request.params.id, request.body.pin, originOf(request));
      return reply.code(204).send(null);
    },
  );

  app.put(
    "/api/auth/users/:id/password",
    {
      config: { access: "staff:write", scope: "business" },
      schema: {
        summary: "Give a person a new password",
        tags: ["auth"],
        params: IdParams,
        body: PasswordSet,
        response: { 204: Type.Null(), "4xx": ProblemDetails },
      },
    },
    async (request, reply) => {
      const caller = await callerOf(domain, request);
      await setPassword(domain, caller, request.params.id, request.body.password, originOf(request));
      return reply.code(204).send(null);
    },
  );
}
