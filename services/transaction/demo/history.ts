import {
  demoId,
  demoProducts,
  demoRegisters,
  demoStaff,
  demoStores,
  lineAmountMinor,
  returnLine,
  roundCash,
  saleTotals,
  type CashMovementKind,
  type DemoPerson,
  type Register,
  type Sale,
  type SaleLine,
  type SaleTender,
  type Store,
} from "@cloudpos/contracts";
import { demoCustomerCount } from "@cloudpos/contracts/demo/customers";
import {
  demoCatalogue,
  demoHarbourPriceMinor,
  demoHarbourStockMilli,
} from "@cloudpos/contracts/demo/products";
import { between, seededRandom, shuffled } from "@cloudpos/contracts/demo/random";

/**
 * The demo shop's past: what its four registers did on the days before `today`. The same for the same arguments, in
 * every run. Nothing of it reaches an acquirer: its cards were taken by a terminal of their own.
 */

/** A register's day: a shift with its sales, in order. */
export interface DemoDay {
  store: Store;
  register: Register;
  shiftId: string;
  openedBy: DemoPerson;
  openedAt: Date;
  openingFloatMinor: number;
  sales: { sale: Sale; seller: DemoPerson }[];
  movements: { id: string; at: Date; kind: CashMovementKind; amountMinor: number; reason: string }[];
  closedBy: DemoPerson;
  closedAt: Date;
  /** What the count at the end differs from what is expected. */
  differenceMinor: number;
}

/** Sales of a register by weekday, Sunday first. */
const salesByWeekday = [26, 34, 32, 36, 40, 54, 60];
/** Share of a day's sales by hour, from eight in the morning. */
const hourWeights = [3, 5, 6, 7, 11, 12, 8, 6, 7, 11, 13, 8];
const firstHour = 8;

const openingFloatMinor = 20_000;

/**
 * @param today YYYY-MM-DD: the history ends the day before.
 * @param days how many days it covers.
 */
export function* demoHistory(today: string, days: number): Generator<DemoDay[]> {
  const shelves = new Map(demoStores.map((store, index) => [store.id, new Shelf(store, 71 + index)]));
  const pasts = demoRegisters.map((register, index) => ({
    register,
    store: demoStores.find((store) => store.id === register.storeId)!,
    random: seededRandom(1_000 + index),
    // What was sold in the last days and may be brought back.
    returnable: [] as Sale[],
  }));
  for (let daysAgo = days; daysAgo >= 1; daysAgo -= 1) {
    const day = new Date(Date.parse(`${today}T00:00:00Z`) - daysAgo * 86_400_000).toISOString().slice(0, 10);
    yield pasts.map((past) => dayOf(past, day, shelves.get(past.store.id)!));
  }
}

interface Past {
  register: Register;
  store: Store;
  random: () => number;
  returnable: Sale[];
}

function dayOf(past: Past, day: string, shelf: Shelf): DemoDay {
  const { store, register, random } = past;
  const at = clockOf(store, day);
  const isSecond = register.code.endsWith("2");
  const crew = demoStaff.filter((person) => person.storeIds.includes(store.id) && person.role !== "auditor");
  const cashiers = crew.filter((person) => person.role === "cashier");
  const manager = crew.find((person) => person.role === "manager")!;
  const cashier = cashiers[between(random, 0, cashiers.length - 1)]!;

  const usual = salesByWeekday[new Date(`${day}T00:00:00Z`).getUTCDay()]!;
  const count = Math.round(usual * (isSecond ? 0.6 : 1) * (0.85 + random() * 0.3));
  const minutes = Array.from({ length: count }, () => momentOfDay(random)).toSorted((a, b) => a - b);
  const openedAt = at(firstHour * 60 - 15);
  const shiftId = demoUuid(openedAt, random);

  const sales = minutes.map((minute, index) => {
    const soldAt = at(minute);
    const head = {
      id: demoUuid(soldAt, random),
      registerId: register.id,
      shiftId,
      soldAt: soldAt.toISOString(),
      currency: store.currency,
    };
    const original = random() < 0.025 && index > 3 ? takeOne(past.returnable, random) : undefined;
    if (original) return { sale: refund(head, original, store, random), seller: manager };
    const isDiscounted = random() < 0.04;
    const sale = purchase(head, store, shelf, random, isDiscounted);
    past.returnable.push(sale);
    return { sale, seller: isDiscounted ? manager : cashier };
  });
  // Nobody brings goods back after a few days.
  past.returnable.splice(0, Math.max(0, past.returnable.length - 200));

  const movements: DemoDay["movements"] = [];
  const move = (minute: number, kind: CashMovementKind, amountMinor: number, reason: string) =>
    movements.push({ id: demoUuid(at(minute), random), at: at(minute), kind, amountMinor, reason });
  if (random() < 0.3) move(10 * 60 + 5, "pay-in", 5_000, "Coins from the bank");
  if (random() < 0.5) move(12 * 60 + 50, "no-sale", 0, "Change for a customer");
  if (random() < 0.35) move(15 * 60 + 20, "pay-out", between(random, 5, 40) * 100, "Paid the window cleaner");
  return {
    store,
    register,
    shiftId,
    openedBy: cashier,
    openedAt,
    openingFloatMinor,
    sales,
    movements,
    closedBy: random() < 0.5 ? manager : cashier,
    closedAt: at((firstHour + hourWeights.length) * 60 + between(random, 10, 25)),
    differenceMinor: random() < 0.75 ? 0 : between(random, -40, 25) * 5,
  };
}

type Head = Pick<Sale, "id" | "registerId" | "soldAt" | "currency"> & { shiftId: string };

function purchase(head: Head, store: Store, shelf: Shelf, random: () => number, isDiscounted: boolean): Sale {
  const count = 1 + Math.floor(random() ** 2 * 9);
  const lines: SaleLine[] = [];
  while (lines.length < count) {
    const line = shelf.take(random);
    if (!lines.some((each) => each.productId === line.productId)) lines.push(line);
  }
  if (isDiscounted) {
    const [first] = lines as [SaleLine];
    first.discountMinor = Math.floor((lineAmountMinor(first) * between(random, 1, 3)) / 10);
  }
  const sale = finished(head, lines, store, (due) => tendersFor(due, store, random));
  // A quarter shows the customer card, some of them often.
  if (random() < 0.25) {
    sale.customerId = demoId("0003", 1 + Math.floor(random() ** 2 * demoCustomerCount));
  }
  return sale;
}

/** Something of a sale comes back: one line, or part of it. */
function refund(head: Head, original: Sale, store: Store, random: () => number): Sale {
  const index = between(random, 0, original.lines.length - 1);
  const sold = original.lines[index]!;
  const pieces = sold.quantityMilli / 1000;
  const quantityMilli = between(random, 1, pieces) * 1000;
  const untouched = {
    lineNumber: index + 1,
    returnedMilli: 0,
    returnedMinor: 0,
    returnableMilli: sold.quantityMilli,
  };
  const line = returnLine(sold, original.id, untouched, quantityMilli);
  const sale = finished(head, [line], store, (due) =>
    due === 0 ? [] : [plainTender(original.tenders[0]!.kind, due, store)],
  );
  return original.customerId === undefined ? sale : { ...sale, customerId: original.customerId };
}

function finished(
  head: Head,
  lines: SaleLine[],
  store: Store,
  pay: (dueMinor: number) => SaleTender[],
): Sale {
  const { netMinor, taxMinor, totalMinor } = saleTotals(lines, store.pricesIncludeTax);
  const tenders = pay(totalMinor);
  const paid = tenders.reduce((sum, tender) => sum + tender.amountMinor, 0);
  const { shiftId, ...rest } = head;
  return {
    ...rest,
    shiftId,
    lines,
    totals: { netMinor, taxMinor, totalMinor },
    ...(paid !== totalMinor && { roundingMinor: paid - totalMinor }),
    tenders,
  };
}

function tendersFor(due: number, store: Store, random: () => number): SaleTender[] {
  const choice = random();
  if (choice < 0.6) return [plainTender("card", due, store)];
  const cash = roundCash(due, store.cashRoundingMinor);
  if (choice < 0.63 && cash > 2_000) {
    return [plainTender("cash", 1_000, store), plainTender("card", due - 1_000, store)];
  }
  const [note] = [500, 1_000, 2_000, 5_000].filter((each) => each >= cash && random() < 0.7);
  const tenderedMinor = note ?? cash;
  return [{ kind: "cash", amountMinor: cash, tenderedMinor, changeMinor: tenderedMinor - cash }];
}

function plainTender(kind: SaleTender["kind"], due: number, store: Store): SaleTender {
  const amountMinor = kind === "cash" ? roundCash(due, store.cashRoundingMinor) : due;
  return { kind, amountMinor, tenderedMinor: amountMinor, changeMinor: 0 };
}

/** Sales that can come back: paid by one means, so that the money has one way to go. */
function takeOne(sales: Sale[], random: () => number): Sale | undefined {
  const index = between(random, Math.floor(sales.length / 2), sales.length - 1);
  const sale = sales[index];
  if (sale?.tenders.length !== 1) return undefined;
  sales.splice(index, 1);
  return sale;
}

/** What a store has to sell: few goods are bought often and most now and then, and nothing that has run out. */
class Shelf {
  readonly #goods: { line: Omit<SaleLine, "quantityMilli" | "discountMinor">; leftMilli: number }[];

  constructor(store: Store, seed: number) {
    const isHarbour = store.code === "harbour";
    const everyday = demoProducts.length;
    const catalogue = demoCatalogue();
    const rest = shuffled(catalogue.slice(everyday), seededRandom(seed));
    this.#goods = [...shuffled(catalogue.slice(0, everyday), seededRandom(seed + 100)), ...rest].map(
      (product) => ({
        line: {
          productId: product.id,
          sku: product.sku,
          name: product.name,
          category: product.category,
          unitPriceMinor: (isHarbour ? demoHarbourPriceMinor(product) : null) ?? product.defaultPriceMinor,
          taxClass: product.taxClass,
          taxRateBasisPoints: product.taxRateBasisPoints,
        },
        // Some is left for today.
        leftMilli: (isHarbour ? demoHarbourStockMilli(product) : product.openingStockMilli) * 0.85,
      }),
    );
  }

  take(random: () => number): SaleLine {
    for (;;) {
      const goods = this.#goods[Math.floor(random() ** 3 * this.#goods.length)]!;
      const quantityMilli = (random() < 0.75 ? 1 : between(random, 2, 4)) * 1000;
      if (goods.leftMilli < quantityMilli) continue;
      goods.leftMilli -= quantityMilli;
      return { ...goods.line, quantityMilli, discountMinor: 0 };
    }
  }
}

/** Minute of the day of a sale: most come at lunch and after work. */
function momentOfDay(random: () => number): number {
  let place = random() * hourWeights.reduce((sum, weight) => sum + weight, 0);
  const hour = hourWeights.findIndex((weight) => (place -= weight) < 0);
  return (firstHour + hour) * 60 + random() * 60;
}

/** Moments of a day by the clock on the store's wall; the clocks change at night, when it is closed. */
function clockOf(store: Store, day: string): (minute: number) => Date {
  const noon = new Date(`${day}T12:00:00Z`);
  const shown = new Intl.DateTimeFormat("en-GB", {
    timeZone: store.timeZone,
    hour: "2-digit",
    minute: "2-digit",
    hourCycle: "h23",
  }).format(noon);
  const [hour, minute] = shown.split(":").map(Number) as [number, number];
  const midnight = noon.getTime() - (hour * 60 + minute) * 60_000;
  return (minuteOfDay) => new Date(midnight + Math.round(minuteOfDay * 60_000));
}

/** A UUID version 7 of a moment. */
function demoUuid(at: Date, random: () => number): string {
  const time = at.getTime().toString(16).padStart(12, "0");
  const digits = Array.from({ length: 4 }, () => between(random, 0, 0xffff).toString(16).padStart(4, "0"));
  const [a, b, c, d] = digits as [string, string, string, string];
  return `${time.slice(0, 8)}-${time.slice(8)}-7${a.slice(1)}-8${b.slice(1)}-${c}${d}0000`;
}
