/**
 * Walks every screen of the web app, writes each as a picture in both themes, and looks at each with axe-core:
 *
 *   node test/screens/walk.ts [--out .build/screens] [--url https://localhost] [--no-build] [--only NAME]
 *
 * Without --url it starts the platform in this process (TEST_POSTGRES_URL, TEST_REDIS_URL and TEST_MONGODB_URL are
 * needed) and builds the web app first; --no-build takes the last one. With --url it walks through a running stack
 * with demo data: registers 1 and 2 are enrolled as this browser, and sales are made. The pictures are 1280x800; of
 * the till also 1024x768, a tablet's. Exits with 1 when a screen could not be reached or axe calls something on one
 * serious or critical.
 */
import { mkdir, readFile, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { parseArgs } from "node:util";
import { demoEnrolmentCodes } from "@cloudpos/contracts";
import type { Browser } from "playwright-core";
import { launchChromium } from "../browser/chromium.ts";
import { Till } from "../browser/till.ts";
import { buildWebApp, startEdge } from "../platform/edge.ts";
import { startPlatform } from "../platform/platform.ts";
import { seriousViolations } from "./axe.ts";
import {
  addressedScreens,
  cashierOfDemo,
  forbiddenScreen,
  officeSignIn,
  ownerOfDemo,
  tillScreens,
  unusualScreens,
  type Screen,
} from "./screens.ts";

const repository = path.resolve(import.meta.dirname, "../..");
const { values: options } = parseArgs({
  options: {
    out: { type: "string", default: path.join(repository, ".build/screens") },
    url: { type: "string" },
    "no-build": { type: "boolean", default: false },
    only: { type: "string" },
  },
});
const desktop = { width: 1280, height: 800 };
const tablet = { width: 1024, height: 768 };
const faults: string[] = [];
let pictures = 0;

const close: (() => Promise<unknown>)[] = [];
const origin = options.url ?? (await startOwn());
await rm(options.out, { recursive: true, force: true });
for (const theme of ["light", "dark"]) await mkdir(path.join(options.out, theme), { recursive: true });
const browser = await launchChromium();
close.push(() => browser.close());
try {
  const routes = await readFile(path.join(repository, "frontend/src/app/routes.tsx"), "utf8");
  await walk(browser, "till", [officeSignIn, ...tillScreens]);
  await walk(browser, "cashier", [forbiddenScreen], async (till) => {
    await till.enrol(origin, demoEnrolmentCodes[0]);
    await till.signIn(cashierOfDemo);
    await till.page.getByRole("heading", { name: "Open the shift" }).waitFor();
  });
  await walk(browser, "owner", [...addressedScreens(routes), ...unusualScreens], async (till) => {
    await till.enrol(origin, demoEnrolmentCodes[1]);
    await till.signIn(ownerOfDemo);
    await till.openShift(10_000);
    await makeClosedShift(till);
  });
} finally {
  for (const each of close.toReversed()) await each();
}
await writeFile(path.join(options.out, "faults.txt"), faults.map((fault) => `${fault}\n`).join(""));
for (const fault of faults) console.log(fault);
console.log(`${pictures} pictures in ${options.out}, ${faults.length} faults`);
process.exit(faults.length > 0 ? 1 : 0);

async function startOwn(): Promise<string> {
  const files = options["no-build"] ? path.join(repository, "frontend/dist") : await buildWebApp();
  const platform = await startPlatform();
  close.push(() => platform.close());
  const edge = await startEdge({ files, platform });
  close.push(() => edge.close());
  return edge.origin;
}

/** Walks through screens one after the other in one browser; a screen that cannot be reached is a fault. */
async function walk(
  within: Browser,
  part: string,
  screens: readonly Screen[],
  prepare?: (till: Till) => Promise<void>,
): Promise<void> {
  const context = await within.newContext({
    ignoreHTTPSErrors: true,
    viewport: desktop,
    reducedMotion: "reduce",
  });
  const till = new Till(await context.newPage());
  till.page.on("pageerror", (error) => faults.push(`${part}: an error in the page: ${error.message}`));
  try {
    await prepare?.(till);
  } catch (error) {
    faults.push(`${part}: cannot begin: ${(error as Error).message.split("\n")[0]}`);
    await till.page.screenshot({ path: path.join(options.out, `${part}-failed.png`) });
    return context.close();
  }
  for (const [index, screen] of screens.entries()) {
    const name = `${part}-${String(index + 1).padStart(2, "0")}-${screen.name}`;
    try {
      await screen.open(till, origin);
      if (options.only === undefined || name.includes(options.only))
        await look(till, name, screen.till ?? false);
    } catch (error) {
      faults.push(`${name}: ${(error as Error).message.split("\n")[0]}`);
      await till.page
        .screenshot({ path: path.join(options.out, `${name}-failed.png`) })
        .catch(() => undefined);
    }
  }
  await context.close();
}

async function look(till: Till, name: string, alsoTablet: boolean): Promise<void> {
  const { page } = till;
  for (const theme of ["light", "dark"] as const) {
    await page.emulateMedia({ colorScheme: theme, reducedMotion: "reduce" });
    await page.waitForTimeout(250);
    const picture = (suffix: string) =>
      page.screenshot({ path: path.join(options.out, theme, `${name}${suffix}.png`) });
    await picture("");
    pictures += 1;
    for (const { rule, impact, help, elements } of await seriousViolations(page)) {
      faults.push(`${name} (${theme}): ${impact}: ${rule}: ${help}: ${elements.slice(0, 3).join(" | ")}`);
    }
    if (alsoTablet) {
      await page.setViewportSize(tablet);
      await page.waitForTimeout(250);
      await picture("-tablet");
      pictures += 1;
      await page.setViewportSize(desktop);
    }
  }
  await page.emulateMedia({ colorScheme: "light", reducedMotion: "reduce" });
}

/** A shift with a sale, closed: so that there is a Z report to look at. */
async function makeClosedShift(till: Till): Promise<void> {
  const { demoProducts } = await import("@cloudpos/contracts");
  await till.add(demoProducts[0]!, "scan");
  await till.page.keyboard.press("F9");
  await till.nextCustomer();
  await till.page.goto(`${origin}/shift?step=count`);
  await till.page.getByTestId("counted").waitFor();
  await till.button("Close the shift").click();
  await till.button("Yes, close it").click();
  await till.page.getByText("The shift is closed.").waitFor();
  await till.page.goto(origin);
  await till.openShift(10_000);
}
