import type { StoredSale } from "@cloudpos/contracts";
import type { Pool } from "pg";
/** A sale of this store, or null: a sale of another store looks like none. */
export declare function findSale(pool: Pool, storeId: string, saleId: string): Promise<StoredSale | null>;
/** The newest sales of a store by time of commit, newest first. */
export declare function newestSales(pool: Pool, storeId: string, limit: number): Promise<StoredSale[]>;
