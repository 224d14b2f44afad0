import { describe, expect, it } from "vitest";
import { foldName, phoneDigits, searchConditions } from "./search.ts";

describe("folding", () => {
  it.each([
    ["Sinéad O'Connor", "sinead o connor"],
    ["ÅSE ØST", "ase øst"],
    ["Ｆｕｌｌ", "full"],
    ["J.R. Smith-Jones", "j r smith jones"],
    ["!?", ""],
  ])("%s is searched as %s", (name, folded) => expect(foldName(name)).toBe(folded));

  it.each([
    ["+353 87 123 4567", "353871234567"],
    ["087 123-4567", "871234567"],
    ["00353 (87) 1234567", "353871234567"],
  ])("%s has the digits %s", (phone, digits) => expect(phoneDigits(phone)).toBe(digits));
});

describe("search conditions", () => {
  const valuesOf = (text: string) => searchConditions(text).map((condition) => condition.value);
  it.each([
    ["", []],
    ["  ", []],
    ["Seán Mur", ["'sean':* & 'mur':*"]],
    ["aoife", ["'aoife':*", "aoife%"]],
    ["aoife.m@ex", ["aoife.m@ex%"]],
    ["50%_", ["'50':*", "50\\%\\_%"]],
    ["c", ["'c':*", "c%"]],
    ["C-0001", ["'c':* & '0001':*", "c-0001%", "c-0001%"]],
    ["087 123", ["'087':* & '123':*", "87123%", "32178%"]],
    ["123", ["'123':*", "123%"]],
    ["a' | 'b", ["'a':* & 'b':*"]],
  ])("reads %j", (text, values) => expect(valuesOf(text)).toEqual(values));
});
