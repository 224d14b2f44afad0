import {
  ChangeCustomer,
  CreateCustomer,
  Customer,
  CustomerErasure,
  CustomerExport,
  CustomerHistoryQuery,
  CustomerList,
  CustomerListQuery,
  CustomerParams,
  CustomerSaleList,
  ProblemDetails,
} from "@cloudpos/contracts";
import type { App } from "@cloudpos/kit";
import type { Pool } from "pg";
import { changeCustomer, createCustomer, eraseCustomer, getCustomer, listCustomers } from "../customers.ts";
import { exportCustomer } from "../export.ts";
import { listSales } from "../sales.ts";

/** `/api/customers/customers` and each customer's own data, export and erasure. */
export function customerRoutes(app: App, pool: Pool): void {
  const tags = ["customers"];
  const security = [{ bearer: [] }];
  const problems = { "4xx": ProblemDetails, "5xx": ProblemDetails };

  app.get(
    "/api/customers/customers",
    {
      config: { access: "customer:read" },
      schema: {
        summary: "Customers by name, or those that a search means",
        tags,
        security,
        querystring: CustomerListQuery,
        response: { 200: CustomerList, ...problems },
      },
    },
    (request) => listCustomers(pool, request.query),
  );

  app.post(
    "/api/customers/customers",
    {
      config: { access: "customer:write" },
      schema: {
        summary: "Add a customer; idempotent by its id",
        tags,
        security,
        body: CreateCustomer,
        response: { 200: Customer, 201: Customer, ...problems },
      },
    },
    async (request, reply) => {
      const { customer, replayed } = await createCustomer(pool, request.body);
      if (replayed) reply.header("idempotent-replayed", "true");
      return reply.code(replayed ? 200 : 201).send(customer);
    },
  );

  app.get(
    "/api/customers/customers/:id",
    {
      config: { access: "customer:read" },
      schema: {
        summary: "One customer",
        tags,
        security,
        params: CustomerParams,
        response: { 200: Customer, ...problems },
      },
    },
    (request) => getCustomer(pool, request.params.id),
  );

  app.patch(
    "/api/customers/customers/:id",
    {
      config: { access: "customer:write" },
      schema: {
        summary: "Change what is named; null removes",
        tags,
        security,
        params: CustomerParams,
        body: ChangeCustomer,
        response: { 200: Customer, ...problems },
      },
    },
    (request) => changeCustomer(pool, request.params.id, request.body),
  );

  app.get(
    "/api/customers/customers/:id/sales",
    {
      config: { access: "customer:read" },
      schema: {
        summary: "Sales of a customer in all stores, newest first",
        tags,
        security,
        params: CustomerParams,
        querystring: CustomerHistoryQuery,
        response: { 200: CustomerSaleList, ...problems },
      },
    },
    (request) => listSales(pool, request.params.id, request.query),
  );

  app.get(
    "/api/customers/customers/:id/export",
    {
      config: { access: "customer:privacy" },
      schema: {
        summary: "Everything that is known of a customer",
        tags,
        security,
        params: CustomerParams,
        response: { 200: CustomerExport, ...problems },
      },
    },
    async (request, reply) => {
      const { id } = request.params;
      reply.header("content-disposition", `attachment; filename="customer-${id}.json"`);
      return exportCustomer(pool, id);
    },
  );

  app.post(
    "/api/customers/customers/:id/erasure",
    {
      config: { access: "customer:privacy" },
      schema: {
        summary: "Destroy a customer's personal data, for good",
        tags,
        security,
        params: CustomerParams,
        response: { 200: CustomerErasure, ...problems },
      },
    },
    (request) => eraseCustomer(pool, request.params.id),
  );
}
