import { Readable } from "node:stream";
import { InventoryIdParams, ProductImport, importLimits } from "@cloudpos/contracts";
import { Problem, identityOf, type App } from "@cloudpos/kit";
import type { Pool } from "pg";
import { Type } from "typebox";
import { applyImport, findImport } from "../imports/apply.ts";
import { exportProducts } from "../imports/export.ts";
import { previewImport } from "../imports/preview.ts";
import { Lane } from "../lane.ts";
import { documented, problems } from "./common.ts";

const csvType = "text/csv";
const notFound = () => new Problem("import-not-found");

/** `/api/inventory/imports` and `/api/inventory/products.csv`. */
export async function importRoutes(app: App, pool: Pool): Promise<void> {
  app.get(
    "/api/inventory/products.csv",
    {
      config: { access: "catalogue:read" },
      schema: {
        summary: "The catalogue as a CSV that can be imported, with prices and stock of the own store",
        ...documented,
        response: { 200: { content: { [csvType]: { schema: Type.String() } } }, ...problems },
      },
    },
    async (request, reply) =>
      reply
        .type(`${csvType}; charset=utf-8`)
        .header("content-disposition", 'attachment; filename="products.csv"')
        .send(Readable.from(exportProducts(pool, identityOf(request).storeId)) as never),
  );

  app.get(
    "/api/inventory/imports/:id",
    {
      config: { access: "catalogue:write" },
      schema: {
        summary: "An import: its preview and whether it was applied",
        ...documented,
        params: InventoryIdParams,
        response: { 200: ProductImport, ...problems },
      },
    },
    async (request) => {
      const found = await findImport(pool, identityOf(request).storeId, request.params.id);
      if (!found) throw notFound();
      return found;
    },
  );

  app.post(
    "/api/inventory/imports/:id/apply",
    {
      config: { access: "catalogue:write" },
      schema: {
        summary: "Apply a previewed import: all or nothing, once",
        ...documented,
        params: InventoryIdParams,
        response: { 200: ProductImport, ...problems },
      },
    },
    async (request) => applyImport(pool, identityOf(request).storeId, request.params.id),
  );

  await app.register(async (scope) => previewRoute(scope as unknown as App, pool));
}

/** In a scope of its own: nothing else takes CSV, and nothing else may be that large. */
function previewRoute(app: App, pool: Pool): void {
  // One file at a time: each takes some fifty megabytes while it is read, and the service has little more. Who comes
  // meanwhile waits before the body is read.
  const lane = new Lane();
  const leaving = new WeakMap<object, () => void>();
  app.addHook("onRequest", async (request, reply) => {
    const leave = await lane.enter();
    leaving.set(request, leave);
    // Also when the client has gone, before or after this moment: then no answer is ever finished.
    reply.raw.once("close", leave);
    if (reply.raw.closed || reply.raw.destroyed) leave();
  });
  app.addHook("onResponse", async (request) => leaving.get(request)?.());

  app.removeAllContentTypeParsers();
  app.addContentTypeParser(
    csvType,
    { parseAs: "buffer", bodyLimit: importLimits.bytes },
    async (_request: unknown, body: Buffer) => decode(body),
  );
  app.addContentTypeParser("*", async () => {
    throw new Problem("unsupported-media-type", `Send the CSV as ${csvType}.`);
  });

  app.post(
    "/api/inventory/imports",
    {
      config: { access: "catalogue:write" },
      bodyLimit: importLimits.bytes,
      schema: {
        summary: "Preview an import of products from a CSV",
        ...documented,
        body: { content: { [csvType]: { schema: Type.String() } } },
        response: { 201: ProductImport, ...problems },
      },
    },
    async (request, reply) => {
      const text: unknown = request.body;
      if (typeof text !== "string")
        throw new Problem("unsupported-media-type", `Send the CSV as ${csvType}.`);
      const { storeId } = identityOf(request);
      const id = await previewImport(pool, identityOf(request), text);
      const preview = await findImport(pool, storeId, id);
      if (!preview) throw notFound();
      return reply.code(201).send(preview);
    },
  );
}

/** @throws Problem `bad-request` when the bytes are not UTF-8. */
function decode(body: Buffer): string {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(body);
  } catch {
    throw new Problem(
      "bad-request",
      "The file is not in UTF-8. Save it as “CSV UTF-8” in the spreadsheet, and send it again.",
    );
  }
}
