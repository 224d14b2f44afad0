/** Stands in for the official tls provider where it cannot be downloaded. */
import type { CheckFailure, PropertyMap, Provider } from "../server/resource.ts";
import { functions } from "./functions.ts";
import type { Proxy, TlsClient } from "./functions.ts";
import { resources, schema } from "./resources.ts";

export const provider: Provider<TlsClient> = {
  name: schema.name,
  version: schema.version,
  schema,
  resources,
  functions,
  checkConfig,
  configure: async (config) => ({ proxy: proxyFrom(config) }),
};

function checkConfig(config: PropertyMap): CheckFailure[] {
  let proxy: Proxy;
  try {
    proxy = proxyFrom(config);
  } catch {
    return [{ property: "proxy", reason: "must be an object with fromEnv, or url, username and password" }];
  }
  if (proxy.url !== undefined && !/^https?:$/.test(URL.parse(proxy.url)?.protocol ?? "")) {
    return [{ property: "proxy.url", reason: "must be an address that begins with http:// or https://" }];
  }
  return [];
}

/** The engine hands nested settings over as JSON. */
function proxyFrom(config: PropertyMap): Proxy {
  const proxy = config["proxy"];
  return (typeof proxy === "string" ? JSON.parse(proxy) : (proxy ?? {})) as Proxy;
}
