/**
 * A day in a shop, in real browsers: two registers are enrolled, one worked by keys alone and one by touch alone; forty
 * receipts of every kind; the drawers are counted blind. In the evening everything has to agree: the Z reports with
 * what was written down at the tills and with the rows in PostgreSQL, the reports with the Z reports, the mailbox,
 * the stock and the points.
 */
import {
  demoPassword,
  demoProducts,
  demoStaff,
  type Customer,
  type NotificationSettings,
  type Register,
  type Session,
  type Store,
  type SummaryReport,
  type TaxesReport,
  type TendersReport,
  type User,
  type ZReportList,
  type ZReportWithSupplement,
} from "@cloudpos/contracts";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { newSaleId } from "../../services/transaction/testing.ts";
import { ApiClient } from "../api/client.ts";
import { launchChromium } from "../browser/chromium.ts";
import { Till, minorOf, type Hand } from "../browser/till.ts";
import { eventually } from "../load/eventually.ts";
import { Book } from "./day/book.ts";
import { steps, type Scene } from "./day/sales.ts";
import type { Shop } from "./shop.ts";

const floatMinor = 10_000;
const pins = { manager: "482913", cashier: "571046" };

let client: ApiClient;
let browser: Browser;
let ownerToken: string;
let store: Store;
let manager: User;
let customer: Customer;
const registers: Register[] = [];
const tills: Scene[] = [];

/** @param openShop called once, before the first case */
export function dayInTheShop(openShop: () => Shop): void {
  let shop: Shop;
  beforeAll(async () => {
    shop = openShop();
    client = new ApiClient(shop.origin, shop.ca === undefined ? {} : { ca: shop.ca });
    browser = await launchChromium();
  });
  afterAll(async () => {
    await browser?.close();
    client?.close();
  });

  /** Asks as the owner, or as somebody else. */
  function ask<T>(method: string, address: string, body?: unknown, token = ownerToken): Promise<T> {
    return client.ask<T>(method, address, { token, ...(body !== undefined && { body }) });
  }

  describe("before the shop opens", () => {
    it("the owner makes a store, its people and its registers", async () => {
      const owner = demoStaff.find((person) => person.role === "owner")!;
      const credentials = { email: owner.email!, password: demoPassword };
      const session = await client.ask<Session>("POST", "/api/auth/password-sign-in", { body: credentials });
      ownerToken = session.accessToken;
      const code = `day-${Date.now().toString(36)}`;
      store = await ask<Store>("POST", "/api/auth/stores", {
        code,
        name: "Corner Shop",
        currency: "EUR",
        locale: "en-IE",
        timeZone: "Europe/Dublin",
        pricesIncludeTax: true,
        cashRoundingMinor: 1,
        receiptHeader: ["Corner Shop", "3 Chapel Lane"],
        receiptFooter: ["See you again"],
      });
      const storeIds = [store.id];
      const person = (displayName: string, role: string, pin: string) =>
        ask<User>("POST", "/api/auth/users", { displayName, role, pin, storeIds });
      manager = await person("Mary Manager", "manager", pins.manager);
      await person("Conor Cashier", "cashier", pins.cashier);
      for (const number of [1, 2]) {
        const body = { storeId: store.id, code: `${code}-${number}`, name: `Till ${number}` };
        registers.push(await ask<Register>("POST", "/api/auth/registers", body));
      }
    });

    it.each<[Hand, number]>([
      ["keyboard", 0],
      ["touch", 1],
    ])("a browser worked by %s is enrolled, a cashier signs in and opens the shift", async (hand, index) => {
      const register = registers[index]!;
      const { code } = await ask<{ code: string }>(
        "POST",
        `/api/auth/registers/${register.id}/enrolment-codes`,
      );
      const context = await browser.newContext({
        ignoreHTTPSErrors: true,
        viewport: hand === "touch" ? { width: 1024, height: 768 } : { width: 1280, height: 800 },
        hasTouch: hand === "touch",
      });
      const till = new Till(await context.newPage(), hand);
      await till.enrol(shop.origin, code);
      await till.signIn({ displayName: "Conor Cashier", pin: pins.cashier });
      await till.openShift(floatMinor);
      await till.page.getByRole("list", { name: "Product grid" }).getByRole("button").first().waitFor();
      tills.push({
        till,
        book: new Book(floatMinor),
        manager: { displayName: manager.displayName, pin: pins.manager },
        customer: { id: "", name: "" },
        email: `receipts-${hand}@example.com`,
      });
    });

    it("the manager knows a customer and hears of closed shifts", async () => {
      const token = await managersToken();
      const body = { id: newSaleId(), name: `Bríd Regular ${store.code.slice(4)}` };
      customer = await ask<Customer>("POST", "/api/customers/customers", body, token);
      for (const scene of tills) scene.customer = customer;
      const settings = { stockLow: [], shiftClosed: ["manager@example.com"], shiftDifferenceMinor: 0 };
      await ask<NotificationSettings>("PUT", "/api/notifications/settings", settings, token);
    });
  });

  /** A token of the manager, who reads the reports. */
  async function managersToken(): Promise<string> {
    const { code } = await ask<{ code: string }>(
      "POST",
      `/api/auth/registers/${(await office()).id}/enrolment-codes`,
    );
    const { deviceToken } = await client.ask<{ deviceToken: string }>("POST", "/api/auth/enrolments", {
      body: { code },
    });
    const session = await client.ask<Session>("POST", "/api/auth/sign-in", {
      headers: { "x-device-token": deviceToken },
      body: { userId: manager.id, pin: pins.manager },
    });
    return session.accessToken;
  }

  /** A register that nobody sells at. */
  async function office(): Promise<Register> {
    if (registers[2]) return registers[2];
    const body = { storeId: store.id, code: `${store.code}-office`, name: "Office" };
    registers[2] = await ask<Register>("POST", "/api/auth/registers", body);
    return registers[2];
  }

  describe.each<[Hand, number]>([
    ["keyboard", 0],
    ["touch", 1],
  ])("selling by %s", (_hand, index) => {
    it.each(steps.map((step) => [step.what, step] as const))("%s", async (_what, step) => {
      const scene = tills[index]!;
      try {
        await step.run(scene);
      } catch (error) {
        await scene.till.page.screenshot({ path: `.build/day-${index}-failed.png` }).catch(() => undefined);
        throw error;
      }
    });

    it("cash goes out and in beside sales", async () => {
      const { till, book } = tills[index]!;
      await till.page.goto(`${shop.origin}/shift`);
      for (const [kind, amount, reason] of [
        ["Pay out", 1_500, "Courier"],
        ["Pay in", 2_000, "Change from the safe"],
      ] as const) {
        await till.press(till.button(kind));
        const dialog = till.page.getByRole("dialog");
        await dialog.waitFor();
        await till.digits(String(amount));
        await till.press(dialog.getByRole("button", { name: reason }));
        await till.press(dialog.getByRole("button", { name: new RegExp(`^${kind}`) }));
        await dialog.waitFor({ state: "detached" });
      }
      book.payOutMinor = 1_500;
      book.payInMinor = 2_000;
    });

    it("the drawer is counted and the shift closed", async () => {
      const { till, book } = tills[index]!;
      await till.press(till.button("Count and close"));
      await till.page.getByTestId("counted").waitFor();
      let left = book.cashInDrawerMinor;
      for (const value of [5_000, 1_000, 100, 10, 1]) {
        const pieces = Math.floor(left / value);
        left -= pieces * value;
        if (pieces > 0)
          await till.type(till.page.getByLabel(`Pieces of €${(value / 100).toFixed(2)}`), String(pieces));
      }
      const counted = minorOf(await till.page.getByTestId("counted").textContent());
      expect(counted).toBe(book.cashInDrawerMinor);
      await till.press(till.button("Close the shift"));
      await till.press(till.button("Yes, close it"));
      await till.page.getByText("The shift is closed.").waitFor();
    });
  });

  describe("in the evening", () => {
    let token: string;
    const books = () => tills.map(({ book }) => book);
    const sumOf = (of: (book: Book) => number) => books().reduce((sum, book) => sum + of(book), 0);
    beforeAll(async () => {
      token = await managersToken();
    });

    it("there are forty receipts", () => {
      expect(sumOf((book) => book.entries.length)).toBe(40);
    });

    it("each Z report is what was written down at its till, and what an independent count of the rows gives", async () => {
      for (const [index, { book }] of tills.entries()) {
        const register = registers[index]!;
        const { items } = await ask<ZReportList>(
          "GET",
          `/api/transactions/z-reports?registerId=${register.id}`,
          undefined,
          token,
        );
        expect(items).toHaveLength(1);
        const address = `/api/transactions/z-reports/${items[0]!.id}`;
        const { report, supplement } = await ask<ZReportWithSupplement>("GET", address, undefined, token);
        expect(supplement).toBeUndefined();
        const { figures, cash } = report;
        expect({
          saleCount: figures.saleCount,
          refundCount: figures.refundCount,
          totalMinor: figures.totals.totalMinor,
          taxMinor: figures.totals.taxMinor,
          tenders: Object.fromEntries(figures.tenders.map(({ kind, amountMinor }) => [kind, amountMinor])),
          expectedMinor: cash.expectedMinor,
          differenceMinor: report.differenceMinor,
          flaggedCount: figures.flaggedCount,
          gaps: report.gaps,
        }).toEqual({
          saleCount: book.saleCount,
          refundCount: book.refundCount,
          totalMinor: book.totalMinor,
          taxMinor: book.taxMinor,
          tenders: book.tenders,
          expectedMinor: book.cashInDrawerMinor,
          differenceMinor: 0,
          flaggedCount: 0,
          gaps: [],
        });
        const [recount] = await shop.sql<Record<string, number>>(
          `SELECT count(*) AS receipts, min(receipt_number) AS first, max(receipt_number) AS last,
           sum(total_minor) AS total, sum(tax_minor) AS tax,
           (SELECT sum(amount_minor) FROM transaction.sale_tender tender JOIN transaction.sale paid
            ON paid.id = tender.sale_id WHERE paid.register_id = '${register.id}' AND kind = 'cash') AS cash
         FROM transaction.sale WHERE register_id = '${register.id}'`,
        );
        expect(recount).toEqual({
          receipts: book.entries.length,
          first: 1,
          last: book.entries.length,
          total: figures.totals.totalMinor,
          tax: figures.totals.taxMinor,
          cash: cash.salesMinor,
        });
      }
    });

    it("the reports say the same as the Z reports together", async () => {
      const day = new Intl.DateTimeFormat("en-CA", { timeZone: "Europe/Dublin" }).format(new Date());
      const report = <T>(name: string) =>
        ask<T>("GET", `/api/reports/${name}?from=${day}&to=${day}`, undefined, token);
      await eventually(async () => {
        const { totals } = await report<SummaryReport>("summary");
        expect(totals).toMatchObject({
          saleCount: sumOf((book) => book.saleCount),
          refundCount: sumOf((book) => book.refundCount),
          totalMinor: sumOf((book) => book.totalMinor),
          taxMinor: sumOf((book) => book.taxMinor),
        });
      });
      const tenders = (await report<TendersReport>("tenders")).items;
      for (const { kind, amountMinor } of tenders) {
        expect([kind, amountMinor]).toEqual([kind, sumOf((book) => book.tenders[kind] ?? 0)]);
      }
      const taxes = (await report<TaxesReport>("taxes")).items;
      expect(taxes.reduce((sum, row) => sum + row.taxMinor, 0)).toBe(sumOf((book) => book.taxMinor));
    });

    it("the mailbox holds the receipts and the notice of the closed shifts", async () => {
      const mails = async (to: string) =>
        client.ask<{ items: { subject: string; id: string }[] }>("GET", `/mailbox/api/messages?to=${to}`);
      for (const { email, book } of tills) {
        await eventually(async () => {
          const { items } = await mails(email);
          const sent = book.entries.filter((entry) => entry.customer !== undefined);
          expect(items).toHaveLength(sent.length);
          for (const { receiptNumber } of sent) {
            expect(items.map(({ subject }) => subject).join("\n")).toContain(/\d+$/.exec(receiptNumber)![0]);
          }
        });
      }
      await eventually(async () => expect((await mails("manager@example.com")).items).toHaveLength(2));
    });

    it("the stock is what was not sold, and the customer has the points", async () => {
      const sold = new Map<string, number>();
      for (const book of books())
        for (const [id, pieces] of book.piecesSold) sold.set(id, (sold.get(id) ?? 0) + pieces);
      const stock = () =>
        shop.sql<{ product: string; left: number }>(
          `SELECT product_id AS product, on_hand_milli AS left FROM inventory.stock WHERE store_id = '${store.id}'`,
        );
      await eventually(async () => {
        const left = new Map((await stock()).map((row) => [row.product, row.left]));
        for (const { id, name } of demoProducts) {
          expect([name, left.get(id) ?? 0]).toEqual([name, -1_000 * (sold.get(id) ?? 0) + 0]);
        }
      });
      const points = sumOf((book) => book.points.get(customer.id) ?? 0);
      await eventually(async () => {
        const { loyaltyPoints } = await ask<Customer>(
          "GET",
          `/api/customers/customers/${customer.id}`,
          undefined,
          token,
        );
        expect(loyaltyPoints).toBe(points);
      });
    });

    it("nothing went wrong with the money behind the cards", async () => {
      const open = await shop.sql<{ status: string; count: number }>(
        `SELECT status, count(*) AS count FROM payment.payment WHERE store_id = '${store.id}' GROUP BY status`,
      );
      expect(open.filter(({ status }) => ["failed", "unknown", "authorising"].includes(status))).toEqual([]);
    });
  });
}
