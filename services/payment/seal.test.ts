import { describe, expect, it } from "vitest";
import { createSeal } from "./seal.ts";

const seal = createSeal("a secret of more than thirty-two characters");

describe("seal", () => {
  it("opens what it closed, and shows nothing of it", () => {
    const sealed = seal.close("pi_3Nabc", "payment 1");
    expect(sealed.toString("latin1")).not.toContain("pi_3Nabc");
    expect(seal.open(sealed, "payment 1")).toBe("pi_3Nabc");
    expect(seal.close("pi_3Nabc", "payment 1").equals(sealed)).toBe(false);
  });

  it("opens nothing that was changed, moved to another row, or closed with another key", () => {
    const sealed = seal.close("pi_3Nabc", "payment 1");
    for (let index = 0; index < sealed.length; index++) {
      const changed = Buffer.from(sealed);
      changed[index]! ^= 1;
      expect(() => seal.open(changed, "payment 1")).toThrow();
    }
    expect(() => seal.open(sealed, "payment 2")).toThrow();
    expect(() => createSeal("another secret of thirty-two characters..").open(sealed, "payment 1")).toThrow();
  });

  it("finds a code again by its hash", () => {
    expect(seal.hashCode("ABCD2345EFGH").equals(seal.hashCode("ABCD2345EFGH"))).toBe(true);
    expect(seal.hashCode("ABCD2345EFGH").equals(seal.hashCode("ABCD2345EFGJ"))).toBe(false);
  });

  it("refuses a secret that can be guessed", () =>
    expect(() => createSeal("short")).toThrow("32 characters"));
});
