import { gtinCheckDigit, isGtin } from "@cloudpos/contracts/barcode";

/** What is wrong with a barcode that somebody typed, and what it may be instead; null when it is right. */
export function barcodeProblem(barcode: string): string | null {
  if (!/^\d+$/.test(barcode)) return `${barcode} has other characters than digits.`;
  if (![8, 12, 13, 14].includes(barcode.length)) {
    return `${barcode} has ${barcode.length} digits; barcodes have 8, 12, 13 or 14.`;
  }
  if (isGtin(barcode)) return null;
  const rest = barcode.slice(0, -1);
  return `The last digit of ${barcode} does not fit: ${rest}${gtinCheckDigit(rest)} would be right.`;
}
