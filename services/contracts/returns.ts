import { lineAmountMinor } from "./money.ts";
import type { ReturnableLine, SaleLine } from "./transactions.ts";

/**
 * Worth of the first `quantityMilli` of a line, in minor units: its share of the line's amount, rounded half up.
 * @param quantityMilli from 0 to the line's quantity.
 */
export function shareOfLineMinor(line: SaleLine, quantityMilli: number): number {
  const amount = BigInt(lineAmountMinor(line)) * BigInt(quantityMilli);
  const sold = BigInt(line.quantityMilli);
  return Number((amount * 2n + sold) / (sold * 2n));
}

/**
 * The line of a refund that gives back `quantityMilli` of a line that was sold, worth its share of what was paid:
 * parts that are given back one after the other never add up to more than the whole.
 * @param quantityMilli above 0, at most `returnable.returnableMilli`.
 */
export function returnLine(
  sold: SaleLine,
  saleId: string,
  returnable: ReturnableLine,
  quantityMilli: number,
): SaleLine {
  const { giftCardCode: _giftCardCode, returnOf: _returnOf, ...line } = sold;
  const worth = shareOfLineMinor(sold, returnable.returnedMilli + quantityMilli) - returnable.returnedMinor;
  const full = lineAmountMinor({ ...line, quantityMilli, discountMinor: 0 });
  return {
    ...line,
    quantityMilli: -quantityMilli,
    // Where rounding makes the share dearer than the pieces, the customer gets the pieces' price.
    discountMinor: 0 - Math.max(0, full - worth),
    returnOf: { saleId, lineNumber: returnable.lineNumber },
  };
}
