import { demoStaff, demoStores, type StaffChanged, type StoreChanged } from "@cloudpos/contracts";
import { MongoServerError, type Collection } from "mongodb";
import type { ReportCollections } from "./collections.ts";

/** Keeps what reports need to know of stores and staff, as auth announces it. An older event changes nothing. */
export async function learn(
  collections: Pick<ReportCollections, "stores" | "staff">,
  event: StoreChanged | StaffChanged,
): Promise<void> {
  if (event.type === "store.changed")
    await put(collections.stores, event.store.id, {
      currency: event.store.currency,
      revision: event.revision,
    });
  else
    await put(collections.staff, event.staff.id, { name: event.staff.displayName, revision: event.revision });
}

/** Puts the demo shop's stores and staff in, unless they are known. */
export async function seedDirectory(collections: Pick<ReportCollections, "stores" | "staff">): Promise<void> {
  // Revisions of events start at 1.
  for (const { id, currency } of demoStores) await put(collections.stores, id, { currency, revision: 0 });
  for (const { id, displayName } of demoStaff)
    await put(collections.staff, id, { name: displayName, revision: 0 });
}

async function put<Document extends { _id: string; revision: number }>(
  collection: Collection<Document>,
  _id: string,
  fields: Omit<Document, "_id">,
): Promise<void> {
  const revision = fields.revision as number;
  try {
    const directory = collection as unknown as Collection<{ _id: string; revision: number }>;
    await directory.updateOne({ _id, revision: { $lt: revision } }, { $set: fields }, { upsert: true });
  } catch (error) {
    // It is there with the same revision or a later one, so the update has found nothing and could not insert.
    if (!(error instanceof MongoServerError && error.code === 11_000)) throw error;
  }
}
