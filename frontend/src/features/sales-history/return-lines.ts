import type { RefundableTender, ReturnableLine, ReturnableSale, SaleLine } from "@cloudpos/contracts";

/** Goods of one sale that come back. */
export interface ChosenReturn {
  origin: { saleId: string; receiptNumber: string; tenders: readonly RefundableTender[] };
  customerId: string | undefined;
  lines: readonly {
    saleId: string;
    receiptNumber: string;
    sold: SaleLine;
    returnable: ReturnableLine;
    quantityMilli: number;
  }[];
}

/** A line of a sale with what may come back of it. */
export interface ReturnChoice {
  sold: SaleLine;
  returnable: ReturnableLine;
}

/** The lines that were sold, in the order of the receipt; lines that gave goods back are none of them. */
export function returnChoices({ sale, lines }: ReturnableSale): ReturnChoice[] {
  return lines.flatMap((returnable) => {
    const sold = sale.lines[returnable.lineNumber - 1];
    return sold && sold.quantityMilli > 0 ? [{ sold, returnable }] : [];
  });
}

/** What was chosen, by line number: thousandths that come back. */
export function chosenReturn(returnable: ReturnableSale, chosen: ReadonlyMap<number, number>): ChosenReturn {
  const { sale, tenders } = returnable;
  const origin = { saleId: sale.id, receiptNumber: sale.receiptNumber };
  return {
    origin: { ...origin, tenders },
    customerId: sale.customerId,
    lines: returnChoices(returnable).flatMap((choice) => {
      const quantityMilli = chosen.get(choice.returnable.lineNumber) ?? 0;
      return quantityMilli > 0 ? [{ ...origin, ...choice, quantityMilli }] : [];
    }),
  };
}
