import type { TendersReport } from "@cloudpos/contracts";

/** What kinds of tender are called. */
export const tenderNames: Readonly<Record<TendersReport["items"][number]["kind"], string>> = {
  cash: "Cash",
  card: "Card",
  "gift-card": "Gift card",
};
