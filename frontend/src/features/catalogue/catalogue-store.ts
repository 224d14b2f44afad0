import type { CatalogueProduct, Category, ProductChanges } from "@cloudpos/contracts";
import { ApiError } from "../../lib/api-client.ts";
import { createStore, type Store } from "../../lib/store.ts";
import { indexProducts, type SearchIndex } from "./product-search.ts";

/** What this device knows of the catalogue. */
export interface CatalogueState {
  /** `loading` before all of it is there; `failed` when it could not be fetched and nothing is known. */
  status: "loading" | "ready" | "failed";
  error: Error | null;
  /** By name. */
  index: SearchIndex;
  categories: readonly Pick<Category, "id" | "name">[];
}

/** Where the catalogue comes from. */
export interface CatalogueSource {
  changes: (since: string | null) => Promise<ProductChanges>;
  categories: () => Promise<readonly Pick<Category, "id" | "name">[]>;
}

const refreshEveryMs = 60_000;
const empty: CatalogueState = { status: "loading", error: null, index: indexProducts([]), categories: [] };

/**
 * The whole catalogue of a store in memory: search and scanning wait for nobody. Kept up to date by asking for what
 * changed.
 */
export class CatalogueStore {
  readonly store: Store<CatalogueState> = createStore(empty);
  private readonly source: CatalogueSource;
  private storeId: string | null = null;
  private products = new Map<string, CatalogueProduct>();
  private barcodes = new Map<string, CatalogueProduct>();
  private cursor: string | null = null;
  private refreshing: Promise<void> | null = null;

  constructor(source: CatalogueSource) {
    this.source = source;
  }

  /** Keeps the catalogue of a store up to date. @returns a function that stops. */
  watch(storeId: string): () => void {
    if (storeId !== this.storeId) {
      this.storeId = storeId;
      this.forget();
      this.store.set(empty);
    }
    void this.refresh();
    const timer = setInterval(() => void this.refresh(), refreshEveryMs);
    return () => clearInterval(timer);
  }

  /** Asks for what changed, now; calls at the same time share one. Never rejects: the state says what went wrong. */
  refresh(): Promise<void> {
    this.refreshing ??= this.fetchChanges().finally(() => (this.refreshing = null));
    return this.refreshing;
  }

  /** The product with a barcode, as far as this device knows. */
  findByBarcode(barcode: string): CatalogueProduct | undefined {
    return this.barcodes.get(barcode);
  }

  private async fetchChanges(): Promise<void> {
    const storeId = this.storeId;
    if (this.store.get().status === "failed") this.store.set(empty);
    try {
      const categories = this.source.categories();
      // Is awaited below; until then nobody would see it fail.
      categories.catch(() => undefined);
      let changed = this.store.get().status !== "ready";
      for (;;) {
        const page = await this.source.changes(this.cursor);
        if (storeId !== this.storeId) return;
        changed ||= page.items.length > 0 || page.removedIds.length > 0;
        for (const product of page.items) this.products.set(product.id, product);
        for (const id of page.removedIds) this.products.delete(id);
        this.cursor = page.nextCursor;
        if (!page.more) break;
      }
      const known = await categories;
      if (storeId === this.storeId && changed) this.publish(known);
    } catch (error) {
      if (storeId !== this.storeId) return;
      if (error instanceof ApiError && error.code === "cursor-expired") {
        // The database is not the one the cursor is from: all of it again. What is shown stays until then.
        this.forget();
        return this.fetchChanges();
      }
      if (this.store.get().status !== "ready")
        this.store.set({ ...empty, status: "failed", error: error as Error });
    }
  }

  private publish(categories: CatalogueState["categories"]): void {
    const collator = new Intl.Collator("en");
    const products = [...this.products.values()]
      .filter(({ archived }) => !archived)
      .sort((a, b) => collator.compare(a.name, b.name));
    this.barcodes = new Map(
      products.flatMap((product) => product.barcodes.map((barcode) => [barcode, product] as const)),
    );
    this.store.set({ status: "ready", error: null, index: indexProducts(products), categories });
  }

  private forget(): void {
    this.products.clear();
    this.barcodes.clear();
    this.cursor = null;
  }
}
