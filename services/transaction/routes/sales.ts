import {
  ProblemDetails,
  ReturnableSale,
  Sale,
  SaleList,
  SaleListQuery,
  SaleParams,
  SaleReceipt,
  StoredSale,
  mayDo,
} from "@cloudpos/contracts";
import { Problem, identityOf, type App, type Identity } from "@cloudpos/kit";
import type { JWTVerifyGetKey } from "jose";
import type { Pool } from "pg";
import { approvedPermissions } from "../approvals.ts";
import { checkSale, contentHash, faultsOf, givesBack, hasDiscount, normalizeSale } from "../check.ts";
import type { CheckedSale, CommitResult, SaleCommitter } from "../committer.ts";
import { findReturnable, findSale, isStored, listSales } from "../sales.ts";
import type { StoreDirectory } from "../stores.ts";

/** What the routes of sales work with. */
export interface SaleRoutesOptions {
  pool: Pool;
  committer: SaleCommitter;
  stores: StoreDirectory;
  /** Checks approvals. */
  keys: JWTVerifyGetKey;
}

/** `POST` and `GET /api/transactions/sales`, `GET /api/transactions/sales/:id` and `…/returnable`. */
export function saleRoutes(app: App, { pool, committer, stores, keys }: SaleRoutesOptions): void {
  const tags = ["transactions"];
  const security = [{ bearer: [] }];

  app.post(
    "/api/transactions/sales",
    {
      config: { access: "sale:create" },
      schema: {
        summary: "Commit a completed sale, refund or exchange; idempotent by its id, for ever",
        tags,
        security,
        body: Sale,
        response: { 200: SaleReceipt, 201: SaleReceipt, "4xx": ProblemDetails, "5xx": ProblemDetails },
      },
    },
    async (request, reply) => {
      const checked = await prepare(request.body, identityOf(request));
      const receipt = receiptOf(checked, await committer.commit(checked));
      if (receipt.isReplay) reply.header("idempotent-replayed", "true");
      // The stored text itself, not parsed and written again: a replay is the same to the byte.
      return reply
        .code(receipt.isReplay ? 200 : 201)
        .type("application/json; charset=utf-8")
        .send(receipt.json as unknown as SaleReceipt);
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
      if (!sale) throw saleNotFound(request.params.id);
      return sale;
    },
  );

  app.get(
    "/api/transactions/sales/:id/returnable",
    {
      config: { access: "sale:read" },
      schema: {
        summary: "What of a sale of the own store may still be given back, and how its money may go back",
        tags,
        security,
        params: SaleParams,
        response: { 200: ReturnableSale, "4xx": ProblemDetails, "5xx": ProblemDetails },
      },
    },
    async (request) => {
      const returnable = await findReturnable(pool, identityOf(request).storeId, request.params.id);
      if (!returnable) throw saleNotFound(request.params.id);
      return returnable;
    },
  );

  app.get(
    "/api/transactions/sales",
    {
      config: { access: "sale:read" },
      schema: {
        summary: "Sales of the own store, those sold last first",
        tags,
        security,
        querystring: SaleListQuery,
        response: { 200: SaleList, "4xx": ProblemDetails, "5xx": ProblemDetails },
      },
    },
    async (request) => {
      const { storeId } = identityOf(request);
      const byDay = request.query.from ?? request.query.to;
      const timeZone = byDay === undefined ? "UTC" : (await stores.find(storeId)).timeZone;
      return listSales(pool, storeId, timeZone, request.query);
    },
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
    const { storeId, userId, role } = identity;
    const store = await stores.find(storeId);
    const faults = faultsOf(sale, store);
    if (faults.length > 0) throw new Problem("validation-failed", undefined, { errors: faults });

    const returns = givesBack(sale);
    const needsDiscount = hasDiscount(sale) && !mayDo(role, "sale:discount");
    const approved =
      returns || needsDiscount ? await approvedPermissions(sale, storeId, keys) : new Set<string>();
    if (returns && !mayDo(role, "sale:refund") && !approved.has("sale:refund")) {
      // What is stored was allowed then, by whoever sent it first: that is a replay, which changes nothing.
      if (!(await isStored(pool, sale.id))) {
        throw new Problem("refund-not-allowed", "Have somebody approve it who may give refunds.");
      }
    }
    return {
      sale,
      contentHash: contentHash(sale),
      storeId,
      userId,
      timeZone: store.timeZone,
      pricesIncludeTax: store.pricesIncludeTax,
      givesBack: returns,
      cashApproved: approved.has("sale:refund"),
      ...checkSale(sale, store, Date.now(), !needsDiscount || approved.has("sale:discount")),
    };
  }
}

/** The answer's JSON, or the problem that the outcome is. */
function receiptOf({ sale }: CheckedSale, result: CommitResult): { json: string; isReplay: boolean } {
  switch (result.outcome) {
    case "committed":
    case "replayed":
      return { json: result.receipt, isReplay: result.outcome === "replayed" };
    case "mismatch":
      throw new Problem("idempotency-mismatch", `The sale ${sale.id} is stored with other content.`);
    case "refused":
      throw new Problem(result.problem, result.detail);
  }
}

function saleNotFound(id: string): Problem {
  return new Problem("sale-not-found", `Your store has no sale with the id ${id}.`);
}
