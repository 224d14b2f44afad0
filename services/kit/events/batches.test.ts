import { setTimeout as sleep } from "node:timers/promises";
import { expect, it } from "vitest";
import { Batches } from "./batches.ts";

it("writes the first item at once and what comes meanwhile together", async () => {
  const written: number[][] = [];
  const batches = new Batches<number>(async (items) => {
    written.push([...items]);
    await sleep(5);
  });
  await Promise.all([1, 2, 3, 4].map((item) => batches.add(item)));
  await batches.add(5);
  expect(written).toEqual([[1], [2, 3, 4], [5]]);
});

it("tells every item of a batch that failed, and goes on with the next", async () => {
  const batches = new Batches<number>(async (items) => {
    await sleep(1);
    if (items.includes(2)) throw new Error("no");
  });
  const results = await Promise.allSettled([1, 2, 3].map((item) => batches.add(item)));
  expect(results.map(({ status }) => status)).toEqual(["fulfilled", "rejected", "rejected"]);
  await batches.add(3);
});
