import { describe, expect, it } from "vitest";
import { hashSecret, verifySecret } from "./secrets.ts";

describe("hashes of PINs and passwords", () => {
  it("verifies only the secret it was made from, under the same pepper", async () => {
    const stored = await hashSecret("1234", "pepper");
    expect(stored).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$[A-Za-z0-9+/]{22}\$[A-Za-z0-9+/]{43}$/);
    expect(await verifySecret("1234", stored, "pepper")).toBe(true);
    expect(await verifySecret("1235", stored, "pepper")).toBe(false);
    expect(await verifySecret("1234", stored, "another")).toBe(false);
  });

  it("never makes the same hash twice", async () => {
    expect(await hashSecret("1234", "pepper")).not.toBe(await hashSecret("1234", "pepper"));
  });

  it("takes the cost from the stored hash, so that a higher cost later leaves old hashes valid", async () => {
    const stored = await hashSecret("1234", "pepper");
    expect(await verifySecret("1234", stored.replace("t=2", "t=3"), "pepper")).toBe(false);
  });

  it("says no for a person who does not exist, and refuses a hash it cannot read", async () => {
    expect(await verifySecret("1234", undefined, "pepper")).toBe(false);
    await expect(verifySecret("1234", "$2b$10$abc", "pepper")).rejects.toThrow("argon2id format");
  });
});
