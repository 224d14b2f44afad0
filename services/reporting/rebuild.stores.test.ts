import { setTimeout as sleep } from "node:timers/promises";
import { eventField, salesStream, type DayReport, type SaleCompleted } from "@cloudpos/contracts";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { Projector } from "./projector.ts";
import { abandonDeadRebuild, rebuild, silenceMs } from "./rebuild.ts";
import { bread, saleEvent, startReporting, tea } from "./testing.ts";

let reporting: Awaited<ReturnType<typeof startReporting>>;
let projector: Projector;
beforeAll(async () => {
  reporting = await startReporting();
  await reporting.service.seed();
});
beforeEach(async () => {
  const { db } = reporting.collections;
  for (const { name } of await db.listCollections().toArray())
    if (/^(days|inbox|generations)/.test(name)) await db.collection(name).drop();
  await reporting.pool.query("DELETE FROM transaction.sale_event");
  await reporting.collections.prepare();
  projector = new Projector(reporting.collections);
});
afterAll(() => reporting.close());

const sales = (count: number, hour = 9) =>
  Array.from({ length: count }, (_, index) =>
    saleEvent({
      soldAt: `2026-0${1 + (index % 6)}-1${index % 7}T${String(hour + (index % 9)).padStart(2, "0")}:00:00.000Z`,
      lines: [
        {
          ...(index % 3 ? tea : bread),
          pieces: index % 11 === 5 ? -1 : 1 + (index % 4),
          priceMinor: 99 + index,
        },
      ],
      tenders: [{ kind: index % 2 ? "cash" : "card", amountMinor: 1 }],
    }),
  );

const paths = ["summary", "hours", "products", "categories", "cashiers", "tenders", "taxes"].map(
  (name) => `${name}?from=2026-01-01&to=2026-06-30`,
);
/** Every report without the times of its figures. */
async function reports() {
  const bodies = await Promise.all(paths.map(async (path) => (await reporting.get(path)).body));
  return bodies.map((body) => body.replaceAll(/"updatedAt":"[^"]+"/g, ""));
}
const run = (options: Partial<Parameters<typeof rebuild>[0]> = {}) =>
  rebuild({ ...reporting, pageSize: 20, graceMs: 0, ...options });
const receiptCount = async () => {
  const answer = await reporting.get(paths[0]!);
  const { totals } = answer.json<{ totals: { saleCount: number; refundCount: number } }>();
  return totals.saleCount + totals.refundCount;
};

describe("a rebuild", () => {
  it("gives the very figures that were counted live, and heals ones that are wrong", async () => {
    const all = sales(150);
    await reporting.commit(all);
    await Promise.all(all.map((event) => projector.project(event)));
    const live = await reports();
    expect(await receiptCount()).toBe(150);
    const { current } = await reporting.collections.generations();
    await current.days.updateMany({}, { $set: { "figures.totalMinor": 1, products: [] } });
    expect(await reports()).not.toEqual(live);

    expect(await run()).toBe(150);
    expect(await reports()).toEqual(live);
    const names = (await reporting.collections.db.listCollections().toArray()).map(({ name }) => name);
    expect(names.filter((name) => /^(days|inbox)_/.test(name)).sort()).toEqual(["days_2", "inbox_2"]);
  });

  it("loses nothing and counts nothing twice while sales go on; reports stay readable", async () => {
    const before = sales(100);
    const meanwhile = sales(60, 3);
    const late = sales(5, 1);
    await reporting.commit(before);
    await Promise.all(before.map((event) => projector.project(event)));
    // Two that were committed before it began, but whose events come in the middle of it.
    await reporting.commit(late);
    let page = 0;
    await run({
      onPage: async () => {
        expect(await receiptCount()).toBe(100 + Math.min(page * 10, 60) + (page > 2 ? late.length : 0));
        const batch = meanwhile.slice(page * 10, page * 10 + 10);
        page += 1;
        if (batch.length > 0) await reporting.commit(batch);
        await Promise.all([...batch, ...(page === 3 ? late : [])].map((event) => projector.project(event)));
      },
    });
    expect(page).toBeGreaterThan(5);
    const rest = meanwhile.slice(page * 10);
    if (rest.length > 0) await reporting.commit(rest);
    await Promise.all(rest.map((event) => projector.project(event)));
    expect(await receiptCount()).toBe(165);
    const live = await reports();
    // All events once more, in the opposite order.
    await Promise.all([...before, ...meanwhile, ...late].reverse().map((event) => projector.project(event)));
    expect(await reports()).toEqual(live);
    await run();
    expect(await reports()).toEqual(live);
  });

  it("that dies leaves the old figures in use, and the next one starts anew", async () => {
    const all = sales(60);
    await reporting.commit(all);
    await Promise.all(all.slice(0, 50).map((event) => projector.project(event)));
    const live = await reports();
    const died = run({
      onPage: (count) => {
        if (count === 40) throw new Error("killed");
      },
    });
    await expect(died).rejects.toThrow("killed");
    expect(await reports()).toEqual(live);
    await expect(run()).rejects.toThrow("a rebuild is under way");

    const silent = new Date(Date.now() - silenceMs - 1_000);
    const { state } = reporting.collections;
    await state.updateOne({}, { $set: { "building.heartbeatAt": silent } });
    await abandonDeadRebuild(reporting.collections, reporting.log);
    expect(await reporting.collections.readState()).toMatchObject({ current: 1, building: null, last: 2 });
    await run();
    expect(await receiptCount()).toBe(60);
    expect(await reporting.collections.readState()).toMatchObject({ current: 3, building: null });
  });

  it("that was taken for dead changes nothing any more", async () => {
    await reporting.commit(sales(60));
    const slow = run({
      onPage: async (count) => {
        if (count !== 40) return;
        const silent = new Date(Date.now() - silenceMs - 1_000);
        await reporting.collections.state.updateOne({}, { $set: { "building.heartbeatAt": silent } });
        await run();
      },
    });
    await expect(slow).rejects.toThrow("taken over");
    expect(await receiptCount()).toBe(60);
    expect(await reporting.collections.readState()).toMatchObject({ current: 3, building: null });
  });

  it("of nothing empties the reports", async () => {
    await projector.project(saleEvent());
    await run();
    expect(await receiptCount()).toBe(0);
  });
});

describe("events from the stream", () => {
  const send = (events: readonly SaleCompleted[]) => {
    const pipeline = reporting.redis.client.pipeline();
    for (const event of events) pipeline.xadd(salesStream, "*", eventField, JSON.stringify(event));
    return pipeline.exec();
  };
  const today = async () => (await reporting.get("days/2026-07-01")).json<DayReport>();
  async function until(count: number, seconds: number) {
    const started = performance.now();
    while ((await today()).saleCount < count) {
      if (performance.now() - started > seconds * 1000)
        throw new Error(`only ${(await today()).saleCount} of ${count} after ${seconds} s`);
      await sleep(50);
    }
    return performance.now() - started;
  }

  it("are counted within 5 seconds, 10,000 of them in a minute, those that come twice once", async () => {
    await reporting.service.prepare();
    await send([saleEvent()]);
    expect(await until(1, 5)).toBeLessThan(5_000);

    const minute = (index: number) => String(index % 60).padStart(2, "0");
    const rush = Array.from({ length: 9_999 }, (_, index) =>
      saleEvent({
        soldAt: `2026-07-01T1${index % 10}:${minute(index)}:00.000Z`,
        lines: [{ pieces: 1 + (index % 3) }],
      }),
    );
    await send(rush.flatMap((event, index) => (index % 10 === 0 ? [event, event] : [event])));
    const milliseconds = await until(10_000, 60);
    console.log(`10,000 sales (1,000 of them twice) were counted in ${(milliseconds / 1000).toFixed(1)} s`);
    await sleep(1_000);
    expect(await today()).toMatchObject({
      saleCount: 10_000,
      totalMinor: rush.reduce((sum, { sale }) => sum + sale.totals.totalMinor, 100),
    });
  });
});
