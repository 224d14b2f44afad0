import { describe, expect, it } from "vitest";
import { keyOf, searchQuery, searchWords } from "./words.ts";

describe("searchQuery", () => {
  it.each([
    ["gr coff", "'gr':* & 'coff':*"],
    ["  Crème  BRÛLÉE ", "'creme':* & 'brulee':*"],
    ["6-pack", "('6-pack':* | '6':* & 'pack':*)"],
    ["coffee, ground", "('coffee,':* | 'coffee':*) & 'ground':*"],
    ["milk milk", "'milk':*"],
    ["a'b & !(c | d\\) :* <->", "('a''b':* | 'a':* & 'b':*) & ('!(c':* | 'c':*) & ('d\\\\)':* | 'd':*)"],
    ["a\u0000b", "('ab':* | 'a':* & 'b':*)"],
    ["чай", "'чаи':*"],
    [
      "a b c d e f g h i j k",
      "'a':* & 'b':* & 'c':* & 'd':* & 'e':* & 'f':* & 'g':* & 'h':* & 'i':* & 'j':*",
    ],
  ])("reads %j", (text, query) => expect(searchQuery(text)).toBe(query));

  it.each(["", "  ", "'\\", "%", "_", ":*", "\u0000", "\ud800"])("finds no word in %j", (text) =>
    expect(searchQuery(text)).toBeNull(),
  );
});

it("makes words of everything a product is found by, each once", () => {
  expect(searchWords("Café au lait, 250 ml", "CAF-0250", ["2000000000015"])).toEqual([
    "cafe",
    "au",
    "lait",
    "250",
    "ml",
    "caf-0250",
    "2000000000015",
  ]);
});

it("compares names without case, accents and spare spaces", () => {
  expect(keyOf(" Fruit  &\u00a0Légumes ")).toBe(keyOf("fruit & legumes"));
});

it("cuts what would not fit into the database, never through a character", () => {
  expect(searchWords("\ufdfa".repeat(200), "a", []).every((word) => word.length <= 100)).toBe(true);
  expect(keyOf(`${"a".repeat(199)}😀`)).toBe("a".repeat(199));
});
