import {
  Category,
  CategoryChange,
  CategoryList,
  InventoryIdParams,
  NewCategory,
  NewProductGroup,
  NewTaxClass,
  ProductGroupChange,
  ProductGroupDetails,
  ProductGroupList,
  ProductGroupListQuery,
  TaxClassChange,
  TaxClassList,
  TaxClassParams,
  TaxClassRates,
} from "@cloudpos/contracts";
import { Problem, identityOf, type App } from "@cloudpos/kit";
import type { Pool } from "pg";
import { changeCategory, createCategory, listCategories } from "../categories.ts";
import { changeGroup, createGroup, findGroup, listGroups } from "../product-groups.ts";
import { changeTaxClass, createTaxClass, listTaxClasses } from "../tax-classes.ts";
import { createdOnce, documented, problems } from "./common.ts";

/** `/api/inventory/product-groups`, `/api/inventory/categories` and `/api/inventory/tax-classes`. */
export function catalogueRoutes(app: App, pool: Pool): void {
  groupRoutes(app, pool);
  categoryRoutes(app, pool);
  taxClassRoutes(app, pool);
}

function groupRoutes(app: App, pool: Pool): void {
  app.get(
    "/api/inventory/product-groups",
    {
      config: { access: "catalogue:read", scope: "business" },
      schema: {
        summary: "Product groups by name",
        ...documented,
        querystring: ProductGroupListQuery,
        response: { 200: ProductGroupList, ...problems },
      },
    },
    async (request) => listGroups(pool, request.query.limit ?? 50, request.query.cursor),
  );

  app.post(
    "/api/inventory/product-groups",
    {
      config: { access: "catalogue:write" },
      schema: {
        summary: "Create a product group with its variants",
        ...documented,
        body: NewProductGroup,
        response: createdOnce(ProductGroupDetails),
      },
    },
    async (request, reply) => {
      const { group, created } = await createGroup(pool, identityOf(request).storeId, request.body);
      return reply.code(created ? 201 : 200).send(group);
    },
  );

  app.get(
    "/api/inventory/product-groups/:id",
    {
      config: { access: "catalogue:read" },
      schema: {
        summary: "A product group with its variants",
        ...documented,
        params: InventoryIdParams,
        response: { 200: ProductGroupDetails, ...problems },
      },
    },
    async (request) => {
      const group = await findGroup(pool, identityOf(request).storeId, request.params.id);
      if (!group) throw new Problem("product-group-not-found");
      return group;
    },
  );

  app.patch(
    "/api/inventory/product-groups/:id",
    {
      config: { access: "catalogue:write" },
      schema: {
        summary: "Change a product group's name or options",
        ...documented,
        params: InventoryIdParams,
        body: ProductGroupChange,
        response: { 200: ProductGroupDetails, ...problems },
      },
    },
    async (request) => changeGroup(pool, identityOf(request).storeId, request.params.id, request.body),
  );
}

function categoryRoutes(app: App, pool: Pool): void {
  app.get(
    "/api/inventory/categories",
    {
      config: { access: "catalogue:read", scope: "business" },
      schema: { summary: "All categories", ...documented, response: { 200: CategoryList, ...problems } },
    },
    async () => ({ items: await listCategories(pool) }),
  );

  app.post(
    "/api/inventory/categories",
    {
      config: { access: "catalogue:write", scope: "business" },
      schema: {
        summary: "Create a category",
        ...documented,
        body: NewCategory,
        response: createdOnce(Category),
      },
    },
    async (request, reply) => {
      const { category, created } = await createCategory(pool, request.body);
      return reply.code(created ? 201 : 200).send(category);
    },
  );

  app.patch(
    "/api/inventory/categories/:id",
    {
      config: { access: "catalogue:write", scope: "business" },
      schema: {
        summary: "Rename or move a category",
        ...documented,
        params: InventoryIdParams,
        body: CategoryChange,
        response: { 200: Category, ...problems },
      },
    },
    async (request) => changeCategory(pool, request.params.id, request.body),
  );
}

function taxClassRoutes(app: App, pool: Pool): void {
  app.get(
    "/api/inventory/tax-classes",
    {
      config: { access: "catalogue:read" },
      schema: {
        summary: "All tax classes with the rates of the own store",
        ...documented,
        response: { 200: TaxClassList, ...problems },
      },
    },
    async (request) => ({ items: await listTaxClasses(pool, identityOf(request).storeId) }),
  );

  app.post(
    "/api/inventory/tax-classes",
    {
      config: { access: "catalogue:write" },
      schema: {
        summary: "Create a tax class",
        ...documented,
        body: NewTaxClass,
        response: createdOnce(TaxClassRates),
      },
    },
    async (request, reply) => {
      const { taxClass, created } = await createTaxClass(pool, identityOf(request).storeId, request.body);
      return reply.code(created ? 201 : 200).send(taxClass);
    },
  );

  app.patch(
    "/api/inventory/tax-classes/:code",
    {
      config: { access: "catalogue:write" },
      schema: {
        summary: "Change a tax class or the own store's rate",
        ...documented,
        params: TaxClassParams,
        body: TaxClassChange,
        response: { 200: TaxClassRates, ...problems },
      },
    },
    async (request) => changeTaxClass(pool, identityOf(request).storeId, request.params.code, request.body),
  );
}
