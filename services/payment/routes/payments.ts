import {
  CreatePayment,
  DiscrepancyList,
  DiscrepancyListQuery,
  Payment,
  PaymentList,
  PaymentListQuery,
  PaymentParams,
  ProblemDetails,
} from "@cloudpos/contracts";
import { Problem, identityOf, type App } from "@cloudpos/kit";
import type { Pool } from "pg";
import { listDiscrepancies } from "../discrepancies.ts";
import type { Payments } from "../payments.ts";

/** Everything below `/api/payments/payments`, and `GET /api/payments/discrepancies`. */
export function paymentRoutes(app: App, { payments, pool }: { payments: Payments; pool: Pool }): void {
  const tags = ["payments"];
  const security = [{ bearer: [] }];
  const problems = { "4xx": ProblemDetails, "5xx": ProblemDetails };

  app.post(
    "/api/payments/payments",
    {
      config: { access: "payment:take" },
      schema: {
        summary: "Take a card or gift card payment; idempotent by its id, for ever",
        tags,
        security,
        body: CreatePayment,
        response: { 200: Payment, 201: Payment, ...problems },
      },
    },
    async (request, reply) => {
      const identity = identityOf(request);
      const { kind, giftCardCode } = request.body;
      if ((kind === "gift-card") !== (giftCardCode !== undefined)) {
        const message = kind === "gift-card" ? "is missing" : "belongs only to a gift card payment";
        throw new Problem("validation-failed", undefined, {
          errors: [{ path: "/body/giftCardCode", message }],
        });
      }
      if (!identity.registerId)
        throw new Problem("forbidden", "Payments are taken at a register. Sign in at one.");
      const { payment, replayed } = await payments.create(request.body, identity, identity.registerId);
      if (replayed) reply.header("idempotent-replayed", "true");
      return reply.code(replayed ? 200 : 201).send(payment);
    },
  );

  app.get(
    "/api/payments/payments",
    {
      config: { access: "payment:manage" },
      schema: {
        summary: "Payments of the own store, newest first",
        tags,
        security,
        querystring: PaymentListQuery,
        response: { 200: PaymentList, ...problems },
      },
    },
    (request) => payments.list(identityOf(request).storeId, request.query),
  );

  app.get(
    "/api/payments/payments/:id",
    {
      config: { access: "payment:take" },
      schema: {
        summary: "A payment as it is now; asks the acquirer when its outcome is unknown",
        tags,
        security,
        params: PaymentParams,
        response: { 200: Payment, ...problems },
      },
    },
    (request) => payments.get(identityOf(request).storeId, request.params.id),
  );

  app.post(
    "/api/payments/payments/:id/cancel",
    {
      config: { access: "payment:take" },
      schema: {
        summary: "Give up a payment that no sale has claimed; its money is released",
        tags,
        security,
        params: PaymentParams,
        response: { 200: Payment, ...problems },
      },
    },
    (request) => payments.cancel(identityOf(request).storeId, request.params.id),
  );

  app.post(
    "/api/payments/payments/:id/resolve",
    {
      config: { access: "payment:manage" },
      schema: {
        summary: "Try again, now, what is stuck or failed of a payment",
        tags,
        security,
        params: PaymentParams,
        response: { 200: Payment, ...problems },
      },
    },
    (request) => payments.resolve(identityOf(request).storeId, request.params.id),
  );

  app.get(
    "/api/payments/discrepancies",
    {
      config: { access: "payment:manage" },
      schema: {
        summary: "Money of sales that could not be moved as they say, newest first",
        tags,
        security,
        querystring: DiscrepancyListQuery,
        response: { 200: DiscrepancyList, ...problems },
      },
    },
    (request) => listDiscrepancies(pool, identityOf(request).storeId, request.query),
  );
}
