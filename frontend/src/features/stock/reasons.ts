import type { AdjustmentReason, MovementReason } from "@cloudpos/contracts";

/** What movements of stock are called. */
export const reasonNames: Readonly<Record<MovementReason, string>> = {
  opening: "Opening stock",
  sale: "Sale",
  return: "Return",
  received: "Received",
  damaged: "Damaged",
  counted: "Counted",
  stolen: "Stolen",
  other: "Other",
};

/** Reasons that people choose, with what the number beside a product means then. */
export const adjustments: readonly {
  reason: AdjustmentReason;
  label: string;
  quantity: string;
  /** Sign of the change: what is typed is a number of pieces that came or went. */
  sign: 1 | -1 | 0;
}[] = [
  { reason: "received", label: "Received", quantity: "Pieces received", sign: 1 },
  { reason: "counted", label: "Counted", quantity: "Pieces counted", sign: 0 },
  { reason: "damaged", label: "Damaged", quantity: "Pieces damaged", sign: -1 },
  { reason: "stolen", label: "Stolen", quantity: "Pieces stolen", sign: -1 },
  { reason: "other", label: "Other", quantity: "Change, + or −", sign: 0 },
];

/**
 * What the server is told: a count as it is, what came as it is, what went as its negative.
 * @param typedMilli what somebody typed.
 */
export function sentQuantity(reason: AdjustmentReason, typedMilli: number): number {
  const sign = adjustments.find((each) => each.reason === reason)?.sign ?? 0;
  return sign === -1 ? -typedMilli : typedMilli;
}

/** How the stock changes by what somebody typed. */
export function stockChange(reason: AdjustmentReason, typedMilli: number, onHandMilli: number): number {
  return reason === "counted" ? typedMilli - onHandMilli : sentQuantity(reason, typedMilli);
}
