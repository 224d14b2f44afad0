/**
 * A name as it is searched and sorted: its words in lower case, without accents and punctuation. `Sinéad O'Connor`
 * becomes `sinead o connor`.
 */
export function foldName(name: string): string {
  return name
    .normalize("NFKD")
    .replace(/\p{M}/gu, "")
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, " ")
    .trim();
}

/**
 * The digits of a telephone number that are the same however it is written: without the zeros it begins with, so
 * that the national `087 123 4567` is the end of the international `+353 87 123 4567`.
 */
export function phoneDigits(phone: string): string {
  return phone.replace(/\D/g, "").replace(/^0+/, "");
}

/** A condition of the search with its one value; `?` stands for the parameter. */
export interface SearchCondition {
  sql: string;
  value: string;
}

/** Digits of a telephone number that are enough to search by. */
const fewestDigits = 4;

/**
 * What a typed text can mean, as conditions of which one must hold: words of the name, each at least by its
 * beginning; the beginning of an e-mail address or a customer number; the beginning or end of a telephone number.
 */
export function searchConditions(text: string): SearchCondition[] {
  const lower = text.trim().toLowerCase();
  if (lower === "") return [];
  const conditions: SearchCondition[] = [];
  const words = foldName(lower)
    .split(" ")
    .filter((word) => word !== "");
  if (words.length > 0 && !lower.includes("@")) {
    const query = words.map((word) => `'${word}':*`).join(" & ");
    conditions.push({ sql: "words @@ to_tsquery('simple', ?)", value: query });
  }
  if (!/\s/.test(lower)) conditions.push({ sql: "lower(email) LIKE ?", value: `${escapeLike(lower)}%` });
  if (/^c-?\d+$/.test(lower)) {
    conditions.push({ sql: "printed_number LIKE ?", value: `${lower.replace(/^c-?/, "c-")}%` });
  }
  const digits = phoneDigits(lower);
  if (/^[\d\s()+./-]+$/.test(lower) && digits.length >= fewestDigits) {
    const backwards = [...digits].toReversed().join("");
    conditions.push({ sql: "phone_digits LIKE ?", value: `${digits}%` });
    conditions.push({ sql: "reverse(phone_digits) LIKE ?", value: `${backwards}%` });
  }
  return conditions;
}

function escapeLike(text: string): string {
  return text.replace(/[\\%_]/g, "\\$&");
}
