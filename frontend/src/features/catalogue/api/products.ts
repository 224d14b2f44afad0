import type { Category, Product, ProductChanges } from "@cloudpos/contracts";
import { ApiError, type ApiClient } from "../../../lib/api-client.ts";

/** Products at a time: the most the server gives. */
const pageSize = 1_000;

/** What changed in the catalogue since a cursor; without one, all of it. */
export function readChanges(api: ApiClient, since: string | null): Promise<ProductChanges> {
  return api.GET("/api/inventory/products/changes", {
    params: { query: { limit: pageSize, ...(since !== null && { since }) } },
  });
}

/** The categories in their order. */
export async function readCategories(api: ApiClient): Promise<readonly Category[]> {
  return (await api.GET("/api/inventory/categories")).items;
}

/**
 * The product with a barcode, asked of the server: it may be newer than what this device knows.
 * @returns null when there is no such product.
 * @throws ApiError | NetworkError
 */
export async function readByBarcode(api: ApiClient, barcode: string): Promise<Product | null> {
  try {
    return await api.GET("/api/inventory/products/by-barcode/{barcode}", { params: { path: { barcode } } });
  } catch (error) {
    if (error instanceof ApiError && error.code === "product-not-found") return null;
    throw error;
  }
}
