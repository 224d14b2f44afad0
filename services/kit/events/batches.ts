import { isTransient } from "../failure.ts";

interface Waiting<Item> {
  item: Item;
  done(): void;
  failed(error: unknown): void;
}

/**
 * Puts items together that arrive in one turn of the event loop or while a write is under way: they share the next
 * one. A rush then costs few writes, and a single item waits for none.
 */
export class Batches<Item> {
  readonly #write: (items: readonly Item[]) => Promise<void>;
  #waiting: Waiting<Item>[] = [];
  #writing = false;

  /**
   * @param write does one batch, wholly or not at all; one at a time. When it rejects with what time can heal, so does
   *   every item of the batch. Otherwise one item may have taken the others down with it: each is written alone and
   *   gets what it deserves.
   */
  constructor(write: (items: readonly Item[]) => Promise<void>) {
    this.#write = write;
  }

  /** Resolves once the batch with `item` is written. */
  add(item: Item): Promise<void> {
    return new Promise((done, failed) => {
      this.#waiting.push({ item, done, failed });
      if (this.#writing) return;
      this.#writing = true;
      queueMicrotask(() => void this.#writeAll());
    });
  }

  async #writeAll(): Promise<void> {
    while (this.#waiting.length > 0) {
      const batch = this.#waiting;
      this.#waiting = [];
      await this.#writeBatch(batch);
    }
    this.#writing = false;
  }

  async #writeBatch(batch: readonly Waiting<Item>[]): Promise<void> {
    try {
      await this.#write(batch.map(({ item }) => item));
      for (const { done } of batch) done();
    } catch (error) {
      if (batch.length > 1 && !isTransient(error)) {
        for (const each of batch) await this.#writeBatch([each]);
      } else {
        for (const { failed } of batch) failed(error);
      }
    }
  }
}
