import type { CreateCustomer, Customer } from "@cloudpos/contracts";
import { keepPreviousData, queryOptions, useMutation } from "@tanstack/react-query";
import type { ApiClient } from "../../../lib/api-client.ts";
import { useApi } from "../../../lib/api-context.ts";

/** Customers whose name, e-mail address, number or telephone fits. */
export function customersQuery(api: ApiClient, search: string) {
  return queryOptions({
    queryKey: ["customer-choice", search],
    queryFn: async ({ signal }) =>
      (
        await api.GET("/api/customers/customers", {
          params: { query: { limit: 20, ...(search !== "" && { search }) } },
          signal,
        })
      ).items,
    staleTime: 15_000,
    placeholderData: keepPreviousData,
  });
}

/** One customer. */
export function readCustomer(api: ApiClient, id: string): Promise<Customer> {
  return api.GET("/api/customers/customers/{id}", { params: { path: { id } } });
}

/** Makes a new customer; safe to repeat. */
export function useCreateCustomer() {
  const api = useApi();
  return useMutation({
    mutationFn: (customer: CreateCustomer) => api.POST("/api/customers/customers", { body: customer }),
  });
}
