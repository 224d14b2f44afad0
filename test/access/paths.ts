/** A UUID version 7 that nobody has. */
export const unknownId = "0198c0de-ffff-7000-8000-ffffffffffff";

const examples: Readonly<Record<string, string>> = {
  date: "2026-01-31",
  barcode: "2000000000015",
  code: "ABCDEFGHJKLM",
};

/** The address of a route with its parameters filled in, ids with `id`. */
export function fillPath(url: string, id = unknownId): string {
  return url.replaceAll(/:([A-Za-z]+)/g, (_, name: string) => examples[name] ?? id).replace("*", "nothing");
}
