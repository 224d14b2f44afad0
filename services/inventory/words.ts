/**
 * Words as the catalogue compares them: lower case, without accents, split at everything that is neither letter nor
 * digit. Made here and not in the database, whose locale decides there what a letter is.
 */
export function wordsOf(text: string): string[] {
  return normalized(text)
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word !== "")
    .map((word) => cut(word, 100));
}

/** A name as it is compared and sorted: `Crème  Brûlée ` and `creme brulee` are the same. At most 200 characters. */
export function keyOf(name: string): string {
  return cut(normalized(name).replace(/\s+/gu, " ").trim(), 200);
}

/** At most `length` code units, without half of a pair that the cut went through. */
function cut(text: string, length: number): string {
  return text.slice(0, length).replace(/[\ud800-\udbff]$/, "");
}

function normalized(text: string): string {
  return text
    .normalize("NFKD")
    .replace(/\p{M}+/gu, "")
    .toLowerCase();
}

/** Everything a product is found by, for `array_to_tsvector`: words of the name, the SKU as a whole, barcodes. */
export function searchWords(name: string, sku: string, barcodes: readonly string[]): string[] {
  return [...new Set([...wordsOf(name), keyOf(sku), ...barcodes])].filter((word) => word !== "");
}

const mostWords = 10;

/**
 * What a person typed as a tsquery: everything quoted, so that nothing in it is an operator, and matched by its
 * beginning. `gr coff` becomes `'gr':* & 'coff':*`. What has other signs in it may be a SKU or several words: `gro-1`
 * becomes `('gro-1':* | 'gro':* & '1':*)`. What comes after the tenth is ignored.
 * @returns null when there is no word in it, which nothing can match.
 */
export function searchQuery(text: string): string | null {
  const typed = keyOf(text).split(" ");
  const terms = [...new Set(typed)].slice(0, mostWords).flatMap((part) => {
    const words = wordsOf(part).slice(0, mostWords).map(prefix);
    if (words.length === 0) return [];
    const whole = prefix(part);
    return words.length === 1 && words[0] === whole
      ? [whole]
      : [`(${[whole, words.join(" & ")].join(" | ")})`];
  });
  return terms.length === 0 ? null : terms.join(" & ");
}

/** Everything that begins with `text`, as a term of a tsquery. */
function prefix(text: string): string {
  // PostgreSQL stores neither NUL nor half of a surrogate pair.
  const storable = text.replaceAll("\u0000", "").toWellFormed();
  return `'${storable.replace(/['\\]/g, "$&$&")}':*`;
}
