import { Delivery, ProblemDetails, ReceiptRequest } from "@cloudpos/contracts";
import { Problem, identityOf, type App } from "@cloudpos/kit";
import type { Pool } from "pg";
import { findSale, queueReceipt } from "../effects.ts";

/** `POST /api/notifications/receipts`. */
export function receiptRoutes(
  app: App,
  { pool, wake, mail }: { pool: Pool; wake: () => void; mail: boolean },
): void {
  app.post(
    "/api/notifications/receipts",
    {
      config: { access: "sale:create" },
      schema: {
        summary: "Sends the receipt of a sale by e-mail",
        tags: ["notifications"],
        security: [{ bearer: [] }],
        body: ReceiptRequest,
        response: { 202: Delivery, "4xx": ProblemDetails, "5xx": ProblemDetails },
      },
    },
    async (request, reply) => {
      const { saleId, email } = request.body;
      if (!mail) throw new Problem("mail-not-configured", "This installation sends no mail.");
      const event = await findSale(pool, identityOf(request).storeId, saleId);
      if (!event) {
        throw new Problem(
          "sale-not-found",
          "Your store has no such sale in the last 90 days. One that was just made is known in a moment.",
        );
      }
      const delivery = await queueReceipt(pool, event, email);
      wake();
      return reply.code(202).send(delivery);
    },
  );
}
