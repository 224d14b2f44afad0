/**
 * Quantities in the form in which the API server gives them back. Written in any other way, every preview would
 * show a difference that is none.
 */

/** Thousandths of a core: `250m`, `2`. */
export function cpu(milli: number): string {
  return milli % 1000 === 0 ? String(milli / 1000) : `${milli}m`;
}

/** Mebibytes: `192Mi`, `2Gi`. */
export function mebibytes(count: number): string {
  const units = ["Mi", "Gi", "Ti"];
  let unit = 0;
  let value = count;
  while (unit < units.length - 1 && value % 1024 === 0) {
    value /= 1024;
    unit++;
  }
  return `${value}${units[unit]}`;
}

/** Gibibytes: `10Gi`, `1Ti`. */
export function gibibytes(count: number): string {
  return mebibytes(count * 1024);
}
