import type { CatalogueProduct } from "@cloudpos/contracts";

/** A product, or the variants of one group, as one tile of the grid. */
export interface Tile {
  key: string;
  name: string;
  category: string;
  categoryId: string;
  /** One, or several variants in the order of their names. */
  products: readonly CatalogueProduct[];
}

/** A catalogue made ready to be searched: every word of every product once, in lower case and without accents. */
export interface SearchIndex {
  products: readonly CatalogueProduct[];
  /** ` word word`, in the order of `products`. */
  words: readonly string[];
}

/** Prepares products for {@link search}; they are expected in the order to be shown in. */
export function indexProducts(products: readonly CatalogueProduct[]): SearchIndex {
  return {
    products,
    words: products.map(
      ({ name, sku, barcodes }) =>
        ` ${plain(name).replace(/[^\p{L}\p{N}.]+/gu, " ")} ${plain(sku)} ${barcodes.join(" ")}`,
    ),
  };
}

/** Products of which every word of `text` begins a word of the name, a SKU or a barcode. */
export function search({ products, words }: SearchIndex, text: string): readonly CatalogueProduct[] {
  const wanted = plain(text).split(/\s+/).filter(Boolean);
  if (wanted.length === 0) return products;
  return products.filter((_product, index) => wanted.every((word) => words[index]!.includes(` ${word}`)));
}

/** Makes tiles of products: variants of one group become one tile where the first of them stood. */
export function tilesOf(products: readonly CatalogueProduct[]): Tile[] {
  const tiles = new Map<string, CatalogueProduct[]>();
  for (const product of products) {
    const key = product.groupId ?? product.id;
    const tile = tiles.get(key);
    if (tile) tile.push(product);
    else tiles.set(key, [product]);
  }
  return [...tiles].map(([key, variants]) => {
    const first = variants[0]!;
    return {
      key,
      name: variants.length > 1 ? groupName(first) : first.name,
      category: first.category,
      categoryId: first.categoryId,
      products: variants,
    };
  });
}

/** What a variant is called beside its siblings: `M, blue`. */
export function variantName(product: CatalogueProduct): string {
  return product.options.map(({ value }) => value).join(", ") || product.name;
}

/** A variant is named after its group and its options: `Raincoat, M, blue` belongs to `Raincoat`. */
function groupName(product: CatalogueProduct): string {
  const ending = `, ${variantName(product)}`;
  return product.name.endsWith(ending) ? product.name.slice(0, -ending.length) : product.name;
}

/** Lower case without accents. */
function plain(text: string): string {
  return text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
}
