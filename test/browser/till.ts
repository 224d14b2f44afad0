import type { Locator, Page } from "playwright-core";

/** How a person works at the till: by keys alone, or by touch alone. */
export type Hand = "keyboard" | "touch";

/** Somebody who signs in with a PIN. */
export interface PinPerson {
  displayName: string;
  pin: string;
}

/** The web app at a register, as somebody uses it. Everything is found as people find it: by role and name. */
export class Till {
  readonly page: Page;
  hand: Hand;

  constructor(page: Page, hand: Hand = "keyboard") {
    this.page = page;
    this.hand = hand;
    page.setDefaultTimeout(20_000);
  }

  button(name: string | RegExp): Locator {
    return this.page.getByRole("button", { name });
  }

  /** Presses a button by hand: with a finger, or by going to it with Tab and pressing Enter. */
  async press(target: Locator): Promise<void> {
    if (this.hand === "touch") return target.tap();
    await this.focus(target);
    await this.page.keyboard.press("Enter");
  }

  /** Puts the focus where it is wanted, as somebody does who has no mouse. */
  async focus(target: Locator): Promise<void> {
    await target.waitFor();
    for (let steps = 0; steps < 80; steps += 1) {
      const way = await target.evaluate((element) => {
        const { activeElement } = element.ownerDocument;
        if (element === activeElement) return "there";
        // DOCUMENT_POSITION_PRECEDING: somebody who sees it above goes back.
        return activeElement && activeElement.compareDocumentPosition(element) & 2 ? "Shift+Tab" : "Tab";
      });
      if (way === "there") return;
      await this.page.keyboard.press(way);
    }
    throw new Error(`the Tab key does not reach ${String(target)}`);
  }

  /** Fills in a text field. */
  async type(field: Locator, text: string): Promise<void> {
    if (this.hand === "touch") await field.tap();
    else await this.focus(field);
    await this.page.keyboard.type(text);
  }

  /** Does the same by a key, or by a tap on the button that shows it. */
  async keyOrButton(key: string, button: string | RegExp): Promise<void> {
    if (this.hand === "touch") await this.button(button).tap();
    else await this.page.keyboard.press(key);
  }

  /** Types digits on the keyboard, or on the number pad on the screen. */
  async digits(digits: string): Promise<void> {
    if (this.hand === "keyboard") return this.page.keyboard.type(digits);
    const pad = this.page.getByRole("group", { name: "Number pad" }).last();
    for (const digit of digits) await pad.getByRole("button", { name: digit, exact: true }).tap();
  }

  /** Makes this browser a register. */
  async enrol(origin: string, code: string): Promise<void> {
    await this.page.goto(origin);
    await this.page.getByLabel("Enrolment code").fill(code);
    await this.button("Make it a register").click();
    await this.page.getByRole("list", { name: "Staff" }).waitFor();
  }

  async signIn(person: PinPerson): Promise<void> {
    await this.press(this.button(new RegExp(person.displayName)));
    await this.page.getByLabel("PIN", { exact: true }).waitFor();
    await this.digits(person.pin);
    if (this.hand === "touch") await this.button("Sign in").tap();
    else await this.page.keyboard.press("Enter");
  }

  async openShift(floatMinor: number): Promise<void> {
    await this.page.getByRole("heading", { name: "Open the shift" }).waitFor();
    await this.digits(String(floatMinor));
    await this.press(this.button(/^Open with /));
    await this.cart.waitFor();
  }

  get cart(): Locator {
    return this.page.getByRole("region", { name: "Cart" });
  }

  get lines(): Locator {
    return this.page.getByRole("list", { name: "Cart lines" }).getByRole("listitem");
  }

  /**
   * A scanner's keys: fast, Enter at the end. Dispatched in the page, because on a busy machine keys that travel one
   * by one from the test come as slowly as a person's.
   */
  async scan(barcode: string): Promise<void> {
    await this.page.evaluate(
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

  /** Puts a product into the cart: scanned, searched for by keys, or tapped in the grid after a search. */
  async add(product: { name: string; barcode: string; sku: string }, how: "scan" | "search"): Promise<void> {
    const before = await this.pieces();
    if (how === "scan") await this.scan(product.barcode);
    else {
      const search = this.page.getByRole("searchbox", { name: "Search products" });
      if (this.hand === "touch") {
        await search.tap();
        await this.page.keyboard.type(product.sku);
        const grid = this.page.getByRole("list", { name: "Product grid" });
        await grid.getByRole("button", { name: product.name }).first().tap();
      } else {
        await this.page.keyboard.press("F2");
        await this.page.keyboard.type(product.sku);
        await this.page.keyboard.press("Enter");
        await this.page.keyboard.press("Escape");
      }
    }
    await this.until(async () => (await this.pieces()) === before + 1, `${product.name} is in the cart`);
  }

  /** Pieces that the cart says it holds. */
  async pieces(): Promise<number> {
    const text = await this.cart.getByText(/^[\d,.]+ pieces?/).textContent();
    return Number(/^[\d,.]+/.exec(text ?? "")![0].replaceAll(",", ""));
  }

  /** What the cart says is to pay, in minor units of a currency with two decimals. */
  async total(): Promise<number> {
    return minorOf(await this.page.getByTestId("cart-total").textContent());
  }

  /** The number of the receipt of the sale that was just completed. */
  async receiptNumber(): Promise<string> {
    return (await this.page.getByTestId("receipt-number").textContent())!;
  }

  async change(): Promise<number> {
    return minorOf(await this.page.getByTestId("change").textContent());
  }

  async nextCustomer(): Promise<void> {
    await this.receiptNumber();
    await this.press(this.button(/^Next customer/));
    await this.page.getByTestId("sale-outcome").waitFor({ state: "detached" });
  }

  /** Opens the payment panel. */
  async pay(button: "Pay" | "Refund" | "Exchange" = "Pay"): Promise<void> {
    await this.keyOrButton("F8", new RegExp(`^${button} ?(F8)?$`));
    await this.page.getByRole("region", { name: "Payment" }).waitFor();
  }

  /** Takes an entry of the menu above the cart. */
  async menu(entry: string): Promise<void> {
    await this.press(this.button(/^More$/));
    const item = this.page.getByRole("menuitem", { name: entry });
    await item.waitFor();
    if (this.hand === "touch") return item.tap();
    for (let steps = 0; steps < 10; steps += 1) {
      if (await item.evaluate((element) => element === element.ownerDocument.activeElement)) break;
      await this.page.keyboard.press("ArrowDown");
    }
    await this.page.keyboard.press("Enter");
  }

  /** Has a manager approve what the approval form asks for. */
  async approve(reason: string, approver: PinPerson): Promise<void> {
    const form = this.page.getByRole("form", { name: "Approval" });
    await this.press(form.getByRole("button", { name: approver.displayName }));
    await this.press(form.getByRole("button", { name: reason }));
    await this.type(form.getByLabel(/^PIN/), approver.pin);
    await this.press(form.getByRole("button", { name: "Approve" }));
    await form.waitFor({ state: "detached" });
  }

  /** Waits until something is so. */
  async until(condition: () => Promise<boolean>, what: string, seconds = 20): Promise<void> {
    const deadline = Date.now() + seconds * 1_000;
    while (!(await condition().catch(() => false))) {
      if (Date.now() > deadline) throw new Error(`after ${seconds} s it is still not so that ${what}`);
      await this.page.waitForTimeout(50);
    }
  }
}

/** `€1,234.56` as 123456. */
export function minorOf(text: string | null): number {
  const digits = /-?[\d.,]+/.exec((text ?? "").replace(/[−–]/, "-"))?.[0];
  if (digits === undefined) throw new Error(`no amount in ${JSON.stringify(text)}`);
  return Math.round(Number(digits.replaceAll(",", "")) * 100);
}
