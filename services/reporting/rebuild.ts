import { setTimeout as sleep } from "node:timers/promises";
import type { SaleCompleted } from "@cloudpos/contracts";
import type { Logger } from "@cloudpos/kit";
import type { Pool } from "pg";
import { prepareGeneration, type ReportCollections, type StateDocument } from "./collections.ts";
import { contributionOf } from "./contribution.ts";
import { Counter } from "./counting.ts";

export interface RebuildOptions {
  collections: ReportCollections;
  /** Reads the transaction service's view `transaction.sale_event`, see `SaleCompleted`. */
  pool: Pool;
  log: Logger;
  /** Sales read and counted at once. */
  pageSize?: number;
  /** How long reports that began before the swap may go on reading. */
  graceMs?: number;
  /** Called after each page. For tests. */
  onPage?: (sales: number) => void | Promise<void>;
}

/** A rebuild that gave no sign for so long has died. */
export const silenceMs = 120_000;

/**
 * Makes all projections anew from the sales in PostgreSQL. Reports are read from the old ones meanwhile; then the
 * new ones take their place in one step.
 *
 * No sale is missed, and none counted twice: from the moment `building` is set, every event that arrives is counted
 * in both generations. A sale whose event came before that moment was committed before it as well, so it is among
 * the rows, which are read after it. A sale that comes both ways is recognised by its event's id.
 * @returns number of sales counted.
 * @throws Error when another rebuild is under way, or has taken over because this one was silent for too long.
 */
export async function rebuild(options: RebuildOptions): Promise<number> {
  const { collections, pool, log, pageSize = 500, graceMs = 10_000 } = options;
  await collections.prepare();
  const previous = await collections.readState();
  const generation = collections.generation(await begin(collections, previous));
  const { number } = generation;
  await dropUnused(collections, [previous.current, number]);
  await prepareGeneration(generation);

  const counter = new Counter(generation);
  let sales = 0;
  let position = "00000000-0000-0000-0000-000000000000";
  for (;;) {
    const page = await readSales(pool, position, pageSize);
    await counter.count(page.map(({ event }) => contributionOf(event)));
    sales += page.length;
    await options.onPage?.(sales);
    const { matchedCount } = await collections.state.updateOne(
      { _id: "generations", "building.generation": number },
      { $set: { "building.heartbeatAt": new Date() } },
    );
    if (matchedCount === 0) throw takenOver;
    const last = page.at(-1);
    if (!last || page.length < pageSize) break;
    position = last.saleId;
    if (sales % 10_000 < pageSize) log.info({ sales }, "rebuilding");
  }

  const { matchedCount } = await collections.state.updateOne(
    { _id: "generations", "building.generation": number },
    { $set: { current: number, building: null } },
  );
  if (matchedCount === 0) throw takenOver;
  log.info({ sales, generation: number }, "rebuilt; reports are read from the new projections");
  await sleep(graceMs);
  await dropUnused(collections, [number]);
  return sales;
}

const takenOver = new Error("another rebuild has taken over; this one has changed nothing");

/** Forgets a rebuild that has died, so that events are not counted twice over for ever. */
export async function abandonDeadRebuild(collections: ReportCollections, log: Logger): Promise<void> {
  const { building } = await collections.readState();
  if (!building || !isSilent(building)) return;
  const { modifiedCount } = await collections.state.updateOne(
    {
      _id: "generations",
      "building.generation": building.generation,
      "building.heartbeatAt": building.heartbeatAt,
    },
    { $set: { building: null } },
  );
  if (modifiedCount === 1)
    log.error(
      { startedAt: building.startedAt },
      "a rebuild has died; start it again: ./cloudpos rebuild reporting",
    );
}

/** @returns the number of the generation to fill, which no generation has had before. */
async function begin(collections: ReportCollections, { last, building }: StateDocument): Promise<number> {
  const now = new Date();
  if (building && !isSilent(building)) {
    throw new Error(
      `a rebuild is under way since ${building.startedAt.toISOString()}; it counts as dead after two silent minutes`,
    );
  }
  const generation = last + 1;
  const { modifiedCount } = await collections.state.updateOne(
    { _id: "generations", last },
    { $set: { last: generation, building: { generation, startedAt: now, heartbeatAt: now } } },
  );
  if (modifiedCount === 0) throw new Error("another rebuild has begun at the same moment");
  return generation;
}

function isSilent(building: NonNullable<StateDocument["building"]>): boolean {
  return Date.now() - building.heartbeatAt.getTime() > silenceMs;
}

/** Drops the collections of all generations but `used`: earlier ones and those of rebuilds that died. */
async function dropUnused({ db }: ReportCollections, used: readonly number[]): Promise<void> {
  const collections = await db.listCollections({}, { nameOnly: true }).toArray();
  for (const { name } of collections) {
    const number = /^(?:days|inbox)_(\d+)$/.exec(name)?.[1];
    if (number !== undefined && !used.includes(Number(number))) await db.collection(name).drop();
  }
}

interface SaleRow {
  saleId: string;
  event: SaleCompleted;
}

async function readSales(pool: Pool, after: string, limit: number): Promise<SaleRow[]> {
  const { rows } = await pool.query<SaleRow>(
    `SELECT sale_id AS "saleId", event FROM transaction.sale_event WHERE sale_id > $1 ORDER BY sale_id LIMIT $2`,
    [after, limit],
  );
  return rows;
}
