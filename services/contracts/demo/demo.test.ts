import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import Value from "typebox/value";
import { describe, expect, it } from "vitest";
import { CatalogueProduct, EmailAddress, PhoneNumber, Product, UuidV7, isGtin } from "../index.ts";
import { demoCategories, demoProducts, demoRegisters, demoStaff, demoStores } from "../demo.ts";
import { demoCustomers } from "./customers.ts";
import {
  demoCatalogue,
  demoHarbourPriceMinor,
  demoHarbourStockMilli,
  demoProductGroups,
} from "./products.ts";

const products = demoCatalogue();
const hash = (value: unknown) =>
  createHash("sha256").update(JSON.stringify(value)).digest("hex").slice(0, 16);

describe("stores and staff", () => {
  it("are two stores with two registers each, and staff with PINs of their own", () => {
    expect(demoRegisters.map((register) => register.code)).toEqual([
      "main-1",
      "main-2",
      "harbour-1",
      "harbour-2",
    ]);
    for (const store of demoStores) {
      const staff = demoStaff.filter((person) => person.storeIds.includes(store.id));
      expect(new Set(staff.map((person) => person.role))).toEqual(
        new Set(["owner", "manager", "cashier", "auditor"]),
      );
    }
    for (const key of ["id", "pin", "displayName"] as const) {
      expect(new Set(demoStaff.map((person) => person[key])).size).toBe(demoStaff.length);
    }
  });
});

describe("products", () => {
  it("are five thousand, the forty first", () => {
    expect(products).toHaveLength(5_000);
    expect(products.slice(0, 40)).toEqual(demoProducts);
  });

  it("fit the schema", () => {
    for (const { openingStockMilli, ...product } of products) {
      expect(Value.Check(Product, { ...product, stockOnHandMilli: openingStockMilli })).toBe(true);
    }
    const { openingStockMilli: _stock, reorderLevelMilli: _level, ...kept } = products[77]!;
    expect(Value.Errors(CatalogueProduct, kept)).toEqual([]);
    expect(Value.Check(CatalogueProduct, { ...kept, stockOnHandMilli: 0 })).toBe(false);
  });

  it("differ in id, SKU, name and barcode, all codes valid and of the range 20", () => {
    for (const key of ["id", "sku", "name"] as const) {
      expect(new Set(products.map((product) => product[key])).size).toBe(5_000);
    }
    const codes = products.flatMap((product) => product.barcodes);
    expect(codes.length).toBeGreaterThan(5_000);
    expect(new Set(codes).size).toBe(codes.length);
    for (const code of codes) expect(isGtin(code) && code.length === 13 && code.startsWith("20")).toBe(true);
  });

  it("use every category, and variants have one value for each option of their group", () => {
    const categories = new Map(demoCategories.map(({ id, name }) => [id, name]));
    for (const product of products) expect(categories.get(product.categoryId)).toBe(product.category);
    expect(new Set(products.map((product) => product.categoryId)).size).toBe(demoCategories.length);
    for (const group of demoProductGroups) {
      const variants = products.filter((product) => product.groupId === group.id);
      const [sizes, colours] = group.options;
      expect(variants).toHaveLength(sizes!.values.length * colours!.values.length);
      for (const { options } of variants) {
        expect(sizes!.values).toContain(options[0]!.value);
        expect(colours!.values).toContain(options[1]!.value);
      }
    }
  });

  it("cost more in the harbour now and then, and are fewer there", () => {
    const dearer = products.filter((product) => demoHarbourPriceMinor(product) !== null);
    expect(dearer.length).toBeGreaterThan(20);
    for (const product of dearer) expect(demoHarbourPriceMinor(product)).toBeGreaterThan(product.priceMinor);
    for (const product of products) {
      expect(demoHarbourStockMilli(product) % 1000).toBe(0);
      expect(demoHarbourStockMilli(product)).toBeLessThanOrEqual(product.openingStockMilli);
    }
  });

  it("never change: other services' rows refer to them", () => {
    expect(
      hash(products.map(({ id, sku, name, barcodes, priceMinor }) => [id, sku, name, barcodes, priceMinor])),
    ).toBe("3bda8d8dcc0b941c");
  });
});

describe("customers", () => {
  it("are five hundred that fit the schemas, and never change", () => {
    const customers = demoCustomers();
    for (const key of ["id", "name", "email", "phone"] as const) {
      expect(new Set(customers.map((customer) => customer[key])).size).toBe(500);
    }
    for (const customer of customers) {
      expect(Value.Check(UuidV7, customer.id)).toBe(true);
      expect(Value.Check(EmailAddress, customer.email)).toBe(true);
      expect(Value.Check(PhoneNumber, customer.phone)).toBe(true);
    }
    expect(hash(customers)).toBe("2cfb341a6775c0fc");
  });
});

it("is not exported by the index, and imports nothing of Node's", () => {
  expect(readFileSync(`${import.meta.dirname}/../index.ts`, "utf8")).not.toContain("./demo/");
  for (const file of readdirSync(import.meta.dirname).filter((name) => !name.includes(".test."))) {
    const imports = readFileSync(`${import.meta.dirname}/${file}`, "utf8").matchAll(/from "([^"]+)"/g);
    for (const [, source] of imports)
      expect([file, source]).toEqual([file, expect.stringMatching(/^\.\.?\//)]);
  }
});
