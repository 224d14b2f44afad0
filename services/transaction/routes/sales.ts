import {
  ProblemDetails,
  Sale,
  SaleList,
  SaleListQuery,
  SaleParams,
  SaleReceipt,
  StoredSale,
} from "@cloudpos/contracts";
import { Problem, identityOf, type App, type Identity } from "@cloudpos/kit";
import type { Pool } from "pg";
import { checkSale, contentHash, normalizeSale } from "../check.ts";
import type { CheckedSale, SaleCommitter } from "../committer.ts";
import { findSale, newestSales } from "../sales.ts";
import type { StoreDirectory } from "../stores.ts";

/** What the routes of sales work with. */
export interface SaleRoutesOptions {
  pool: Pool;
  committer: SaleCommitter;
  stores: StoreDirectory;
}

/** `POST` and `GET /api/transactions/sales`, `GET /api/transactions/sales/:id`. */
export function saleRoutes(app: App, { pool, committer, stores }: SaleRoutesOptions): void {
  const tags = ["transactions"];
  const security = [{ bearer: [] }];

  app.post(
    "/api/transactions/sales",
    {
      config: { access: "sale:create" },
      schema: {
        summary: "Commit a completed sale; idempotent by its id, for ever",
        tags,
        security,
        body: Sale,
        response: { 200: SaleReceipt, 201: SaleReceipt, "4xx": ProblemDetails, "5xx": ProblemDetails },
      },
    },
    async (request, reply) => {
      const result = await committer.commit(await prepare(request.body, identityOf(request)));
      if (result.outcome === "mismatch") {
        throw new Problem(
          "idempotency-mismatch",
          `A sale with the id ${request.body.id} is stored with other content.`,
        );
      }
      if (result.outcome === "replayed") reply.header("idempotent-replayed", "true");
      // The stored text itself, not parsed and written again: a replay is the same to the byte.
      return reply
        .code(result.outcome === "committed" ? 201 : 200)
        .type("application/json; charset=utf-8")
        .send(result.receipt as unknown as SaleReceipt);
    },
  );

  app.get(
    "/api/transactions/sales/:id",
    {
      config: { access: "sale:read" },
      schema: {
        summary: "One sale of the own store",
        tags,
        security,
        params: SaleParams,
        response: { 200: StoredSale, "4xx": ProblemDetails, "5xx": ProblemDetails },
      },
    },
    async (request) => {
      const sale = await findSale(pool, identityOf(request).storeId, request.params.id);
      if (!sale)
        throw new Problem("sale-not-found", `Your store has no sale with the id ${request.params.id}.`);
      return sale;
    },
  );

  app.get(
    "/api/transactions/sales",
    {
      config: { access: "sale:read" },
      schema: {
        summary: "The newest sales of the own store, newest first",
        tags,
        security,
        querystring: SaleListQuery,
        response: { 200: SaleList, "4xx": ProblemDetails, "5xx": ProblemDetails },
      },
    },
    async (request) => ({
      items: await newestSales(pool, identityOf(request).storeId, request.query.limit ?? 50),
    }),
  );

  async function prepare(body: Sale, identity: Identity): Promise<CheckedSale> {
    if (body.registerId !== identity.registerId) {
      throw new Problem("forbidden", "You are signed in at another register than the sale names.");
    }
    const sale = normalizeSale(body);
    if (!sale) {
      throw new Problem("validation-failed", undefined, {
        errors: [{ path: "/body/soldAt", message: "must be a real date, not before 2000" }],
      });
    }
    const store = await stores.find(identity.storeId);
    if (!store) {
      throw new Problem(
        "unavailable",
        "The settings of your store have not arrived yet. Send the sale again.",
        {
          headers: { "retry-after": "5" },
        },
      );
    }
    const { flags, recomputedTotals } = checkSale(sale, store, Date.now());
    return {
      sale,
      contentHash: contentHash(sale),
      storeId: identity.storeId,
      userId: identity.userId,
      timeZone: store.timeZone,
      flags,
      recomputedTotals,
    };
  }
}
