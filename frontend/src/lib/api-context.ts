import { createContext, use } from "react";
import type { ApiClient } from "./api-client.ts";

/** Gives components the client of the API. */
export const ApiContext = createContext<ApiClient | null>(null);

/** The client of the API. */
export function useApi(): ApiClient {
  const api = use(ApiContext);
  if (api === null) throw new Error("useApi needs an ApiContext around it");
  return api;
}
