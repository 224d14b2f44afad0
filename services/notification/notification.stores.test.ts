import { createHmac, randomUUID } from "node:crypto";
import {
  demoHarbour,
  demoStore,
  eventField,
  streams,
  type Delivery,
  type DeliveryList,
  type WebhookWithSecret,
} from "@cloudpos/contracts";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { claim, deleteExpired, enqueue, markSent } from "./deliveries.ts";
import { Effects } from "./effects.ts";
import { newId } from "./ids.ts";
import {
  eventually,
  saleEvent,
  shiftEvent,
  startMailServer,
  startNotification,
  startReceiver,
  stockEvent,
  type TestMailServer,
} from "./testing.ts";

let mail: TestMailServer;
let receiver: Awaited<ReturnType<typeof startReceiver>>;
let notification: Awaited<ReturnType<typeof startNotification>>;

beforeAll(async () => {
  mail = await startMailServer();
  receiver = await startReceiver();
  notification = await startNotification({ smtpPort: mail.port });
  await notification.service.prepare();
});
afterAll(async () => {
  await notification.close();
  await receiver.close();
  await mail.stop();
});
afterEach(() => {
  mail.mails.length = 0;
  mail.refuse.clear();
  Object.assign(receiver, { status: 200, delayMs: 0 });
  receiver.posts.length = 0;
});

const publish = async (stream: keyof typeof streams, ...events: object[]) => {
  for (const event of events)
    await notification.redis.client.xadd(streams[stream], "*", eventField, JSON.stringify(event));
};
const mailTo = (address: string, seconds = 10) =>
  eventually(
    () => mail.mails.find(({ to }) => [to].flat()[0]?.text === address),
    `a mail to ${address}`,
    seconds,
  );
const deliveries = async (query: string, storeId = demoStore.id) =>
  (await notification.call("GET", `deliveries?${query}`, undefined, { storeId })).json<DeliveryList>();
const oneDelivery = (query: string, status: Delivery["status"], seconds = 10) =>
  eventually(
    async () => (await deliveries(query)).items.find((item) => item.status === status),
    `a delivery ${query} that is ${status}`,
    seconds,
  );
/** Makes what waits for its next attempt due now. */
const hurry = () =>
  notification.pool.query(
    "UPDATE delivery SET next_attempt_at = now() WHERE status = 'queued' AND attempts > 0",
  );

describe("a receipt", () => {
  it("is mailed when the till asked for it, once, however often the event comes", async () => {
    const event = saleEvent({ receiptEmail: "anna@example.com" });
    await publish("sales", event, event, event);
    const received = await mailTo("anna@example.com");
    expect(received.subject).toBe("Receipt main-1-17 from Main Street");
    expect(received.from?.value[0]).toEqual({ name: "Main Street", address: "receipts@shop.example.com" });
    expect(received.headers.get("auto-submitted")).toBe("auto-generated");
    expect(received.text).toContain("Total                                      €7.50");
    expect(received.html).toContain("Tea &quot;Earl&quot; &lt;Grey&gt; &amp; more");
    const delivery = await oneDelivery(`saleId=${event.sale.id}`, "sent");
    expect(received.messageId).toBe(`<${delivery.id}@shop.example.com>`);
    expect(delivery).toMatchObject({
      kind: "receipt",
      recipient: "anna@example.com",
      attempts: 1,
      lastError: null,
    });
    await publish("sales", event);
    await publish("sales", saleEvent({ receiptEmail: "later@example.com" }));
    await mailTo("later@example.com");
    expect(mail.mails).toHaveLength(2);
  });

  it("is mailed when somebody asks later; asked twice it is one mail; only in the own store", async () => {
    const event = saleEvent();
    await publish("sales", event);
    const ask = (identity?: object) =>
      notification.call("POST", "receipts", { saleId: event.sale.id, email: "ben@example.com" }, identity);
    const first = await eventually(async () => {
      const response = await ask({ role: "cashier" });
      return response.statusCode === 202 && response.json<Delivery>();
    }, "the sale is known");
    const second = await ask();
    expect(second.json<Delivery>().id).toBe(first.id);
    await mailTo("ben@example.com");
    expect((await ask({ storeId: demoHarbour.id })).json()).toMatchObject({ code: "sale-not-found" });
    expect((await ask({ role: "auditor" })).statusCode).toBe(403);
    expect((await deliveries(`saleId=${event.sale.id}`)).items).toHaveLength(1);
  });

  it("of a store that is announced after the sale is sent then", async () => {
    const storeId = randomUUID();
    const event = saleEvent({ storeId, receiptEmail: "carl@example.com" });
    await publish("sales", event);
    await eventually(async () => {
      const [delivery] = (await deliveries(`saleId=${event.sale.id}`, storeId)).items;
      return delivery?.lastError === "the store is not known here yet";
    }, "the first attempt failed");
    await publish("stores", {
      id: randomUUID(),
      type: "store.changed",
      version: 1,
      occurredAt: new Date().toISOString(),
      storeId,
      revision: 3,
      store: { ...demoStore, id: storeId, name: "New Store", revision: 3 },
    });
    // An older change that comes late changes nothing.
    await publish("stores", {
      id: randomUUID(),
      type: "store.changed",
      version: 1,
      occurredAt: new Date().toISOString(),
      storeId,
      revision: 2,
      store: { ...demoStore, id: storeId, name: "Old name", revision: 2 },
    });
    await eventually(async () => {
      const { rows } = await notification.pool.query("SELECT 1 FROM store WHERE id = $1", [storeId]);
      return rows.length === 1;
    }, "the store is known");
    await hurry();
    expect((await mailTo("carl@example.com")).subject).toBe("Receipt main-1-17 from New Store");
  });

  it("waits while the mail server is away, and is sent when it is back", async () => {
    await mail.stop();
    const event = saleEvent({ receiptEmail: "dora@example.com" });
    await publish("sales", event);
    const failed = await eventually(async () => {
      const [delivery] = (await deliveries(`saleId=${event.sale.id}`)).items;
      return delivery?.lastError ? delivery : null;
    }, "the first attempt failed");
    expect(failed).toMatchObject({ status: "queued", attempts: 1 });
    expect(failed.lastError).toContain("ECONNREFUSED");
    const pause = Date.parse(failed.nextAttemptAt!) - Date.now();
    expect(pause).toBeGreaterThan(5_000);
    expect(pause).toBeLessThan(13_000);
    await mail.start();
    await hurry();
    await mailTo("dora@example.com");
    expect(await oneDelivery(`saleId=${event.sale.id}`, "sent")).toMatchObject({
      attempts: 2,
      lastError: null,
    });
  });

  it("to an address that is refused for good is dead at once, is counted, and can be tried again", async () => {
    mail.refuse.set("nobody@example.com", [550, "no such mailbox"]);
    mail.refuse.set("full@example.com", [452, "mailbox full"]);
    const refused = saleEvent({ receiptEmail: "nobody@example.com" });
    const full = saleEvent({ receiptEmail: "full@example.com" });
    await publish("sales", refused, full);
    const dead = await oneDelivery(`saleId=${refused.sale.id}`, "dead");
    expect(dead).toMatchObject({ attempts: 1, nextAttemptAt: null });
    expect(dead.lastError).toContain("no such mailbox");
    expect((await deliveries("limit=1")).deadCount).toBe(1);
    // One that may be better tomorrow is tried until its attempts are used up.
    await oneDelivery(`saleId=${full.sale.id}`, "queued");
    await notification.pool.query("UPDATE delivery SET round_attempts = 9 WHERE sale_id = $1", [
      full.sale.id,
    ]);
    await hurry();
    await oneDelivery(`saleId=${full.sale.id}`, "dead");

    mail.refuse.clear();
    const foreign = await notification.call("POST", `deliveries/${dead.id}/retry`, undefined, {
      storeId: demoHarbour.id,
    });
    expect(foreign.statusCode).toBe(404);
    const retried = await notification.call("POST", `deliveries/${dead.id}/retry`);
    expect(retried.json()).toMatchObject({ id: dead.id, status: "queued" });
    await mailTo("nobody@example.com");
    await oneDelivery(`saleId=${refused.sale.id}`, "sent");
    const again = await notification.call("POST", `deliveries/${dead.id}/retry`);
    expect(again.json()).toMatchObject({ code: "conflict", detail: "The message is sent, not dead." });
    const metrics = (await notification.service.app.inject("/metrics")).body;
    expect(metrics).toMatch(/notification_dead_total\{channel="email"\} 2/);
  });
});

describe("notices", () => {
  it("go to those who are named, about what they want to know", async () => {
    const settings = {
      stockLow: ["buyer@example.com", "boss@example.com", "buyer@example.com"],
      shiftClosed: ["boss@example.com"],
      shiftDifferenceMinor: 50,
    };
    const put = await notification.call("PUT", "settings", settings);
    expect(put.json()).toEqual({ ...settings, stockLow: ["buyer@example.com", "boss@example.com"] });
    expect((await notification.call("GET", "settings")).json()).toEqual(put.json());
    const low = stockEvent();
    await publish("stock", low, low);
    expect((await mailTo("buyer@example.com")).subject).toBe("Low stock: Tea (Main Street)");
    await eventually(() => mail.mails.length === 2, "both mails");

    mail.mails.length = 0;
    await publish("shifts", shiftEvent({ countedCashMinor: 20_049, zNumber: 6 }), shiftEvent());
    const z = await mailTo("boss@example.com");
    expect(z.subject).toBe("Z report 7: cash short by €1.00 (Main Street)");
    expect(z.text).toMatch(/Cash counted +€199.00\nDifference +-€1.00/);
    expect(mail.mails).toHaveLength(1);
  });

  it("are not sent of what happened long ago", async () => {
    const old = new Date(Date.now() - 4 * 86_400_000).toISOString();
    await publish("stock", stockEvent({ occurredAt: old, name: "Old tea" }), stockEvent({ name: "New tea" }));
    expect((await mailTo("boss@example.com")).subject).toContain("New tea");
    expect((await deliveries("kind=stock-low")).items.some((item) => item.subject.includes("Old"))).toBe(
      false,
    );
  });
});

describe("a webhook", () => {
  const create = async (events: string[], identity: object = { role: "owner" }) => {
    const response = await notification.call("POST", "webhooks", { url: receiver.url, events }, identity);
    expect(response.statusCode).toBe(201);
    return response.json<WebhookWithSecret>();
  };
  /** As the documentation tells receivers to check; nothing of ours is used. */
  const isGenuine = ({ headers, body }: (typeof receiver.posts)[number], secret: string) => {
    const signed = `${String(headers["webhook-id"])}.${String(headers["webhook-timestamp"])}.${body}`;
    const key = Buffer.from(secret.replace("whsec_", ""), "base64");
    const age = Math.abs(Date.now() / 1000 - Number(headers["webhook-timestamp"]));
    const expected = `v1,${createHmac("sha256", key).update(signed).digest("base64")}`;
    return age < 300 && headers["webhook-signature"] === expected;
  };

  it("gets the events it wants, signed, each once; its secret is shown once and can be replaced", async () => {
    const { secret, ...webhook } = await create(["sale.completed", "stock.low"]);
    expect((await notification.call("GET", "webhooks")).json()).toEqual({ items: [webhook] });
    const event = saleEvent({
      approvals: [
        { permission: "sale:discount", approverId: randomUUID(), reason: "regular", token: "secret-proof" },
      ],
    });
    await publish("sales", event, event);
    await publish("shifts", shiftEvent());
    const post = await eventually(() => receiver.posts[0], "the post");
    expect(isGenuine(post, secret)).toBe(true);
    expect(isGenuine({ ...post, body: post.body.replace("750", "751") }, secret)).toBe(false);
    expect(post.headers).toMatchObject({
      "content-type": "application/json",
      "user-agent": "CloudPOS-Webhooks/1",
    });
    expect(JSON.parse(post.body)).toMatchObject({
      id: event.id,
      type: "sale.completed",
      sale: { id: event.sale.id },
    });
    expect(post.body).not.toContain("secret-proof");

    const replaced = (
      await notification.call("POST", `webhooks/${webhook.id}/secret`)
    ).json<WebhookWithSecret>();
    expect(replaced.secret).not.toBe(secret);
    receiver.posts.length = 0;
    const test = await notification.call("POST", `webhooks/${webhook.id}/test`);
    expect(test.statusCode).toBe(202);
    const tested = await eventually(() => receiver.posts[0], "the test");
    expect(isGenuine(tested, replaced.secret)).toBe(true);
    expect(isGenuine(tested, secret)).toBe(false);
    expect(JSON.parse(tested.body)).toMatchObject({ type: "webhook.test", storeId: demoStore.id });

    await notification.call("DELETE", `webhooks/${webhook.id}`);
  });

  it("that fails is tried again with the same id and content", async () => {
    const webhook = await create(["stock.low"]);
    receiver.status = 503;
    await publish("stock", stockEvent());
    await eventually(() => receiver.posts[0], "the first attempt");
    await eventually(
      async () => (await deliveries("kind=webhook-event&status=queued")).items[0]?.lastError,
      "failed",
    );
    expect((await deliveries("kind=webhook-event&status=queued")).items[0]).toMatchObject({
      lastError: "the receiver answered 503",
      webhookId: webhook.id,
      recipient: receiver.url,
    });
    receiver.status = 204;
    await hurry();
    const [first, second] = await eventually(
      () => receiver.posts.length === 2 && receiver.posts,
      "the second",
    );
    expect(second!.headers["webhook-id"]).toBe(first!.headers["webhook-id"]);
    expect(second!.body).toBe(first!.body);
    await notification.call("DELETE", `webhooks/${webhook.id}`);
  });

  it("that is switched off gets nothing more; one that is gone kills what waits for it", async () => {
    const webhook = await create(["stock.low"]);
    receiver.status = 500;
    await publish("stock", stockEvent());
    await eventually(
      async () => (await deliveries("kind=webhook-event&status=queued")).items[0]?.lastError,
      "failed",
    );
    const off = await notification.call("PATCH", `webhooks/${webhook.id}`, { enabled: false });
    expect(off.json()).toMatchObject({ id: webhook.id, enabled: false, url: receiver.url });
    await hurry();
    const dead = await oneDelivery("kind=webhook-event", "dead");
    expect(dead.lastError).toBe("the webhook is switched off");
    receiver.status = 200;
    receiver.posts.length = 0;
    const low = stockEvent({ name: "While off" });
    await publish("stock", low);
    await mailTo("boss@example.com");
    expect(receiver.posts).toHaveLength(0);
    await notification.call("DELETE", `webhooks/${webhook.id}`);
    expect((await notification.call("POST", `webhooks/${webhook.id}/test`)).statusCode).toBe(404);
  });

  it("is seen and changed in its own store only; a store has at most twenty", async () => {
    const webhook = await create(["stock.low"]);
    const elsewhere = { storeId: demoHarbour.id, role: "owner" as const };
    for (const [method, path, body] of [
      ["PATCH", `webhooks/${webhook.id}`, { enabled: false }],
      ["DELETE", `webhooks/${webhook.id}`],
      ["POST", `webhooks/${webhook.id}/secret`],
      ["POST", `webhooks/${webhook.id}/test`],
    ] as const)
      expect((await notification.call(method, path, body, elsewhere)).statusCode).toBe(404);
    expect((await notification.call("GET", "webhooks", undefined, elsewhere)).json()).toEqual({ items: [] });
    expect((await notification.call("GET", "webhooks", undefined, { role: "cashier" })).statusCode).toBe(403);
    for (let count = 0; count < 20; count += 1) await create(["stock.low"], elsewhere);
    const oneMore = await notification.call(
      "POST",
      "webhooks",
      { url: receiver.url, events: ["stock.low"] },
      elsewhere,
    );
    expect(oneMore.json()).toMatchObject({ code: "conflict" });
    await notification.call("DELETE", `webhooks/${webhook.id}`);
  });
});

it("lists messages by pages, each once", async () => {
  const storeId = randomUUID();
  const client = await notification.pool.connect();
  await enqueue(
    client,
    Array.from({ length: 25 }, (_, index) => ({
      storeId,
      channel: "webhook" as const,
      kind: "webhook-test" as const,
      recipient: "http://127.0.0.1:1/",
      subject: `Message ${index}`,
      dedupKey: `${storeId} ${index}`,
      webhookId: newId(),
    })),
  );
  client.release();
  const seen = new Set<string>();
  let cursor = "";
  do {
    const page = await deliveries(`limit=10${cursor}`, storeId);
    page.items.forEach((item) => seen.add(item.subject));
    cursor = page.nextCursor ? `&cursor=${page.nextCursor}` : "";
  } while (cursor);
  expect(seen.size).toBe(25);
});

describe("the queue", () => {
  // Of a service whose workers are not started, so that nothing but the test claims.
  let idle: Awaited<ReturnType<typeof startNotification>>;
  beforeAll(async () => (idle = await startNotification({ anywhere: false })));
  afterAll(() => idle.close());

  const queue = async (count: number) => {
    const client = await idle.pool.connect();
    const storeId = randomUUID();
    await enqueue(
      client,
      Array.from({ length: count }, (_, index) => ({
        storeId,
        channel: "email" as const,
        kind: "stock-low" as const,
        recipient: `r${index}@example.com`,
        subject: "Low stock",
        dedupKey: `${storeId} ${index}`,
      })),
    );
    client.release();
    return storeId;
  };

  it("gives each message to one of many who claim at once", async () => {
    await queue(100);
    const claimed = (
      await Promise.all(Array.from({ length: 8 }, () => claim(idle.pool, "email", 20)))
    ).flat();
    expect(claimed).toHaveLength(100);
    expect(new Set(claimed.map(({ id }) => id)).size).toBe(100);
    expect(await claim(idle.pool, "email", 20)).toEqual([]);
  });

  it("gives messages out again when whoever had them has died", async () => {
    await idle.pool.query("DELETE FROM delivery");
    await queue(3);
    const first = await claim(idle.pool, "email", 20);
    await idle.pool.query("UPDATE delivery SET next_attempt_at = next_attempt_at - interval '61 seconds'");
    const second = await claim(idle.pool, "email", 20);
    expect(second.map(({ id, attempts }) => [id, attempts]).sort()).toEqual(
      first.map(({ id }) => [id, 2]).sort(),
    );
  });

  it("forgets after 90 days what is done, not what waits", async () => {
    await idle.pool.query("DELETE FROM delivery");
    await queue(3);
    const [sent] = await claim(idle.pool, "email", 1);
    await markSent(idle.pool, sent!);
    const effects = new Effects(idle.pool, true);
    const [old, fresh] = [saleEvent(), saleEvent()];
    await effects.saleCompleted(old);
    await effects.saleCompleted(fresh);
    await idle.pool.query("UPDATE delivery SET created_at = now() - interval '91 days'");
    await idle.pool.query("UPDATE sale SET committed_at = now() - interval '91 days' WHERE id = $1", [
      old.sale.id,
    ]);
    await deleteExpired(idle.pool);
    const { rows } = await idle.pool.query<{ status: string }>("SELECT status FROM delivery");
    expect(rows.map(({ status }) => status)).toEqual(["queued", "queued"]);
    const { rows: sales } = await idle.pool.query<{ id: string }>("SELECT id FROM sale");
    expect(sales).toEqual([{ id: fresh.sale.id }]);
  });

  it("leaves no trace of an event whose effect fails half-way", async () => {
    const effects = new Effects(idle.pool, true);
    const event = saleEvent({ receiptEmail: "eve@example.com" });
    await idle.pool.query("ALTER TABLE delivery RENAME TO away");
    await expect(effects.saleCompleted(event)).rejects.toThrow("delivery");
    await idle.pool.query("ALTER TABLE away RENAME TO delivery");
    const count = async (table: string) =>
      (
        await idle.pool.query(`SELECT 1 FROM ${table} WHERE ${table === "inbox" ? "event_id" : "id"} = $1`, [
          table === "inbox" ? event.id : event.sale.id,
        ])
      ).rowCount;
    expect([await count("inbox"), await count("sale")]).toEqual([0, 0]);
    await effects.saleCompleted(event);
    expect([await count("inbox"), await count("sale")]).toEqual([1, 1]);
  });

  it("without a mail server makes no mails and says so; outside development webhooks are public", async () => {
    const response = await idle.call("POST", "receipts", { saleId: newId(), email: "a@example.com" });
    expect(response.json()).toMatchObject({ code: "mail-not-configured", status: 409 });
    for (const url of ["http://example.com/", "https://127.0.0.1/", "https://postgres/", "https://[::1]/"]) {
      const refused = await idle.call("POST", "webhooks", { url, events: ["stock.low"] });
      expect(refused.json()).toMatchObject({ code: "validation-failed", errors: [{ path: "/body/url" }] });
    }
    const fine = await idle.call("POST", "webhooks", {
      url: "https://hooks.example.com/",
      events: ["stock.low"],
    });
    const { id } = fine.json<WebhookWithSecret>();
    const change = await idle.call("PATCH", `webhooks/${id}`, { url: "https://10.0.0.1/" });
    expect(change.statusCode).toBe(400);
  });
});
