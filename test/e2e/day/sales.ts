import { demoProducts, simulatedOutcomes, type DemoProduct } from "@cloudpos/contracts";
import type { PinPerson, Till } from "../../browser/till.ts";
import type { Book, Sold } from "./book.ts";

/** What the day needs to know beside the till. */
export interface Scene {
  till: Till;
  book: Book;
  /** Approves what a cashier may not do. */
  manager: PinPerson;
  /** Found in the customer dialog by this name. */
  customer: { id: string; name: string };
  /** Where receipts are sent. */
  email: string;
}

/** One thing that happens at the till. */
export interface Step {
  what: string;
  run(scene: Scene): Promise<void>;
}

/** A product of the demo shop by its number on the list. */
function product(number: number): DemoProduct {
  return demoProducts[number - 1]!;
}

async function fill(till: Till, sold: readonly Sold[], how: "scan" | "search"): Promise<void> {
  for (const { product: each, pieces } of sold)
    for (let piece = 0; piece < pieces; piece += 1) await till.add(each, how);
}

/** Completes the sale that is paid and goes on with the next customer. */
async function done(till: Till): Promise<string> {
  const number = await till.receiptNumber();
  await till.nextCustomer();
  return number;
}

function worth(sold: readonly Sold[]): number {
  return sold.reduce(
    (sum, { product: { priceMinor }, pieces, discountMinor = 0 }) =>
      sum + priceMinor * pieces - discountMinor,
    0,
  );
}

/** Cash to the cent, in two keys: one to begin, one for the next customer. */
function exactCash(how: "scan" | "search", ...sold: Sold[]): Step {
  return {
    what: "cash, exactly",
    run: async ({ till, book }) => {
      await fill(till, sold, how);
      await till.keyOrButton("F9", /^Exact cash/);
      book.add(await done(till), sold, { cash: worth(sold) });
    },
  };
}

/** More cash than is due: the change is shown. */
function cashWithChange(givenMinor: number, ...sold: Sold[]): Step {
  return {
    what: "cash with change",
    run: async ({ till, book }) => {
      await fill(till, sold, "scan");
      await till.pay();
      await till.digits(String(givenMinor));
      await till.press(till.button(/^Cash /));
      const change = await till.change();
      if (change !== givenMinor - worth(sold)) throw new Error(`the change is shown as ${change}`);
      book.add(await done(till), sold, { cash: worth(sold) });
    },
  };
}

function card(...sold: Sold[]): Step {
  return {
    what: "card",
    run: async ({ till, book }) => {
      await fill(till, sold, "search");
      await till.keyOrButton("F10", /^Card ?(F10)?$/);
      book.add(await done(till), sold, { card: worth(sold) });
    },
  };
}

/** Part by a card whose answer is of the simulated kind, the rest in cash. */
function cardThenCash(outcome: keyof typeof simulatedOutcomes, ...sold: Sold[]): Step {
  const partMinor = 100 + simulatedOutcomes[outcome];
  return {
    what: `card ${outcome}, then cash`,
    run: async ({ till, book }) => {
      await fill(till, sold, "scan");
      await till.pay();
      await till.digits(String(partMinor));
      await till.keyOrButton("F10", /^Card /);
      if (outcome !== "declined") await till.page.getByTestId("open-payment").waitFor();
      const paidByCard = outcome === "lostAnswer" ? partMinor : 0;
      const rest = worth(sold) - paidByCard;
      // An unknown outcome is asked for again, by the till itself, until it is known.
      const cash = till.button(new RegExp(`^Cash .*${euros(rest)}`));
      await cash.waitFor({ timeout: 90_000 });
      await till.press(cash);
      book.add(await done(till), sold, { cash: rest, card: paidByCard });
    },
  };
}

/** Half by card, the rest in cash. */
function split(cardMinor: number, ...sold: Sold[]): Step {
  return {
    what: "card and cash",
    run: async ({ till, book }) => {
      await fill(till, sold, "scan");
      await till.pay();
      await till.digits(String(cardMinor));
      await till.keyOrButton("F10", /^Card /);
      const cash = till.button(new RegExp(`^Cash .*${euros(worth(sold) - cardMinor)}`));
      await cash.waitFor();
      await till.press(cash);
      book.add(await done(till), sold, { card: cardMinor, cash: worth(sold) - cardMinor });
    },
  };
}

/** Many of one: the quantity is typed. */
function quantity(of: DemoProduct, pieces: number): Step {
  const sold = [{ product: of, pieces }];
  return {
    what: `${pieces} of one`,
    run: async ({ till, book }) => {
      await till.add(of, "scan");
      await till.keyOrButton("F3", /^Quantity of /);
      await till.page.getByRole("dialog").waitFor();
      await till.digits(String(pieces));
      await till.press(till.button("Set"));
      await till.until(async () => (await till.pieces()) === pieces, `there are ${pieces} pieces`);
      await till.keyOrButton("F9", /^Exact cash/);
      book.add(await done(till), sold, { cash: worth(sold) });
    },
  };
}

/** One line too many is taken out again. */
function removedLine(kept: Sold, removed: DemoProduct): Step {
  return {
    what: "a line is removed",
    run: async ({ till, book }) => {
      await fill(till, [kept], "scan");
      await till.add(removed, "scan");
      // The line that came last is the selected one.
      await till.keyOrButton("Delete", `Remove ${removed.name}`);
      await till.until(async () => (await till.pieces()) === kept.pieces, "the line is gone");
      await till.keyOrButton("F9", /^Exact cash/);
      book.add(await done(till), [kept], { cash: worth([kept]) });
    },
  };
}

/** For a customer, whose points grow, with the receipt by e-mail. */
function forCustomer(...sold: Sold[]): Step {
  return {
    what: "a customer with receipt by e-mail",
    run: async ({ till, book, customer, email }) => {
      await fill(till, sold, "scan");
      await till.keyOrButton("F4", /^Customer/);
      const dialog = till.page.getByRole("dialog");
      await till.type(dialog.getByRole("searchbox"), customer.name);
      await till.press(
        dialog.getByRole("list", { name: "Customers" }).getByRole("button", { name: customer.name }),
      );
      await dialog.waitFor({ state: "detached" });
      await till.keyOrButton("F9", /^Exact cash/);
      await till.receiptNumber();
      const field = till.page.getByLabel("E-mail address for the receipt");
      await till.until(() => field.isEnabled(), "the sale has reached the server");
      await till.type(field, email);
      await till.until(async () => {
        await till.press(till.button("Send"));
        await till.page.getByTestId("receipt-mailed").waitFor({ timeout: 3_000 });
        return true;
      }, "the receipt is on its way");
      book.add(await done(till), sold, { cash: worth(sold) }, { customer: customer.id });
    },
  };
}

/** Ten per cent off the line, which a cashier may only give with a manager's PIN. */
function discounted(of: DemoProduct): Step {
  const discountMinor = Math.round(of.priceMinor / 10);
  const sold = [{ product: of, pieces: 1, discountMinor }];
  return {
    what: "a discount with a manager's approval",
    run: async ({ till, book, manager }) => {
      await till.add(of, "scan");
      await till.keyOrButton("F6", /^Discount ?(F6)?$/);
      await till.page.getByRole("dialog").waitFor();
      await till.digits("10");
      await till.press(till.button("Ask for approval"));
      await till.approve("Damaged packaging", manager);
      await till.until(async () => (await till.total()) === worth(sold), "the discount is taken off");
      await till.keyOrButton("F9", /^Exact cash/);
      book.add(await done(till), sold, { cash: worth(sold) });
    },
  };
}

/** A cart is put aside for somebody who forgot something, and taken up again after the next customer. */
function held(first: Sold, between: Sold): Step {
  return {
    what: "a cart is held and taken up again",
    run: async ({ till, book }) => {
      await fill(till, [first], "scan");
      await till.keyOrButton("F7", /^Hold ?(F7)?$/);
      await till.type(till.page.getByRole("dialog").getByLabel("Name"), "Forgot the milk");
      await till.press(till.page.getByRole("dialog").getByRole("button", { name: "Hold", exact: true }));
      await till.page.getByRole("dialog").waitFor({ state: "detached" });
      await fill(till, [between], "scan");
      await till.keyOrButton("F9", /^Exact cash/);
      book.add(await done(till), [between], { cash: worth([between]) });
      await till.keyOrButton("F7", /^Held ?(F7)?$/);
      await till.press(till.page.getByRole("dialog").getByRole("button", { name: /Forgot the milk/ }));
      await till.until(async () => (await till.pieces()) === first.pieces, "the cart is back");
      await till.keyOrButton("F9", /^Exact cash/);
      book.add(await done(till), [first], { cash: worth([first]) });
    },
  };
}

/** Sells a gift card for cash; then pays with it, all of it, and the rest in cash. */
function giftCard(amountMinor: number, ...sold: Sold[]): Step {
  return {
    what: "a gift card is sold and used",
    run: async ({ till, book }) => {
      await till.menu("Sell a gift card");
      await till.page.getByRole("dialog").waitFor();
      await till.digits(String(amountMinor));
      await till.press(till.button("Add to the cart"));
      const note = await till.cart
        .getByText(/Card [0-9A-HJ-NP-Z]{12,19}/)
        .last()
        .textContent();
      const code = /[0-9A-HJ-NP-Z]{12,19}/.exec(note!)![0];
      await till.keyOrButton("F9", /^Exact cash/);
      book.add(await done(till), [], { cash: amountMinor }, { giftCardMinor: amountMinor });

      await fill(till, sold, "scan");
      await till.pay();
      await till.press(till.button("Gift card"));
      await till.type(till.page.getByLabel("Gift card code"), code);
      // The card is worth something once the event of its sale has arrived.
      await till.until(async () => {
        const pay = till.button(new RegExp(`^Pay .*${euros(amountMinor)}`));
        if (await pay.isEnabled()) return true;
        await till.page.keyboard.press("Backspace");
        await till.page.keyboard.type(code.at(-1)!);
        await till.page.waitForTimeout(500);
        return false;
      }, "the gift card can be used");
      await till.press(till.button(/^Pay /));
      const cash = till.button(new RegExp(`^Cash .*${euros(worth(sold) - amountMinor)}`));
      await cash.waitFor();
      await till.press(cash);
      book.add(await done(till), sold, { giftCard: amountMinor, cash: worth(sold) - amountMinor });
    },
  };
}

/** Goods of an earlier receipt come back, approved by a manager; the money goes back the way it came. */
function refund(receiptIndex: number, by: "cash" | "card"): Step {
  return {
    what: `a refund to ${by}`,
    run: async (scene) => {
      const { till, book, manager } = scene;
      const { receiptNumber, sold } = book.entries[receiptIndex]!;
      await takeBack(till, receiptNumber, sold[0]!.product);
      await till.pay("Refund");
      await till.approve("Faulty", manager);
      const back = till.page.getByRole("group", { name: "How money goes back" });
      await till.press(back.getByRole("button", { name: by === "cash" ? /in cash/ : / to / }).first());
      const returned = sold
        .slice(0, 1)
        .map(({ product: each, pieces }) => ({ product: each, pieces: -pieces }));
      book.add(await done(till), returned, { [by]: worth(returned) });
    },
  };
}

/** Something comes back and something dearer goes out; the difference is paid in cash. */
function exchange(receiptIndex: number, forThis: Sold): Step {
  return {
    what: "an exchange",
    run: async ({ till, book, manager }) => {
      const { receiptNumber, sold } = book.entries[receiptIndex]!;
      await takeBack(till, receiptNumber, sold[0]!.product);
      for (let piece = 0; piece < forThis.pieces; piece += 1) await till.add(forThis.product, "scan");
      const back = { product: sold[0]!.product, pieces: -sold[0]!.pieces };
      const lines = [back, forThis];
      await till.pay("Exchange");
      await till.approve("Changed mind", manager);
      const cash = till.button(/^Cash /);
      await cash.waitFor();
      await till.press(cash);
      book.add(await done(till), lines, { cash: worth(lines) });
    },
  };
}

/** Puts a line of a receipt into the cart as goods that come back. */
async function takeBack(till: Till, receiptNumber: string, returned: DemoProduct): Promise<void> {
  await till.menu("Return or exchange");
  const dialog = till.page.getByRole("dialog");
  await till.type(dialog.getByLabel("Receipt number"), receiptNumber);
  await till.press(dialog.getByRole("button", { name: "Find" }));
  // Every register counts for itself: the right receipt is the one with the goods.
  const found = dialog
    .getByRole("list", { name: "Receipts" })
    .getByRole("button", { name: new RegExp(returned.name) });
  await till.press(found.first());
  const line = dialog.getByRole("list", { name: "Lines of the receipt" });
  await till.press(line.getByRole("button", { name: new RegExp(`^${escaped(returned.name)}`) }).first());
  await till.press(dialog.getByRole("button", { name: /^Take back, worth/ }));
  await dialog.waitFor({ state: "detached" });
}

/** The number pattern of an amount as the till writes it. */
function euros(minor: number): string {
  return escaped((minor / 100).toFixed(2));
}

function escaped(text: string): string {
  return text.replaceAll(/[.*+?^${}()|[\]\\]/g, "\\$&");
}

/** Twenty receipts of every kind. Entry 0 is paid in cash, entry 2 by card: they come back later. */
export const steps: readonly Step[] = [
  exactCash("scan", { product: product(29), pieces: 2 }, { product: product(1), pieces: 1 }),
  cashWithChange(2_000, { product: product(17), pieces: 1 }, { product: product(33), pieces: 2 }),
  card({ product: product(38), pieces: 1 }),
  exactCash("search", { product: product(9), pieces: 3 }),
  cardThenCash("declined", { product: product(28), pieces: 1 }),
  cardThenCash("lostAnswer", { product: product(26), pieces: 1 }),
  cardThenCash("lostRequest", { product: product(20), pieces: 1 }, { product: product(10), pieces: 1 }),
  split(500, { product: product(35), pieces: 2 }),
  quantity(product(15), 12),
  removedLine({ product: product(30), pieces: 1 }, product(36)),
  forCustomer({ product: product(40), pieces: 2 }, { product: product(5), pieces: 1 }),
  discounted(product(9)),
  held({ product: product(7), pieces: 2 }, { product: product(31), pieces: 1 }),
  giftCard(1_000, { product: product(28), pieces: 2 }, { product: product(35), pieces: 1 }),
  refund(0, "cash"),
  refund(2, "card"),
  exchange(3, { product: product(26), pieces: 1 }),
  forCustomer({ product: product(39), pieces: 3 }),
];
