import { demoEnrolmentCodes, simulatedOutcomes } from "@cloudpos/contracts";
import { demoProducts, demoStaff } from "@cloudpos/contracts/demo";
import type { Page } from "playwright-core";
import type { Till } from "../browser/till.ts";

/** One screen of the app: how to get there from the one before. */
export interface Screen {
  name: string;
  /** Also drawn for a tablet. */
  till?: boolean;
  open(till: Till, origin: string): Promise<void>;
}

const owner = demoStaff.find((person) => person.role === "owner")!;
const cashier = demoStaff.find((person) => person.role === "cashier")!;
const escape = (till: Till) => till.page.keyboard.press("Escape");
const dialog = (till: Till) => till.page.getByRole("dialog").waitFor();

/** Everything on the way through a till's day, in this order. */
export const tillScreens: readonly Screen[] = [
  {
    name: "enrolment",
    till: true,
    open: async ({ page }, origin) => {
      await page.goto(origin);
      await page.getByLabel("Enrolment code").waitFor();
    },
  },
  { name: "staff", till: true, open: (till, origin) => till.enrol(origin, demoEnrolmentCodes[0]) },
  {
    name: "pin",
    till: true,
    open: async (till) => {
      await till.button(new RegExp(cashier.displayName)).click();
      await till.page.getByLabel("PIN", { exact: true }).waitFor();
    },
  },
  {
    name: "wrong-pin",
    open: async (till) => {
      await till.page.keyboard.type("0000");
      await till.page.keyboard.press("Enter");
      await till.page.getByText("Wrong PIN").waitFor();
    },
  },
  {
    name: "open-shift",
    till: true,
    open: async (till) => {
      await till.page.keyboard.type(cashier.pin);
      await till.page.keyboard.press("Enter");
      await till.page
        .getByText(/Open the shift|Search name/)
        .or(till.cart)
        .first()
        .waitFor();
    },
  },
  {
    name: "register-empty",
    till: true,
    open: async (till) => {
      if (await till.page.getByRole("heading", { name: "Open the shift" }).isVisible())
        await till.openShift(10_000);
      await till.page.getByRole("list", { name: "Product grid" }).getByRole("button").first().waitFor();
    },
  },
  {
    name: "register-cart",
    till: true,
    open: async (till) => {
      for (const product of demoProducts.slice(0, 5)) await till.add(product, "scan");
      await till.page.keyboard.press("+");
    },
  },
  {
    name: "register-search",
    open: async (till) => {
      await till.page.keyboard.press("F2");
      await till.page.keyboard.type("bread");
      await till.page.waitForTimeout(300);
    },
  },
  {
    name: "quantity",
    open: async (till) => {
      await escape(till);
      await till.page.keyboard.press("F3");
      await dialog(till);
    },
  },
  {
    name: "customer",
    open: async (till) => {
      await escape(till);
      await till.page.keyboard.press("F4");
      await dialog(till);
      await till.page.keyboard.type("a");
      await till.page.waitForTimeout(600);
    },
  },
  {
    name: "discount",
    till: true,
    open: async (till) => {
      await escape(till);
      await till.page.keyboard.press("F6");
      await dialog(till);
      await till.page.keyboard.type("10");
    },
  },
  {
    name: "approval",
    till: true,
    open: async (till) => {
      await till.button("Ask for approval").click();
      await till.page.getByRole("form", { name: "Approval" }).waitFor();
    },
  },
  {
    name: "hold",
    open: async (till) => {
      await escape(till);
      await till.page.keyboard.press("F7");
      await dialog(till);
    },
  },
  {
    name: "held",
    open: async (till) => {
      await till.page.keyboard.type("Mrs Byrne");
      await till.page.keyboard.press("Enter");
      await till.page.getByRole("dialog").waitFor({ state: "detached" });
      await till.page.keyboard.press("F7");
      await dialog(till);
    },
  },
  {
    name: "keys",
    open: async (till) => {
      await till.page
        .getByRole("dialog")
        .getByRole("button", { name: /Mrs Byrne/ })
        .click();
      await till.page.keyboard.press("?");
      await dialog(till);
    },
  },
  {
    name: "sell-gift-card",
    open: async (till) => {
      await escape(till);
      await till.button(/^More$/).click();
      await till.page.getByRole("menuitem", { name: "Sell a gift card" }).click();
      await dialog(till);
    },
  },
  {
    name: "gift-card-balance",
    open: async (till) => {
      await escape(till);
      await till.button(/^More$/).click();
      await till.page.getByRole("menuitem", { name: "Gift card balance" }).click();
      await dialog(till);
    },
  },
  {
    name: "return-find",
    open: async (till) => {
      await escape(till);
      await till.button(/^More$/).click();
      await till.page.getByRole("menuitem", { name: "Return or exchange" }).click();
      await dialog(till);
    },
  },
  {
    name: "payment",
    till: true,
    open: async (till) => {
      await escape(till);
      await till.pay();
    },
  },
  {
    name: "payment-declined",
    till: true,
    open: async (till) => {
      await till.page.keyboard.type(String(100 + simulatedOutcomes.declined));
      await till.page.keyboard.press("F10");
      await till.page.getByTestId("declined").waitFor();
    },
  },
  {
    name: "payment-unknown",
    open: async (till) => {
      await till.page.keyboard.type(String(100 + simulatedOutcomes.lostAnswer));
      await till.page.keyboard.press("F10");
      await till.page.getByTestId("open-payment").waitFor();
      await till.page.waitForTimeout(500);
    },
  },
  {
    name: "payment-split",
    open: async (till) => {
      await till.page.getByTestId("open-payment").waitFor({ state: "detached", timeout: 60_000 });
    },
  },
  {
    name: "completed",
    till: true,
    open: async (till) => {
      await till.button(/^Cash /).click();
      await till.receiptNumber();
    },
  },
  {
    name: "receipt",
    open: async (till) => {
      await till.button("Show and print the receipt").click();
      await dialog(till);
    },
  },
  {
    name: "shift",
    till: true,
    open: async (till, origin) => {
      await till.page.goto(`${origin}/shift`);
      await till.page.getByRole("heading", { name: "Shift", exact: true }).waitFor();
    },
  },
  {
    name: "pay-in",
    open: async (till) => {
      await till.button("Pay in").click();
      await dialog(till);
    },
  },
  {
    name: "count",
    till: true,
    open: async (till) => {
      await escape(till);
      await till.button("Count and close").click();
      await till.page.getByTestId("counted").waitFor();
    },
  },
];

const uuid = "[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}";

/**
 * Every page with an address of its own, read from the app's own routes, so that none is forgotten. For `:id` it is the
 * first thing that the list before it shows.
 * @param routes source of frontend/src/app/routes.tsx.
 */
export function addressedScreens(routes: string): Screen[] {
  const paths = [...routes.matchAll(/page\("([^"]+)"/g)].map((match) => match[1]!);
  if (paths.length < 10) throw new Error("the routes of the app are written in another way than expected");
  return paths.map((path) => ({
    name: path === "/" ? "register-owner" : path.slice(1).replaceAll("/", "-").replace(":id", "one"),
    open: async ({ page }: Till, origin: string) => {
      if (!path.endsWith("/:id")) {
        await page.goto(origin + path);
      } else {
        const list = path.slice(0, -"/:id".length);
        await page.goto(origin + (list === "/shift/z" ? "/shift" : list));
        await page.waitForFunction(findLink, [list, uuid] as const);
        const one = (await page.evaluate(findLink, [list, uuid] as const))!;
        await page.goto(origin + one);
      }
      await page.getByRole("main").waitFor();
      await settled(page);
    },
  }));
}

/** In the page: the address of the first link to one thing of a list; null while there is none. */
function findLink([list, id]: readonly [string, string]): string | null {
  // This runs in the browser, whose types the tests do not have.
  const { document } = globalThis as unknown as {
    document: { querySelectorAll(selector: string): Iterable<{ getAttribute(name: string): string }> };
  };
  const addresses = [...document.querySelectorAll(`a[href^="${list}/"]`)].map((link) =>
    link.getAttribute("href"),
  );
  return addresses.find((address) => new RegExp(`^${list}/${id}$`).test(address)) ?? null;
}

/** States that a page can be in beside the usual one. */
export const unusualScreens: readonly Screen[] = [
  {
    name: "not-found",
    open: async ({ page }, origin) => {
      await page.goto(`${origin}/nowhere`);
      await page.getByRole("heading").first().waitFor();
    },
  },
  {
    name: "error",
    open: async ({ page }, origin) => {
      await page.route("**/api/customers/**", (route) =>
        route.fulfill({
          status: 503,
          contentType: "application/problem+json",
          body: JSON.stringify({
            type: "urn:cloudpos:problem:unavailable",
            title: "The service is not available right now",
            status: 503,
            code: "unavailable",
            requestId: "0198c0de-screens",
          }),
        }),
      );
      await page.goto(`${origin}/customers`);
      await page.getByText("0198c0de-screens").first().waitFor({ timeout: 40_000 });
      await page.unroute("**/api/customers/**");
    },
  },
  {
    name: "loading",
    open: async ({ page }, origin) => {
      // Answered by nobody: the page shows that it waits.
      await page.route("**/api/inventory/products?**", () => undefined);
      await page.goto(`${origin}/products`);
      await page.waitForTimeout(1_500);
    },
  },
  {
    name: "empty",
    open: async ({ page }, origin) => {
      await page.unroute("**/api/inventory/products?**");
      await page.goto(`${origin}/customers?search=nobodyiscalledthis`);
      await page.getByText("Nobody found").first().waitFor();
      await settled(page);
    },
  },
];

/** As a cashier, who may not open it. */
export const forbiddenScreen: Screen = {
  name: "no-permission",
  open: async ({ page }, origin) => {
    await page.goto(`${origin}/staff`);
    await page.getByRole("heading", { name: "This page is not for your role" }).waitFor();
    await settled(page);
  },
};

/** Sign-in to the back office. */
export const officeSignIn: Screen = {
  name: "office-sign-in",
  open: async (till, origin) => {
    await till.page.goto(origin);
    await till.button("Back office").click();
    await till.page.getByLabel("E-mail").waitFor();
  },
};

async function settled(page: Page): Promise<void> {
  await page.waitForLoadState("networkidle").catch(() => undefined);
  await page.waitForTimeout(400);
}

/** Who sees everything. */
export const ownerOfDemo = owner;
/** Who sees little. */
export const cashierOfDemo = cashier;
