import type { Sale, SaleReceipt } from "@cloudpos/contracts";
import { ApiError } from "../../lib/api-client.ts";
import { createStore, type Store } from "../../lib/store.ts";
import { readJson, writeJson } from "../../lib/stored-json.ts";

/** Where a completed sale stands that the server has not acknowledged. */
export type UnsentState =
  /** Its turn has not come. */
  | "waiting"
  /** A request is under way. */
  | "sending"
  /** The last try had no usable answer; it is tried again by itself. */
  | "retrying"
  /** The server refused it. It is kept, shown, and tried again only when someone asks. */
  | "refused";

/** What to tell people about a failed try. */
export interface Failure {
  message: string;
  requestId: string | undefined;
}

/** A completed sale on this device. */
export interface UnsentSale {
  sale: Sale;
  state: UnsentState;
  /** Tries since the page was loaded. */
  attempts: number;
  failure: Failure | null;
}

/** What the queue shows. */
export interface UnsentSales {
  /** Oldest first. */
  sales: readonly UnsentSale[];
  /** Newest acknowledged sale of this device, known again after a reload. */
  lastReceipt: SaleReceipt | null;
  /** Text of stored entries that cannot be read; kept in storage for support. */
  damagedCount: number;
}

/** What the queue needs from its surroundings. */
export interface UnsentSalesOptions {
  storage: Storage;
  /** Posts one sale. */
  send: (sale: Sale) => Promise<SaleReceipt>;
  /** Whether someone is signed in at the register that made the sale. */
  maySend: (sale: Sale) => boolean;
  /** Told once of every acknowledged sale. */
  onAcknowledged?: (receipt: SaleReceipt) => void;
}

const keyPrefix = "cloudpos.unsent-sale.";
const lastReceiptKey = "cloudpos.last-receipt";
const firstRetryMs = 1_000;
const longestRetryMs = 60_000;

/**
 * Completed sales between "paid" and "acknowledged by the server".
 *
 * A sale is written to storage before anything is sent, under its own id, and removed only when the server has
 * acknowledged that id. Everything else - no network, no answer, a reload, a restarted server - ends in the same
 * sale being sent again; the server knows the id and answers with the original receipt.
 */
export class UnsentSaleQueue {
  readonly store: Store<UnsentSales>;
  private readonly options: UnsentSalesOptions;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private sending = false;

  constructor(options: UnsentSalesOptions) {
    this.options = options;
    this.store = createStore(load(options.storage));
  }

  /** Whether the sale was completed on this device, as far as it remembers. */
  isSold(saleId: string): boolean {
    const { sales, lastReceipt } = this.store.get();
    return lastReceipt?.id === saleId || sales.some(({ sale }) => sale.id === saleId);
  }

  /**
   * Takes over a completed sale and sends it. A sale it has already is left alone, so that a second press of a
   * pay button does nothing.
   * @throws DOMException when the storage is full; the sale was not taken.
   */
  add(sale: Sale): void {
    if (this.isSold(sale.id)) return;
    writeJson(this.options.storage, keyPrefix + sale.id, sale);
    this.update({
      sales: [...this.store.get().sales, { sale, state: "waiting", attempts: 0, failure: null }],
    });
    this.sendNow();
  }

  /**
   * Posts a sale that the server may refuse before money moves; it is not kept here. Safe to repeat.
   * @throws ApiError when the server refused it; NetworkError when nobody knows what became of it.
   */
  async confirm(sale: Sale): Promise<SaleReceipt> {
    const receipt = await this.options.send(sale);
    if (receipt.id !== sale.id) throw new Error("The server acknowledged another sale than the one sent.");
    this.acknowledge(receipt);
    return receipt;
  }

  /** Sends everything that waits, now: the network is back, someone signed in, someone pressed "send now". */
  sendNow(): void {
    clearTimeout(this.timer);
    void this.sendAll();
  }

  /** Tries a refused sale once more. */
  retry(saleId: string): void {
    this.change(saleId, { state: "waiting" });
    this.sendNow();
  }

  private async sendAll(): Promise<void> {
    if (this.sending) return;
    this.sending = true;
    let retryAfterMs: number | null = null;
    // By id, not by position: sales are added while a request is under way.
    const tried = new Set<string>();
    for (let next = this.next(tried); next !== undefined && retryAfterMs === null; next = this.next(tried)) {
      tried.add(next.sale.id);
      retryAfterMs = await this.sendOne(next);
    }
    this.sending = false;
    if (retryAfterMs !== null) this.timer = setTimeout(() => void this.sendAll(), retryAfterMs);
  }

  private next(tried: ReadonlySet<string>): UnsentSale | undefined {
    return this.store
      .get()
      .sales.find(
        ({ sale, state }) => state !== "refused" && !tried.has(sale.id) && this.options.maySend(sale),
      );
  }

  /** @returns how long to wait before trying again, or null when the next sale can go at once. */
  private async sendOne(unsent: UnsentSale): Promise<number | null> {
    const { sale } = unsent;
    const attempts = unsent.attempts + 1;
    this.change(sale.id, { state: "sending", attempts });
    try {
      await this.confirm(sale);
      return null;
    } catch (error) {
      const failure = failureOf(error);
      if (isRefusal(error)) {
        this.change(sale.id, { state: "refused", failure });
        return null;
      }
      this.change(sale.id, { state: "retrying", failure });
      return retryDelayMs(attempts, error);
    }
  }

  private acknowledge(receipt: SaleReceipt): void {
    // The receipt first: a reload between the two lines sends again and gets the same receipt.
    writeJson(this.options.storage, lastReceiptKey, receipt);
    this.options.storage.removeItem(keyPrefix + receipt.id);
    this.update({
      sales: this.store.get().sales.filter(({ sale }) => sale.id !== receipt.id),
      lastReceipt: receipt,
    });
    this.options.onAcknowledged?.(receipt);
  }

  private change(saleId: string, change: Partial<UnsentSale>): void {
    this.update({
      sales: this.store.get().sales.map((each) => (each.sale.id === saleId ? { ...each, ...change } : each)),
    });
  }

  private update(change: Partial<UnsentSales>): void {
    this.store.set({ ...this.store.get(), ...change });
  }
}

/**
 * The server understood the sale and will not take it, however often it is sent. An ended session (401), a
 * time-out (408) and a full server (429) pass; so does everything from 500 up.
 */
export function isRefusal(error: unknown): boolean {
  return error instanceof ApiError && error.status < 500 && ![401, 408, 425, 429].includes(error.status);
}

function failureOf(error: unknown): Failure {
  return {
    message: error instanceof Error ? error.message : String(error),
    requestId: error instanceof ApiError ? error.requestId : undefined,
  };
}

function retryDelayMs(attempts: number, error: unknown): number {
  if (error instanceof ApiError && error.retryAfterSeconds) return error.retryAfterSeconds * 1000;
  return Math.min(firstRetryMs * 2 ** (attempts - 1), longestRetryMs);
}

function load(storage: Storage): UnsentSales {
  const keys = Array.from({ length: storage.length }, (_, index) => storage.key(index) ?? "")
    .filter((key) => key.startsWith(keyPrefix))
    // A UUIDv7 begins with the time, so this is the order of selling.
    .sort();
  const sales = keys.flatMap((key): UnsentSale[] => {
    const sale = readJson<Sale>(storage, key);
    return sale?.id === key.slice(keyPrefix.length)
      ? [{ sale, state: "waiting", attempts: 0, failure: null }]
      : [];
  });
  return {
    sales,
    lastReceipt: readJson<SaleReceipt>(storage, lastReceiptKey),
    damagedCount: keys.length - sales.length,
  };
}
