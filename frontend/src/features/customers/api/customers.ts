import type {
  AdjustLoyalty,
  ChangeCustomer,
  CreateCustomer,
  Customer,
  CustomerSale,
  LoyaltyEntry,
  LoyaltyLedger,
  RecordConsent,
} from "@cloudpos/contracts";
import { queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import type { ApiClient } from "../../../lib/api-client.ts";
import { useApi } from "../../../lib/api-context.ts";
import { useCursorList } from "../../../lib/cursor-list.ts";
import { defined } from "../../../lib/defined.ts";

/** Customers by name, or those that match. */
export function useCustomers(search: string) {
  const api = useApi();
  return useCursorList<Customer, { items: Customer[]; nextCursor?: string }>(
    ["office", "customers", search],
    (cursor, signal) =>
      api.GET("/api/customers/customers", { params: { query: defined({ search, cursor }) }, signal }),
  );
}

/** One customer, also an erased one. */
export function customerQuery(api: ApiClient, id: string) {
  return queryOptions({
    queryKey: ["office", "customer", id],
    queryFn: ({ signal }): Promise<Customer> =>
      api.GET("/api/customers/customers/{id}", { params: { path: { id } }, signal }),
  });
}

/** Every consent given and withdrawn, newest first. */
export function consentsQuery(api: ApiClient, id: string) {
  return queryOptions({
    queryKey: ["office", "customer", id, "consents"],
    queryFn: async ({ signal }) =>
      (await api.GET("/api/customers/customers/{id}/consents", { params: { path: { id } }, signal })).items,
  });
}

/** The loyalty ledger, newest first. */
export function useLoyalty(id: string) {
  const api = useApi();
  return useCursorList<LoyaltyEntry, LoyaltyLedger>(["office", "customer", id, "loyalty"], (cursor, signal) =>
    api.GET("/api/customers/customers/{id}/loyalty", {
      params: { path: { id }, query: defined({ cursor }) },
      signal,
    }),
  );
}

/** What the customer bought, newest first. */
export function usePurchases(id: string) {
  const api = useApi();
  return useCursorList<CustomerSale, { items: CustomerSale[]; nextCursor?: string }>(
    ["office", "customer", id, "sales"],
    (cursor, signal) =>
      api.GET("/api/customers/customers/{id}/sales", {
        params: { path: { id }, query: defined({ cursor }) },
        signal,
      }),
  );
}

/** Creates a customer; safe to repeat under its id. */
export function useCreateCustomer() {
  const api = useApi();
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (body: CreateCustomer) => api.POST("/api/customers/customers", { body }),
    onSuccess: () => queries.invalidateQueries({ queryKey: ["office", "customers"] }),
  });
}

/** What can be done to a customer. */
export function useCustomerActions(id: string) {
  const api = useApi();
  const queries = useQueryClient();
  const path = { id };
  const onSuccess = async () => {
    await queries.invalidateQueries({ queryKey: ["office", "customer", id] });
    await queries.invalidateQueries({ queryKey: ["office", "customers"] });
  };
  return {
    change: useMutation({
      mutationFn: (body: ChangeCustomer) =>
        api.PATCH("/api/customers/customers/{id}", { params: { path }, body }),
      onSuccess,
    }),
    consent: useMutation({
      mutationFn: (body: RecordConsent) =>
        api.POST("/api/customers/customers/{id}/consents", { params: { path }, body }),
      onSuccess,
    }),
    adjust: useMutation({
      mutationFn: (body: AdjustLoyalty) =>
        api.POST("/api/customers/customers/{id}/loyalty/adjustments", { params: { path }, body }),
      onSuccess,
    }),
    erase: useMutation({
      mutationFn: () => api.POST("/api/customers/customers/{id}/erasure", { params: { path } }),
      onSuccess,
    }),
  };
}

/** Everything that is known of a customer, as the law lets them ask for it. */
export function exportCustomer(api: ApiClient, id: string) {
  return api.GET("/api/customers/customers/{id}/export", { params: { path: { id } } });
}
