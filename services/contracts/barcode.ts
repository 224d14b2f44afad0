/**
 * Check digit of a GTIN (EAN-8, UPC-A, EAN-13, GTIN-14): GS1 General Specifications, section 7.9.
 * @param digits all digits but the last.
 */
export function gtinCheckDigit(digits: string): number {
  const sum = [...digits]
    .reverse()
    .reduce((total, digit, index) => total + Number(digit) * (index % 2 === 0 ? 3 : 1), 0);
  return (10 - (sum % 10)) % 10;
}

/** Whether `barcode` is a GTIN of 8, 12, 13 or 14 digits with the right check digit. */
export function isGtin(barcode: string): boolean {
  if (!/^(\d{8}|\d{12}|\d{13}|\d{14})$/.test(barcode)) return false;
  return gtinCheckDigit(barcode.slice(0, -1)) === Number(barcode.at(-1));
}
