import { type Sale, type SaleFlag, type SaleTotals } from "@cloudpos/contracts";
/** What checking a sale needs to know about its store. */
export interface StoreRules {
    currency: string;
    pricesIncludeTax: boolean;
}
/** How far a register's clock may be ahead before its sales are flagged. Behind is normal: it sold offline. */
export declare const clockToleranceMs: number;
/** What the server found when it checked a sale. A completed sale is flagged, never refused. */
export interface SaleCheck {
    flags: SaleFlag[];
    /** The server's totals where they differ from the register's. */
    recomputedTotals: SaleTotals | null;
}
/**
 * Compares a sale with what the server computes itself.
 * @param now milliseconds since 1970, by the server's clock.
 */
export declare function checkSale(sale: Sale, rules: StoreRules, now: number): SaleCheck;
/**
 * A sale with its time written in the one way PostgreSQL gives it back, so that its content can be hashed again
 * from its rows.
 * @returns null when `soldAt` is no real date (30 February) or before the year 2000.
 */
export declare function normalizeSale(sale: Sale): Sale | null;
/** SHA-256, in hex, of a sale's canonical JSON (RFC 8785): what makes two requests the same. */
export declare function contentHash(sale: Sale): string;
