import type { CatalogueProduct, ProductChanges } from "@cloudpos/contracts";
import { demoCategories, demoProducts } from "@cloudpos/contracts/demo";
import { expect, test, vi } from "vitest";
import { ApiError, NetworkError } from "../../lib/api-client.ts";
import { CatalogueStore } from "./catalogue-store.ts";
import { indexProducts, search, tilesOf, variantName } from "./product-search.ts";

const products = demoProducts as readonly CatalogueProduct[];
const [milk, , butter] = products as [CatalogueProduct, CatalogueProduct, CatalogueProduct];
const variant = (size: string, colour: string): CatalogueProduct => ({
  ...milk,
  id: `${size}-${colour}`,
  name: `Raincoat, ${size}, ${colour}`,
  groupId: "group",
  options: [
    { name: "Size", value: size },
    { name: "Colour", value: colour },
  ],
});

test("search finds products by the beginnings of their words, a SKU or a barcode", () => {
  const index = indexProducts(products);
  const names = (text: string) => search(index, text).map(({ name }) => name);
  expect(names("mil who")).toEqual(["Whole milk 1 l"]);
  expect(names("ilk")).toEqual([]);
  expect(names("gro-003")).toEqual([butter.name]);
  expect(names(butter.barcode!)).toEqual([butter.name]);
  expect(names("WASHING UP")).toEqual(["Washing-up liquid 500 ml"]);
  expect(search(indexProducts([{ ...milk, name: "Crème brûlée" }]), "creme brulee")).toHaveLength(1);
  expect(names("")).toHaveLength(40);
});

test("search answers in a moment among fifty thousand products", () => {
  const many = indexProducts(
    Array.from({ length: 50_000 }, (_, n) => ({ ...products[n % 40]!, id: String(n) })),
  );
  const start = performance.now();
  expect(search(many, "butter cro")).toHaveLength(1250);
  expect(performance.now() - start).toBeLessThan(200);
});

test("variants of a group are one tile", () => {
  const tiles = tilesOf([milk, variant("M", "blue"), butter, variant("L", "blue")]);
  expect(tiles.map(({ name, products: of }) => [name, of.length])).toEqual([
    [milk.name, 1],
    ["Raincoat", 2],
    [butter.name, 1],
  ]);
  expect(variantName(tiles[1]!.products[0]!)).toBe("M, blue");
});

/** Gives the pages one after the other; then says that nothing changed. */
function feed(pages: (Partial<ProductChanges> | Error)[]) {
  const changes = vi.fn(async (since: string | null): Promise<ProductChanges> => {
    const page = pages.shift() ?? {};
    if (page instanceof Error) throw page;
    return { items: [], removedIds: [], more: false, nextCursor: `after-${since}`, ...page };
  });
  return { changes, catalogue: new CatalogueStore({ changes, categories: async () => demoCategories }) };
}

test("the catalogue is read page by page and then kept up to date", async () => {
  const { catalogue, changes } = feed([
    { items: [milk], more: true, nextCursor: "a" },
    { items: [butter], nextCursor: "b" },
    { items: [{ ...butter, priceMinor: 1 }], removedIds: [milk.id] },
  ]);
  catalogue.watch("store")();
  await catalogue.refresh();
  expect(catalogue.store.get()).toMatchObject({ status: "ready", categories: demoCategories });
  expect(catalogue.findByBarcode(milk.barcode!)).toEqual(milk);
  await catalogue.refresh();
  expect(changes.mock.calls).toEqual([[null], ["a"], ["b"]]);
  expect(catalogue.findByBarcode(milk.barcode!)).toBeUndefined();
  expect(catalogue.findByBarcode(butter.barcode!)?.priceMinor).toBe(1);
});

test("a lost connection keeps what is known, an expired cursor starts again", async () => {
  const lost = new NetworkError("cut");
  const expired = new ApiError({ status: 410, code: "cursor-expired" });
  const { catalogue } = feed([lost, { items: [milk] }, lost, expired, { items: [butter] }]);
  catalogue.watch("store")();
  await catalogue.refresh();
  expect(catalogue.store.get()).toMatchObject({ status: "failed", error: lost });
  await catalogue.refresh();
  await catalogue.refresh();
  expect(catalogue.store.get().index.products).toEqual([milk]);
  await catalogue.refresh();
  expect(catalogue.store.get().index.products).toEqual([butter]);
});

test("another store has another catalogue", async () => {
  const { catalogue } = feed([{ items: [milk] }, { items: [butter] }]);
  catalogue.watch("one")();
  await catalogue.refresh();
  catalogue.watch("two")();
  expect(catalogue.store.get().status).toBe("loading");
  await catalogue.refresh();
  expect(catalogue.store.get().index.products).toEqual([butter]);
});
