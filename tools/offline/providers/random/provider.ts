/** Stands in for the official random provider where it cannot be downloaded. */
import type { Provider } from "../server/resource.ts";
import { resources, schema } from "./resources.ts";

export const provider: Provider = {
  name: schema.name,
  version: schema.version,
  schema,
  resources,
  configure: async () => ({}),
};
