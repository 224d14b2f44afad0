import type { Sale, SaleFlag, SaleTotals } from "@cloudpos/contracts";
import { type Logger } from "@cloudpos/kit";
import type { Pool } from "pg";
/** A sale that has been checked and is ready to be committed. */
export interface CheckedSale {
    sale: Sale;
    /** See `contentHash`. */
    contentHash: string;
    storeId: string;
    userId: string;
    /** IANA name of the store's time zone. */
    timeZone: string;
    flags: SaleFlag[];
    recomputedTotals: SaleTotals | null;
}
/** What became of a sale. `receipt` is the answer's JSON, the same bytes for the first request and every replay. */
export type CommitResult = {
    outcome: "committed" | "replayed";
    receipt: string;
} | {
    outcome: "mismatch";
    receipt: null;
};
/** How a {@link SaleCommitter} works. */
export interface SaleCommitterOptions {
    pool: Pool;
    log: Logger;
    /** Called after a call to PostgreSQL has committed sales. */
    onCommit?: () => void;
    /** Calls under way at the same time, and so also connections in use. */
    lanes?: number;
    /** Most sales in one call. */
    batchSize?: number;
    /** Most sales that may wait; beyond it a sale is refused at once and the register keeps it. */
    queueLength?: number;
    /** How long a sale is tried again while PostgreSQL is away or the outcome of a call is unknown. */
    patienceMs?: number;
}
/**
 * Commits sales. Those that arrive while a call is under way wait and travel together in the next one, each with
 * its own result: under load one round trip and one flush of the log serve many registers.
 *
 * A register always uses the same lane, so calls never wait for each other's receipt counters. A call with an
 * unknown outcome (connection lost on the way) is simply repeated: what it committed is answered as a replay.
 */
export declare class SaleCommitter {
    #private;
    constructor(options: SaleCommitterOptions);
    /** Sales that wait or are being committed. */
    get waiting(): number;
    /**
     * Commits one sale.
     * @throws Problem `overloaded` when too many wait already; `unavailable` when PostgreSQL could not be asked in
     *   time, and the sale may or may not be stored: the same request again gives the answer.
     */
    commit(checked: CheckedSale): Promise<CommitResult>;
    /** Stops repeating calls; what waits is answered with `unavailable` if its next call fails. */
    close(): void;
}
/** The one round trip: see migrations/002.do.commit-sales.sql. @returns results by position in `sales`. */
export declare function callCommitSales(pool: Pick<Pool, "query">, sales: readonly CheckedSale[]): Promise<Map<number, CommitResult>>;
