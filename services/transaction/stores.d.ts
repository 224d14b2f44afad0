import type { Pool } from "pg";
import type { StoreRules } from "./check.ts";
/** A store as committing its sales needs it. */
export interface StoreSettings extends StoreRules {
    /** IANA name. */
    timeZone: string;
}
/** Reads stores' settings and keeps each for a minute, so that a sale costs no question of its own. */
export declare class StoreDirectory {
    #private;
    constructor(pool: Pool);
    /** Settings of a store, or null when it is not known here. */
    find(storeId: string): Promise<StoreSettings | null>;
}
/** Puts the demo store in, unless it is there. */
export declare function seedStores(pool: Pool): Promise<void>;
