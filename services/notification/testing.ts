import { createServer as createHttpServer, type IncomingHttpHeaders } from "node:http";
import type { AddressInfo } from "node:net";
import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import {
  demoRegisters,
  demoStore,
  saleTotals,
  type SaleCompleted,
  type SaleLine,
  type ShiftClosed,
  type StockLow,
} from "@cloudpos/contracts";
import { createService, openDatabase } from "@cloudpos/kit";
import { createTestDatabase, createTestRedis } from "@cloudpos/kit/events/test-stores";
import { recordingLogger, testIssuer, testSettings } from "@cloudpos/kit/testing";
import { simpleParser, type ParsedMail } from "mailparser";
import { SMTPServer } from "smtp-server";
import { newId } from "./ids.ts";
import { notificationService } from "./service.ts";

/** A mail server that keeps what it gets. */
export interface TestMailServer {
  port: number;
  mails: ParsedMail[];
  /** Makes it refuse recipients: `[code, text]` by address. */
  refuse: Map<string, [number, string]>;
  stop(): Promise<void>;
  start(): Promise<void>;
}

/** Starts a {@link TestMailServer} on a free port; after `stop`, `start` takes the same one. */
export async function startMailServer(): Promise<TestMailServer> {
  const mails: ParsedMail[] = [];
  const refuse: TestMailServer["refuse"] = new Map();
  let server: SMTPServer | null = null;
  const testServer: TestMailServer = {
    port: 0,
    mails,
    refuse,
    start: async () => {
      server = new SMTPServer({
        disabledCommands: ["AUTH", "STARTTLS"],
        onRcptTo: ({ address }, _session, done) => {
          const refusal = refuse.get(address);
          done(refusal ? Object.assign(new Error(refusal[1]), { responseCode: refusal[0] }) : null);
        },
        onData: (stream, _session, done) => {
          simpleParser(stream).then(
            (mail) => {
              mails.push(mail);
              done();
            },
            (error: Error) => done(error),
          );
        },
      });
      server.on("error", () => undefined);
      await new Promise<void>((listening) => server!.listen(testServer.port, "127.0.0.1", listening));
      testServer.port = (server.server.address() as AddressInfo).port;
    },
    stop: async () => {
      await new Promise<void>((closed) => (server ? server.close(closed) : closed()));
      server = null;
    },
  };
  await testServer.start();
  return testServer;
}

/** What a webhook's receiver got. */
export interface ReceivedPost {
  headers: IncomingHttpHeaders;
  body: string;
}

/** An HTTP server that takes webhooks: answers `status`, after `delayMs`. */
export async function startReceiver() {
  const posts: ReceivedPost[] = [];
  const receiver = { url: "", posts, status: 200, delayMs: 0, headers: {} as Record<string, string> };
  const server = createHttpServer((request, response) => {
    let body = "";
    request.setEncoding("utf8");
    request.on("data", (chunk: string) => (body += chunk));
    request.on("end", () => {
      posts.push({ headers: request.headers, body });
      setTimeout(() => response.writeHead(receiver.status, receiver.headers).end("thanks"), receiver.delayMs);
    });
  });
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  receiver.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`;
  return Object.assign(receiver, {
    close: () => {
      server.closeAllConnections();
      return new Promise((closed) => server.close(closed));
    },
  });
}

/** A sale of two teas at a discount and a bread, paid in cash with change. */
export function saleEvent(change: Partial<SaleCompleted["sale"]> = {}): SaleCompleted {
  const lines: SaleLine[] = [
    {
      productId: "0198c0de-0000-7000-8000-00000000aaaa",
      sku: "TEA",
      name: 'Tea "Earl" <Grey> & more',
      quantityMilli: 2000,
      unitPriceMinor: 300,
      discountMinor: 50,
      taxClass: "standard",
      taxRateBasisPoints: 2300,
    },
    {
      productId: "0198c0de-0000-7000-8000-00000000bbbb",
      sku: "BREAD",
      name: "Bread",
      quantityMilli: 1000,
      unitPriceMinor: 200,
      discountMinor: 0,
      taxClass: "zero",
      taxRateBasisPoints: 0,
    },
  ];
  const { netMinor, taxMinor, totalMinor } = saleTotals(change.lines ?? lines, true);
  const now = new Date().toISOString();
  const storeId = change.storeId ?? demoStore.id;
  return {
    id: randomUUID(),
    type: "sale.completed",
    version: 1,
    occurredAt: now,
    storeId,
    timeZone: "Europe/Dublin",
    pricesIncludeTax: true,
    sale: {
      id: newId(),
      registerId: demoRegisters[0]!.id,
      soldAt: now,
      currency: "EUR",
      lines,
      totals: { netMinor, taxMinor, totalMinor },
      tenders: [{ kind: "cash", amountMinor: totalMinor, tenderedMinor: totalMinor + 250, changeMinor: 250 }],
      storeId,
      userId: "0198c0de-0000-7000-8000-000000000023",
      receiptNumber: "17",
      committedAt: now,
      flags: [],
      ...change,
    },
  };
}

export function shiftEvent(change: Partial<ShiftClosed> = {}): ShiftClosed {
  return {
    id: randomUUID(),
    type: "shift.closed",
    version: 1,
    occurredAt: new Date().toISOString(),
    storeId: demoStore.id,
    shiftId: newId(),
    registerId: demoRegisters[0]!.id,
    userId: "0198c0de-0000-7000-8000-000000000023",
    userName: "Carla Cashier",
    zNumber: 7,
    currency: "EUR",
    saleCount: 12,
    totalMinor: 12_345,
    expectedCashMinor: 20_000,
    countedCashMinor: 19_900,
    ...change,
  };
}

export function stockEvent(change: Partial<StockLow> = {}): StockLow {
  return {
    id: randomUUID(),
    type: "stock.low",
    version: 1,
    occurredAt: new Date().toISOString(),
    storeId: demoStore.id,
    productId: randomUUID(),
    sku: "TEA",
    name: "Tea",
    onHandMilli: 2500,
    reorderLevelMilli: 5000,
    ...change,
  };
}

/**
 * The service on stores of its own, migrated and seeded. `service.prepare()` starts its workers.
 * @param options.smtpPort no mail server without it.
 */
export async function startNotification(options: { smtpPort?: number; anywhere?: boolean }) {
  const { log, lines } = recordingLogger();
  const issuer = await testIssuer();
  const redis = await createTestRedis();
  const database = await createTestDatabase("notification");
  const settings = {
    ...testSettings,
    ...database.settings,
    REDIS_URL: "redis://unused@localhost",
    REDIS_PASSWORD: "",
    JWKS_URL: "http://127.0.0.1:1/jwks.json",
    SMTP_PORT: options.smtpPort ?? 587,
    SMTP_TLS: "none" as const,
    ...(options.smtpPort !== undefined && { SMTP_HOST: "127.0.0.1" }),
    MAIL_FROM: "receipts@shop.example.com",
    WEBHOOK_KEY: "a key that only this test knows",
    WEBHOOK_ANYWHERE: options.anywhere ?? true,
  };
  const start = async () => {
    const own = openDatabase("notification", settings, log);
    return createService(notificationService(), settings, {
      log,
      needs: { database: own, redis: redis.open() },
      keys: issuer.keys,
    });
  };
  const service = await start();
  await service.migrate();
  await service.seed();
  const { pool } = service.context.needs.database;
  return {
    service,
    /** Another process of the same service. */
    startAnother: start,
    issuer,
    redis,
    pool,
    log,
    lines,
    settings,
    call: async (
      method: "GET" | "POST" | "PUT" | "PATCH" | "DELETE",
      path: string,
      payload?: object,
      identity: { storeId?: string; role?: "owner" | "manager" | "cashier" | "auditor" } = {},
    ) =>
      service.app.inject({
        method,
        url: `/api/notifications/${path}`,
        headers: await issuer.headers(identity.role ?? "manager", identity),
        ...(payload && { payload }),
      }),
    close: async () => {
      await service.close();
      await redis.close();
      await database.drop();
    },
  };
}

/** Waits until `check` gives something. @throws Error after `seconds`. */
export async function eventually<Result>(
  check: () => Result | null | undefined | false | Promise<Result | null | undefined | false>,
  what: string,
  seconds = 10,
): Promise<Result> {
  const deadline = performance.now() + seconds * 1000;
  for (;;) {
    const result = await check();
    if (result) return result;
    if (performance.now() > deadline) throw new Error(`${what}: not after ${seconds} s`);
    await sleep(25);
  }
}
