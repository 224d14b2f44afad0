/** The parts of an OpenAPI document that are merged. */
export interface OpenApiDocument {
  openapi: string;
  info: { title: string; description?: string; version: string };
  paths?: Record<string, object>;
  components?: Record<string, Record<string, unknown>>;
}

/** One document for the public API: every service's paths below its own prefix, and nothing internal. */
export function composeDocuments(
  own: OpenApiDocument,
  parts: readonly { prefix: string; document: OpenApiDocument }[],
): OpenApiDocument {
  // The gateway's own routes, without those that only forward: what they forward to is described below.
  const paths: Record<string, object> = Object.fromEntries(
    Object.entries(own.paths ?? {}).filter(([path]) => !path.includes("{*}")),
  );
  const components = structuredClone(own.components ?? {});
  for (const { prefix, document } of parts) {
    for (const [path, operations] of Object.entries(document.paths ?? {})) {
      if (path.startsWith(`${prefix}/`)) paths[path] = operations;
    }
    for (const [kind, entries] of Object.entries(document.components ?? {})) {
      components[kind] = { ...components[kind], ...entries };
    }
  }
  return {
    ...own,
    info: { ...own.info, title: "CloudPOS API" },
    paths: Object.fromEntries(Object.entries(paths).toSorted(([a], [b]) => a.localeCompare(b))),
    components,
  };
}
