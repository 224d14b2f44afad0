import type { AddressInfo } from "node:net";
import { demoStore, salesStream, type SummaryReport } from "@cloudpos/contracts";
import { simpleParser, type ParsedMail } from "mailparser";
import { SMTPServer } from "smtp-server";
import { afterAll, beforeAll, expect, it } from "vitest";
import { demoSale } from "../../services/transaction/testing.ts";
import { loadDefinition } from "./definitions.ts";
import { startPlatform, type Platform } from "./platform.ts";

const mails: ParsedMail[] = [];
const smtp = new SMTPServer({
  disabledCommands: ["AUTH", "STARTTLS"],
  onData: (stream, _session, done) =>
    void simpleParser(stream).then((mail) => {
      mails.push(mail);
      done();
    }, done),
});
let platform: Platform;

/** Waits until a service has handled every sale. */
async function caughtUp(group: string): Promise<void> {
  const open = async () => {
    const groups = (await platform.stores.redis.xinfo("GROUPS", salesStream)) as unknown[][];
    const fields = groups.find((each) => each[1] === group);
    const value = (name: string) => Number(fields?.[fields.indexOf(name) + 1] ?? Number.NaN);
    const { rows } = await platform.stores.pool.query<{ unsent: number }>(
      "SELECT count(*)::integer AS unsent FROM transaction.outbox WHERE sent_at IS NULL",
    );
    return value("pending") + value("lag") + rows[0]!.unsent;
  };
  await expect.poll(open, { timeout: 180_000, interval: 500 }).toBe(0);
}
beforeAll(async () => {
  await new Promise<void>((done) => smtp.listen(0, "127.0.0.1", done));
  const { port } = smtp.server.address() as AddressInfo;
  platform = await startPlatform({
    settings: { SMTP_HOST: "127.0.0.1", SMTP_PORT: String(port), SMTP_TLS: "none" },
  });
});
afterAll(async () => {
  await platform?.close();
  await new Promise<void>((done) => smtp.close(done));
});

const today = new Intl.DateTimeFormat("en-CA", { timeZone: demoStore.timeZone }).format(new Date());
const paths = ["summary", "hours", "products", "categories", "cashiers", "tenders", "taxes"];
const get = async (path: string) => {
  const token = await platform.token({ role: "manager" });
  return fetch(`${platform.origin}/api/reports/${path}?from=${today}&to=${today}`, {
    headers: { authorization: `Bearer ${token}` },
  });
};
const summary = async () => (await (await get("summary")).json()) as SummaryReport;
const reports = async () => {
  const bodies = await Promise.all(paths.map(async (path) => (await get(path)).text()));
  return bodies.map((body) => body.replaceAll(/"updatedAt":"[^"]+"/g, ""));
};
async function sell(change: Parameters<typeof demoSale>[0], count: number) {
  const answer = await fetch(`${platform.origin}/api/transactions/sales`, {
    method: "POST",
    headers: {
      authorization: `Bearer ${await platform.token({ role: "cashier" })}`,
      "content-type": "application/json",
    },
    body: JSON.stringify(demoSale(change, count)),
  });
  expect(answer.status).toBe(201);
}

it("the demo shop's history is counted and kept", async () => {
  await Promise.all(["reporting", "notification"].map((group) => caughtUp(group)));
}, 200_000);

it("sales reach reports within 5 seconds and a receipt its mailbox", async () => {
  const { totals: before } = await summary();
  await sell({ receiptEmail: "anna@example.com" }, 3);
  await expect
    .poll(async () => (await summary()).totals.saleCount, { timeout: 5_000 })
    .toBe(before.saleCount + 1);
  const receipts = () => mails.filter(({ to }) => [to].flat()[0]?.text === "anna@example.com");
  await expect.poll(() => receipts().length, { timeout: 10_000 }).toBe(1);
  expect(receipts()[0]!.subject).toContain(demoStore.name);
  expect(receipts()[0]!.text).toContain("Total");
});

it("a rebuild reads the transaction service's own view and gives what was counted live", async () => {
  const { totals: before } = await summary();
  for (let count = 1; count <= 20; count += 1) await sell({}, 1 + (count % 10));
  await expect
    .poll(async () => (await summary()).totals.saleCount, { timeout: 10_000 })
    .toBe(before.saleCount + 20);
  const live = await reports();
  const { db } = (
    platform.service("reporting").context.needs as unknown as {
      mongodb: { db: typeof platform.stores.mongodb };
    }
  ).mongodb;
  for (const { name } of await db.listCollections().toArray())
    if (/^(days|inbox)_/.test(name)) await db.collection(name).deleteMany({});
  expect((await summary()).totals.saleCount).toBe(0);

  const { commands } = await loadDefinition("reporting");
  await commands!.rebuild!(platform.service("reporting").context as never, []);
  expect(await reports()).toEqual(live);
}, 60_000);
