/**
 * How long the catalogue takes with 50,000 products: search as the register calls it (wanted: under 20 ms), the
 * registers' feed, and the import that put the products in.
 *
 *   TEST_POSTGRES_URL=postgres://superuser@host:5432/postgres node services/inventory/benchmark.ts [rounds]
 *
 * Prints the best time and the 50th and 99th percentile of every kind of search, at the route (validation, statement, JSON) without the
 * network, and the plan of the slowest.
 */
import {
  demoCategories,
  demoHarbour,
  demoStore,
  type ProductChanges,
  type ProductImport,
} from "@cloudpos/contracts";
import { demoCatalogue } from "@cloudpos/contracts/demo/products";
import { listQuery, type ProductFilter } from "./products.ts";
import { startInventory } from "./testing.ts";

const rounds = Number(process.argv[2] ?? 100);
const productCount = 50_000;
const inventory = await startInventory();
const { app } = inventory.service;
const headers = await inventory.issuer.headers("manager", { storeId: demoStore.id });

const timed = async <Result>(what: string, work: () => Promise<Result>): Promise<Result> => {
  const started = performance.now();
  const result = await work();
  console.log(`${what}: ${((performance.now() - started) / 1000).toFixed(2)} s`);
  return result;
};

try {
  await timed("seed 5,000 products and the stock of two stores", () => inventory.service.seed());
  await timed("seed again, when all is there", () => inventory.service.seed());
  const products = demoCatalogue();
  const lines = Array.from({ length: productCount - products.length }, (_, index) => {
    const product = products[index % products.length]!;
    const lot = Math.floor(index / products.length) + 1;
    const price = (product.priceMinor / 100).toFixed(2);
    return `${product.sku}-${lot},"${product.name}, lot ${lot}",${product.category},${price},${product.taxClass},5`;
  });
  const file = ["sku,name,category,price,tax class,reorder level", ...lines].join("\n");
  const preview = await timed(
    `preview an import of ${lines.length} rows (${(file.length / 1e6).toFixed(1)} MB)`,
    async () =>
      (
        await app.inject({
          method: "POST",
          url: "/api/inventory/imports",
          headers: { ...headers, "content-type": "text/csv" },
          payload: file,
        })
      ).json<ProductImport>(),
  );
  if (preview.status !== "ready") throw new Error(JSON.stringify(preview));
  await timed("apply it", async () => {
    const answer = await app.inject({
      method: "POST",
      url: `/api/inventory/imports/${preview.id}/apply`,
      headers,
    });
    if (answer.statusCode !== 200) throw new Error(answer.body);
  });
  await timed("read all of it from the feed, 1,000 at a time", readFeed);

  const dairy = demoCategories.find((category) => category.name === "Dairy")!.id;
  const middle = await pageInTheMiddle();
  const searches: [string, ProductFilter][] = [
    ["all, first page", { limit: 50 }],
    ["all, page in the middle", { limit: 50, cursor: middle }],
    ["one letter", { search: "o", limit: 50 }],
    ["beginning of many words", { search: "or", limit: 50 }],
    ["beginning of few words", { search: "wat", limit: 50 }],
    ["frequent word", { search: "organic", limit: 50 }],
    ["rare word", { search: "honeycomb", limit: 50 }],
    ["two words", { search: "organic tea", limit: 50 }],
    ["three beginnings", { search: "ev gr coff", limit: 50 }],
    ["SKU", { search: products[3_000]!.sku, limit: 50 }],
    ["beginning of a SKU", { search: "PAN-04", limit: 50 }],
    ["barcode", { search: products[3_000]!.barcode, limit: 50 }],
    ["beginning of many barcodes", { search: "2010000", limit: 50 }],
    ["category", { categoryId: dairy, limit: 50 }],
    ["frequent word in a category", { search: "organic", categoryId: dairy, limit: 50 }],
    ["rare word in a category", { search: "halloumi", categoryId: dairy, limit: 50 }],
    ["nothing", { search: "xylophone", limit: 50 }],
    ["200 products", { search: "everyday", limit: 200 }],
  ];
  let slowest: [name: string, p99: number, filter: ProductFilter] = ["", 0, { limit: 50 }];
  console.log(
    `\nsearch among ${productCount} products, ${rounds} rounds: best, p50 and p99 in milliseconds, products found`,
  );
  for (const [name, filter] of searches) {
    const url = `/api/inventory/products?${new URLSearchParams(filter as unknown as Record<string, string>)}`;
    const { best, p50, p99, last } = await measure(url);
    const found = last.json<{ items: unknown[] }>().items.length;
    console.log(line(name, [best, p50, p99], found));
    if (p99 > slowest[1]) slowest = [name, p99, filter];
  }
  const scan = await measure(`/api/inventory/products/by-barcode/${products[3_000]!.barcode}`);
  console.log(line("scanned barcode", [scan.best, scan.p50, scan.p99], 1));

  console.log(`\nplan of the slowest (${slowest[0]}):`);
  const { text, values } = listQuery(demoStore.id, slowest[2])!;
  const { rows } = await inventory.pool.query<{ "QUERY PLAN": string }>(
    `EXPLAIN (ANALYZE, BUFFERS) ${text}`,
    values,
  );
  for (const row of rows) console.log(row["QUERY PLAN"]);
  if (slowest[1] >= 20) process.exitCode = 1;
} finally {
  await inventory.close();
}

function line(name: string, milliseconds: readonly number[], found: number): string {
  const times = milliseconds.map((time) => time.toFixed(1).padStart(7));
  return [name.padEnd(30), ...times, String(found).padStart(5)].join("");
}

async function measure(url: string) {
  const milliseconds: number[] = [];
  let last = await app.inject({ url, headers });
  for (let round = 0; round < rounds; round += 1) {
    const started = performance.now();
    last = await app.inject({ url, headers });
    milliseconds.push(performance.now() - started);
  }
  if (last.statusCode !== 200) throw new Error(`${url}: ${last.body}`);
  milliseconds.sort((a, b) => a - b);
  const percentile = (share: number) => milliseconds[Math.min(rounds - 1, Math.floor(rounds * share))]!;
  return { best: milliseconds[0]!, p50: percentile(0.5), p99: percentile(0.99), last };
}

async function readFeed(): Promise<void> {
  const harbour = await inventory.issuer.headers("cashier", { storeId: demoHarbour.id });
  for (let since: string | undefined, count = 0; ;) {
    const url = `/api/inventory/products/changes?limit=1000${since ? `&since=${since}` : ""}`;
    const answer = (await app.inject({ url, headers: harbour })).json<ProductChanges>();
    count += answer.items.length;
    since = answer.nextCursor;
    if (!answer.more && count >= productCount) return;
  }
}

async function pageInTheMiddle(): Promise<string> {
  let cursor: string | undefined;
  for (let page = 0; page < 120; page += 1) {
    const url = `/api/inventory/products?limit=200${cursor ? `&cursor=${cursor}` : ""}`;
    cursor = (await app.inject({ url, headers })).json<{ nextCursor: string }>().nextCursor;
  }
  return cursor!;
}
