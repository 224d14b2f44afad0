import { Problem } from "@cloudpos/kit";

/** PostgreSQL: unique_violation. */
const uniqueViolation = "23505";

/**
 * For `catch`: turns a broken unique constraint into `conflict` on one field of the body.
 * @throws Problem `conflict`, or the error as it was.
 */
export function taken(field: string, detail: string): (error: unknown) => never {
  return (error) => {
    if ((error as { code?: string }).code !== uniqueViolation) throw error;
    throw new Problem("conflict", detail, { errors: [{ path: `/body/${field}`, message: "is taken" }] });
  };
}
