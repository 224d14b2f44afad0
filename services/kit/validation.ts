import type { FieldError } from "@cloudpos/contracts";
import type { FastifySchemaCompiler } from "fastify";
import type { Static, TSchema } from "typebox";
import { Compile } from "typebox/compile";
import type { TLocalizedValidationError } from "typebox/error";
import { Problem } from "./problem.ts";
import { fromTexts } from "./text.ts";

/**
 * Checks requests against their TypeBox schemas. A body is taken as it is: nothing is converted, filled in or
 * stripped. Path parameters and the query arrive as text, so there numbers are converted and defaults filled in.
 */
export const validatorCompiler: FastifySchemaCompiler<TSchema> = ({ schema, httpPart }) => {
  const validator = Compile(schema);
  const isBody = httpPart === "body";
  return (input: unknown) => {
    const value = isBody ? input : fromTexts(schema, input as Record<string, unknown>);
    if (validator.Check(value)) return { value };
    return { error: refusal(validator.Errors(value), httpPart ?? "body") };
  };
};

/** What came in another way than as a request, checked as a body is. @throws Problem `validation-failed` */
export function requireValid<Schema extends TSchema>(schema: Schema, value: unknown): Static<Schema> {
  const validator = Compile(schema);
  if (validator.Check(value)) return value;
  throw refusal(validator.Errors(value), "body");
}

function refusal(errors: readonly TLocalizedValidationError[], part: string): Problem {
  return new Problem("validation-failed", undefined, { errors: fieldErrors(errors, part) });
}

const maxErrors = 20;

/** One entry per wrong field: `/body/lines/0/quantityMilli` names it exactly. */
function fieldErrors(errors: readonly TLocalizedValidationError[], part: string): FieldError[] {
  const found = new Map<string, string>();
  const add = (path: string, message: string) => {
    if (!found.has(path)) found.set(path, message);
  };
  for (const error of errors) {
    const path = `/${part}${error.instancePath}`;
    if (error.keyword === "required") {
      for (const name of error.params.requiredProperties) add(`${path}/${name}`, "is missing");
    } else if (error.keyword === "additionalProperties") {
      for (const name of error.params.additionalProperties) add(`${path}/${name}`, "is not a known field");
    } else if (error.keyword !== "boolean" && error.keyword !== "const") {
      add(path, error.message);
    }
  }
  return [...found].slice(0, maxErrors).map(([path, message]) => ({ path, message }));
}
