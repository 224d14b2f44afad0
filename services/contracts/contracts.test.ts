import { readdirSync, readFileSync } from "node:fs";
import Value from "typebox/value";
import { describe, expect, it } from "vitest";
import * as contracts from "./index.ts";

const { demoProducts, demoRegisters, demoStaff, demoStores } = contracts;

const sale: contracts.Sale = {
  id: "0198c0de-0000-7000-8000-0000000000aa",
  registerId: demoRegisters[0]!.id,
  soldAt: "2026-01-31T10:20:30.123Z",
  currency: "EUR",
  lines: [
    {
      productId: demoProducts[0]!.id,
      sku: "GRO-001",
      name: "Whole milk 1 l",
      quantityMilli: 1000,
      unitPriceMinor: 129,
      discountMinor: 0,
      taxClass: "zero",
      taxRateBasisPoints: 0,
    },
  ],
  totals: { netMinor: 129, taxMinor: 0, totalMinor: 129 },
  tenders: [{ kind: "cash", amountMinor: 129, tenderedMinor: 200, changeMinor: 71 }],
};

describe("sale", () => {
  it("accepts a sale", () => expect(Value.Check(contracts.Sale, sale)).toBe(true));

  it.each([
    ["an unknown field", { ...sale, note: "x" }],
    ["an unknown field in a line", { ...sale, lines: [{ ...sale.lines[0]!, note: "x" }] }],
    ["no lines", { ...sale, lines: [] }],
    ["too many lines", { ...sale, lines: new Array(501).fill(sale.lines[0]) }],
    ["an id that is not UUIDv7", { ...sale, id: "0198c0de-0000-4000-8000-0000000000aa" }],
    ["an upper-case id", { ...sale, id: sale.id.toUpperCase() }],
    ["a time with an offset", { ...sale, soldAt: "2026-01-31T10:20:30+01:00" }],
    ["a fraction of a cent", { ...sale, totals: { ...sale.totals, totalMinor: 1.5 } }],
    ["a quantity of 0", { ...sale, lines: [{ ...sale.lines[0]!, quantityMilli: 0 }] }],
    ["a line break in a name", { ...sale, lines: [{ ...sale.lines[0]!, name: "a\nb" }] }],
  ])("refuses %s", (_name, body) => expect(Value.Check(contracts.Sale, body)).toBe(false));
});

describe("events", () => {
  const event = {
    id: "0198c0de-0000-7000-8000-0000000000ab",
    type: "sale.completed",
    version: 1,
    occurredAt: "2026-01-31T10:20:31.000Z",
    storeId: contracts.demoStore.id,
    timeZone: "Europe/Dublin",
    sale: {
      ...sale,
      storeId: contracts.demoStore.id,
      userId: sale.registerId,
      receiptNumber: "1",
      committedAt: "2026-01-31T10:20:31.000Z",
      flags: [],
    },
  };

  it("of a newer producer are understood: unknown fields are allowed at every depth", () => {
    const newer = {
      ...event,
      note: "x",
      sale: { ...event.sale, note: "x", lines: [{ ...sale.lines[0]!, note: "x" }] },
    };
    for (const each of [event, newer]) expect(Value.Errors(contracts.SaleCompleted, each)).toEqual([]);
  });

  it("are refused when a known field is wrong", () => {
    expect(Value.Check(contracts.SaleCompleted, { ...event, sale: { ...event.sale, lines: [] } })).toBe(
      false,
    );
  });
});

describe("demo shop", () => {
  it("fits the API's schemas", () => {
    for (const store of demoStores) expect(Value.Errors(contracts.Store, store)).toEqual([]);
    for (const register of demoRegisters) expect(Value.Errors(contracts.Register, register)).toEqual([]);
    for (const { id, displayName, role, email } of demoStaff) {
      expect(Value.Errors(contracts.StaffMember, { id, displayName, role })).toEqual([]);
      if (email) expect(Value.Errors(contracts.EmailAddress, email)).toEqual([]);
    }
    for (const { openingStockMilli, ...product } of demoProducts) {
      expect(Value.Errors(contracts.Product, { ...product, stockOnHandMilli: openingStockMilli })).toEqual(
        [],
      );
    }
  });

  it("has forty different products with valid EAN-13 codes", () => {
    for (const key of ["id", "sku", "barcode", "name"] as const) {
      expect(new Set(demoProducts.map((product) => product[key])).size).toBe(40);
    }
    for (const { barcode } of demoProducts) expect(barcode).toHaveLength(13);
    for (const { barcode } of demoProducts) expect(contracts.isGtin(barcode)).toBe(true);
  });
});

describe("barcode", () => {
  it.each(["4006381333931", "73513537", "036000291452"])("%s is valid", (code) =>
    expect(contracts.isGtin(code)).toBe(true),
  );
  it.each(["4006381333932", "400638133393", "abc", ""])("%s is not valid", (code) =>
    expect(contracts.isGtin(code)).toBe(false),
  );
});

describe("roles", () => {
  it("lets a cashier sell but not read reports, and an auditor read but not sell", () => {
    expect(contracts.mayDo("cashier", "sale:create")).toBe(true);
    expect(contracts.mayDo("cashier", "report:read")).toBe(false);
    expect(contracts.mayDo("auditor", "report:read")).toBe(true);
    expect(contracts.mayDo("auditor", "sale:create")).toBe(false);
  });
});

it("imports nothing of Node's, since the browser uses it too", () => {
  const folder = import.meta.dirname;
  for (const file of readdirSync(folder).filter((name) => name.endsWith(".ts") && !name.includes(".test."))) {
    const imports = readFileSync(`${folder}/${file}`, "utf8").matchAll(/from "([^"]+)"/g);
    for (const [, source] of imports)
      expect([file, source]).toEqual([file, expect.stringMatching(/^(\.\/|typebox)/)]);
  }
});
