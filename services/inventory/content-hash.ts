import { createHash } from "node:crypto";

/** SHA-256 of a request's content, whatever the order of its fields: tells a replay from another request. */
export function contentHash(content: unknown): Buffer {
  return createHash("sha256")
    .update(JSON.stringify(sorted(content)))
    .digest();
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .toSorted(([a], [b]) => (a < b ? -1 : 1))
      .map(([name, field]) => [name, sorted(field)]),
  );
}
