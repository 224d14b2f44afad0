import type { Sale, SaleFlag, SaleTotals } from "@cloudpos/contracts";
import { Problem, type Logger } from "@cloudpos/kit";
import { BackOff, isTransient, pause } from "@cloudpos/kit/events/index";
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
  pricesIncludeTax: boolean;
  /** Whether it has lines that are given back, which are checked against the sales they come from. */
  givesBack: boolean;
  /** Whether somebody allowed to pay back in cash what did not come as cash. */
  cashApproved: boolean;
  flags: SaleFlag[];
  recomputedTotals: SaleTotals | null;
}

/** What became of a sale. `receipt` is the answer's JSON, the same bytes for the first request and every replay. */
export type CommitResult =
  | { outcome: "committed" | "replayed"; receipt: string }
  | { outcome: "mismatch" }
  /** A return that is not allowed: nothing is stored. */
  | { outcome: "refused"; problem: RefusalCode; detail: string };

/** Why a return is refused; see migrations/004.do.commit-sales-and-returns.sql. */
export type RefusalCode = "return-not-possible" | "return-exceeds-sold" | "refund-exceeds-paid";

/** How a {@link SaleCommitter} works. */
export interface SaleCommitterOptions {
  pool: Pool;
  log: Logger;
  /** Called after a call to PostgreSQL has committed sales. */
  onCommit?: () => void;
  /** Most calls under way at the same time, and so also connections in use. */
  calls?: number;
  /** Most sales in one call. */
  batchSize?: number;
  /** Most sales that may wait; beyond it a sale is refused at once and the register keeps it. */
  queueLength?: number;
  /** How long a sale is tried again while PostgreSQL is away or the outcome of a call is unknown. */
  patienceMs?: number;
}

interface Waiting {
  checked: CheckedSale;
  /** When patience ends, milliseconds since 1970. */
  deadline: number;
  resolve(result: CommitResult): void;
  reject(error: unknown): void;
}

/** A call that takes this long waits for something, such as a register whose shift is being closed. */
const slowMs = 50;

/**
 * Commits sales. Those that arrive while a call is under way wait and travel together in the next one, each with
 * its own result: under load one round trip and one flush of the log serve many registers. A sale that travels alone
 * costs PostgreSQL more than twice as much as one of sixteen, so further calls begin only when there is a whole batch
 * for them, or when those under way are slow.
 *
 * A register's sales are in one call at a time, so calls never wait for each other's receipt counters. A call with an
 * unknown outcome (connection lost on the way) is simply repeated: what it committed is answered as a replay.
 */
export class SaleCommitter {
  readonly #options: Required<SaleCommitterOptions>;
  readonly #closing = new AbortController();
  #queue: Waiting[] = [];
  /** Registers with sales in a call that is under way. */
  readonly #registers = new Set<string>();
  /** Calls under way, and how many of them are not slow. */
  #calls = 0;
  #swiftCalls = 0;
  #starting = false;
  #waiting = 0;

  constructor(options: SaleCommitterOptions) {
    this.#options = {
      onCommit: () => undefined,
      calls: 4,
      batchSize: 64,
      queueLength: 2_000,
      patienceMs: 8_000,
      ...options,
    };
  }

  /** Sales that wait or are being committed. */
  get waiting(): number {
    return this.#waiting;
  }

  /**
   * Commits one sale.
   * @throws Problem `overloaded` when too many wait already; `unavailable` when PostgreSQL could not be asked in
   *   time, and the sale may or may not be stored: the same request again gives the answer.
   */
  commit(checked: CheckedSale): Promise<CommitResult> {
    if (this.#waiting >= this.#options.queueLength) {
      return Promise.reject(
        new Problem("overloaded", "Too many sales are waiting. Send this one again.", {
          headers: { "retry-after": "1" },
        }),
      );
    }
    return new Promise<CommitResult>((resolve, reject) => {
      this.#waiting += 1;
      const deadline = Date.now() + this.#options.patienceMs;
      this.#queue.push({ checked, deadline, resolve, reject });
      this.#startSoon();
    }).finally(() => (this.#waiting -= 1));
  }

  /** Stops repeating calls; what waits is answered with `unavailable` if its next call fails. */
  close(): void {
    this.#closing.abort();
  }

  /** What arrives in the same turn of the event loop travels together. */
  #startSoon(): void {
    if (this.#starting) return;
    this.#starting = true;
    setImmediate(() => {
      this.#starting = false;
      this.#start();
    });
  }

  /** Begins as many calls as there should be. */
  #start(): void {
    while (this.#calls < this.#options.calls) {
      const enough = this.#swiftCalls === 0 ? 1 : this.#options.batchSize;
      if (this.#queue.length < enough) return;
      const batch = this.#nextBatch();
      if (batch.length < enough) return;
      const taken = new Set(batch);
      this.#queue = this.#queue.filter((waiting) => !taken.has(waiting));
      void this.#call(batch);
    }
  }

  /** The sales that have waited longest, of registers that are in no call. */
  #nextBatch(): Waiting[] {
    const batch: Waiting[] = [];
    for (const waiting of this.#queue) {
      if (batch.length === this.#options.batchSize) break;
      if (!this.#registers.has(waiting.checked.sale.registerId)) batch.push(waiting);
    }
    return batch;
  }

  async #call(batch: Waiting[]): Promise<void> {
    const registers = new Set(batch.map(({ checked }) => checked.sale.registerId));
    for (const register of registers) this.#registers.add(register);
    this.#calls += 1;
    this.#swiftCalls += 1;
    let swift = true;
    const slow = setTimeout(() => {
      swift = false;
      this.#swiftCalls -= 1;
      this.#start();
    }, slowMs);
    await this.#commitBatch(batch);
    clearTimeout(slow);
    for (const register of registers) this.#registers.delete(register);
    this.#calls -= 1;
    if (swift) this.#swiftCalls -= 1;
    this.#start();
  }

  /** Settles every sale of the batch; never rejects. */
  async #commitBatch(batch: Waiting[]): Promise<void> {
    try {
      const results = await this.#callPatiently(batch);
      batch.forEach((waiting, position) => {
        const result = results.get(position);
        if (result) waiting.resolve(result);
        else waiting.reject(new Error("commit_sales gave no result for a sale"));
      });
      if ([...results.values()].some((result) => result.outcome === "committed")) this.#options.onCommit();
    } catch (error) {
      if (error instanceof Problem || batch.length === 1) {
        for (const waiting of batch) waiting.reject(error);
        return;
      }
      // One sale breaks a constraint and took the call down with it. Alone, each gets what it deserves.
      this.#options.log.warn(
        { err: error, sales: batch.length },
        "batch refused; committing its sales one by one",
      );
      for (const waiting of batch) await this.#commitBatch([waiting]);
    }
  }

  async #callPatiently(batch: readonly Waiting[]): Promise<Map<number, CommitResult>> {
    const deadline = Math.min(...batch.map((waiting) => waiting.deadline));
    const backOff = new BackOff(50, 1_000);
    for (;;) {
      try {
        return await callCommitSales(
          this.#options.pool,
          batch.map((waiting) => waiting.checked),
        );
      } catch (error) {
        if (!isTransient(error)) throw error;
        const pauseMs = backOff.next();
        if (this.#closing.signal.aborted || Date.now() + pauseMs > deadline) {
          throw new Problem("unavailable", "The sale may not be stored yet. Send the same request again.", {
            cause: error,
            headers: { "retry-after": "2" },
          });
        }
        this.#options.log.warn(
          { err: error, sales: batch.length, pauseMs },
          "commit interrupted; repeating it",
        );
        await pause(pauseMs, this.#closing.signal);
      }
    }
  }
}

/** The one round trip: see migrations/007.do.commit-batches.sql. @returns results by position in `sales`. */
export async function callCommitSales(
  pool: Pick<Pool, "query">,
  sales: readonly CheckedSale[],
): Promise<Map<number, CommitResult>> {
  const batch = sales.map((checked, position) => ({ position, ...checked }));
  const { rows } = await pool.query<CommitResult & { item_position: number }>({
    name: "commit-sales",
    text: "SELECT item_position, outcome, receipt, problem, detail FROM commit_sales($1)",
    values: [JSON.stringify(batch)],
  });
  return new Map(rows.map(({ item_position, ...result }) => [item_position, result as CommitResult]));
}
