import { BarcodeParams, ProblemDetails, Product, ProductList, ProductListQuery } from "@cloudpos/contracts";
import { Problem, identityOf, type App } from "@cloudpos/kit";
import type { Pool } from "pg";
import { findByBarcode, searchProducts } from "../catalogue.ts";

/** `GET /api/inventory/products` and `GET /api/inventory/products/by-barcode/:barcode`. */
export function productRoutes(app: App, pool: Pool): void {
  const tags = ["inventory"];
  const security = [{ bearer: [] }];

  app.get(
    "/api/inventory/products",
    {
      config: { access: "catalogue:read" },
      schema: {
        summary: "Products by name, with the stock of the own store",
        tags,
        security,
        querystring: ProductListQuery,
        response: { 200: ProductList, "4xx": ProblemDetails, "5xx": ProblemDetails },
      },
    },
    async (request) => ({
      items: await searchProducts(
        pool,
        identityOf(request).storeId,
        request.query.search ?? "",
        request.query.limit ?? 50,
      ),
    }),
  );

  app.get(
    "/api/inventory/products/by-barcode/:barcode",
    {
      config: { access: "catalogue:read" },
      schema: {
        summary: "The product a scanner has read",
        tags,
        security,
        params: BarcodeParams,
        response: { 200: Product, "4xx": ProblemDetails, "5xx": ProblemDetails },
      },
    },
    async (request) => {
      const { barcode } = request.params;
      const product = await findByBarcode(pool, identityOf(request).storeId, barcode);
      if (!product) throw new Problem("product-not-found", `No product has the barcode ${barcode}.`);
      return product;
    },
  );
}
