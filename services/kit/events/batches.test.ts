import { setTimeout as sleep } from "node:timers/promises";
import { expect, it } from "vitest";
import { Batches } from "./batches.ts";

it("writes together what comes together, and what comes meanwhile", async () => {
  const written: number[][] = [];
  const batches = new Batches<number>(async (items) => {
    written.push([...items]);
    await sleep(5);
  });
  const first = [1, 2].map((item) => batches.add(item));
  await sleep(1);
  await Promise.all([...first, ...[3, 4].map((item) => batches.add(item))]);
  await batches.add(5);
  expect(written).toEqual([[1, 2], [3, 4], [5]]);
});

it("lets an item that cannot be written fail alone, and goes on with the next", async () => {
  const written: number[][] = [];
  const batches = new Batches<number>(async (items) => {
    await sleep(1);
    if (items.includes(2)) throw new Error("no");
    written.push([...items]);
  });
  const results = await Promise.allSettled([1, 2, 3].map((item) => batches.add(item)));
  expect(results.map(({ status }) => status)).toEqual(["fulfilled", "rejected", "fulfilled"]);
  await batches.add(4);
  expect(written).toEqual([[1], [3], [4]]);
});

it("does not hammer a store that is away: the whole batch fails at once", async () => {
  let writes = 0;
  const batches = new Batches<number>(async () => {
    writes += 1;
    throw Object.assign(new Error("away"), { code: "ECONNREFUSED" });
  });
  const results = await Promise.allSettled([1, 2, 3].map((item) => batches.add(item)));
  expect(results.map(({ status }) => status)).toEqual(["rejected", "rejected", "rejected"]);
  expect(writes).toBe(1);
});
