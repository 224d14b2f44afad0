import { type App } from "@cloudpos/kit";
import type { Pool } from "pg";
import type { SaleCommitter } from "../committer.ts";
import type { StoreDirectory } from "../stores.ts";
/** What the routes of sales work with. */
export interface SaleRoutesOptions {
    pool: Pool;
    committer: SaleCommitter;
    stores: StoreDirectory;
}
/** `POST` and `GET /api/transactions/sales`, `GET /api/transactions/sales/:id`. */
export declare function saleRoutes(app: App, { pool, committer, stores }: SaleRoutesOptions): void;
