import { describe, expect, it } from "vitest";
import { prefixQuery } from "./catalogue.ts";

describe("prefixQuery", () => {
  it.each([
    ["gr coff", "'gr':* & 'coff':*"],
    ["  Crème  brûlée ", "'Crème':* & 'brûlée':*"],
    ["6-pack", "'6':* & 'pack':*"],
    ["a'b & !(c | d) :* <->", "'a':* & 'b':* & 'c':* & 'd':*"],
    ["'\\", ""],
  ])("reads %j", (text, query) => {
    expect(prefixQuery(text)).toBe(query);
  });
});
