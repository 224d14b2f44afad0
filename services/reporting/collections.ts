import type { Collection, Db } from "mongodb";
import type { Totals } from "./totals.ts";

/** All that is reported of one day of a store in one currency. */
export interface DayDocument extends Totals {
  /** Store, day and currency. */
  _id: string;
  storeId: string;
  /** YYYY-MM-DD. */
  day: string;
  currency: string;
  /** Grows by one with each write; a write names the version it is based on. */
  version: number;
  /** Ids of the events of the last write; see `counting.ts`. */
  batch: string[];
  updatedAt: Date;
}

/** An event that is counted. Kept for ever, so that even an event replayed after years is recognised. */
export interface InboxDocument {
  _id: string;
}

/** One complete set of projections. A rebuild fills a new one beside that in use. */
export interface Generation {
  number: number;
  days: Collection<DayDocument>;
  inbox: Collection<InboxDocument>;
}

/** Which generations there are: the only document of its collection. */
export interface StateDocument {
  _id: "generations";
  /** The one that reports are read from. */
  current: number;
  /** The one that a rebuild is filling. */
  building: { generation: number; startedAt: Date; heartbeatAt: Date } | null;
  /** Highest number given so far: none is given twice, not even that of a rebuild that died. */
  last: number;
}

/** What reporting knows of a store. */
export interface StoreDocument {
  _id: string;
  currency: string;
  revision: number;
}

/** What reporting knows of somebody who sells. */
export interface StaffDocument {
  _id: string;
  name: string;
  revision: number;
}

/** The service's collections. */
export class ReportCollections {
  readonly db: Db;
  readonly state: Collection<StateDocument>;
  readonly stores: Collection<StoreDocument>;
  readonly staff: Collection<StaffDocument>;

  constructor(db: Db) {
    this.db = db;
    this.state = this.#durable("generations");
    this.stores = this.#durable("stores");
    this.staff = this.#durable("staff");
  }

  generation(number: number): Generation {
    return { number, days: this.#durable(`days_${number}`), inbox: this.#durable(`inbox_${number}`) };
  }

  /** The generation in use, and that which a rebuild is filling, if any. */
  async generations(): Promise<{ current: Generation; building: Generation | null }> {
    const state = await this.readState();
    return {
      current: this.generation(state.current),
      building: state.building ? this.generation(state.building.generation) : null,
    };
  }

  async readState(): Promise<StateDocument> {
    return (await this.state.findOne({ _id: "generations" })) ?? firstState;
  }

  /** Makes state and indexes; changes nothing where they are. */
  async prepare(): Promise<void> {
    const { _id, ...fields } = firstState;
    await this.state.updateOne({ _id }, { $setOnInsert: fields }, { upsert: true });
    await prepareGeneration((await this.generations()).current);
  }

  /** An event is acknowledged once its effect is written: so written means on disk. */
  #durable<Document extends object>(name: string): Collection<Document> {
    return this.db.collection<Document>(name, { writeConcern: { w: "majority", journal: true } });
  }
}

const firstState: StateDocument = { _id: "generations", current: 1, building: null, last: 1 };

/** Makes a generation's index. */
export async function prepareGeneration({ days }: Generation): Promise<void> {
  await days.createIndex({ storeId: 1, day: 1 });
}
