import { randomUUID } from "node:crypto";
import { demoRegisters, demoStore, type SaleCompleted } from "@cloudpos/contracts";

/** A new id as a register makes it: UUID version 7 (RFC 9562). */
export function newId(): string {
  const time = Date.now().toString(16).padStart(12, "0");
  return `${time.slice(0, 8)}-${time.slice(8)}-7${randomUUID().slice(15)}`;
}

/** The event of a sale to a customer; of goods given back when the total is negative. */
export function saleEvent(
  customerId: string | undefined,
  totalMinor: number,
  more: { storeId?: string } = {},
) {
  const now = new Date().toISOString();
  const storeId = more.storeId ?? demoStore.id;
  const event: SaleCompleted = {
    id: randomUUID(),
    type: "sale.completed",
    version: 1,
    occurredAt: now,
    storeId,
    timeZone: demoStore.timeZone,
    sale: {
      id: newId(),
      registerId: demoRegisters[0]!.id,
      soldAt: now,
      currency: "EUR",
      ...(customerId !== undefined && { customerId }),
      lines: [
        {
          productId: randomUUID(),
          sku: "TEST",
          name: "Something",
          quantityMilli: totalMinor < 0 ? -1000 : 1000,
          unitPriceMinor: Math.abs(totalMinor),
          discountMinor: 0,
          taxClass: "zero",
          taxRateBasisPoints: 0,
          ...(totalMinor < 0 && { returnOf: { saleId: newId(), lineNumber: 1 } }),
        },
      ],
      totals: { netMinor: totalMinor, taxMinor: 0, totalMinor },
      tenders: [{ kind: "cash", amountMinor: totalMinor, tenderedMinor: totalMinor, changeMinor: 0 }],
      storeId,
      userId: randomUUID(),
      receiptNumber: "17",
      committedAt: now,
      flags: [],
    },
  };
  return event;
}
