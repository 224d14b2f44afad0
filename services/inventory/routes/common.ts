import { ProblemDetails } from "@cloudpos/contracts";
import type { TSchema } from "typebox";

/** What the documentation of every route of this service has in common. */
export const documented = { tags: ["inventory"], security: [{ bearer: [] }] };

/** The errors every route can answer with. */
export const problems = { "4xx": ProblemDetails, "5xx": ProblemDetails };

/** Answers of a route that creates something once: 201 when it is new, 200 when it was there. */
export function createdOnce<Schema extends TSchema>(schema: Schema) {
  return { 200: schema, 201: schema, ...problems };
}
