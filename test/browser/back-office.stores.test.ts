import { readFile } from "node:fs/promises";
import { demoPassword, demoStaff } from "@cloudpos/contracts";
import type { Browser, Locator, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { buildWebApp, startEdge, type Edge } from "../platform/edge.ts";
import { startPlatform, type Platform } from "../platform/platform.ts";
import { launchChromium } from "./chromium.ts";

/** The back office in a real browser on the whole platform: what a manager or owner does there. */
let platform: Platform;
let edge: Edge;
let browser: Browser;
let page: Page;
const pageErrors: string[] = [];

beforeAll(async () => {
  const [files, started] = await Promise.all([buildWebApp(), startPlatform()]);
  platform = started;
  edge = await startEdge({ files, platform });
  browser = await launchChromium();
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, acceptDownloads: true });
  page = await context.newPage();
  page.setDefaultTimeout(20_000);
  page.on("pageerror", (error) => pageErrors.push(error.message));
}, 240_000);
afterAll(async () => {
  await browser?.close();
  await edge?.close();
  await platform?.close();
});

const owner = demoStaff.find((person) => person.role === "owner")!;
const heading = (name: string | RegExp) => page.getByRole("heading", { level: 1, name });
const button = (name: string | RegExp) => page.getByRole("button", { name });
const link = (name: string | RegExp) => page.getByRole("link", { name });
// A required field's label ends in an asterisk.
const field = (label: string) => page.getByLabel(new RegExp(`^${label}( \\*)?$`));
const dialog = () => page.getByRole("dialog");
const open = (path: string) => page.goto(edge.origin + path);

async function choose(label: string, option: string | RegExp): Promise<void> {
  await page.getByRole("combobox", { name: label }).click();
  await page.getByRole("option", { name: option }).first().click();
}

/** Waits for the notice, and takes it away so that the next one is not mistaken for it. */
async function told(text: string | RegExp): Promise<void> {
  const notice = page.getByRole("alert").filter({ hasText: text });
  await notice.first().waitFor();
  await notice.first().getByRole("button").click();
}

async function downloaded(trigger: Locator): Promise<{ name: string; text: string }> {
  const [download] = await Promise.all([page.waitForEvent("download"), trigger.click()]);
  return { name: download.suggestedFilename(), text: await readFile(await download.path(), "utf8") };
}

describe("the back office", { timeout: 120_000 }, () => {
  it("is entered by e-mail and password, and an address survives that", async () => {
    await open("/customers?search=byrne");
    await field("E-mail").fill(owner.email!);
    await field("Password").fill("not the password");
    await button("Sign in").click();
    await page.getByText("E-mail or password is not right").waitFor();
    await field("Password").fill(demoPassword);
    await button("Sign in").click();
    await heading("Customers").waitFor();
    await link(/Byrne/).first().waitFor();
    expect(await page.title()).toBe("Customers · CloudPOS");
    // Nobody sells without a register.
    expect(await link("Register").count()).toBe(0);
  });

  it("goes on when the access token has ended, and works in another store", async () => {
    await page.evaluate(() => {
      const session = JSON.parse(sessionStorage.getItem("cloudpos.session")!) as { accessToken: string };
      sessionStorage.setItem(
        "cloudpos.session",
        JSON.stringify({ ...session, accessToken: `${session.accessToken.slice(0, -8)}AAAAAAAA` }),
      );
    });
    await page.reload();
    await link(/Byrne/).first().waitFor();
    await button(/^Store:/).click();
    await page.getByRole("menuitemradio", { name: "Main Street" }).click();
    await button("Store: Main Street. Change").waitFor();
  });

  it("creates, changes and archives a product; what is refused is said at the field", async () => {
    await open("/products/new");
    await field("Name").fill("Cork coffee 250 g");
    await field("SKU").fill("HOU-0001");
    await choose("Category", "Drinks");
    await field("Price").fill("6.49");
    await choose("Tax class", /Standard/i);
    await field("Barcodes").fill("4006381333932");
    await page.keyboard.press("Enter");
    await page.getByText("4006381333931 would be right").waitFor();
    await page.keyboard.press("Backspace");
    await field("Barcodes").fill("4006381333931");
    await page.keyboard.press("Enter");
    await button("Save").click();
    // The SKU belongs to another product: the server says so.
    await expect.poll(() => field("SKU").getAttribute("aria-invalid")).toBe("true");
    await field("SKU").fill("CORK-250");
    await button("Save").click();
    await told("Cork coffee 250 g was created.");
    await heading("Cork coffee 250 g").waitFor();

    await field("Price in Main Street").fill("5.99");
    await button("Save").click();
    await told("Saved.");
    await open("/products?search=4006381333931");
    const row = page.getByRole("row", { name: /Cork coffee/ });
    expect(await row.innerText()).toContain("€5.99");

    await row.getByRole("link").click();
    await button("Archive").click();
    await dialog().getByRole("button", { name: "Archive" }).click();
    await told("Archived.");
    await open("/products?search=CORK-250");
    await page.getByText("Nothing found").waitFor();
    await open("/products?search=CORK-250&archived=only");
    await link("Cork coffee 250 g").waitFor();
  });

  it("creates a product with variants", async () => {
    await open("/products/variants/new");
    await field("Name").fill("Wool hat");
    await field("SKU").fill("HAT");
    await choose("Category", "Clothing");
    await field("Price").fill("19.95");
    await choose("Tax class", /Standard/i);
    await field("Values").first().fill("S");
    await page.keyboard.press("Enter");
    await field("Values").first().fill("L");
    await page.keyboard.press("Enter");
    await button("Create 2 variants").click();
    await told("Wool hat was created.");
    await heading("Wool hat").waitFor();
    await page.getByRole("row", { name: /HAT-L/ }).waitFor();
  });

  it("imports products after a look, with errors by line, and exports them", async () => {
    const csv = (rows: string) => ({
      name: "products.csv",
      mimeType: "text/csv",
      buffer: Buffer.from(`sku,name,category,price,tax class\n${rows}`),
    });
    await open("/products/import");
    const input = page.locator("input[type=file]");
    await input.setInputFiles(csv("IMP-1,Imported tea,Drinks,3.x9,standard\n"));
    const error = page.getByRole("row", { name: /price/ });
    expect(await error.getByRole("cell").first().innerText()).toBe("2");
    await input.setInputFiles(csv("IMP-1,Imported tea,Drinks,3.99,standard\n"));
    await button("Import 1 product").click();
    await page.getByText("1 product was created or changed.").waitFor();
    await open("/products");
    const { name, text } = await downloaded(button("Export"));
    expect(name).toBe("products.csv");
    expect(text).toMatch(/IMP-1,Imported tea/);
    expect(text.split("\n").length).toBeGreaterThan(5_000);
  });

  it("receives and counts goods, and shows the movements", async () => {
    await open("/stock?search=IMP-1");
    await link("Imported tea").click();
    await heading("Imported tea").waitFor();
    await link("Adjust").click();
    await page.getByRole("textbox", { name: "Pieces received: Imported tea" }).fill("12");
    await button("Record").click();
    await told("Recorded for 1 product.");
    await page.getByRole("row", { name: /Received.*\+12.*12/ }).waitFor();

    await link("Adjust").click();
    await page.getByText("Counted", { exact: true }).click();
    await page.getByRole("textbox", { name: "Pieces counted: Imported tea" }).fill("10");
    await button("Record").click();
    await told("Recorded for 1 product.");
    await page.getByRole("row", { name: /Counted.*-2.*10/ }).waitFor();
  });

  it("keeps a customer: profile, consent, points, export, erasure", async () => {
    await open("/customers/new");
    await field("Name").fill("Nora Nolan-Test");
    await field("E-mail").fill("nora.test@example.com");
    await button("Create").click();
    await told("Nora Nolan-Test was created.");
    await page.getByRole("switch", { name: "May get offers by e-mail" }).check();
    await page.getByText(/Given .*recorded by Olivia Owner/).waitFor();
    await button("Give or take points").click();
    await dialog().getByRole("textbox", { name: "Points" }).fill("50");
    await dialog().getByRole("textbox", { name: "Reason" }).fill("Birthday");
    await dialog().getByRole("button", { name: "Record" }).click();
    await told("Recorded.");
    await page.getByRole("heading", { name: "Points: 50" }).waitFor();

    const { name, text } = await downloaded(button("Export data"));
    expect(JSON.parse(text)).toMatchObject({
      customer: { email: "nora.test@example.com" },
      consents: [{ granted: true }],
      loyalty: [{ points: 50, reason: "Birthday" }],
    });

    await button("Erase").click();
    const erase = dialog().getByRole("button", { name: "Erase for ever" });
    expect(await erase.isDisabled()).toBe(true);
    await dialog().getByRole("textbox").fill(name.replace(".json", ""));
    await erase.click();
    await heading("Erased customer").waitFor();
    expect(await page.getByText("nora.test@example.com").count()).toBe(0);
  });

  it("creates a person, gives a new PIN, deactivates; the access log tells of it", async () => {
    await open("/staff/new");
    await field("Name").fill("Tara Trainee");
    await page.getByRole("combobox", { name: "Stores" }).focus();
    await page.keyboard.press("ArrowDown");
    await page.getByRole("option", { name: "Main Street" }).click();
    await page.keyboard.press("Escape");
    await field("PIN").fill("2468");
    await button("Create").click();
    await told("Tara Trainee was created.");
    await heading("Tara Trainee").waitFor();
    await button("New PIN").click();
    await dialog().getByLabel("New PIN").fill("135");
    await dialog().getByRole("button", { name: "Save" }).click();
    await page.getByText("A PIN has 4 to 8 digits.").waitFor();
    await dialog().getByLabel("New PIN").fill("13579");
    await dialog().getByRole("button", { name: "Save" }).click();
    await told("The new PIN is valid now.");
    await button("Deactivate").click();
    await dialog().getByRole("button", { name: "Deactivate" }).click();
    await told("Deactivated.");
    await link("Access log").first().click();
    await heading("Access log").waitFor();
    for (const event of ["Person deactivated", "PIN changed", "Person created"]) {
      await page
        .getByRole("row", { name: new RegExp(`${event}.*Tara Trainee`) })
        .first()
        .waitFor();
    }
  });

  it("sets a store up: receipt, a register, its enrolment code", async () => {
    await open("/stores");
    await link("Settings of Main Street").click();
    await field("Below the totals").fill("See you soon");
    await button("Save").click();
    await told(/Saved/);
    await open("/stores");
    await button("New register").last().click();
    await dialog().getByRole("textbox", { name: "Name" }).fill("Pop-up till");
    await dialog().getByRole("textbox", { name: "Code" }).fill("pop-up-1");
    await dialog().getByRole("button", { name: "Save" }).click();
    await told("Saved.");
    await button("Enrol a device as Pop-up till").click();
    const code = await dialog().locator("output").innerText();
    expect(code).toMatch(/^[0-9A-Z]{4} [0-9A-Z]{4}$/);
    await dialog()
      .getByText(/Valid for \d+:\d\d/)
      .waitFor();
    await dialog().getByRole("button", { name: "Done" }).click();

    // Another browser becomes the register with it.
    const answer = await fetch(`${platform.origin}/api/auth/enrolments`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ code: code.replace(" ", "") }),
    });
    expect([answer.status, await answer.json()]).toMatchObject([
      201,
      { register: { name: "Pop-up till" }, store: { receiptFooter: ["See you soon"] } },
    ]);
    await page.reload();
    await page.getByRole("row", { name: /Pop-up till.*Enrolled/ }).waitFor();
    await button("More about Pop-up till").click();
    await page.getByRole("menuitem", { name: "End the enrolment" }).click();
    await dialog().getByRole("button", { name: "End it" }).click();
    await told("No device is Pop-up till now.");
  });

  it("shows what was sold, with charts, and saves it for a spreadsheet", async () => {
    await open("/reports?range=30-days");
    await heading("Reports").waitFor();
    await page.getByRole("figure", { name: "Revenue by day" }).waitFor();
    await expect
      .poll(async () => page.locator("dl dd").first().innerText(), { timeout: 60_000 })
      .not.toBe("€0.00");
    const { name, text } = await downloaded(button("Save Revenue by day as CSV"));
    expect(name).toMatch(/^main-summary-\d{4}-\d{2}-\d{2}-\d{4}-\d{2}-\d{2}\.csv$/);
    expect(text.trim().split("\n").length).toBeGreaterThan(30);
    await page.getByRole("navigation", { name: "Reports" }).getByRole("link", { name: "Products" }).click();
    await heading("Products sold").waitFor();
    await page.getByRole("cell").first().waitFor();
  });

  it("sets up a webhook, whose secret is seen once, and tests it", async () => {
    await open("/deliveries/webhooks");
    await button("New webhook").first().click();
    await dialog().getByRole("textbox", { name: "Address" }).fill("https://hooks.example.com/cloudpos");
    await dialog().getByText("A sale was completed").click();
    await dialog().getByRole("button", { name: "Create" }).click();
    await dialog()
      .getByText(/^whsec_[A-Za-z0-9+/]{43}=$/)
      .waitFor();
    await button("I have kept it").click();
    await button(/^Test https/).click();
    await told(/A test is on its way/);
    await open("/deliveries?channel=webhook");
    await page
      .getByRole("row", { name: /hooks\.example\.com/ })
      .first()
      .waitFor();
    await open("/deliveries/webhooks");
    await button(/^More about https/).click();
    await page.getByRole("menuitem", { name: "Remove" }).click();
    await dialog().getByRole("button", { name: "Remove" }).click();
    await told("Removed.");
    await page.getByText("No webhooks yet").waitFor();
  });

  it("shows how the services are", async () => {
    await open("/system");
    for (const service of ["gateway", "auth", "inventory", "transaction", "reporting"]) {
      await page.getByRole("row", { name: new RegExp(`${service}.*Works`) }).waitFor();
    }
  });

  it("changes the own password, with the one until now", async () => {
    await open("/staff");
    await button(/Olivia Owner/).click();
    await page.getByRole("menuitem", { name: "Your account" }).click();
    await heading("Your account").waitFor();
    await field("Password until now").fill("something else entirely");
    await field("New password").fill("a sentence that nobody guesses");
    await button("Change the password").click();
    await page.getByText("This is not your password.").waitFor();
    await field("Password until now").fill(demoPassword);
    await button("Change the password").click();
    await told("Your new password is valid now.");
  });

  it("lets in whom the role allows, and nobody after signing out", async () => {
    await open("/nowhere");
    await heading("There is no such page").waitFor();
    await button(/Olivia Owner/).click();
    await page.getByRole("menuitem", { name: "Sign out" }).click();
    await field("E-mail").fill(demoStaff.find((person) => person.role === "auditor")!.email!);
    await field("Password").fill(demoPassword);
    await button("Sign in").click();
    await heading("There is no such page").waitFor();
    await open("/stock");
    await heading("This page is not for your role").waitFor();
    await open("/products?search=HOU-0001");
    await link(/light bulb/)
      .first()
      .click();
    expect(await field("Name").isDisabled()).toBe(true);
    expect(await button("Save").count()).toBe(0);
  });

  it("has shown no error that nobody expected", () => expect(pageErrors).toEqual([]));
});
