import type { SaleCompleted } from "@cloudpos/contracts";
import { Batches } from "@cloudpos/kit/events/index";
import type { ReportCollections } from "./collections.ts";
import { contributionOf, type Contribution } from "./contribution.ts";
import { Counter } from "./counting.ts";

/**
 * Counts events as they come, in batches.
 *
 * While a rebuild fills a new generation, every event is counted there too: see `rebuild.ts`, which relies on the
 * generations being looked up after the event has come.
 */
export class Projector {
  readonly #collections: ReportCollections;
  readonly #counters = new Map<number, Counter>();
  readonly #batches = new Batches<Contribution>((contributions) => this.#count(contributions));

  constructor(collections: ReportCollections) {
    this.#collections = collections;
  }

  /** Resolves once the event is counted for good; at once, in effect, when it was counted before. */
  async project(event: SaleCompleted): Promise<void> {
    await this.#batches.add(contributionOf(event));
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
