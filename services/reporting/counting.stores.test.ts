import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Generation } from "./collections.ts";
import { contributionOf, type Contribution } from "./contribution.ts";
import { Counter, type Step } from "./counting.ts";
import { bread, openTestMongodb, saleEvent, tea } from "./testing.ts";
import { sumTotals, type Totals } from "./totals.ts";

const mongodb = openTestMongodb();
let number = 0;
/** A generation of its own for each test. */
const newGeneration = () => mongodb.collections.generation(++number);
beforeAll(() => mongodb.collections.prepare());
afterAll(() => mongodb.drop());

class Crash extends Error {}

/** Sales of two days and two products. */
const contributions = (count: number) =>
  Array.from({ length: count }, (_, index) =>
    contributionOf(
      saleEvent({
        soldAt: `2026-07-0${1 + (index % 2)}T1${index % 8}:00:00.000Z`,
        lines: [{ ...(index % 3 ? tea : bread), pieces: index % 5 === 4 ? -1 : 2, priceMinor: 100 + index }],
      }),
    ),
  );

/** Totals of all days, rows in the order of their texts. */
async function counted({ days }: Generation): Promise<Totals> {
  return ordered(sumTotals(await days.find({}).toArray()));
}
const expected = (of: readonly Contribution[]) => ordered(sumTotals(of.map(({ totals }) => totals)));
function ordered(totals: Totals): Totals {
  const lists = Object.entries(totals).map(([name, value]) => [
    name,
    Array.isArray(value) ? value.map((row) => JSON.stringify(row, Object.keys(row).sort())).sort() : value,
  ]);
  return Object.fromEntries(lists) as Totals;
}

const steps: Step[] = ["day read", "last batch settled", "day written", "batch settled"];

describe("a crash", () => {
  it.each(steps)("right after: %s, changes no figure", async (step) => {
    const generation = newGeneration();
    const all = contributions(40);
    // Every process dies the first time it comes to the step. What it did not finish comes again, with more.
    let crashes = 0;
    for (let from = 0; from < all.length; from += 10) {
      const batch = all.slice(Math.max(0, from - 10), from + 10);
      const dying = new Counter(generation, (reached) => {
        if (reached !== step) return;
        crashes += 1;
        throw new Crash();
      });
      await dying.count(batch).catch((error: unknown) => expect(error).toBeInstanceOf(Crash));
      await new Counter(generation).count(batch);
    }
    expect(crashes).toBeGreaterThanOrEqual(3);
    expect(await counted(generation)).toEqual(expected(all));
    // All over again.
    await new Counter(generation).count(all);
    expect(await counted(generation)).toEqual(expected(all));
  });

  it("after the write is noticed when other events come first", async () => {
    const generation = newGeneration();
    const [lost, next] = [contributions(2), contributions(2)];
    const dying = new Counter(generation, (reached) => {
      if (reached === "day written") throw new Crash();
    });
    await expect(dying.count(lost)).rejects.toThrow(Crash);
    // The batch in the day's document is about to be replaced; its ids must not be forgotten with it.
    await new Counter(generation).count(next);
    await new Counter(generation).count([...lost, ...next]);
    // The crash left the second day of `lost` uncounted until it came again.
    expect(await counted(generation)).toEqual(expected([...lost, ...next]));
  });
});

it("counts each event once when four processes that crash get all of them in different orders", async () => {
  const generation = newGeneration();
  const all = contributions(120);
  let random = 20_261_124;
  const next = () => (random = (random * 1_103_515_245 + 12_345) % 2 ** 31) / 2 ** 31;
  const worker = async (turn: number) => {
    const queue = [...all.slice(turn * 30), ...all.slice(0, turn * 30)];
    let counter: Counter | null = null;
    while (queue.length > 0) {
      counter ??= new Counter(generation, () => {
        if (next() < 0.15) throw new Crash();
      });
      const batch = queue.slice(0, 1 + Math.floor(next() * 12));
      try {
        await counter.count(batch);
        queue.splice(0, batch.length);
      } catch (error) {
        if (!(error instanceof Crash)) throw error;
        counter = null;
      }
    }
  };
  await Promise.all([0, 1, 2, 3].map(worker));
  expect(await counted(generation)).toEqual(expected(all));
  expect(await generation.inbox.countDocuments()).toBeGreaterThanOrEqual(all.length - 12);
});
