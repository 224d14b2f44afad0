import type { Static, TSchema } from "typebox";
import Value from "typebox/value";
import { Problem } from "./problem.ts";

/** Writes where a page ended as the opaque `nextCursor` of its list: the values its order is by. */
export function encodeCursor(position: readonly (string | number)[]): string {
  return Buffer.from(JSON.stringify(position)).toString("base64url");
}

/**
 * Reads a cursor back.
 * @param schema what the position must look like, such as `Type.Tuple([UtcTime, Uuid])`.
 * @throws Problem `validation-failed` for anything that {@link encodeCursor} did not write.
 */
export function decodeCursor<Schema extends TSchema>(schema: Schema, cursor: string): Static<Schema> {
  let position: unknown;
  try {
    position = JSON.parse(Buffer.from(cursor, "base64url").toString("utf8"));
  } catch {
    position = undefined;
  }
  if (Value.Check(schema, position)) return position as Static<Schema>;
  throw new Problem("validation-failed", undefined, {
    errors: [{ path: "/querystring/cursor", message: "is not a cursor of this list" }],
  });
}
