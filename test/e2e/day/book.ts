import type { DemoProduct } from "@cloudpos/contracts";

/** Prices here include tax. */
export interface Sold {
  product: DemoProduct;
  /** Pieces; negative when given back. */
  pieces: number;
  /** Taken off the whole line, in minor units; negative of goods given back. */
  discountMinor?: number;
}

/** One completed receipt, as the person at the till saw it. */
export interface Entry {
  receiptNumber: string;
  sold: readonly Sold[];
  /** Worth of a gift card that was sold with it. */
  giftCardMinor?: number;
  cashMinor: number;
  cardMinor: number;
  paidByGiftCardMinor: number;
  customer?: string;
}

/**
 * What somebody with pencil and paper would write down during the day. Its sums are what the platform's reports have to
 * say in the evening.
 */
export class Book {
  readonly entries: Entry[] = [];
  payInMinor = 0;
  payOutMinor = 0;
  readonly floatMinor: number;

  constructor(floatMinor: number) {
    this.floatMinor = floatMinor;
  }

  add(
    receiptNumber: string,
    sold: readonly Sold[],
    paid: { cash?: number; card?: number; giftCard?: number },
    more: { giftCardMinor?: number; customer?: string } = {},
  ): void {
    const { cash = 0, card = 0, giftCard = 0 } = paid;
    const entry = {
      receiptNumber,
      sold,
      cashMinor: cash,
      cardMinor: card,
      paidByGiftCardMinor: giftCard,
      ...more,
    };
    const due = totalOf(entry);
    if (due !== cash + card + giftCard) {
      throw new Error(`receipt ${receiptNumber} is worth ${due}, but ${cash + card + giftCard} was paid`);
    }
    this.entries.push(entry);
  }

  /** The receipt that was added as the `index`-th. */
  receipt(index: number): string {
    return this.entries[index]!.receiptNumber;
  }

  get totalMinor(): number {
    return sum(this.entries, totalOf);
  }

  get cashInDrawerMinor(): number {
    return (
      this.floatMinor + sum(this.entries, (entry) => entry.cashMinor) + this.payInMinor - this.payOutMinor
    );
  }

  /** By kind of tender; what was not used is absent. */
  get tenders(): Record<string, number> {
    const sums = {
      cash: sum(this.entries, (entry) => entry.cashMinor),
      card: sum(this.entries, (entry) => entry.cardMinor),
      "gift-card": sum(this.entries, (entry) => entry.paidByGiftCardMinor),
    };
    return Object.fromEntries(Object.entries(sums).filter(([, amount]) => amount !== 0));
  }

  get refundCount(): number {
    return this.entries.filter(
      ({ sold, giftCardMinor }) => !giftCardMinor && sold.every(({ pieces }) => pieces < 0),
    ).length;
  }

  get saleCount(): number {
    return this.entries.length - this.refundCount;
  }

  /** Tax of all receipts: rounded half up per receipt and rate, as it is printed on each. */
  get taxMinor(): number {
    return sum(this.entries, (entry) => {
      const byRate = new Map<number, number>();
      for (const sold of entry.sold) {
        const rate = sold.product.taxRateBasisPoints;
        byRate.set(rate, (byRate.get(rate) ?? 0) + worthOf(sold));
      }
      return sum([...byRate], ([rate, gross]) => {
        const doubled = Math.abs(gross) * rate * 2 + 10_000 + rate;
        return Math.sign(gross) * Math.floor(doubled / (2 * (10_000 + rate)));
      });
    });
  }

  /** Pieces that left the shelf, by product. */
  get piecesSold(): Map<string, number> {
    const pieces = new Map<string, number>();
    for (const { sold } of this.entries)
      for (const each of sold) pieces.set(each.product.id, (pieces.get(each.product.id) ?? 0) + each.pieces);
    return pieces;
  }

  /** Loyalty points by customer: one for each whole euro of a receipt. */
  get points(): Map<string, number> {
    const points = new Map<string, number>();
    for (const entry of this.entries) {
      if (entry.customer === undefined) continue;
      points.set(entry.customer, (points.get(entry.customer) ?? 0) + Math.trunc(totalOf(entry) / 100));
    }
    return points;
  }
}

function worthOf({ product, pieces, discountMinor = 0 }: Sold): number {
  return product.priceMinor * pieces - discountMinor;
}

function totalOf(entry: Pick<Entry, "sold" | "giftCardMinor">): number {
  return sum(entry.sold, worthOf) + (entry.giftCardMinor ?? 0);
}

function sum<Item>(items: readonly Item[], of: (item: Item) => number): number {
  return items.reduce((total, item) => total + of(item), 0);
}
