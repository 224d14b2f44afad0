import {
  Delivery,
  DeliveryList,
  DeliveryListQuery,
  DeliveryParams,
  ProblemDetails,
} from "@cloudpos/contracts";
import { Problem, identityOf, type App } from "@cloudpos/kit";
import type { Pool } from "pg";
import { findDelivery, listDeliveries, retryDelivery } from "../deliveries.ts";

/** `GET /api/notifications/deliveries` and `POST /api/notifications/deliveries/:id/retry`. */
export function deliveryRoutes(app: App, { pool, wake }: { pool: Pool; wake: () => void }): void {
  const common = { tags: ["notifications"], security: [{ bearer: [] }] };
  const config = { access: "notification:manage" } as const;
  const problems = { "4xx": ProblemDetails, "5xx": ProblemDetails };

  app.get(
    "/api/notifications/deliveries",
    {
      config,
      schema: {
        ...common,
        summary: "Messages of the own store and what became of them, the newest first",
        querystring: DeliveryListQuery,
        response: { 200: DeliveryList, ...problems },
      },
    },
    async (request) => listDeliveries(pool, identityOf(request).storeId, request.query),
  );

  app.post(
    "/api/notifications/deliveries/:id/retry",
    {
      config,
      schema: {
        ...common,
        summary: "Tries a dead message again",
        params: DeliveryParams,
        response: { 200: Delivery, ...problems },
      },
    },
    async (request) => {
      const { storeId } = identityOf(request);
      const { id } = request.params;
      const retried = await retryDelivery(pool, storeId, id);
      if (retried) {
        wake();
        return retried;
      }
      const delivery = await findDelivery(pool, storeId, id);
      if (!delivery) throw new Problem("not-found", "Your store has no such message.");
      throw new Problem("conflict", `The message is ${delivery.status}, not dead.`);
    },
  );
}
