import Value from "typebox/value";
import { describe, expect, it } from "vitest";
import { PhoneNumber, loyaltyPoints } from "./customers.ts";

describe("loyalty points", () => {
  it.each([
    [1099, "EUR", 10],
    [99, "EUR", 0],
    [-1099, "EUR", -10],
    [-99, "EUR", 0],
    [1099, "JPY", 1099],
    [12_999, "KWD", 12],
  ])("%i %s is %i points", (total, currency, points) => expect(loyaltyPoints(total, currency)).toBe(points));
});

describe("telephone number", () => {
  it.each(["+353 87 123 4567", "(01) 234-5678", "0871234567", "087/123.45.67"])("accepts %s", (text) =>
    expect(Value.Check(PhoneNumber, text)).toBe(true),
  );
  it.each(["", "12", "call me", "+353 87 12a", "0871234567;"])("refuses %j", (text) =>
    expect(Value.Check(PhoneNumber, text)).toBe(false),
  );
});
