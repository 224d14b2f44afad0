import type { CreateCustomer, Customer, CustomerList } from "@cloudpos/contracts";
import { keepPreviousData, queryOptions, useMutation } from "@tanstack/react-query";
import type { ApiClient } from "../../../lib/api-client.ts";
import { useApi } from "../../../lib/api-context.ts";

/** Customers whose name, e-mail address, number or telephone fits. */
export function customersQuery(api: ApiClient, search: string) {
  const query = new URLSearchParams({ limit: "20", ...(search !== "" && { search }) });
  return queryOptions({
    queryKey: ["customer-choice", search],
    queryFn: async ({ signal }) =>
      (await api.get<CustomerList>(`/api/customers/customers?${query}`, signal)).items,
    staleTime: 15_000,
    placeholderData: keepPreviousData,
  });
}

/** One customer. */
export function readCustomer(api: ApiClient, id: string): Promise<Customer> {
  return api.get<Customer>(`/api/customers/customers/${id}`);
}

/** Makes a new customer; safe to repeat. */
export function useCreateCustomer() {
  const api = useApi();
  return useMutation({
    mutationFn: async (customer: CreateCustomer) =>
      (await api.post<Customer>("/api/customers/customers", customer)).body,
  });
}
