import {
  BarcodeParams,
  InventoryIdParams,
  NewProduct,
  Product,
  ProductChange,
  ProductChanges,
  ProductChangesQuery,
  ProductList,
  ProductListQuery,
} from "@cloudpos/contracts";
import { Problem, identityOf, type App } from "@cloudpos/kit";
import type { Pool } from "pg";
import { productChanges } from "../changes.ts";
import { changeProduct, createProduct, findByBarcode, findProduct, listProducts } from "../products.ts";
import { createdOnce, documented, problems } from "./common.ts";

/** `/api/inventory/products`, but for what is below a product. */
export function productRoutes(app: App, pool: Pool): void {
  app.get(
    "/api/inventory/products",
    {
      config: { access: "catalogue:read" },
      schema: {
        summary: "Products by name, with price and stock of the own store",
        ...documented,
        querystring: ProductListQuery,
        response: { 200: ProductList, ...problems },
      },
    },
    async (request) => {
      const { limit = 50, ...filter } = request.query;
      return listProducts(pool, identityOf(request).storeId, { ...filter, limit });
    },
  );

  app.post(
    "/api/inventory/products",
    {
      config: { access: "catalogue:write" },
      schema: {
        summary: "Create a product or a variant",
        ...documented,
        body: NewProduct,
        response: createdOnce(Product),
      },
    },
    async (request, reply) => {
      const { product, created } = await createProduct(pool, identityOf(request).storeId, request.body);
      return reply.code(created ? 201 : 200).send(product);
    },
  );

  app.get(
    "/api/inventory/products/:id",
    {
      config: { access: "catalogue:read" },
      schema: {
        summary: "A product, archived ones too",
        ...documented,
        params: InventoryIdParams,
        response: { 200: Product, ...problems },
      },
    },
    async (request) => {
      const product = await findProduct(pool, identityOf(request).storeId, request.params.id);
      if (!product) throw new Problem("product-not-found");
      return product;
    },
  );

  app.patch(
    "/api/inventory/products/:id",
    {
      config: { access: "catalogue:write" },
      schema: {
        summary: "Change a product",
        ...documented,
        params: InventoryIdParams,
        body: ProductChange,
        response: { 200: Product, ...problems },
      },
    },
    async (request) => changeProduct(pool, identityOf(request).storeId, request.params.id, request.body),
  );

  app.get(
    "/api/inventory/products/by-barcode/:barcode",
    {
      config: { access: "catalogue:read" },
      schema: {
        summary: "The product a scanner has read",
        ...documented,
        params: BarcodeParams,
        response: { 200: Product, ...problems },
      },
    },
    async (request) => {
      const { barcode } = request.params;
      const product = await findByBarcode(pool, identityOf(request).storeId, barcode);
      if (!product) throw new Problem("product-not-found", `No product has the barcode ${barcode}.`);
      return product;
    },
  );

  app.get(
    "/api/inventory/products/changes",
    {
      config: { access: "catalogue:read" },
      schema: {
        summary: "What changed in the catalogue since a cursor: how registers keep their copy",
        ...documented,
        querystring: ProductChangesQuery,
        response: { 200: ProductChanges, ...problems },
      },
    },
    async (request) =>
      productChanges(pool, identityOf(request).storeId, request.query.since, request.query.limit ?? 500),
  );
}
