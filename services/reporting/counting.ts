import { MongoBulkWriteError, MongoServerError } from "mongodb";
import type { DayDocument, Generation } from "./collections.ts";
import type { Contribution } from "./contribution.ts";
import { sumTotals } from "./totals.ts";

/** Where tests may stop a write, as a crash would. */
export type Step = "day read" | "last batch settled" | "day written" | "batch settled";

/**
 * Counts sales, each exactly once, without needing transactions (a MongoDB without replica set has none).
 *
 * One write of one document is atomic, so a day's document carries, beside its sums, the ids of the events whose
 * effect its last write was: effect and inbox key in one step. Since the document can keep only one batch of ids,
 * they go from there into the inbox collection before the next batch is written. So of any event one of these is
 * true: not counted; counted and in its day's batch; counted and in the inbox. To count a batch:
 *
 * 1. read the day; put the ids of its last batch into the inbox (again, if need be);
 * 2. look which of the new events are in the inbox; these were counted;
 * 3. write sums and ids of the others, only if the day is still at the version that was read; else start again.
 *
 * A crash between any two steps leaves a state that the next one to count goes on from, and of two processes that
 * count at once one writes and the other starts again.
 */
export class Counter {
  readonly #generation: Generation;
  readonly #reached: (step: Step) => void | Promise<void>;
  /** Versions whose batch this process itself has put into the inbox: one write less. */
  readonly #settled = new Map<string, number>();

  /** @param reached is told about each step; for tests. */
  constructor(generation: Generation, reached: (step: Step) => void | Promise<void> = () => undefined) {
    this.#generation = generation;
    this.#reached = reached;
  }

  /** Number of the generation that is counted in. */
  get generation(): number {
    return this.#generation.number;
  }

  /** Counts contributions that were not counted before, of any days. Resolves when that is durable. */
  async count(contributions: readonly Contribution[]): Promise<void> {
    const byDay = new Map<string, Contribution[]>();
    for (const contribution of contributions) {
      const id = dayId(contribution);
      byDay.set(id, [...(byDay.get(id) ?? []), contribution]);
    }
    for (const [id, ofDay] of byDay) {
      while (!(await this.#countInDay(id, ofDay))) {
        // Another process wrote first.
      }
    }
  }

  async #countInDay(id: string, contributions: readonly Contribution[]): Promise<boolean> {
    const { days } = this.#generation;
    const known = await days.findOne({ _id: id });
    await this.#reached("day read");
    if (known && this.#settled.get(id) !== known.version) {
      await this.#settle(id, known.version, known.batch);
      await this.#reached("last batch settled");
    }
    const fresh = await this.#notCounted(contributions);
    if (fresh.length === 0) return true;

    const { storeId, day, currency } = fresh[0]!;
    const next: Omit<DayDocument, "_id"> = {
      storeId,
      day,
      currency,
      version: (known?.version ?? 0) + 1,
      batch: fresh.map(({ eventId }) => eventId),
      updatedAt: new Date(),
      ...sumTotals([...(known ? [known] : []), ...fresh.map(({ totals }) => totals)]),
    };
    if (!(await this.#write(id, next))) return false;
    await this.#reached("day written");
    await this.#settle(id, next.version, next.batch);
    await this.#reached("batch settled");
    return true;
  }

  /** Those not in the inbox, each event once. */
  async #notCounted(contributions: readonly Contribution[]): Promise<Contribution[]> {
    const unique = new Map(contributions.map((contribution) => [contribution.eventId, contribution]));
    const counted = this.#generation.inbox.find({ _id: { $in: [...unique.keys()] } });
    for await (const { _id } of counted) unique.delete(_id);
    return [...unique.values()];
  }

  async #settle(id: string, version: number, batch: readonly string[]): Promise<void> {
    try {
      await this.#generation.inbox.insertMany(
        batch.map((_id) => ({ _id })),
        { ordered: false },
      );
    } catch (error) {
      // Ids that are there already are what this is for.
      const failures = error instanceof MongoBulkWriteError ? [error.writeErrors].flat() : [];
      if (failures.length === 0 || failures.some(({ code }) => code !== duplicateKey)) throw error;
    }
    // Days of the past are not written any more; what is forgotten costs one write.
    if (this.#settled.size > 1_000) this.#settled.clear();
    this.#settled.set(id, version);
  }

  /** @returns false when the day was written by somebody else in between. */
  async #write(id: string, next: Omit<DayDocument, "_id">): Promise<boolean> {
    const { days } = this.#generation;
    if (next.version > 1) {
      const { matchedCount } = await days.replaceOne({ _id: id, version: next.version - 1 }, next);
      return matchedCount === 1;
    }
    try {
      await days.insertOne({ _id: id, ...next });
      return true;
    } catch (error) {
      if (error instanceof MongoServerError && error.code === duplicateKey) return false;
      throw error;
    }
  }
}

const duplicateKey = 11_000;

function dayId({ storeId, day, currency }: Contribution): string {
  return `${storeId} ${day} ${currency}`;
}
