/**
 * Money and tax, used by browser and server with the same test vectors.
 *
 * Amounts are integers in the currency's minor unit. Products are formed in bigint, so nothing is rounded but
 * where this file says so, and always half away from zero. Tax is rounded once per rate bucket, not per line:
 * that is what a receipt's tax table shows, and it keeps the error below half a minor unit per rate.
 */

/** ISO 4217 minor units of the currencies that do not have two. */
const exponentExceptions: Readonly<Record<string, number>> = {
  BIF: 0,
  CLP: 0,
  DJF: 0,
  GNF: 0,
  ISK: 0,
  JPY: 0,
  KMF: 0,
  KRW: 0,
  PYG: 0,
  RWF: 0,
  UGX: 0,
  UYI: 0,
  VND: 0,
  VUV: 0,
  XAF: 0,
  XOF: 0,
  XPF: 0,
  BHD: 3,
  IQD: 3,
  JOD: 3,
  KWD: 3,
  LYD: 3,
  OMR: 3,
  TND: 3,
  CLF: 4,
  UYW: 4,
};

/** Decimal places of a currency's minor unit (ISO 4217): EUR 2, JPY 0, KWD 3. */
export function currencyExponent(currency: string): number {
  return exponentExceptions[currency] ?? 2;
}

/** What the arithmetic needs of a sale's line; `SaleLine` of the API fits. */
export interface PricedLine {
  /** Thousandths of a piece. */
  quantityMilli: number;
  /** Price of one piece in minor units. */
  unitPriceMinor: number;
  /** Taken off the whole line, in minor units. */
  discountMinor: number;
  taxClass: string;
  /** 2300 = 23 %. */
  taxRateBasisPoints: number;
}

/** All lines of one tax class at one rate: a row of the receipt's tax table. */
export interface TaxBucket {
  taxClass: string;
  taxRateBasisPoints: number;
  netMinor: number;
  taxMinor: number;
  /** `netMinor + taxMinor`. */
  grossMinor: number;
}

/** Result of {@link saleTotals}. */
export interface Totals {
  netMinor: number;
  taxMinor: number;
  /** `netMinor + taxMinor`: what the customer pays. */
  totalMinor: number;
  /** In order of first appearance among the lines. */
  buckets: TaxBucket[];
}

/**
 * Price of a line after its discount, in minor units; includes tax exactly when the unit price does.
 * Negative when the discount exceeds the price.
 * @throws RangeError when the result is not a safe integer, or an input is not an integer.
 */
export function lineAmountMinor(
  line: Pick<PricedLine, "quantityMilli" | "unitPriceMinor" | "discountMinor">,
): number {
  const extended = divideRounded(BigInt(line.unitPriceMinor) * BigInt(line.quantityMilli), 1000n);
  return toSafeNumber(extended - BigInt(line.discountMinor));
}

/**
 * Totals of a sale with tax per rate bucket.
 * @param pricesIncludeTax whether unit prices and discounts include tax (usual in Europe) or tax is added on top.
 * @throws RangeError when a sum is not a safe integer, or an input is not an integer.
 */
export function saleTotals(lines: readonly PricedLine[], pricesIncludeTax: boolean): Totals {
  const amounts = new Map<string, { line: PricedLine; amount: bigint }>();
  for (const line of lines) {
    const key = bucketKey(line);
    const bucket = amounts.get(key) ?? { line, amount: 0n };
    bucket.amount += BigInt(lineAmountMinor(line));
    amounts.set(key, bucket);
  }
  const buckets = [...amounts.values()].map(({ line, amount }) => taxBucket(line, amount, pricesIncludeTax));
  const sum = (field: "netMinor" | "taxMinor" | "grossMinor") =>
    toSafeNumber(buckets.reduce((total, bucket) => total + BigInt(bucket[field]), 0n));
  return { netMinor: sum("netMinor"), taxMinor: sum("taxMinor"), totalMinor: sum("grossMinor"), buckets };
}

/**
 * Tax of each line, so that the lines of a bucket add up to the bucket's tax exactly (largest remainder).
 * @returns minor units, in the order of `lines`.
 */
export function lineTaxesMinor(lines: readonly PricedLine[], pricesIncludeTax: boolean): number[] {
  const { buckets } = saleTotals(lines, pricesIncludeTax);
  const taxes = new Array<number>(lines.length).fill(0);
  for (const bucket of buckets) {
    const indexes = lines.flatMap((line, index) => (bucketKey(line) === bucketKey(bucket) ? [index] : []));
    const weights = indexes.map((index) => Math.max(0, lineAmountMinor(lines[index]!)));
    allocate(bucket.taxMinor, weights).forEach((tax, position) => (taxes[indexes[position]!] = tax));
  }
  return taxes;
}

/**
 * Splits an amount in proportion to `weights` so that the parts add up to it exactly (largest remainder).
 * Ties go to the earlier part; when all weights are zero the parts are as equal as they can be.
 * @param amountMinor may be negative.
 * @param weights integers, none negative, at least one.
 * @throws RangeError when there are no weights or one of them is negative or not an integer.
 */
export function allocate(amountMinor: number, weights: readonly number[]): number[] {
  if (weights.length === 0) throw new RangeError("allocate needs at least one weight");
  if (weights.some((weight) => weight < 0))
    throw new RangeError("allocate needs weights that are not negative");
  const allZero = weights.every((weight) => weight === 0);
  const shares = weights.map((weight) => (allZero ? 1n : BigInt(weight)));
  const totalShares = shares.reduce((sum, share) => sum + share, 0n);
  const negative = amountMinor < 0;
  const amount = BigInt(Math.abs(amountMinor));

  const parts = shares.map((share) => (amount * share) / totalShares);
  const remainders = shares.map((share, index) => ({ index, remainder: (amount * share) % totalShares }));
  remainders.sort((a, b) =>
    a.remainder === b.remainder ? a.index - b.index : a.remainder > b.remainder ? -1 : 1,
  );
  const left = Number(amount - parts.reduce((sum, part) => sum + part, 0n));
  for (const { index } of remainders.slice(0, left)) parts[index]! += 1n;
  return parts.map((part) => toSafeNumber(negative ? -part : part));
}

/**
 * An amount as it can be paid in cash where the smallest coins are gone, such as 5 cents in Ireland and 5 Rappen in
 * Switzerland: the nearest multiple of `incrementMinor`, halves away from zero, so that a refund of an amount gives
 * back exactly what its sale took. Only what is paid in cash is rounded, never the part paid by card. The difference,
 * `roundCash(amount, increment) - amount`, is the sale's `roundingMinor`.
 * @param incrementMinor smallest amount that can be paid in cash; 1 changes nothing.
 * @throws RangeError when the increment is not a positive integer, or the amount not an integer.
 */
export function roundCash(amountMinor: number, incrementMinor: number): number {
  if (!Number.isSafeInteger(incrementMinor) || incrementMinor < 1) {
    throw new RangeError("roundCash needs an increment that is a positive integer");
  }
  const increment = BigInt(incrementMinor);
  return toSafeNumber(divideRounded(BigInt(amountMinor), increment) * increment);
}

/** An amount as people write it in `locale`, exact for every amount: `€12.30`, `¥1,230`, `KWD 1.230`. */
export function formatMoney(amountMinor: number, currency: string, locale: string): string {
  const exponent = currencyExponent(currency);
  return new Intl.NumberFormat(locale, {
    style: "currency",
    currency,
    minimumFractionDigits: exponent,
    maximumFractionDigits: exponent,
  }).format(minorToDecimal(amountMinor, currency) as Intl.StringNumericLiteral);
}

/** An amount as a plain decimal with a point and without grouping, for files and machines: `-12.30`. */
export function minorToDecimal(amountMinor: number, currency: string): string {
  const exponent = currencyExponent(currency);
  const digits = BigInt(Math.abs(amountMinor))
    .toString()
    .padStart(exponent + 1, "0");
  const whole = digits.slice(0, digits.length - exponent);
  const fraction = digits.slice(digits.length - exponent);
  return (amountMinor < 0 ? "-" : "") + whole + (exponent > 0 ? `.${fraction}` : "");
}

function bucketKey(of: { taxClass: string; taxRateBasisPoints: number }): string {
  return `${of.taxClass}@${of.taxRateBasisPoints}`;
}

function taxBucket(line: PricedLine, amount: bigint, pricesIncludeTax: boolean): TaxBucket {
  const rate = BigInt(line.taxRateBasisPoints);
  const tax = divideRounded(amount * rate, pricesIncludeTax ? 10_000n + rate : 10_000n);
  const net = pricesIncludeTax ? amount - tax : amount;
  return {
    taxClass: line.taxClass,
    taxRateBasisPoints: line.taxRateBasisPoints,
    netMinor: toSafeNumber(net),
    taxMinor: toSafeNumber(tax),
    grossMinor: toSafeNumber(net + tax),
  };
}

/** Rounds half away from zero; `denominator` is positive. */
function divideRounded(numerator: bigint, denominator: bigint): bigint {
  const magnitude = numerator < 0n ? -numerator : numerator;
  const rounded = (magnitude * 2n + denominator) / (denominator * 2n);
  return numerator < 0n ? -rounded : rounded;
}

function toSafeNumber(value: bigint): number {
  const number = Number(value);
  if (!Number.isSafeInteger(number)) throw new RangeError(`amount ${value} is too large to count exactly`);
  return number;
}
