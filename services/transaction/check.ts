import { createHash } from "node:crypto";
import {
  lineAmountMinor,
  saleTotals,
  type FieldError,
  type Sale,
  type SaleFlag,
  type SaleTender,
  type SaleTotals,
} from "@cloudpos/contracts";

/** What checking a sale needs to know about its store. */
export interface StoreRules {
  currency: string;
  pricesIncludeTax: boolean;
  /** Cash is paid in multiples of this; 1 where it is not rounded. */
  cashRoundingMinor: number;
}

/** How far a register's clock may be ahead before its sales are flagged. Behind is normal: it sold offline. */
export const clockToleranceMs = 5 * 60_000;

/** What the server found when it checked a sale. A completed sale is flagged, never refused. */
export interface SaleCheck {
  flags: SaleFlag[];
  /** The server's totals where they differ from the register's. */
  recomputedTotals: SaleTotals | null;
}

/** Whether a line of the sale is given back. */
export function givesBack(sale: Sale): boolean {
  return sale.lines.some((line) => line.quantityMilli < 0);
}

/** Whether something is sold at a discount; discounts of goods that are given back were allowed when they were sold. */
export function hasDiscount(sale: Sale): boolean {
  return sale.lines.some((line) => line.quantityMilli > 0 && line.discountMinor > 0);
}

/**
 * Compares a sale with what the server computes itself.
 * @param now milliseconds since 1970, by the server's clock.
 * @param mayDiscount whether the seller, or somebody who approved it, may give discounts.
 */
export function checkSale(sale: Sale, rules: StoreRules, now: number, mayDiscount: boolean): SaleCheck {
  const flags: SaleFlag[] = [];
  const { netMinor, taxMinor, totalMinor } = saleTotals(sale.lines, rules.pricesIncludeTax);
  const totalsDiffer =
    sale.currency !== rules.currency ||
    sale.totals.netMinor !== netMinor ||
    sale.totals.taxMinor !== taxMinor ||
    sale.totals.totalMinor !== totalMinor;
  if (totalsDiffer) flags.push("totals-differ");
  if (!tendersFit(sale) || !roundingFits(sale, rules)) flags.push("tenders-differ");
  if (Date.parse(sale.soldAt) > now + clockToleranceMs) flags.push("clock-differs");
  if (!mayDiscount && hasDiscount(sale)) flags.push("approval-missing");
  return { flags, recomputedTotals: totalsDiffer ? { netMinor, taxMinor, totalMinor } : null };
}

/** What is to pay, or to pay back if negative. */
function dueMinor(sale: Sale): number {
  return sale.totals.totalMinor + (sale.roundingMinor ?? 0);
}

/** Whether what was paid, less the change, is what the register asked for. */
function tendersFit(sale: Sale): boolean {
  const paid = sale.tenders.reduce((sum, tender) => sum + tender.amountMinor, 0);
  return paid === dueMinor(sale) && sale.tenders.every(changeFits);
}

function changeFits(tender: SaleTender): boolean {
  const onlyCashGivesChange = tender.kind === "cash" || tender.changeMinor === 0;
  return onlyCashGivesChange && tender.tenderedMinor - tender.changeMinor === tender.amountMinor;
}

/** Only what is paid in cash is rounded, by at most half of the smallest coin. */
function roundingFits(sale: Sale, rules: StoreRules): boolean {
  const rounding = Math.abs(sale.roundingMinor ?? 0);
  const paysCash = sale.tenders.some((tender) => tender.kind === "cash");
  return rounding === 0 || (paysCash && rounding * 2 <= rules.cashRoundingMinor);
}

/**
 * What makes a sale no sale, so that it is refused: signs that contradict each other, money that leaves without
 * goods coming back, and, where goods come back, sums that do not add up; then nobody has the money yet.
 */
export function faultsOf(sale: Sale, rules: StoreRules): FieldError[] {
  const faults: FieldError[] = [];
  const fault = (path: string, message: string) => faults.push({ path: `/body${path}`, message });
  const returns = givesBack(sale);
  sale.lines.forEach((line, index) => {
    const path = `/lines/${index}`;
    const isReturn = line.quantityMilli < 0;
    if (isReturn && !line.returnOf) {
      fault(`${path}/returnOf`, "is missing: a negative quantity says which line it gives back");
    }
    if (!isReturn && line.returnOf) fault(`${path}/returnOf`, "belongs to a negative quantity");
    if (line.returnOf?.saleId === sale.id) fault(`${path}/returnOf/saleId`, "must name another sale");
    if (isReturn && line.giftCardCode) fault(`${path}/giftCardCode`, "a gift card cannot be given back");
    const amount = amountOrNull(() => lineAmountMinor(line));
    if (amount === null) fault(path, "its price is too large to count exactly");
    else if (isReturn ? line.discountMinor > 0 : line.discountMinor < 0) {
      fault(`${path}/discountMinor`, "must have the sign of the quantity");
    } else if (isReturn ? amount > 0 : amount < 0) {
      fault(`${path}/discountMinor`, "must not be more than the price of the line");
    }
  });
  if (faults.length > 0) return faults;

  const totals = amountOrNull(() => saleTotals(sale.lines, rules.pricesIncludeTax));
  if (totals === null) {
    fault("/lines", "their sum is too large to count exactly");
    return faults;
  }
  if (!returns) {
    sale.tenders.forEach((tender, index) => {
      if (tender.amountMinor < 0)
        fault(`/tenders/${index}/amountMinor`, "must not be negative: no line is given back");
    });
    return faults;
  }

  if (sale.currency !== rules.currency) fault("/currency", `must be ${rules.currency}`);
  for (const field of ["netMinor", "taxMinor", "totalMinor"] as const) {
    if (sale.totals[field] !== totals[field]) fault(`/totals/${field}`, `must be ${totals[field]}`);
  }
  if (!roundingFits(sale, rules)) fault("/roundingMinor", "is not how this store rounds cash");
  const due = dueMinor(sale);
  sale.tenders.forEach((tender, index) => {
    if (Math.sign(tender.amountMinor) !== Math.sign(due)) {
      fault(`/tenders/${index}/amountMinor`, "must have the sign of what is to pay");
    } else if (!changeFits(tender)) {
      fault(`/tenders/${index}/tenderedMinor`, "must be the amount and the change, which only cash can give");
    }
  });
  const paid = sale.tenders.reduce((sum, tender) => sum + tender.amountMinor, 0);
  if (paid !== due) fault("/tenders", `must add up to ${due}`);
  return faults;
}

function amountOrNull<Result>(compute: () => Result): Result | null {
  try {
    return compute();
  } catch (error) {
    if (error instanceof RangeError) return null;
    throw error;
  }
}

/**
 * A sale with its time written in the one way PostgreSQL gives it back, so that its content can be hashed again
 * from its rows.
 * @returns null when `soldAt` is no real date (30 February) or before the year 2000.
 */
export function normalizeSale(sale: Sale): Sale | null {
  const soldAt = new Date(sale.soldAt);
  const isReal = !Number.isNaN(soldAt.getTime()) && soldAt.getUTCDate() === Number(sale.soldAt.slice(8, 10));
  if (!isReal || soldAt.getUTCFullYear() < 2000) return null;
  return { ...sale, soldAt: soldAt.toISOString() };
}

/** SHA-256, in hex, of a content's canonical JSON: what makes two requests the same. */
export function contentHash(content: object): string {
  return createHash("sha256").update(canonicalJson(content)).digest("hex");
}

/**
 * Canonical JSON (RFC 8785) of what was parsed from JSON: members in the order of their names' UTF-16 code units,
 * without spaces; numbers and strings as ECMAScript writes them, which is how the RFC defines them. Every sale goes
 * through here, and the library that does the same (the tests compare) takes four times as long.
 */
export function canonicalJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(",")}]`;
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  let members = "";
  for (const name of Object.keys(value).sort()) {
    const member = (value as Record<string, unknown>)[name];
    if (member === undefined) continue;
    members += `${members === "" ? "" : ","}${JSON.stringify(name)}:${canonicalJson(member)}`;
  }
  return `{${members}}`;
}
