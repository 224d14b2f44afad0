/**
 * The whole platform, beside whatever else runs on the machine: driven from a real browser to PostgreSQL, looked at
 * for secrets, disturbed and mended, taken down with nothing left behind.
 */
import { demoEnrolmentCodes } from "@cloudpos/contracts/auth";
import { demoProducts, demoRegisters, demoStaff, demoStore } from "@cloudpos/contracts/demo";
import { chromium, type Browser, type Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { serviceNames, type ServiceName } from "../../services/names.ts";
import { demoSale } from "../../services/transaction/testing.ts";
import { OVERVIEW } from "../../infra/workloads/monitoring/dashboards.ts";
import type { Settings } from "../../infra/settings.ts";
import { Client, cloudpos, pulumi, STACK, up } from "../stacks/commands.ts";
import { settingsOf } from "../stacks/declared.ts";
import { instanceOf, instancesOf, primaryOf, psql, type Instances } from "../stacks/instances.ts";
import { healthAddresses, signIn } from "./demo-shop.ts";
import { viewOf, type PlatformView } from "./platforms.ts";

let settings: Settings;
let instances: Instances;
let view: PlatformView;
let client: Client;
let token: string;

const cashier = demoStaff.find((person) => person.role === "cashier")!;
const manager = demoStaff.find((person) => person.role === "manager")!;
const register = demoRegisters[0]!;

/** Of the database, past the services. */
async function sql(query: string): Promise<string> {
  return psql(instances, await primaryOf(instances), query);
}

/** Runs a command in an instance of a workload. */
async function inside(workload: string, ...command: string[]): Promise<string> {
  return instances.exec(await instanceOf(instances, workload), ...command);
}

const replicasOf = (service: ServiceName) => {
  const replicas = settings.replicas[service] ?? 1;
  return typeof replicas === "number" ? replicas : replicas.min;
};

/** Asks again until the answer is as wanted: for what follows from events. Fails with the last answer. */
async function eventually<T>(
  ask: () => Promise<T>,
  wanted: (answer: T) => boolean,
  seconds = 30,
): Promise<T> {
  const deadline = Date.now() + seconds * 1000;
  for (;;) {
    const answer = await ask().catch((error: Error) => error as T);
    if (!(answer instanceof Error) && wanted(answer)) return answer;
    if (Date.now() > deadline)
      throw new Error(`still not as wanted after ${seconds} s: ${JSON.stringify(answer)}`);
    await new Promise((resolve) => setTimeout(resolve, 250));
  }
}

/**
 * A scanner's keys: fast, Enter at the end. Dispatched in the page, because on a busy machine keys that travel one by
 * one from the test come as slowly as a person's.
 */
async function scan(page: Page, barcode: string): Promise<void> {
  await page.evaluate(
    (keys) => {
      // This runs in the browser, whose types the tests do not have.
      const { document, KeyboardEvent } = globalThis as unknown as {
        document: { body: { dispatchEvent(event: object): void } };
        KeyboardEvent: new (type: string, init: object) => object;
      };
      for (const key of keys) {
        document.body.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true }));
      }
    },
    [...barcode, "Enter"],
  );
}

const sale = () => demoSale({ registerId: register.id }, 1);

/** Of the stack that was brought up before. @param keep it is not taken down */
export function platform({ keep }: { keep: boolean }): void {
  beforeAll(async () => {
    settings = await settingsOf(STACK);
    instances = await instancesOf(STACK);
    view = await viewOf(STACK);
    client = await Client.ofStack(STACK);
  });

  afterAll(() => client?.close());

  describe("the front door", () => {
    it.each([...healthAddresses, "/api/metrics", "/api/docs/json"])(
      "GET %s answers 200 over verified TLS",
      async (address) => {
        const answer = await client.request("GET", address);
        expect(answer.status, answer.body).toBe(200);
      },
    );

    it("sends http to https", async () => {
      const answer = await fetch(`http://localhost:${settings.ports.http}/x?y=1`, { redirect: "manual" });
      expect(answer.status).toBe(301);
      expect(answer.headers.get("location")).toBe(`${client.origin}/x?y=1`);
    });

    it("sets security headers and caches only what carries a hash", async () => {
      const page = await client.request("GET", "/");
      expect(page.headers["content-security-policy"]).toContain("script-src 'self'");
      expect(page.headers["strict-transport-security"]).toContain("max-age=31536000");
      expect(page.headers["cache-control"]).toBe("no-cache");
      const asset = page.body.match(/\/assets\/[^"]+\.js/)![0];
      expect((await client.request("GET", asset)).headers["cache-control"]).toContain("immutable");
    });

    it("documents every service in one OpenAPI document", async () => {
      const { paths } = (await client.request("GET", "/api/docs/json")).json() as { paths: object };
      expect(Object.keys(paths)).toEqual(
        expect.arrayContaining(["/api/auth/sign-in", "/api/transactions/sales", "/api/reports/days/{date}"]),
      );
    });
  });

  describe("a sale", () => {
    let browser: Browser;
    let page: Page;
    beforeAll(async () => {
      browser = await chromium.launch({
        executablePath: process.env["CHROMIUM"] ?? "/usr/bin/chromium",
        args: [
          "--no-sandbox",
          "--disable-gpu",
          "--disable-quic",
          "--disable-background-networking",
          "--disable-component-update",
          "--disable-sync",
        ],
      });
      // The certificate is verified by every other request of this file.
      page = await (
        await browser.newContext({ ignoreHTTPSErrors: true, viewport: { width: 1280, height: 800 } })
      ).newPage();
    });
    afterAll(() => browser?.close());

    it("goes from the browser to PostgreSQL, stock and reports", async () => {
      const product = demoProducts[3]!;
      const before = Number(await sql("select count(*) from transaction.sale"));
      await page.goto(client.origin);
      await page.getByLabel("Enrolment code").fill(demoEnrolmentCodes[0]);
      await page.keyboard.press("Enter");
      await page.getByRole("button", { name: new RegExp(cashier.displayName) }).click();
      await page.keyboard.type(cashier.pin);
      await page.keyboard.press("Enter");
      await page.getByRole("heading", { name: "Open the shift" }).waitFor();
      await page.keyboard.type("10000");
      await page.keyboard.press("Enter");
      await page.getByRole("region", { name: "Cart" }).waitFor();
      await scan(page, product.barcode);
      await page.getByRole("list", { name: "Cart lines" }).getByText(product.name).waitFor();
      await page.keyboard.press("F9");
      const receipt = await page.getByTestId("receipt-number").textContent();
      expect(receipt).toBeTruthy();
      expect(
        await sql("select shift_id is not null from transaction.sale order by committed_at desc limit 1"),
      ).toBe("t");
      expect(Number(await sql("select count(*) from transaction.sale"))).toBe(before + 1);
      const number = await sql(
        "select receipt_number from transaction.sale order by committed_at desc limit 1",
      );
      // The register may be named before its own count.
      expect(Number(/\d+$/.exec(receipt!)![0])).toBe(Number(number));
    });

    it("is accepted once, however often it is sent", async () => {
      token = await signIn(client, cashier);
      const given = sale();
      const answers = await Promise.all(
        Array.from({ length: 10 }, () =>
          client.request("POST", "/api/transactions/sales", { token, body: given }),
        ),
      );
      expect(answers.map((a) => a.status).sort()).toEqual([...Array.from({ length: 9 }, () => 200), 201]);
      expect(new Set(answers.map((a) => a.body)).size).toBe(1);
      expect(await sql(`select count(*) from transaction.sale where id = '${String(given["id"])}'`)).toBe(
        "1",
      );
      const other = await client.request("POST", "/api/transactions/sales", {
        token,
        body: { ...given, soldAt: new Date(Date.now() - 60_000).toISOString() },
      });
      expect(other.status, other.body).toBe(422);
    });

    it("reduces stock and counts in the day's report, each once", async () => {
      const product = demoProducts[0]!;
      const stock = async () =>
        (
          (
            await client.request("GET", `/api/inventory/products/by-barcode/${product.barcode}`, { token })
          ).json() as {
            stockOnHandMilli: number;
          }
        ).stockOnHandMilli;
      const managersToken = await signIn(client, manager);
      const day = new Intl.DateTimeFormat("en-CA", { timeZone: "Europe/Dublin" }).format(new Date());
      const report = async () =>
        (await client.request("GET", `/api/reports/days/${day}`, { token: managersToken })).json() as {
          saleCount: number;
          totalMinor: number;
        };
      // The demo shop has sold before, and on other days and in another store as well.
      const sales = Number(
        await sql(
          `select count(*) from transaction.sale
         where store_id = '${demoStore.id}' and (sold_at at time zone 'Europe/Dublin')::date = '${day}'
           and exists (select from transaction.sale_line where sale_id = sale.id and quantity_milli > 0)`,
        ),
      );
      const reported = await eventually(report, (r) => r.saleCount === sales, 120);
      const onHand = await stock();
      const given = sale();
      expect((await client.request("POST", "/api/transactions/sales", { token, body: given })).status).toBe(
        201,
      );
      await eventually(stock, (left) => left === onHand - 1000);
      const after = await eventually(report, (r) => r.saleCount === reported.saleCount + 1);
      expect(after.totalMinor).toBe(reported.totalMinor + product.priceMinor);
    });

    it("is refused without a token", async () => {
      const answer = await client.request("POST", "/api/transactions/sales", { body: sale() });
      expect(answer.status).toBe(401);
      expect(answer.headers["content-type"]).toContain("application/problem+json");
    });
  });

  describe("secrets", () => {
    it("are in no container's description, no image and not in clear in the state", async () => {
      const values = new Set<string>();
      const script = 'for f in /run/secrets/*; do [ -r "$f" ] && cat "$f" && echo && echo; done; true';
      for (const instance of await instances.list()) {
        for (const file of (await instances.exec(instance, "sh", "-c", script)).split("\n\n")) {
          const lines = file.trim().split("\n");
          // Of a private key the end of its first line: later ones also hold the public key, which is no secret.
          if (lines[0]!.startsWith("-----BEGIN")) values.add(lines[1]!.slice(-16));
          else if (lines[0]!.length >= 24) values.add(lines[0]!);
        }
      }
      expect(values.size).toBeGreaterThan(20);
      const state = await pulumi("stack", "export");
      expect(state.code, state.stderr).toBe(0);
      const places = { ...(await view.descriptions()), state: state.stdout };
      for (const [place, text] of Object.entries(places)) {
        for (const value of values) {
          expect(
            text.includes(value),
            `a secret that starts with ${value.slice(0, 3)} is in the ${place}`,
          ).toBe(false);
        }
      }
    });
  });

  describe("isolation", () => {
    it("leaves no instance more than it needs", async () => {
      expect(await view.weaknesses()).toEqual([]);
    });

    it("lets workloads reach each other exactly where they share a segment, if the network enforces that", async () => {
      expect((await view.deviations()) ?? []).toEqual([]);
    });
  });

  describe("monitoring", () => {
    it("scrapes every declared endpoint, and every panel of the dashboard has data", async () => {
      const query = async (expression: string) =>
        JSON.parse(
          await inside(
            "prometheus",
            "promtool",
            "query",
            "instant",
            "-o",
            "json",
            "http://localhost:9090",
            expression,
          ),
        ) as { metric: Record<string, string>; value: [number, string] }[];
      await eventually(
        () => query("up == 0 or absent(up)"),
        (down) => down.length === 0,
        90,
      );
      for (const panel of OVERVIEW) {
        for (const { expr } of panel.queries) {
          await eventually(
            () => query(expr),
            (series) => series.length > 0,
            90,
          ).catch((error: Error) => {
            throw new Error(`panel "${panel.title}" shows nothing: ${expr}`, { cause: error });
          });
        }
      }
    });
  });

  describe("memory", () => {
    it("of an idle service stays below 90 MiB, of a stack without spare members below 2 GiB", async () => {
      const used = await view.memory();
      const ofServices = used.filter(({ workload }) =>
        (serviceNames as readonly string[]).includes(workload),
      );
      expect(ofServices).toHaveLength(serviceNames.reduce((sum, name) => sum + replicasOf(name), 0));
      expect(ofServices.filter(({ mebibytes }) => mebibytes >= 90)).toEqual([]);
      if (settings.postgres.members === 1 && settings.redis.members === 1)
        expect(used.reduce((sum, { mebibytes }) => sum + mebibytes, 0)).toBeLessThan(2048);
    });
  });

  describe("the engine", () => {
    it("finds nothing to do a second time, and restarts nothing", async () => {
      const uids = async () => (await instances.list()).map(({ uid }) => uid).sort();
      const running = await uids();
      const again = await up();
      expect(Object.keys(again.changes).filter((kind) => kind !== "same")).toEqual([]);
      expect(await uids()).toEqual(running);
      const preview = await pulumi("preview", "--expect-no-changes");
      expect(preview.code, preview.stdout + preview.stderr).toBe(0);
      const refresh = await pulumi("refresh", "--preview-only", "--expect-no-changes");
      expect(refresh.code, refresh.stdout + refresh.stderr).toBe(0);
    });

    it("sees a change from outside as drift, and mends it", async () => {
      const declared = await view.variable("customer", "LOG_LEVEL");
      await view.setVariable("customer", "LOG_LEVEL", "error");
      const drift = await pulumi("refresh", "--preview-only", "--expect-no-changes");
      expect(drift.code, drift.stdout).not.toBe(0);
      const mended = await up();
      expect(mended.changes["update"]).toBe(1);
      expect(await view.variable("customer", "LOG_LEVEL")).toBe(declared);
    });

    it("a killed instance comes back", async () => {
      const killed = await instanceOf(instances, "notification");
      await instances.kill(killed);
      await eventually(
        async () =>
          (await instances.list("notification")).filter(({ ready, uid }) => ready && uid !== killed.uid),
        (others) => others.length === replicasOf("notification"),
        120,
      );
    });
  });

  describe("backup", () => {
    it("makes one now, and says so", async () => {
      const { code, stdout, stderr } = await cloudpos("backup");
      expect(code, stdout + stderr).toBe(0);
      const info = JSON.parse(await inside("backup", "backup-info")) as { backup: { type: string }[] }[];
      expect(info[0]!.backup.filter((b) => b.type === "full").length).toBeGreaterThanOrEqual(2);
    });
  });

  if (!keep)
    describe("taking it down", () => {
      it("keeps the data, and a later up finds it", async () => {
        const sales = await sql("select count(*) from transaction.sale");
        const { code, stdout, stderr } = await cloudpos("down", "--yes");
        expect(code, stdout + stderr).toBe(0);
        await eventually(
          () => instances.list(),
          (running) => running.length === 0,
        );
        expect((await view.volumes()).length).toBeGreaterThan(3);
        await up();
        expect(await sql("select count(*) from transaction.sale")).toBe(sales);
      });

      it("with --purge leaves nothing behind", async () => {
        const { code, stdout, stderr } = await cloudpos("down", "--purge", "--yes");
        expect(code, stdout + stderr).toBe(0);
        expect(await view.everything()).toEqual([]);
      });
    });
}
