import type { App, Logger } from "@cloudpos/kit";
import { composeDocuments, type OpenApiDocument } from "../openapi.ts";
import { UpstreamDocuments } from "../upstream-documents.ts";
import { upstreams, type Upstream } from "../upstreams.ts";

/** `GET /api/docs/json`: one OpenAPI document of the whole public API. */
export function docsRoutes(app: App, addressOf: (upstream: Upstream) => string, log: Logger): void {
  const documents = new UpstreamDocuments(log);
  app.get(
    "/api/docs/json",
    { config: { access: "public" }, schema: { summary: "This document", tags: ["status"] } },
    async () => {
      const parts = await Promise.all(
        upstreams.map(async (upstream) => {
          const document = await documents.of(upstream, addressOf(upstream));
          return document && { prefix: upstream.prefix, document };
        }),
      );
      return composeDocuments(
        app.swagger() as unknown as OpenApiDocument,
        parts.filter((part) => part !== undefined),
      );
    },
  );
}
