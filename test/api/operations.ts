import type { Schema } from "./values.ts";

/** A parameter of an operation, in its path or its query. */
export interface Parameter {
  name: string;
  in: "path" | "query" | "header" | "cookie";
  required?: boolean;
  schema: Schema;
}

/** What can be asked of the API: one method of one path. */
export interface Operation {
  method: string;
  /** With parameters as `{id}`. */
  path: string;
  parameters: readonly Parameter[];
  /** Asks for no token. */
  isPublic: boolean;
  /** Absent when the operation takes no body. */
  body?: { schema: Schema; mediaType: string };
}

interface Document {
  paths: Record<string, Record<string, DocumentedOperation>>;
}

interface DocumentedOperation {
  parameters?: Parameter[];
  security?: object[];
  requestBody?: { content: Record<string, { schema?: Schema }> };
}

const methods = ["get", "post", "put", "patch", "delete"];

/** Everything that an OpenAPI document offers, in the order of the document. */
export function operationsOf(document: unknown): Operation[] {
  const { paths } = document as Document;
  return Object.entries(paths).flatMap(([path, item]) =>
    Object.entries(item)
      .filter(([method]) => methods.includes(method))
      .map(([method, operation]) => {
        const [content] = Object.entries(operation.requestBody?.content ?? {});
        return {
          method: method.toUpperCase(),
          path,
          parameters: operation.parameters ?? [],
          isPublic: !operation.security?.length,
          ...(content?.[1].schema && { body: { mediaType: content[0], schema: content[1].schema } }),
        };
      }),
  );
}
