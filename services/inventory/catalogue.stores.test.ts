import { randomUUID } from "node:crypto";
import {
  demoCategories,
  demoHarbour,
  demoProducts,
  demoStore,
  type Category,
  type CategoryList,
  type NewProduct,
  type Product,
  type ProductGroupDetails,
  type ProductGroupList,
  type ProductList,
  type TaxClassList,
  type TaxClassRates,
} from "@cloudpos/contracts";
import { demoProductGroups } from "@cloudpos/contracts/demo/products";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { noteStore } from "./stores.ts";
import { startInventory, type TestInventory } from "./testing.ts";

let inventory: TestInventory;
beforeAll(async () => {
  inventory = await startInventory();
  await inventory.service.seed();
});
afterAll(() => inventory.close());

const harbour = { storeId: demoHarbour.id };
const get = async (url: string, as = {}) => inventory.call("GET", url, undefined, { role: "cashier", ...as });
const list = async (query: string, as = {}) => (await get(`/products?${query}`, as)).json<ProductList>();
const names = async (search: string, more = "") =>
  (await list(`limit=200&search=${encodeURIComponent(search)}${more}`)).items.map((product) => product.name);
const read = async (id: string, as = {}) => (await get(`/products/${id}`, as)).json<Product>();
const codeOf = (answer: { statusCode: number; json(): unknown }) => [
  answer.statusCode,
  (answer.json() as { code?: string }).code,
];
let number = 0;
const newProduct = (change: Partial<NewProduct> = {}): NewProduct => ({
  id: randomUUID(),
  sku: `NEW-${(number += 1)}`,
  name: `Novelty ${number}`,
  categoryId: demoCategories[0]!.id,
  defaultPriceMinor: 1_000,
  taxClass: "standard",
  ...change,
});
const create = (change: Partial<NewProduct> = {}, as = {}) =>
  inventory.call("POST", "/products", newProduct(change), as);
const created = async (change: Partial<NewProduct> = {}) => {
  const answer = await create(change);
  expect(answer.statusCode, answer.body).toBe(201);
  return answer.json<Product>();
};
const change = (id: string, body: object, as = {}) => inventory.call("PATCH", `/products/${id}`, body, as);

describe("search", () => {
  it("finds a product by its barcode, with stock and price of the own store", async () => {
    const { openingStockMilli, updatedAt: _updatedAt, ...product } = demoProducts[4]!;
    const answer = await get(`/products/by-barcode/${product.barcode}`);
    expect(answer.statusCode).toBe(200);
    expect(answer.json()).toEqual({
      ...product,
      stockOnHandMilli: openingStockMilli,
      updatedAt: expect.any(String),
    });
    const elsewhere = await get(`/products/by-barcode/${product.barcode}`, harbour);
    expect(elsewhere.json()).toMatchObject({ stockOnHandMilli: openingStockMilli / 2 });
    expect(codeOf(await get("/products/by-barcode/2009999999999"))).toEqual([404, "product-not-found"]);
  });

  it("takes UPC-A and the EAN-13 of the same number for one code", async () => {
    const { id } = await created({ barcodes: ["036000291452"] });
    for (const code of ["036000291452", "0036000291452"]) {
      expect((await get(`/products/by-barcode/${code}`)).json<Product>().id).toBe(id);
    }
  });

  it("finds words by their beginning, in any order, without accents; and codes by theirs", async () => {
    expect(await names("coff gr 227")).toEqual(["Ground coffee 227 g"]);
    expect(await names("gro-020")).toEqual(["Ground coffee 227 g"]);
    expect(await names(demoProducts[19]!.barcode.slice(0, 12))).toEqual(["Ground coffee 227 g"]);
    expect(await names("no such thing")).toEqual([]);
    const { name } = await created({ name: "Crème brûlée, 2", sku: "ÉTÉ/7" });
    for (const text of ["creme", "BRULEE cr", "crème", "ete/7"]) expect(await names(text)).toContain(name);
  });

  it("takes what is typed as text, whatever it looks like", async () => {
    for (const text of ["%", "_", "'", "\\", "!(", ":*", "\u0000", "&&&"])
      expect(await names(text)).toEqual([]);
    expect(await names("'; DROP TABLE product; --")).toEqual([]);
    expect((await get("/products?search=%ff")).statusCode).toBeLessThan(500);
  });

  it("lists by name, page by page, within a category or a group", async () => {
    const categoryId = demoCategories[1]!.id;
    const bread: Product[] = [];
    let cursor: string | undefined;
    do {
      const page = await list(`limit=150&categoryId=${categoryId}${cursor ? `&cursor=${cursor}` : ""}`);
      bread.push(...page.items);
      cursor = page.nextCursor;
    } while (cursor);
    expect(bread.length).toBeGreaterThan(300);
    expect(new Set(bread.map((product) => product.id)).size).toBe(bread.length);
    expect(bread.map((product) => product.name.toLowerCase())).toEqual(
      bread.map((product) => product.name.toLowerCase()).toSorted(),
    );
    expect((await list(`search=brown&limit=200&categoryId=${categoryId}`)).items).toEqual(
      bread.filter((product) => product.name.toLowerCase().includes("brown")),
    );
    expect((await list(`groupId=${demoProductGroups[0]!.id}`)).items).toHaveLength(12);
    expect((await get("/products?limit=1000")).statusCode).toBe(400);
    for (const bad of [
      "abc",
      Buffer.from('["a"]').toString("base64url"),
      Buffer.from('["a","b"]').toString("base64url"),
    ]) {
      expect(codeOf(await get(`/products?cursor=${bad}`))).toEqual([400, "validation-failed"]);
    }
  });
});

describe("products", () => {
  it("are created once", async () => {
    const content = newProduct({
      barcodes: ["2090000000016", "96385074"],
      storePriceMinor: 900,
      reorderLevelMilli: 5_000,
    });
    const answers = await Promise.all(
      Array.from({ length: 5 }, () => inventory.call("POST", "/products", content)),
    );
    expect(answers.map((answer) => answer.statusCode).toSorted()).toEqual([200, 200, 200, 200, 201]);
    expect(answers[0]!.json()).toMatchObject({
      barcode: "2090000000016",
      barcodes: content.barcodes,
      category: "Fruit and vegetables",
      priceMinor: 900,
      defaultPriceMinor: 1_000,
      storePriceMinor: 900,
      reorderLevelMilli: 5_000,
      stockOnHandMilli: 0,
      taxRateBasisPoints: 2300,
      revision: 1,
      archived: false,
    });
    expect(codeOf(await inventory.call("POST", "/products", { ...content, name: "Other" }))).toEqual([
      422,
      "idempotency-mismatch",
    ]);
    expect(codeOf(await create({ sku: content.sku }))).toEqual([409, "sku-taken"]);
    expect(codeOf(await create({ barcodes: ["96385074"] }))).toEqual([409, "barcode-taken"]);
    expect(codeOf(await create({ categoryId: randomUUID() }))).toEqual([404, "category-not-found"]);
    expect(codeOf(await create({ taxClass: "luxury" }))).toEqual([404, "tax-class-not-found"]);
    expect(codeOf(await create({ groupId: randomUUID() }))).toEqual([404, "product-group-not-found"]);
    expect((await create({ barcodes: ["96385074", "2090000000010"] })).json()).toMatchObject({
      code: "validation-failed",
      errors: [{ path: "/body/barcodes/1" }],
    });
    expect(codeOf(await create({ colour: "red" } as never))).toEqual([400, "validation-failed"]);
  });

  it("without a barcode have none", async () => {
    expect(await created()).toMatchObject({ barcode: null, barcodes: [] });
  });

  it("are changed by whoever has read the newest revision", async () => {
    const { id } = await created({ barcodes: ["2090000000023"] });
    const answer = await change(id, {
      revision: 1,
      name: "Renamed thing",
      sku: "RENAMED-1",
      barcodes: ["2090000000030", "2090000000023"],
      categoryId: demoCategories[2]!.id,
      defaultPriceMinor: 1_100,
      taxClass: "zero",
    });
    expect(answer.json()).toMatchObject({
      name: "Renamed thing",
      barcode: "2090000000030",
      category: "Dairy",
      priceMinor: 1_100,
      taxRateBasisPoints: 0,
      revision: 2,
    });
    expect(codeOf(await change(id, { revision: 1, name: "Late" }))).toEqual([409, "revision-stale"]);
    const racers = await Promise.all(
      Array.from({ length: 8 }, (_, index) => change(id, { revision: 2, name: `Racer ${index}` })),
    );
    expect(racers.map((racer) => racer.statusCode).toSorted()).toEqual([200, ...Array(7).fill(409)]);
    expect(await read(id)).toEqual(racers.find((racer) => racer.statusCode === 200)!.json());
    expect(await names("renamed")).toEqual([await read(id)].map((product) => product.name)); // found by its SKU
    expect(codeOf(await change(randomUUID(), { revision: 1 }))).toEqual([404, "product-not-found"]);
    expect(codeOf(await change(id, { revision: 3, barcodes: [demoProducts[0]!.barcode] }))).toEqual([
      409,
      "barcode-taken",
    ]);
    expect(codeOf(await change(id, { revision: 3, sku: "GRO-001" }))).toEqual([409, "sku-taken"]);
    expect(codeOf(await change(id, { name: "No revision" }))).toEqual([400, "validation-failed"]);
  });

  it("have a price, a reorder level and a stock in each store", async () => {
    const { id } = await created();
    await change(id, { revision: 1, storePriceMinor: 1_250, reorderLevelMilli: 2_000 }, harbour);
    expect(await read(id, harbour)).toMatchObject({
      priceMinor: 1_250,
      storePriceMinor: 1_250,
      reorderLevelMilli: 2_000,
    });
    expect(await read(id)).toMatchObject({
      priceMinor: 1_000,
      storePriceMinor: null,
      reorderLevelMilli: null,
    });
    await change(
      id,
      { revision: 2, defaultPriceMinor: 1_500, storePriceMinor: null, reorderLevelMilli: null },
      harbour,
    );
    expect(await read(id, harbour)).toMatchObject({
      priceMinor: 1_500,
      storePriceMinor: null,
      reorderLevelMilli: null,
    });
  });

  it("that are archived are found by id only, and can come back", async () => {
    const { id, name } = await created({ barcodes: ["2090000000047"] });
    await change(id, { revision: 1, archived: true });
    expect(await names(name)).toEqual([]);
    expect(codeOf(await get("/products/by-barcode/2090000000047"))).toEqual([404, "product-not-found"]);
    expect(await read(id)).toMatchObject({ archived: true });
    expect(await names(name, "&archived=only")).toEqual([name]);
    expect(await names(name, "&archived=also")).toEqual([name]);
    await change(id, { revision: 2, archived: false });
    expect(await names(name)).toEqual([name]);
  });

  it("are written by managers and owners only, and read by all who work there", async () => {
    const { id } = await created();
    for (const role of ["cashier", "auditor"] as const) {
      expect(codeOf(await create({}, { role }))).toEqual([403, "forbidden"]);
      expect(codeOf(await change(id, { revision: 1 }, { role }))).toEqual([403, "forbidden"]);
      expect((await get(`/products/${id}`, { role })).statusCode).toBe(200);
    }
    expect((await inventory.service.app.inject("/api/inventory/products")).statusCode).toBe(401);
  });

  it("are not taken in the name of a store that nobody has heard of", async () => {
    const as = { storeId: randomUUID() };
    expect(codeOf(await create({}, as))).toEqual([503, "unavailable"]);
  });
});

describe("stores", () => {
  it("are kept from their events, newer ones only", async () => {
    const store = { ...demoStore, id: randomUUID(), currency: "USD", code: "boston" };
    const event = (revision: number, currency: string) =>
      noteStore(inventory.pool, {
        id: randomUUID(),
        type: "store.changed",
        version: 1,
        occurredAt: new Date().toISOString(),
        storeId: store.id,
        revision,
        store: { ...store, currency, revision },
      } as never);
    await event(2, "USD");
    await event(1, "JPY");
    await noteStore(inventory.pool, { id: randomUUID(), type: "staff.changed" });
    await expect(noteStore(inventory.pool, { id: "x", type: "store.changed" })).rejects.toThrow("schema");
    const { id, currency } = (await create({}, { storeId: store.id })).json<Product>();
    expect(currency).toBe("USD");
    // Where another currency is used, it has a price once that store gave it one.
    await change(id, { revision: 1, storePriceMinor: 950 });
    expect(await read(id)).toMatchObject({ currency: "EUR", priceMinor: 950 });
    expect(await read(id, { storeId: store.id })).toMatchObject({ currency: "USD", priceMinor: 1_000 });
  });
});

describe("product groups", () => {
  const group = () => ({
    id: randomUUID(),
    name: "Beanie",
    categoryId: demoCategories[14]!.id,
    taxClass: "standard",
    defaultPriceMinor: 1_900,
    options: [
      { name: "Size", values: ["S", "M"] },
      { name: "Colour", values: ["red", "blue"] },
    ],
    variants: [
      ["S", "red"],
      ["M", "blue"],
    ].map(([size, colour]) => ({
      id: randomUUID(),
      sku: `BEANIE-${(number += 1)}`,
      options: [
        { name: "Colour", value: colour! },
        { name: "Size", value: size! },
      ],
    })),
  });

  it("are created with their variants, which are products of their own", async () => {
    const content = group();
    const answer = await inventory.call("POST", "/product-groups", content);
    expect(answer.statusCode, answer.body).toBe(201);
    expect(answer.json()).toMatchObject({ name: "Beanie", variantCount: 2, revision: 1 });
    expect(answer.json<ProductGroupDetails>().variants.map((variant) => variant.name)).toEqual([
      "Beanie, M, blue",
      "Beanie, S, red",
    ]);
    expect(answer.json<ProductGroupDetails>().variants[0]).toMatchObject({
      groupId: content.id,
      priceMinor: 1_900,
      options: [
        { name: "Size", value: "M" },
        { name: "Colour", value: "blue" },
      ],
    });
    expect((await inventory.call("POST", "/product-groups", content)).statusCode).toBe(200);
    expect(codeOf(await inventory.call("POST", "/product-groups", { ...content, name: "Hat" }))).toEqual([
      422,
      "idempotency-mismatch",
    ]);
    expect((await get(`/product-groups/${content.id}`)).json()).toEqual(answer.json());
    expect(codeOf(await get(`/product-groups/${randomUUID()}`))).toEqual([404, "product-group-not-found"]);
  });

  it("are all or nothing", async () => {
    const content = group();
    content.variants[1]!.sku = "GRO-001";
    expect(codeOf(await inventory.call("POST", "/product-groups", content))).toEqual([409, "sku-taken"]);
    expect((await get(`/product-groups/${content.id}`)).statusCode).toBe(404);
    expect(await names(content.variants[0]!.sku)).toEqual([]);
  });

  it.each([
    ["an option is missing", [{ name: "Size", value: "S" }]],
    [
      "a value is unknown",
      [
        { name: "Size", value: "XXL" },
        { name: "Colour", value: "red" },
      ],
    ],
    [
      "an option is unknown",
      [
        { name: "Size", value: "S" },
        { name: "Colour", value: "red" },
        { name: "Fit", value: "slim" },
      ],
    ],
    [
      "an option is there twice",
      [
        { name: "Size", value: "S" },
        { name: "Size", value: "S" },
      ],
    ],
  ])("refuse a variant when %s", async (_case, options) => {
    const content = group();
    await inventory.call("POST", "/product-groups", content);
    expect((await create({ groupId: content.id, options })).json()).toMatchObject({
      code: "validation-failed",
      errors: [{ path: "/body/options" }],
    });
    content.id = randomUUID();
    content.variants[0]!.options = options;
    expect((await inventory.call("POST", "/product-groups", content)).json()).toMatchObject({
      errors: [{ path: "/body/variants/0/options" }],
    });
  });

  it("have no two variants alike, and keep the values that variants have", async () => {
    const content = group();
    await inventory.call("POST", "/product-groups", content);
    const options = [
      { name: "Size", value: "S" },
      { name: "Colour", value: "red" },
    ];
    expect(codeOf(await create({ groupId: content.id, options }))).toEqual([409, "conflict"]);
    const url = `/product-groups/${content.id}`;
    const fewer = { revision: 1, options: [{ name: "Size", values: ["S"] }, content.options[1]!] };
    expect(codeOf(await inventory.call("PATCH", url, fewer))).toEqual([409, "conflict"]);
    const more = {
      revision: 1,
      name: "Cap",
      options: [{ name: "Size", values: ["S", "M", "L"] }, content.options[1]!],
    };
    expect((await inventory.call("PATCH", url, more)).json()).toMatchObject({ name: "Cap", revision: 2 });
    expect(codeOf(await inventory.call("PATCH", url, more))).toEqual([409, "revision-stale"]);
    expect(
      (await create({ groupId: content.id, options: [{ name: "Size", value: "L" }, options[1]!] }))
        .statusCode,
    ).toBe(201);
  });

  it("are listed by name", async () => {
    const all = (await get("/product-groups?limit=200")).json<ProductGroupList>();
    expect(all.items.map((each) => each.name)).toEqual(
      expect.arrayContaining(demoProductGroups.map(({ name }) => name)),
    );
    const first = (await get("/product-groups?limit=3")).json<ProductGroupList>();
    const rest = (await get(`/product-groups?limit=200&cursor=${first.nextCursor}`)).json<ProductGroupList>();
    expect([...first.items, ...rest.items]).toEqual(all.items);
  });
});

describe("categories", () => {
  it("are listed by position with their number of products", async () => {
    const { items } = (await get("/categories")).json<CategoryList>();
    expect(items.map((item) => item.name)).toEqual(demoCategories.map(({ name }) => name));
    for (const item of items) expect(item.productCount).toBeGreaterThan(40);
  });

  it("are created once and renamed, with names of their own", async () => {
    const content = { id: randomUUID(), name: "Seasonal", position: 500 };
    expect((await inventory.call("POST", "/categories", content)).statusCode).toBe(201);
    expect((await inventory.call("POST", "/categories", content)).statusCode).toBe(200);
    expect(
      codeOf(await inventory.call("POST", "/categories", { id: randomUUID(), name: "sEasonal" })),
    ).toEqual([409, "conflict"]);
    const url = `/categories/${content.id}`;
    expect(
      (await inventory.call("PATCH", url, { revision: 1, name: "Winter" })).json<Category>(),
    ).toMatchObject({
      name: "Winter",
      position: 500,
      revision: 2,
    });
    expect(codeOf(await inventory.call("PATCH", url, { revision: 1, position: 1 }))).toEqual([
      409,
      "revision-stale",
    ]);
    expect(codeOf(await inventory.call("PATCH", url, { revision: 2, name: "dairy" }))).toEqual([
      409,
      "conflict",
    ]);
    expect(codeOf(await inventory.call("PATCH", `/categories/${randomUUID()}`, { revision: 1 }))).toEqual([
      404,
      "category-not-found",
    ]);
    expect(codeOf(await inventory.call("POST", "/categories", content, { role: "cashier" }))).toEqual([
      403,
      "forbidden",
    ]);
  });
});

describe("tax classes", () => {
  it("have a default rate and one for a store", async () => {
    const content = { code: "second-reduced", name: "Second reduced", defaultRateBasisPoints: 900 };
    expect((await inventory.call("POST", "/tax-classes", content)).statusCode).toBe(201);
    expect((await inventory.call("POST", "/tax-classes", content)).statusCode).toBe(200);
    expect(codeOf(await inventory.call("POST", "/tax-classes", { ...content, name: "Other" }))).toEqual([
      409,
      "conflict",
    ]);
    const { id } = await created({ taxClass: "second-reduced" });
    const url = "/tax-classes/second-reduced";
    const changed = await inventory.call("PATCH", url, { revision: 1, storeRateBasisPoints: 950 }, harbour);
    expect(changed.json<TaxClassRates>()).toMatchObject({
      rateBasisPoints: 950,
      storeRateBasisPoints: 950,
      revision: 2,
    });
    expect(await read(id, harbour)).toMatchObject({ taxRateBasisPoints: 950 });
    expect(await read(id)).toMatchObject({ taxRateBasisPoints: 900 });
    expect(
      (await get("/tax-classes")).json<TaxClassList>().items.map((item) => [item.code, item.rateBasisPoints]),
    ).toEqual([
      ["standard", 2300],
      ["reduced", 1350],
      ["second-reduced", 900],
      ["zero", 0],
    ]);
    await inventory.call(
      "PATCH",
      url,
      { revision: 2, storeRateBasisPoints: null, defaultRateBasisPoints: 1_000 },
      harbour,
    );
    expect(await read(id, harbour)).toMatchObject({ taxRateBasisPoints: 1_000 });
    expect(codeOf(await inventory.call("PATCH", url, { revision: 2 }))).toEqual([409, "revision-stale"]);
    expect(codeOf(await inventory.call("PATCH", "/tax-classes/none", { revision: 1 }))).toEqual([
      404,
      "tax-class-not-found",
    ]);
    expect(codeOf(await inventory.call("PATCH", url, { revision: 3 }, { role: "auditor" }))).toEqual([
      403,
      "forbidden",
    ]);
  });
});
