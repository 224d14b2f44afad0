import { randomUUID } from "node:crypto";
import type { AddressInfo } from "node:net";
import {
  demoHarbour,
  demoProducts,
  demoStore,
  type Product,
  type ProductImport,
  type ProductList,
} from "@cloudpos/contracts";
import { demoCatalogue } from "@cloudpos/contracts/demo/products";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startInventory, type TestInventory } from "../testing.ts";

let inventory: TestInventory;
beforeAll(async () => {
  inventory = await startInventory();
  await inventory.service.seed();
});
afterAll(() => inventory.close());

interface As {
  role?: "owner" | "manager" | "cashier" | "auditor";
  storeId?: string;
}
const send = async (
  body: string | Buffer,
  { role = "manager", storeId = demoStore.id }: As = {},
  type = "text/csv",
) =>
  inventory.service.app.inject({
    method: "POST",
    url: "/api/inventory/imports",
    headers: { ...(await inventory.issuer.headers(role, { storeId })), "content-type": type },
    payload: body,
  });
const preview = async (body: string | Buffer, as: As = {}) => {
  const answer = await send(body, as);
  expect(answer.statusCode, answer.body).toBe(201);
  return answer.json<ProductImport>();
};
const apply = (id: string, as: As = {}) => inventory.call("POST", `/imports/${id}/apply`, undefined, as);
const applied = async (body: string, as: As = {}) => {
  const { id, errors } = await preview(body, as);
  const answer = await apply(id, as);
  expect(answer.statusCode, JSON.stringify(errors) + answer.body).toBe(200);
  return answer.json<ProductImport>();
};
const bySku = async (sku: string, as: As = {}) =>
  (await inventory.call("GET", `/products?archived=also&search=${encodeURIComponent(sku)}`, undefined, as))
    .json<ProductList>()
    .items.find((product) => product.sku === sku)!;
const codeOf = (answer: { statusCode: number; json(): unknown }) => [
  answer.statusCode,
  (answer.json() as { code?: string }).code,
];
const csv = (...lines: string[]) => `${lines.join("\r\n")}\r\n`;
const exported = async (as: As = {}) =>
  (await inventory.call("GET", "/products.csv", undefined, { role: "cashier", ...as })).body;

describe("an import", () => {
  it("is previewed without changing anything, then applied once", async () => {
    const file = csv(
      "sku;name;barcodes;category;price;store price;tax class;reorder level",
      'IMP-1;"Tea; green";2080000000017 96385074;Hot drinks;3,50;3,25;standard;10',
      "IMP-2;Tea, black;;hot drinks;3.20;;zero;",
      `GRO-001;Whole milk 1 l;${demoProducts[0]!.barcode};Dairy;1.29;;zero;20`,
      `GRO-002;Semi-skimmed milk 2 litres;${demoProducts[1]!.barcode};Dairy;2,29;;zero;20`,
    );
    const first = await preview(file);
    expect(first).toMatchObject({
      status: "ready",
      rowCount: 4,
      newCount: 2,
      changedCount: 1,
      unchangedCount: 1,
      errorCount: 0,
      newCategories: ["Hot drinks"],
      samples: [
        { line: 2, sku: "IMP-1", name: "Tea; green", action: "new", columns: [] },
        { line: 3, sku: "IMP-2", action: "new" },
        { line: 5, sku: "GRO-002", action: "changed", columns: ["name", "price"] },
      ],
    });
    expect(await bySku("IMP-1")).toBeUndefined();
    expect((await inventory.call("GET", `/imports/${first.id}`)).json()).toEqual(first);

    const answers = await Promise.all(Array.from({ length: 4 }, () => apply(first.id)));
    expect(answers.map((answer) => answer.statusCode)).toEqual([200, 200, 200, 200]);
    for (const answer of answers) expect(answer.json()).toEqual(answers[0]!.json());
    expect(answers[0]!.json()).toMatchObject({ ...first, status: "applied", appliedAt: expect.any(String) });
    expect(await bySku("IMP-1")).toMatchObject({
      name: "Tea; green",
      barcodes: ["2080000000017", "96385074"],
      category: "Hot drinks",
      priceMinor: 325,
      defaultPriceMinor: 350,
      storePriceMinor: 325,
      taxClass: "standard",
      reorderLevelMilli: 10_000,
      currency: "EUR",
      revision: 1,
    });
    expect(await bySku("IMP-2")).toMatchObject({
      category: "Hot drinks",
      barcode: null,
      reorderLevelMilli: null,
    });
    expect(await bySku("GRO-002")).toMatchObject({ priceMinor: 229, revision: 2 });
    expect(await bySku("GRO-001")).toMatchObject({ revision: 1 });
    expect(await preview(file)).toMatchObject({
      unchangedCount: 4,
      newCount: 0,
      changedCount: 0,
      newCategories: [],
    });
    // What was written is found as if somebody had typed it.
    const { items } = (await inventory.call("GET", "/products?search=tea%20green")).json<ProductList>();
    expect(items.map((product) => product.sku)).toContain("IMP-1");
    expect((await inventory.call("GET", "/products/by-barcode/96385074")).json<Product>().sku).toBe("IMP-1");
  });

  it("changes only the columns that the file has", async () => {
    const before = await bySku("GRO-003");
    await applied(csv("sku,price", "GRO-003,3.99"));
    expect(await bySku("GRO-003")).toEqual({
      ...before,
      priceMinor: 399,
      defaultPriceMinor: 399,
      revision: 2,
      updatedAt: expect.any(String),
    });
  });

  it("says what is wrong line by line, and cannot be applied then", async () => {
    const { id, ...faulty } = await preview(
      csv(
        "sku,name,barcodes,category,price,tax class",
        "ERR-1,One,,Pantry,1.00,zero",
        "ERR-1,Again,,Pantry,1.00,zero",
        "ERR-2,,,Pantry,x,zero",
        'ERR-3,Three,2080000000017,"Pantry",1.00,luxury',
        `ERR-4,Four,${demoProducts[7]!.barcode},Pantry,1.00,zero`,
        "ERR-5,Five,2080000000024,Pantry,1.00,zero",
        "ERR-6,Six,2080000000024,Pantry,1.00,zero",
        "ERR-7,Seven",
      ),
    );
    expect(faulty.status).toBe("faulty");
    expect(faulty.errors.map((error) => `${error.line} ${error.column}: ${error.message}`)).toEqual([
      "3 sku: ERR-1 is in line 2 already",
      "4 name: is empty",
      '4 price: is no number like 12.50: "x"',
      '5 tax class: is none of reduced, standard, zero: "luxury"',
      "6 barcodes: 2000000000084 belongs to the product GRO-008",
      "8 barcodes: 2080000000024 is in line 7 already",
      "9 null: has 2 columns, the header has 6",
    ]);
    expect(faulty.errorCount).toBe(7);
    expect(codeOf(await apply(id))).toEqual([409, "import-faulty"]);
    expect(await bySku("ERR-1")).toBeUndefined();
    const incomplete = await preview(csv("sku,name", "ERR-9,Nine"));
    expect(incomplete.errors.map((error) => error.column)).toEqual(["category", "price", "tax class"]);
  });

  it("shows the first hundred errors and counts all", async () => {
    const rows = Array.from({ length: 300 }, (_, index) => `MANY-${index},x`);
    const { errors, errorCount } = await preview(csv("sku,price", ...rows));
    expect([errors.length, errorCount]).toEqual([100, 300]);
    expect(errors[0]!.line).toBe(2);
  });

  it("is refused when a product of the file has changed since, also one that it would not change", async () => {
    for (const change of ["GRO-010", "GRO-011"]) {
      const { id } = await preview(csv("sku,name", `GRO-010,Muffin ${change}`, "GRO-011,Apple tart slice"));
      const { id: productId, revision } = await bySku(change);
      await inventory.call("PATCH", `/products/${productId}`, { revision, defaultPriceMinor: 222 });
      const answer = await apply(id);
      expect(codeOf(answer)).toEqual([409, "import-stale"]);
      expect(answer.json<{ detail: string }>().detail).toContain(change);
    }
    expect(await bySku("GRO-010")).toMatchObject({ name: "Blueberry muffin" });
    const { id } = await preview(csv("sku,name,category,price,tax class", "RACE-1,Race,Pantry,1,zero"));
    await applied(csv("sku,name,category,price,tax class", "RACE-1,Other,Pantry,2,zero"));
    expect(codeOf(await apply(id))).toEqual([409, "import-stale"]);
    expect(await bySku("RACE-1")).toMatchObject({ name: "Other" });
  });

  it("writes all or nothing", async () => {
    const { id } = await preview(
      csv(
        "sku,name,barcodes,category,price,tax class",
        "ALL-1,One,,Soups,1,zero",
        "ALL-2,Two,2080000000031,Soups,1,zero",
      ),
    );
    const other = await inventory.call("POST", "/products", {
      id: randomUUID(),
      sku: "OTHER-1",
      name: "Other",
      barcodes: ["2080000000031"],
      categoryId: demoProducts[0]!.categoryId,
      defaultPriceMinor: 100,
      taxClass: "zero",
    });
    expect(other.statusCode).toBe(201);
    expect(codeOf(await apply(id))).toEqual([409, "barcode-taken"]);
    expect(await bySku("ALL-1")).toBeUndefined();
    const { rows } = await inventory.pool.query("SELECT FROM category WHERE name = 'Soups'");
    expect(rows).toEqual([]);
  });

  it("may exchange barcodes among products of the file", async () => {
    const [a, b] = [demoProducts[13]!, demoProducts[14]!];
    await applied(csv("sku,barcodes", `${a.sku},${b.barcode}`, `${b.sku},${a.barcode}`));
    expect(await bySku(a.sku)).toMatchObject({ barcodes: [b.barcode] });
    expect(await bySku(b.sku)).toMatchObject({ barcodes: [a.barcode] });
  });

  it("reads UTF-8 only, and CSV only, of 10 MB at most", async () => {
    expect(codeOf(await send(Buffer.from("sku,name\nA,Cr\xe8me", "latin1")))).toEqual([400, "bad-request"]);
    expect(codeOf(await send("{}", {}, "application/json"))).toEqual([415, "unsupported-media-type"]);
    expect(codeOf(await send(Buffer.alloc(10_000_001, 65)))).toEqual([413, "body-too-large"]);
    expect((await preview("\ufeffsku,name\nGRO-001,Whole milk 1 l")).unchangedCount).toBe(1);
    expect((await preview("a\u0000b,sku\n1,2")).errors[0]).toMatchObject({ line: 1, column: "ab" });
    for (const garbage of ["", "\u0000", '"', ";;;", "sku", "sku\n\u0000", "sku,name\n\ud83d\ude00,\u202e"]) {
      expect((await send(garbage)).statusCode).toBeLessThan(500);
    }
  });

  it("belongs to those who may change the catalogue, and to its store", async () => {
    for (const role of ["cashier", "auditor"] as const) {
      expect(codeOf(await send("sku\nA", { role }))).toEqual([403, "forbidden"]);
    }
    const file = csv("sku,store price,reorder level", "GRO-020,5.55,7");
    const { id } = await preview(file, { storeId: demoHarbour.id });
    expect(codeOf(await apply(id))).toEqual([404, "import-not-found"]);
    expect(codeOf(await inventory.call("GET", `/imports/${id}`))).toEqual([404, "import-not-found"]);
    expect(codeOf(await apply(id, { role: "cashier", storeId: demoHarbour.id }))).toEqual([403, "forbidden"]);
    expect((await apply(id, { storeId: demoHarbour.id })).statusCode).toBe(200);
    expect(await bySku("GRO-020")).toMatchObject({ storePriceMinor: null, reorderLevelMilli: 20_000 });
    expect(await bySku("GRO-020", { storeId: demoHarbour.id })).toMatchObject({
      storePriceMinor: 555,
      reorderLevelMilli: 7_000,
    });
  });
});

it("is read one at a time, and who hangs up holds nobody up", async () => {
  await inventory.service.app.listen({ host: "127.0.0.1", port: 0 });
  const { port } = inventory.service.app.server.address() as AddressInfo;
  const url = `http://127.0.0.1:${port}/api/inventory/imports`;
  const headers = {
    ...(await inventory.issuer.headers("manager", { storeId: demoStore.id })),
    "content-type": "text/csv",
  };
  const rows = Array.from({ length: 3_000 }, (_, index) => `HANG-${index},Hang ${index},Pantry,1,zero`);
  const body = csv("sku,name,category,price,tax class", ...rows);
  const impatient = [1, 20, 60, 200].map((ms) =>
    fetch(url, { method: "POST", headers, body, signal: AbortSignal.timeout(ms) }).catch(() => null),
  );
  const patient = Array.from({ length: 3 }, () => fetch(url, { method: "POST", headers, body }));
  expect((await Promise.all(patient)).map((answer) => answer.status)).toEqual([201, 201, 201]);
  await Promise.all(impatient);
  expect((await fetch(url, { method: "POST", headers, body: "sku\nA" })).status).toBe(201);
});

describe("the export", () => {
  it("is what an import takes, with nothing to change", async () => {
    await applied(
      csv(
        "sku,name,category,price,tax class,archived",
        '"=1+1","@SUM(A1) ""quoted"", and more","-Minus",1,zero,yes',
      ),
    );
    const text = await exported();
    expect(text.startsWith("\ufeffsku,name,barcodes,category,price,store price,")).toBe(true);
    expect(text).toContain(`'=1+1,"'@SUM(A1) ""quoted"", and more",,'-Minus,1.00,,zero,,yes,0\r\n`);
    for (const storeId of [demoStore.id, demoHarbour.id]) {
      const { rowCount, unchangedCount, errorCount } = await preview(await exported({ storeId }), {
        storeId,
      });
      expect(rowCount).toBeGreaterThan(5_000);
      expect([unchangedCount, errorCount]).toEqual([rowCount, 0]);
    }
  });

  it("can be read by whoever reads the catalogue", async () => {
    const answer = await inventory.service.app.inject("/api/inventory/products.csv");
    expect(answer.statusCode).toBe(401);
  });
});

describe("fifty thousand rows", () => {
  it("are previewed and applied, and one more is refused", async () => {
    const other = await startInventory();
    try {
      await other.service.seed();
      const lines = Array.from({ length: 50_000 }, (_, index) => {
        const product = demoCatalogueCached[index % 5_000]!;
        return `BIG-${index},"${product.name}, lot ${Math.floor(index / 5_000)}",${product.category},1.99,standard`;
      });
      const headers = {
        ...(await other.issuer.headers("owner", { storeId: demoStore.id })),
        "content-type": "text/csv",
      };
      const post = (payload: string) =>
        other.service.app.inject({ method: "POST", url: "/api/inventory/imports", headers, payload });
      const file = ["sku,name,category,price,tax class", ...lines].join("\n");
      const first = (await post(file)).json<ProductImport>();
      expect(first).toMatchObject({ status: "ready", rowCount: 50_000, newCount: 50_000 });
      const answer = await other.call("POST", `/imports/${first.id}/apply`);
      expect(answer.statusCode, answer.body).toBe(200);
      const { rows } = await other.pool.query("SELECT count(*)::integer AS count FROM product");
      expect(rows).toEqual([{ count: 55_000 }]);
      const longer = (await post(`${file}\nBIG-X,One more,Pantry,1,zero`)).json<ProductImport>();
      expect(longer).toMatchObject({
        status: "faulty",
        errorCount: 1,
        errors: [{ line: 50_002, column: null }],
      });
    } finally {
      await other.close();
    }
  }, 120_000);
});

const demoCatalogueCached = demoCatalogue();
