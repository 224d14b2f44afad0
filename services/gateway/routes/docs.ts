import { createReadStream } from "node:fs";
import type { App, Logger } from "@cloudpos/kit";
import { docsFiles, docsPage } from "../docs-files.ts";
import { composeDocuments, type OpenApiDocument } from "../openapi.ts";
import { UpstreamDocuments } from "../upstream-documents.ts";
import { upstreams, type Upstream } from "../upstreams.ts";

/** The page loads its own files and the document, and nothing else from anywhere. */
const pagePolicy =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; " +
  "base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/**
 * `GET /api/docs/json`: one OpenAPI document of the whole public API. `GET /api/docs`: a page to read it, and to try
 * it with an access token, all from files of our own.
 * @param folder where the page's files are.
 */
export function docsRoutes(
  app: App,
  addressOf: (upstream: Upstream) => string,
  folder: string,
  log: Logger,
): void {
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

  const files = docsFiles(folder);
  const page = docsPage(files);
  const hidden = { config: { access: "public" }, schema: { hide: true } } as const;
  app.get("/api/docs", hidden, async (_request, reply) =>
    reply
      .header("content-security-policy", pagePolicy)
      .header("cache-control", "no-cache")
      .type("text/html; charset=utf-8")
      .send(page),
  );
  for (const { name, file, type, bytes } of files.filter((each) => each.name !== "index.html")) {
    app.get(`/api/docs/${name}`, hidden, async (_request, reply) =>
      reply
        .header("cache-control", "public, max-age=3600")
        .header("content-length", bytes)
        .type(type)
        .send(createReadStream(file)),
    );
  }
}
