import type { SaleCompleted } from "@cloudpos/contracts";
import type { ReportCollections } from "./collections.ts";
import { contributionOf, type Contribution } from "./contribution.ts";
import { Counter } from "./counting.ts";

interface Waiting {
  contribution: Contribution;
  done(): void;
  failed(error: unknown): void;
}

/**
 * Counts events as they come. Those that arrive while a write is under way share the next one, so that a rush
 * costs few writes and a single sale waits for none.
 *
 * While a rebuild fills a new generation, every event is counted there too: see `rebuild.ts`, which relies on the
 * generations being looked up after the event has come.
 */
export class Projector {
  readonly #collections: ReportCollections;
  readonly #counters = new Map<number, Counter>();
  #waiting: Waiting[] = [];
  #working = false;

  constructor(collections: ReportCollections) {
    this.#collections = collections;
  }

  /** Resolves once the event is counted for good; at once, in effect, when it was counted before. */
  project(event: SaleCompleted): Promise<void> {
    const contribution = contributionOf(event);
    return new Promise((done, failed) => {
      this.#waiting.push({ contribution, done, failed });
      if (!this.#working) void this.#work();
    });
  }

  async #work(): Promise<void> {
    this.#working = true;
    while (this.#waiting.length > 0) {
      const batch = this.#waiting;
      this.#waiting = [];
      try {
        await this.#count(batch.map(({ contribution }) => contribution));
        for (const { done } of batch) done();
      } catch (error) {
        for (const { failed } of batch) failed(error);
      }
    }
    this.#working = false;
  }

  async #count(contributions: readonly Contribution[]): Promise<void> {
    const { current, building } = await this.#collections.generations();
    for (const generation of building ? [building, current] : [current]) {
      const counter = this.#counters.get(generation.number) ?? new Counter(generation);
      this.#counters.set(generation.number, counter);
      await counter.count(contributions);
    }
    for (const number of this.#counters.keys()) {
      if (number !== current.number && number !== building?.number) this.#counters.delete(number);
    }
  }
}
