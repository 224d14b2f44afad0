import {
  AdjustLoyalty,
  Consent,
  ConsentList,
  CustomerHistoryQuery,
  CustomerParams,
  LoyaltyEntry,
  LoyaltyLedger,
  ProblemDetails,
  RecordConsent,
  type Actor,
} from "@cloudpos/contracts";
import { identityOf, type App, type Identity } from "@cloudpos/kit";
import type { Pool } from "pg";
import { listConsents, recordConsent } from "../consents.ts";
import { adjustLoyalty, readLedger } from "../loyalty.ts";

/** Consents and loyalty of a customer. */
export function loyaltyRoutes(app: App, pool: Pool): void {
  const tags = ["customers"];
  const security = [{ bearer: [] }];
  const problems = { "4xx": ProblemDetails, "5xx": ProblemDetails };
  const params = CustomerParams;

  app.get(
    "/api/customers/customers/:id/consents",
    {
      config: { access: "customer:read" },
      schema: {
        summary: "What a customer agreed to and withdrew, newest first",
        tags,
        security,
        params,
        response: { 200: ConsentList, ...problems },
      },
    },
    async (request) => ({ items: await listConsents(pool, request.params.id) }),
  );

  app.post(
    "/api/customers/customers/:id/consents",
    {
      config: { access: "customer:write" },
      schema: {
        summary: "Note that a customer gave or withdrew a consent",
        tags,
        security,
        params,
        body: RecordConsent,
        response: { 201: Consent, ...problems },
      },
    },
    async (request, reply) =>
      reply
        .code(201)
        .send(await recordConsent(pool, request.params.id, request.body, actorOf(identityOf(request)))),
  );

  app.get(
    "/api/customers/customers/:id/loyalty",
    {
      config: { access: "customer:read" },
      schema: {
        summary: "Points of a customer with the ledger behind them, newest first",
        tags,
        security,
        params,
        querystring: CustomerHistoryQuery,
        response: { 200: LoyaltyLedger, ...problems },
      },
    },
    (request) => readLedger(pool, request.params.id, request.query),
  );

  app.post(
    "/api/customers/customers/:id/loyalty/adjustments",
    {
      config: { access: "loyalty:adjust" },
      schema: {
        summary: "Give or take points by hand; idempotent by its id",
        tags,
        security,
        params,
        body: AdjustLoyalty,
        response: { 200: LoyaltyEntry, 201: LoyaltyEntry, ...problems },
      },
    },
    async (request, reply) => {
      const identity = identityOf(request);
      const { entry, replayed } = await adjustLoyalty(pool, request.params.id, request.body, {
        actor: actorOf(identity),
        storeId: identity.storeId,
      });
      if (replayed) reply.header("idempotent-replayed", "true");
      return reply.code(replayed ? 200 : 201).send(entry);
    },
  );
}

function actorOf(identity: Identity): Actor {
  return { userId: identity.userId, name: identity.name };
}
