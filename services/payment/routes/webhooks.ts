import { Problem, inTransaction, type App } from "@cloudpos/kit";
import type { Pool } from "pg";
import { ProblemDetails } from "@cloudpos/contracts";
import { Type } from "typebox";
import type { WebhookReader } from "../acquirers/stripe-webhook.ts";
import { failRefund, lock } from "../settler.ts";

/** What the webhook works with. */
export interface WebhookRoutesOptions {
  pool: Pool;
  /** Checks and reads a notice; null where Stripe is not the acquirer. */
  read: WebhookReader | null;
  /** Called after a commit that made something due. */
  onCommit(): void;
}

/**
 * `POST /api/payments/webhooks/stripe`: Stripe's notices, each acted on once. A notice about a payment moves no
 * money and decides nothing: it makes the payment due, and the settler asks Stripe itself.
 */
export async function webhookRoutes(app: App, { pool, read, onCommit }: WebhookRoutesOptions): Promise<void> {
  await app.register(async (scope) => {
    // The signature is over the bytes as they came.
    scope.removeContentTypeParser("application/json");
    scope.addContentTypeParser("application/json", { parseAs: "buffer" }, (_request, body, done) =>
      done(null, body),
    );

    scope.post(
      "/api/payments/webhooks/stripe",
      {
        config: { access: "public" },
        schema: {
          summary: "Notices from Stripe, signed by it",
          tags: ["payments"],
          response: {
            200: Type.Object({ received: Type.Boolean() }, { additionalProperties: false }),
            "4xx": ProblemDetails,
            "5xx": ProblemDetails,
          },
        },
      },
      async (request) => {
        if (!read) throw new Problem("not-found", "Stripe is not set up here.");
        const signature = request.headers["stripe-signature"];
        const notice =
          Buffer.isBuffer(request.body) && typeof signature === "string"
            ? await read(request.body, signature)
            : null;
        if (!notice) throw new Problem("bad-request", "The signature is not Stripe's.");
        await inTransaction(pool, async (client) => {
          const { rowCount } = await client.query(
            "INSERT INTO webhook (id, type) VALUES ($1, $2) ON CONFLICT DO NOTHING",
            [notice.id, notice.type],
          );
          if (rowCount !== 1) return;
          if (notice.paymentId) {
            await client.query(
              `UPDATE payment SET due_at = now() WHERE id = $1
                 AND (status IN ('authorising', 'unknown', 'cancelling') OR status = 'approved' AND sale_id IS NOT NULL)`,
              [notice.paymentId],
            );
          }
          if (notice.failedRefund) {
            await lock(client, notice.failedRefund.paymentId);
            await failRefund(client, notice.failedRefund.id, notice.failedRefund.reason, ["pending", "done"]);
          }
        });
        onCommit();
        return { received: true };
      },
    );
  });
}
