import { Me, OwnPasswordChange, OwnPinChange, ProblemDetails } from "@cloudpos/contracts";
import { type App } from "@cloudpos/kit";
import { Type } from "typebox";
import { callerOf, originOf } from "../callers.ts";
import { readCookie } from "../cookies.ts";
import { findRegister, findStore, storesOf } from "../directory.ts";
import type { Domain } from "../domain.ts";
import { sessionIdOf } from "../sessions.ts";
import { changeOwnPassword, changeOwnPin, requireUser } from "../users.ts";

/** `GET /api/auth/me`, `PUT /api/auth/me/pin` and `PUT /api/auth/me/password`. */
export function meRoutes(app: App, domain: Domain): void {
  app.get(
    "/api/auth/me",
    {
      config: { access: "signed-in" },
      schema: {
        summary: "Who is signed in, where",
        tags: ["auth"],
        response: { 200: Me, "4xx": ProblemDetails },
      },
    },
    async (request) => {
      const caller = await callerOf(domain, request);
      const place =
        caller.registerId === undefined
          ? undefined
          : await findRegister(domain.pool, { id: caller.registerId });
      return {
        user: await requireUser(domain.pool, null, caller.userId),
        store: (await findStore(domain.pool, caller.storeId))!,
        ...(place && { register: place.register }),
        stores: await storesOf(domain.pool, caller.userId),
      };
    },
  );

  app.put(
    "/api/auth/me/pin",
    {
      config: { access: "signed-in" },
      schema: {
        summary: "Change one's own PIN",
        tags: ["auth"],
        body: OwnPinChange,
        response: { 204: Type.Null(), "4xx": ProblemDetails },
      },
    },
    async (request, reply) => {
      const caller = await callerOf(domain, request);
      await changeOwnPin(domain, caller, request.body, originOf(request));
      return reply.code(204).send(null);
    },
  );

  app.put(
    "/api/auth/me/password",
    {
      config: { access: "signed-in" },
      schema: {
        summary: "Change one's own password",
        tags: ["auth"],
        body: OwnPasswordChange,
        response: { 204: Type.Null(), "4xx": ProblemDetails },
      },
    },
    async (request, reply) => {
      const caller = await callerOf(domain, request);
      const kept = await sessionIdOf(domain, readCookie(request.headers.cookie), caller.userId);
      await changeOwnPassword(domain, caller, request.body, kept, originOf(request));
      return reply.code(204).send(null);
    },
  );
}
