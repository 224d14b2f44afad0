import type { Sale, SaleReceipt } from "@cloudpos/contracts";
import type { ApiClient } from "../../../lib/api-client.ts";

/** Commits a completed sale; safe to repeat, since the server knows the sale's id. */
export function postSale(api: ApiClient, sale: Sale): Promise<SaleReceipt> {
  return api.POST("/api/transactions/sales", { body: sale });
}
