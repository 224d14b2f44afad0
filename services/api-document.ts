import { generateKeyPairSync } from "node:crypto";
import { readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { commonSettings } from "@cloudpos/kit/settings";
import { createService, type ServiceDefinition } from "@cloudpos/kit";
import openapiTypeScript, { astToString, type OpenAPI3 } from "openapi-typescript";
import { authService } from "./auth/service.ts";
import { customer } from "./customer/service.ts";
import { gateway } from "./gateway/service.ts";
import { composeDocuments, type OpenApiDocument } from "./gateway/openapi.ts";
import { upstreams } from "./gateway/upstreams.ts";
import { inventoryService } from "./inventory/service.ts";
import { notificationService } from "./notification/service.ts";
import { paymentService } from "./payment/service.ts";
import { reporting } from "./reporting/service.ts";
import { transactionService } from "./transaction/service.ts";

/** The web app's types of the API, written by `node services/api-document.ts`. */
export const apiTypesFile = path.resolve(import.meta.dirname, "../frontend/src/lib/api/schema.d.ts");

/**
 * The OpenAPI document that the gateway answers at `/api/docs/json`, composed from the services' own route
 * schemas. Nothing has to run: every service is put together with stand-ins for its stores and never prepared.
 */
export async function composeApiDocument(): Promise<OpenApiDocument> {
  const services = [
    authService(),
    inventoryService(),
    transactionService(),
    paymentService(),
    customer,
    notificationService(),
    reporting,
  ];
  const documents = new Map<string, OpenApiDocument>();
  for (const definition of [...services, gateway] as unknown as ServiceDefinition[]) {
    documents.set(definition.name, await documentOf(definition));
  }
  return composeDocuments(
    documents.get("gateway")!,
    upstreams.map(({ service, prefix }) => ({ prefix, document: documents.get(service)! })),
  );
}

/** TypeScript types of the whole API. */
export async function apiTypes(): Promise<string> {
  const document = (await composeApiDocument()) as unknown as OpenAPI3;
  return `// Written by \`node services/api-document.ts\` from the services' route schemas. Do not edit.\n${astToString(
    await openapiTypeScript(document, { alphabetize: true, silent: true }),
  )}`;
}

async function documentOf(definition: ServiceDefinition): Promise<OpenApiDocument> {
  const settings = standInSettings({ ...commonSettings, ...definition.settings });
  const { app } = await createService(definition, settings as never, {
    // Has no names of its own, so nothing is opened, checked or closed, but a stand-in under any name.
    needs: new Proxy({}, { get: (_target, name) => (typeof name === "symbol" ? undefined : standIn()) }),
    keys: () => Promise.reject(new Error("this service checks no token")),
  });
  await app.ready();
  const document = app.swagger() as unknown as OpenApiDocument;
  await app.close();
  return document;
}

/** A value for every setting that starts a service which is never used. */
function standInSettings(properties: Record<string, unknown>): Record<string, unknown> {
  const values: Record<string, unknown> = {};
  for (const [name, schema] of Object.entries(properties)) {
    const { type, default: usual } = schema as { type?: string; default?: unknown };
    if (usual !== undefined) values[name] = usual;
    else if (name === "SIGNING_KEY_FILE") values["SIGNING_KEY"] = signingKey();
    else if (name.endsWith("_FILE"))
      values[name.slice(0, -"_FILE".length)] = "stand-in of thirty-two characters";
    else if (name.endsWith("_URL")) values[name] = "http://localhost:1";
    else values[name] = type === "integer" || type === "number" ? 1 : type === "boolean" ? false : "stand-in";
  }
  return { ...values, LOG_LEVEL: "silent" };
}

function signingKey(): string {
  return generateKeyPairSync("ed25519").privateKey.export({ type: "pkcs8", format: "pem" }) as string;
}

/** Answers to everything that is asked of it with itself, and holds nothing. */
function standIn(): unknown {
  return new Proxy(function () {}, {
    get: (_target, name) => (typeof name === "symbol" || name === "then" ? undefined : standIn()),
    apply: () => standIn(),
    construct: () => standIn() as object,
  });
}

if (process.argv[1] === import.meta.filename) {
  const types = await apiTypes();
  const before = await readFile(apiTypesFile, "utf8").catch(() => "");
  await writeFile(apiTypesFile, types);
  console.log(`${path.relative(process.cwd(), apiTypesFile)}: ${types === before ? "unchanged" : "written"}`);
  // Some libraries of the services keep timers that only a running service would end.
  process.exit();
}
