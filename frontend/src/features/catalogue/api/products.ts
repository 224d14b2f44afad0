import type { Product, ProductList } from "@cloudpos/contracts";
import { keepPreviousData, queryOptions, type QueryClient } from "@tanstack/react-query";
import { ApiError, type ApiClient } from "../../../lib/api-client.ts";

/** Most products shown at once: the most the server gives. */
const limit = 200;

/** Products of the store, or those that match `search`. */
export function productsQuery(api: ApiClient, search: string) {
  const query = new URLSearchParams({ limit: String(limit) });
  if (search !== "") query.set("search", search);
  return queryOptions({
    queryKey: ["products", search],
    queryFn: async ({ signal }) =>
      (await api.get<ProductList>(`/api/inventory/products?${query}`, signal)).items,
    staleTime: 60_000,
    placeholderData: keepPreviousData,
  });
}

/**
 * The product with a barcode: at once when it was listed before, else from the server.
 * @returns null when there is no such product.
 * @throws ApiError | NetworkError
 */
export async function findByBarcode(
  api: ApiClient,
  queries: QueryClient,
  barcode: string,
): Promise<Product | null> {
  for (const [, products] of queries.getQueriesData<Product[]>({ queryKey: ["products"] })) {
    const known = products?.find((product) => product.barcode === barcode);
    if (known) return known;
  }
  try {
    return await queries.fetchQuery({
      queryKey: ["product-by-barcode", barcode],
      queryFn: ({ signal }) => api.get<Product>(`/api/inventory/products/by-barcode/${barcode}`, signal),
      staleTime: 60_000,
      retry: false,
    });
  } catch (error) {
    if (error instanceof ApiError && error.code === "product-not-found") return null;
    throw error;
  }
}
