import { IdParams, ProblemDetails, Store, StoreCreate, StoreList, StorePatch } from "@cloudpos/contracts";
import { Problem, type App } from "@cloudpos/kit";
import { callerOf, mayEnter, originOf } from "../callers.ts";
import type { Domain } from "../domain.ts";
import { changeStore, createStore, listStores } from "../stores.ts";

/** `GET` and `POST /api/auth/stores`, `PATCH /api/auth/stores/:id`. */
export function storeRoutes(app: App, domain: Domain): void {
  app.get(
    "/api/auth/stores",
    {
      config: { access: "signed-in", scope: "business" },
      schema: {
        summary: "Stores: all for an owner, otherwise those one works in",
        tags: ["auth"],
        response: { 200: StoreList, "4xx": ProblemDetails },
      },
    },
    async (request) => {
      const caller = await callerOf(domain, request);
      return { items: await listStores(domain.pool, caller.stores) };
    },
  );

  app.post(
    "/api/auth/stores",
    {
      config: { access: "store:write", scope: "business" },
      schema: {
        summary: "Create a store",
        tags: ["auth"],
        body: StoreCreate,
        response: { 201: Store, "4xx": ProblemDetails },
      },
    },
    async (request, reply) => {
      const caller = await callerOf(domain, request);
      return reply.code(201).send(await createStore(domain, caller, request.body, originOf(request)));
    },
  );

  app.patch(
    "/api/auth/stores/:id",
    {
      config: { access: "store:write", scope: "business" },
      schema: {
        summary: "Change a store's settings",
        tags: ["auth"],
        params: IdParams,
        body: StorePatch,
        response: { 200: Store, "4xx": ProblemDetails },
      },
    },
    async (request) => {
      const caller = await callerOf(domain, request);
      if (!mayEnter(caller, request.params.id)) throw new Problem("store-not-found");
      return changeStore(domain, caller, request.params.id, request.body, originOf(request));
    },
  );
}
