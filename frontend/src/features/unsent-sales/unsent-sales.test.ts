// @vitest-environment jsdom
import type { Sale, SaleReceipt } from "@cloudpos/contracts";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { ApiError, NetworkError } from "../../lib/api-client.ts";
import { UnsentSaleQueue } from "./unsent-sales.ts";

const registerId = "0198c0de-0000-7000-8000-000000000011";

function sale(number: number): Sale {
  return {
    id: `01990000-0000-7000-8000-${String(number).padStart(12, "0")}`,
    registerId,
    soldAt: "2026-03-01T10:00:00.000Z",
    currency: "EUR",
    lines: [],
    totals: { netMinor: 100, taxMinor: 23, totalMinor: 123 },
    tenders: [{ kind: "cash", amountMinor: 123, tenderedMinor: 123, changeMinor: 0 }],
  };
}

/** Stands for the server: commits by id, answers a repeated id with the first receipt. */
class Server {
  readonly committed = new Map<string, SaleReceipt>();
  readonly received: string[] = [];
  /** What happens to the next requests, in order; then all is well. */
  readonly script: ((commit: () => SaleReceipt) => Promise<SaleReceipt>)[] = [];

  readonly send = async (sent: Sale): Promise<SaleReceipt> => {
    this.received.push(sent.id);
    const commit = () => {
      const receipt = this.committed.get(sent.id) ?? {
        id: sent.id,
        receiptNumber: `main-1-${this.committed.size + 1}`,
        committedAt: "2026-03-01T10:00:01.000Z",
        totals: sent.totals,
        flags: [],
      };
      this.committed.set(sent.id, receipt);
      return receipt;
    };
    return (this.script.shift() ?? (async () => commit()))(commit);
  };
}

const noNetwork = () => Promise.reject(new NetworkError("cut"));
const refuse = (status: number, code: string, retryAfterSeconds?: number) => () =>
  Promise.reject(
    new ApiError({ status, code, detail: `detail of ${code}`, requestId: "req-1" }, retryAfterSeconds),
  );

let server: Server;
let signedIn: boolean;
/** A page load: a queue that knows nothing but the storage. */
function openPage(storage: Storage = localStorage) {
  const onAcknowledged = vi.fn<(receipt: SaleReceipt) => void>();
  const queue = new UnsentSaleQueue({
    storage,
    send: server.send,
    maySend: (unsent) => signedIn && unsent.registerId === registerId,
    onAcknowledged,
  });
  return { queue, onAcknowledged, states: () => queue.store.get().sales.map(({ state }) => state) };
}

const settle = () => vi.advanceTimersByTimeAsync(0);

beforeEach(() => {
  vi.useFakeTimers();
  localStorage.clear();
  server = new Server();
  signedIn = true;
});
afterEach(() => vi.useRealTimers());

test("a sale is in storage before it is sent and leaves it when acknowledged", async () => {
  const { queue, onAcknowledged } = openPage();
  let stored = 0;
  server.script.push(async (commit) => {
    stored = localStorage.length;
    return commit();
  });
  queue.add(sale(1));
  await settle();
  expect(stored).toBe(1);
  expect(queue.store.get()).toMatchObject({ sales: [], lastReceipt: { receiptNumber: "main-1-1" } });
  expect(onAcknowledged).toHaveBeenCalledOnce();
  expect(openPage().queue.store.get()).toMatchObject({ sales: [], lastReceipt: { id: sale(1).id } });
});

test("a failed request is repeated by itself, with the same id, ever more slowly", async () => {
  const { queue, states } = openPage();
  server.script.push(noNetwork, noNetwork, refuse(503, "unavailable"));
  queue.add(sale(1));
  await settle();
  expect(states()).toEqual(["retrying"]);
  await vi.advanceTimersByTimeAsync(1_000);
  expect(server.received).toHaveLength(2);
  await vi.advanceTimersByTimeAsync(1_999);
  expect(server.received).toHaveLength(2);
  await vi.advanceTimersByTimeAsync(1);
  expect(queue.store.get().sales[0]?.failure).toEqual({
    message: "detail of unavailable",
    requestId: "req-1",
  });
  await vi.advanceTimersByTimeAsync(4_000);
  expect(states()).toEqual([]);
  expect(new Set(server.received)).toEqual(new Set([sale(1).id]));
});

test("a lost answer ends in one sale: the replay brings the original receipt", async () => {
  const { queue } = openPage();
  server.script.push((commit) => {
    commit();
    return noNetwork();
  });
  queue.add(sale(1));
  await settle();
  expect(queue.store.get().sales).toHaveLength(1);
  await vi.advanceTimersByTimeAsync(1_000);
  expect(queue.store.get()).toMatchObject({ sales: [], lastReceipt: { receiptNumber: "main-1-1" } });
  expect(server.committed.size).toBe(1);
});

test("a reload in the middle loses nothing and doubles nothing", async () => {
  const before = openPage();
  server.script.push((commit) => {
    commit();
    return new Promise(() => undefined);
  });
  before.queue.add(sale(1));
  before.queue.add(sale(2));
  await settle();

  const after = openPage();
  expect(after.queue.isSold(sale(1).id)).toBe(true);
  expect(after.states()).toEqual(["waiting", "waiting"]);
  after.queue.sendNow();
  await settle();
  expect(after.states()).toEqual([]);
  expect([...server.committed.keys()]).toEqual([sale(1).id, sale(2).id]);
  expect(localStorage.getItem(`cloudpos.unsent-sale.${sale(1).id}`)).toBeNull();
});

test("a second press with the same sale does nothing, before and after the answer", async () => {
  const { queue } = openPage();
  queue.add(sale(1));
  queue.add(sale(1));
  await settle();
  queue.add(sale(1));
  await settle();
  expect(server.received).toEqual([sale(1).id]);
});

test("a mismatch (422) is shown and kept, not repeated by itself, and does not block the next sale", async () => {
  const { queue, states } = openPage();
  server.script.push(refuse(422, "idempotency-mismatch"));
  queue.add(sale(1));
  queue.add(sale(2));
  await vi.advanceTimersByTimeAsync(600_000);
  expect(states()).toEqual(["refused"]);
  expect(queue.store.get().sales[0]?.failure).toEqual({
    message: "detail of idempotency-mismatch",
    requestId: "req-1",
  });
  expect(server.received).toEqual([sale(1).id, sale(2).id]);
  expect(
    openPage()
      .queue.store.get()
      .sales.map(({ sale: kept }) => kept.id),
  ).toEqual([sale(1).id]);

  queue.retry(sale(1).id);
  await settle();
  expect(states()).toEqual([]);
});

test("an ended session keeps the sale until someone signs in", async () => {
  const { queue, states } = openPage();
  server.script.push(() => {
    signedIn = false;
    return refuse(401, "token-expired")();
  });
  queue.add(sale(1));
  await vi.advanceTimersByTimeAsync(600_000);
  expect(states()).toEqual(["retrying"]);
  expect(server.received).toHaveLength(1);
  signedIn = true;
  queue.sendNow();
  await settle();
  expect(states()).toEqual([]);
});

test("the server decides how long to wait when it says so", async () => {
  const { queue, states } = openPage();
  server.script.push(refuse(429, "rate-limited", 30));
  queue.add(sale(1));
  await vi.advanceTimersByTimeAsync(29_999);
  expect(states()).toEqual(["retrying"]);
  await vi.advanceTimersByTimeAsync(1);
  expect(states()).toEqual([]);
});

test("an acknowledgement of another sale is no acknowledgement", async () => {
  const { queue, states } = openPage();
  server.script.push(async (commit) => ({ ...commit(), id: sale(9).id }));
  queue.add(sale(1));
  await settle();
  expect(states()).toEqual(["retrying"]);
});

test("a full storage refuses the sale before anything is sent", async () => {
  const { queue } = openPage();
  const setItem = vi.spyOn(Storage.prototype, "setItem").mockImplementation(() => {
    throw new DOMException("full", "QuotaExceededError");
  });
  expect(() => queue.add(sale(1))).toThrow("full");
  setItem.mockRestore();
  await settle();
  expect(server.received).toEqual([]);
  expect(queue.isSold(sale(1).id)).toBe(false);
});

test("a damaged entry is counted and left for support", () => {
  localStorage.setItem("cloudpos.unsent-sale.x", "{");
  expect(openPage().queue.store.get()).toMatchObject({ sales: [], damagedCount: 1 });
  expect(localStorage.getItem("cloudpos.unsent-sale.x")).toBe("{");
});
