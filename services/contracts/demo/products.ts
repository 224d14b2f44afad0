import { gtinCheckDigit } from "../barcode.ts";
import { demoCategories, demoId, demoProducts, demoStore, demoTaxRates, type DemoProduct } from "../demo.ts";
import { between, seededRandom, shuffled } from "./random.ts";
import { aisles, clothing } from "./words.ts";

/** How many products the demo shop has. */
export const demoProductCount = 5_000;

/** Groups of the variants among the demo products. */
export const demoProductGroups = clothing.map(({ name, sizes, colours }, index) => ({
  id: demoId("0004", index + 1),
  name,
  options: [
    { name: "Size", values: sizes },
    { name: "Colour", values: colours },
  ],
}));

interface Draft {
  prefix: string;
  category: string;
  name: string;
  priceMinor: number;
  taxClass: keyof typeof demoTaxRates;
  groupId: string | null;
  options: DemoProduct["options"];
}

/**
 * All products of the demo shop, the forty of {@link demoProducts} first; the same in every run. Makes them anew on
 * every call (some milliseconds), so that a process that needs them once does not keep them.
 */
export function demoCatalogue(): DemoProduct[] {
  const taken = new Set(demoProducts.map((product) => product.name));
  const others = goods().filter((draft) => !taken.has(draft.name));
  const drafts = [...variants(), ...shuffled(others, seededRandom(4))]
    .slice(0, demoProductCount - demoProducts.length)
    .toSorted((a, b) => compare(a.prefix, b.prefix) || compare(a.name, b.name));
  const random = seededRandom(44);
  const categoryIds = new Map(demoCategories.map(({ id, name }) => [name, id]));
  const numberInAisle = new Map<string, number>();
  const products = drafts.map((draft, index): DemoProduct => {
    const number = demoProducts.length + index + 1;
    const inAisle = (numberInAisle.get(draft.prefix) ?? 0) + 1;
    numberInAisle.set(draft.prefix, inAisle);
    const barcode = ean13(`201${String(number).padStart(9, "0")}`);
    const reorderLevel = between(random, 1, 6) * 5;
    return {
      id: demoId("0001", number),
      sku: `${draft.prefix}-${String(inAisle).padStart(4, "0")}`,
      name: draft.name,
      barcode,
      // Some goods had another code before, and old stock still carries it.
      barcodes: number % 50 === 0 ? [barcode, ean13(`202${String(number).padStart(9, "0")}`)] : [barcode],
      category: draft.category,
      categoryId: categoryIds.get(draft.category)!,
      priceMinor: draft.priceMinor,
      defaultPriceMinor: draft.priceMinor,
      storePriceMinor: null,
      currency: demoStore.currency,
      taxRateBasisPoints: demoTaxRates[draft.taxClass],
      taxClass: draft.taxClass,
      // One in eighty is about to run out, so that there is something to order.
      openingStockMilli:
        (number % 80 === 0 ? between(random, 0, reorderLevel) : between(random, 60, 240)) * 1000,
      reorderLevelMilli: reorderLevel * 1000,
      archived: false,
      groupId: draft.groupId,
      options: draft.options,
      revision: 1,
      updatedAt: "2026-01-01T00:00:00.000Z",
    };
  });
  return [...demoProducts, ...products];
}

/** What the store Harbour Row has at first: less of everything. Thousandths of a piece. */
export function demoHarbourStockMilli(product: DemoProduct): number {
  return Math.floor(product.openingStockMilli / 2_000) * 1000;
}

/** Harbour Row's own price of a product, or null where the default applies: what visitors buy costs a little more. */
export function demoHarbourPriceMinor(product: DemoProduct): number | null {
  const dearer = product.category === "Drinks" || product.category === "Sweets and snacks";
  return dearer && product.sku.endsWith("5") ? shelfPrice(product.defaultPriceMinor * 1.1) : null;
}

function goods(): Draft[] {
  return aisles.flatMap(({ category, prefix, ranges, families }) =>
    families.flatMap(({ name, tax, sorts, sizes }) =>
      sorts.flatMap((sort) =>
        ranges.flatMap(([range, factor]) =>
          sizes.map(([size, price]) => ({
            prefix,
            category,
            name: fullName(range, name, sort, size),
            priceMinor: shelfPrice(price * factor),
            taxClass: tax,
            groupId: null,
            options: [],
          })),
        ),
      ),
    ),
  );
}

function variants(): Draft[] {
  return clothing.flatMap(({ name, priceMinor, sizes, colours }, index) =>
    colours.flatMap((colour) =>
      sizes.map((size) => ({
        prefix: "CLO",
        category: "Clothing",
        name: `${name}, ${size}, ${colour}`,
        priceMinor,
        taxClass: "standard" as const,
        groupId: demoProductGroups[index]!.id,
        options: [
          { name: "Size", value: size },
          { name: "Colour", value: colour },
        ],
      })),
    ),
  );
}

/** `Organic strawberry yoghurt 450 g`, `Bramley apples, 6`, `Vegetable pizza`. */
function fullName(range: string, family: string, sort: string, size: string): string {
  const goods = family.replace("*", sort);
  // Inside the name, only what has a capital of its own keeps it: sorts and names of places.
  const inside = family.startsWith("*") || family.startsWith("Greek") ? goods : lowerFirst(goods);
  const name = range === "" ? goods.charAt(0).toUpperCase() + goods.slice(1) : `${range} ${inside}`;
  if (size === "1") return name;
  return /\d (g|kg|ml|l|m|cm)$/.test(size) ? `${name} ${size}` : `${name}, ${size}`;
}

function lowerFirst(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1);
}

/** Ends in 9, at least 9 cents. */
function shelfPrice(minor: number): number {
  return Math.max(Math.round(minor / 10) * 10 - 1, 9);
}

function ean13(digits: string): string {
  return `${digits}${gtinCheckDigit(digits)}`;
}

/** By code units: the same on every machine, whatever its language. */
function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
