import type { DayReport, SaleCompleted, StoredSale } from "@cloudpos/contracts";
import { demoStore } from "@cloudpos/contracts";
import type { Collection, Db } from "mongodb";
import { calendarDay } from "./day.ts";

/**
 * One document per event. Reports are sums over these, made when they are read: some ten thousand small documents
 * per day and store, found by an index. A counter per day would have to be guarded against events that come
 * twice; here the second write of an event changes nothing, and a lost or broken projection is rebuilt by sending
 * the events again.
 */
export interface SaleDocument {
  /** Id of the event: what makes the projection idempotent. */
  _id: string;
  storeId: string;
  /** Calendar day of `soldAt` in the store's time zone, YYYY-MM-DD. */
  day: string;
  projectedAt: Date;
  sale: StoredSale;
}

/** What reporting knows of a store, for days on which nothing was sold. */
export interface StoreDocument {
  _id: string;
  currency: string;
}

/** The service's collections. */
export interface ReportCollections {
  sales: Collection<SaleDocument>;
  stores: Collection<StoreDocument>;
}

/** The service's collections in `db`. */
export function reportCollections(db: Db): ReportCollections {
  return { sales: db.collection("sales"), stores: db.collection("stores") };
}

/** Makes the indexes; changes nothing when they are there. */
export async function ensureIndexes({ sales }: ReportCollections): Promise<void> {
  await sales.createIndex({ storeId: 1, day: 1 });
}

/** Adds a sale to the reports. One write by the event's id, so a second delivery, or a crash, changes nothing. */
export async function projectSale(collections: ReportCollections, event: SaleCompleted): Promise<void> {
  const { _id, ...fields }: SaleDocument = {
    _id: event.id,
    storeId: event.storeId,
    day: calendarDay(event.sale.soldAt, event.timeZone),
    projectedAt: new Date(),
    sale: event.sale,
  };
  await collections.sales.updateOne({ _id }, { $setOnInsert: fields }, { upsert: true });
}

/** Totals of one day of a store; null when the store is not known here. */
export async function dayReport(
  { sales, stores }: ReportCollections,
  storeId: string,
  day: string,
): Promise<DayReport | null> {
  const match = { $match: { storeId, day } };
  const [sums, tenders] = await Promise.all([
    sales
      .aggregate<{ _id: string; saleCount: number; totalMinor: number; taxMinor: number; updatedAt: Date }>([
        match,
        {
          $group: {
            _id: "$sale.currency",
            saleCount: { $sum: 1 },
            totalMinor: { $sum: "$sale.totals.totalMinor" },
            taxMinor: { $sum: "$sale.totals.taxMinor" },
            updatedAt: { $max: "$projectedAt" },
          },
        },
      ])
      .toArray(),
    sales
      .aggregate<{ _id: { currency: string; kind: string }; amountMinor: number }>([
        match,
        { $unwind: "$sale.tenders" },
        {
          $group: {
            _id: { currency: "$sale.currency", kind: "$sale.tenders.kind" },
            amountMinor: { $sum: "$sale.tenders.amountMinor" },
          },
        },
      ])
      .toArray(),
  ]);
  const currency = (await stores.findOne({ _id: storeId }))?.currency ?? sums[0]?._id;
  if (currency === undefined) return null;
  // Amounts of different currencies are never added up. A sale in a foreign one is flagged where it is stored.
  const sum = sums.find((each) => each._id === currency);
  return {
    date: day,
    currency,
    saleCount: sum?.saleCount ?? 0,
    totalMinor: sum?.totalMinor ?? 0,
    taxMinor: sum?.taxMinor ?? 0,
    tenders: Object.fromEntries(
      tenders
        .filter((tender) => tender._id.currency === currency)
        .map((tender) => [tender._id.kind, tender.amountMinor] as const)
        .sort(([a], [b]) => a.localeCompare(b)),
    ),
    updatedAt: sum ? sum.updatedAt.toISOString() : null,
  };
}

/** Puts the demo store in, unless it is there. */
export async function seedStores({ stores }: ReportCollections): Promise<void> {
  await stores.updateOne(
    { _id: demoStore.id },
    { $setOnInsert: { currency: demoStore.currency } },
    { upsert: true },
  );
}
