import type { SaleFlag } from "@cloudpos/contracts";

/** What the server noticed about a sale, in a word and in a sentence. */
export const flagWords: Readonly<Record<SaleFlag, { short: string; long: string }>> = {
  "totals-differ": {
    short: "Totals differ",
    long: "The server reckons other totals than the register; the register's were kept.",
  },
  "tenders-differ": { short: "Payments differ", long: "The payments do not add up to the total." },
  "clock-differs": { short: "Clock differs", long: "The register's clock was wrong." },
  "approval-missing": {
    short: "Not approved",
    long: "A discount was given by somebody who may not, without a valid approval.",
  },
  "shift-closed": { short: "Late", long: "The sale reached the server after its shift was closed." },
  "no-shift": { short: "No shift", long: "The register had no open shift." },
};
