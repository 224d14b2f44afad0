import {
  InventoryIdParams,
  LowStockList,
  LowStockQuery,
  NewStockAdjustment,
  StockAdjustment,
  StockHistoryQuery,
  StockMovementList,
} from "@cloudpos/contracts";
import { identityOf, type App } from "@cloudpos/kit";
import type { Pool } from "pg";
import { recordAdjustment } from "../adjustments.ts";
import { listLowStock, listMovements } from "../stock-lists.ts";
import { createdOnce, documented, problems } from "./common.ts";

/**
 * Stock of the own store: movements, adjustments, what is low.
 * @param onLow called when an adjustment made a product low.
 */
export function stockRoutes(app: App, pool: Pool, onLow: () => void): void {
  app.get(
    "/api/inventory/products/:id/movements",
    {
      config: { access: "catalogue:read" },
      schema: {
        summary: "The stock ledger of a product in the own store, newest first",
        ...documented,
        params: InventoryIdParams,
        querystring: StockHistoryQuery,
        response: { 200: StockMovementList, ...problems },
      },
    },
    async (request) => {
      const { limit = 50, cursor } = request.query;
      return listMovements(pool, identityOf(request).storeId, request.params.id, limit, cursor);
    },
  );

  app.post(
    "/api/inventory/stock-adjustments",
    {
      config: { access: "stock:write" },
      schema: {
        summary: "Receive, count or write off stock of the own store",
        ...documented,
        body: NewStockAdjustment,
        response: createdOnce(StockAdjustment),
      },
    },
    async (request, reply) => {
      const { adjustment, created } = await recordAdjustment(pool, identityOf(request), request.body, onLow);
      return reply.code(created ? 201 : 200).send(adjustment);
    },
  );

  app.get(
    "/api/inventory/stock/low",
    {
      config: { access: "catalogue:read" },
      schema: {
        summary: "Products at or below their reorder level in the own store",
        ...documented,
        querystring: LowStockQuery,
        response: { 200: LowStockList, ...problems },
      },
    },
    async (request) =>
      listLowStock(pool, identityOf(request).storeId, request.query.limit ?? 50, request.query.cursor),
  );
}
