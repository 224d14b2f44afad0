import { randomUUID } from "node:crypto";
import { setTimeout as pause } from "node:timers/promises";
import {
  demoCategories,
  demoHarbour,
  demoProducts,
  demoStore,
  type CatalogueProduct,
  type Product,
  type ProductChanges,
} from "@cloudpos/contracts";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startInventory, type TestInventory } from "./testing.ts";

let inventory: TestInventory;
beforeAll(async () => {
  inventory = await startInventory();
  await inventory.service.seed();
});
afterAll(() => inventory.close());

/** A register's copy of the catalogue, which follows the feed. */
class Copy {
  readonly products = new Map<string, CatalogueProduct>();
  readonly storeId: string;
  cursor: string | undefined;
  /** How often each product came. */
  readonly deliveries = new Map<string, number>();

  constructor(storeId = demoStore.id) {
    this.storeId = storeId;
  }

  /** Reads until the feed has nothing more for now. @returns how many entries came. */
  async catchUp(limit = 1000): Promise<number> {
    for (let count = 0; ;) {
      const since = this.cursor ? `&since=${this.cursor}` : "";
      const answer = await inventory.call("GET", `/products/changes?limit=${limit}${since}`, undefined, {
        role: "cashier",
        storeId: this.storeId,
      });
      expect(answer.statusCode, answer.body).toBe(200);
      const { items, removedIds, nextCursor, more } = answer.json<ProductChanges>();
      for (const item of items) {
        this.products.set(item.id, item);
        this.deliveries.set(item.id, (this.deliveries.get(item.id) ?? 0) + 1);
      }
      for (const id of removedIds) this.products.delete(id);
      this.cursor = nextCursor;
      count += items.length + removedIds.length;
      if (!more) return count;
    }
  }

  /** Catches up until `condition` holds: transactions of other tests on the server may hold the feed back a while. */
  async until(condition: () => boolean): Promise<void> {
    for (let tries = 0; ; tries += 1) {
      await this.catchUp();
      if (condition()) return;
      if (tries > 200) throw new Error("the feed never had it");
      await pause(50);
    }
  }
}

const patch = async (id: string, body: object, as = {}) => {
  const { revision } = (await inventory.call("GET", `/products/${id}`)).json<Product>();
  const answer = await inventory.call("PATCH", `/products/${id}`, { revision, ...body }, as);
  expect(answer.statusCode, answer.body).toBe(200);
  return answer.json<Product>();
};
const id = (index: number) => demoProducts[index]!.id;

describe("the feed", () => {
  it("has the whole catalogue at first, page by page, and then nothing", async () => {
    const copy = new Copy();
    await copy.until(() => copy.products.size >= 5_000);
    expect(copy.products.size).toBe(5_000);
    expect([...copy.deliveries.values()].every((count) => count === 1)).toBe(true);
    expect(await copy.catchUp()).toBe(0);
    const small = new Copy();
    await small.catchUp(777);
    expect(small.products).toEqual(copy.products);
    const {
      stockOnHandMilli: _stock,
      reorderLevelMilli: _level,
      ...kept
    } = (await inventory.call("GET", `/products/${id(0)}`)).json<Product>();
    expect(copy.products.get(id(0))).toEqual(kept);
  });

  it("has prices and tax rates of the own store, and what was changed around a product", async () => {
    const [main, harbour] = [new Copy(), new Copy(demoHarbour.id)];
    await Promise.all([
      main.until(() => main.products.size > 0),
      harbour.until(() => harbour.products.size > 0),
    ]);
    await patch(id(1), { storePriceMinor: 777 }, { storeId: demoHarbour.id });
    await harbour.until(() => harbour.products.get(id(1))?.priceMinor === 777);
    await main.until(() => main.products.get(id(1))?.revision === 2);
    expect(main.products.get(id(1))).toMatchObject({
      priceMinor: demoProducts[1]!.priceMinor,
      storePriceMinor: null,
    });

    const reduced = [...main.products.values()].filter((product) => product.taxClass === "reduced");
    await inventory.call("PATCH", "/tax-classes/reduced", { revision: 1, storeRateBasisPoints: 900 });
    await main.until(() => main.products.get(reduced[0]!.id)?.taxRateBasisPoints === 900);
    for (const product of reduced) expect(main.products.get(product.id)?.taxRateBasisPoints).toBe(900);
    await harbour.catchUp();
    expect(harbour.products.get(reduced[0]!.id)?.taxRateBasisPoints).toBe(1350);

    const frozen = demoCategories.find((category) => category.name === "Frozen")!.id;
    await inventory.call("PATCH", `/categories/${frozen}`, { revision: 1, name: "From the freezer" });
    await main.until(() => main.products.get(id(35))?.category === "From the freezer");
  });

  it("tells what is archived, and what comes back", async () => {
    const copy = new Copy();
    await copy.until(() => copy.products.has(id(2)));
    await patch(id(2), { archived: true });
    await copy.until(() => !copy.products.has(id(2)));
    await patch(id(2), { archived: false });
    await copy.until(() => copy.products.has(id(2)));
  });

  it("waits for a transaction that is still running, and then has its change", async () => {
    const copy = new Copy();
    await copy.until(() => copy.products.size >= 5_000);
    const slow = await inventory.pool.connect();
    try {
      await slow.query("BEGIN");
      await slow.query("UPDATE product SET name = 'Slow' WHERE id = $1", [id(10)]);
      // Later in order, earlier in time: a cursor of the newest change would skip the slow one for ever.
      await patch(id(11), { name: "Quick" });
      for (let poll = 0; poll < 5; poll += 1) await copy.catchUp();
      expect(copy.products.get(id(10))!.name).not.toBe("Slow");
      await slow.query("COMMIT");
    } finally {
      slow.release();
    }
    await copy.until(() => copy.products.get(id(10))!.name === "Slow");
    await copy.until(() => copy.products.get(id(11))!.name === "Quick");
  });

  it("misses nothing while many write, some slowly, some in vain", async () => {
    const copy = new Copy();
    await copy.until(() => copy.products.size >= 5_000);
    let writing = true;
    const reader = (async () => {
      while (writing) {
        await copy.catchUp(7);
        await pause(5);
      }
    })();
    const writers = Array.from({ length: 6 }, async (_, writer) => {
      for (let round = 0; round < 25; round += 1) {
        const client = await inventory.pool.connect();
        try {
          await client.query("BEGIN");
          for (let index = 0; index < 3; index += 1) {
            // Different goods for every writer: they shall overlap in time, not wait for each other.
            const product = id(writer * 6 + ((round + index) % 6));
            await client.query("UPDATE product SET name = $2, price_minor = price_minor + 1 WHERE id = $1", [
              product,
              `${writer} ${round} ${index}`,
            ]);
            await pause(Math.random() * (writer === 0 ? 60 : 6));
          }
          await client.query(round % 5 === 4 ? "ROLLBACK" : "COMMIT");
        } finally {
          client.release();
        }
      }
    });
    await Promise.all(writers);
    writing = false;
    await reader;
    const { rows } = await inventory.pool.query<{ id: string; name: string; price: number }>(
      "SELECT id, name, price_minor::float8 AS price FROM product",
    );
    const same = () =>
      rows.every(({ id, name, price }) => {
        const kept = copy.products.get(id);
        return kept?.name === name && kept.defaultPriceMinor === price;
      });
    await copy.until(same);
  });

  it("refuses a cursor of another life of the database, and one that somebody made up", async () => {
    const copy = new Copy();
    await copy.catchUp();
    const [timeline, xid, productId] = JSON.parse(Buffer.from(copy.cursor!, "base64url").toString()) as [
      number,
      string,
      string,
    ];
    const ask = async (values: unknown) =>
      inventory.call(
        "GET",
        `/products/changes?since=${Buffer.from(JSON.stringify(values)).toString("base64url")}`,
      );
    expect((await ask([timeline, xid, productId])).statusCode).toBe(200);
    for (const values of [
      [timeline + 1, xid, productId],
      [timeline, String(BigInt(xid) + 1_000_000n), productId],
    ]) {
      const answer = await ask(values);
      expect([answer.statusCode, answer.json<{ code: string }>().code]).toEqual([410, "cursor-expired"]);
    }
    for (const values of [[timeline, "x", productId], [timeline, xid], "text", [timeline, xid, "id"]]) {
      expect((await ask(values)).statusCode).toBe(400);
    }
  });

  it("leaves out what has no price in the store's currency", async () => {
    const storeId = randomUUID();
    await inventory.pool.query("INSERT INTO store (id, currency, revision) VALUES ($1, 'USD', 1)", [storeId]);
    const copy = new Copy(storeId);
    await copy.catchUp();
    expect(copy.products.size).toBe(0);
    await patch(id(3), { storePriceMinor: 499 }, { storeId });
    await copy.until(() => copy.products.size === 1);
    expect([...copy.products.values()]).toMatchObject([{ id: id(3), currency: "USD", priceMinor: 499 }]);
  });
});
