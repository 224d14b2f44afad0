import { createHash } from "node:crypto";
import { saleTotals, type Sale, type SaleFlag, type SaleTotals } from "@cloudpos/contracts";
import canonicalize from "canonicalize";

/** What checking a sale needs to know about its store. */
export interface StoreRules {
  currency: string;
  pricesIncludeTax: boolean;
}

/** How far a register's clock may be ahead before its sales are flagged. Behind is normal: it sold offline. */
export const clockToleranceMs = 5 * 60_000;

/** What the server found when it checked a sale. A completed sale is flagged, never refused. */
export interface SaleCheck {
  flags: SaleFlag[];
  /** The server's totals where they differ from the register's. */
  recomputedTotals: SaleTotals | null;
}

/**
 * Compares a sale with what the server computes itself.
 * @param now milliseconds since 1970, by the server's clock.
 */
export function checkSale(sale: Sale, rules: StoreRules, now: number): SaleCheck {
  const flags: SaleFlag[] = [];
  const { netMinor, taxMinor, totalMinor } = saleTotals(sale.lines, rules.pricesIncludeTax);
  const totalsDiffer =
    sale.currency !== rules.currency ||
    sale.totals.netMinor !== netMinor ||
    sale.totals.taxMinor !== taxMinor ||
    sale.totals.totalMinor !== totalMinor;
  if (totalsDiffer) flags.push("totals-differ");
  if (!tendersFit(sale)) flags.push("tenders-differ");
  if (Date.parse(sale.soldAt) > now + clockToleranceMs) flags.push("clock-differs");
  return { flags, recomputedTotals: totalsDiffer ? { netMinor, taxMinor, totalMinor } : null };
}

/** Whether what was paid, less the change, is what the register asked for. */
function tendersFit(sale: Sale): boolean {
  const paid = sale.tenders.reduce((sum, tender) => sum + tender.amountMinor, 0);
  const changeFits = sale.tenders.every(
    (tender) => tender.tenderedMinor - tender.changeMinor === tender.amountMinor,
  );
  return paid === sale.totals.totalMinor && changeFits;
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

/** SHA-256, in hex, of a sale's canonical JSON (RFC 8785): what makes two requests the same. */
export function contentHash(sale: Sale): string {
  return createHash("sha256").update(canonicalize(sale)!).digest("hex");
}
