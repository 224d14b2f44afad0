import type { ProductChanges, Product } from "@cloudpos/contracts";
import { Problem } from "@cloudpos/kit";
import type { Pool } from "pg";
import { decodeCursor, encodeCursor } from "./cursor.ts";
import { productColumns, productTables } from "./products.ts";

/**
 * The registers' feed of the catalogue. Every product carries the id of the transaction that changed it last, and the
 * feed is in the order of these ids. A transaction that took its id early may commit late, so the feed ends at the
 * horizon: the oldest transaction that was still running when the question's snapshot was taken. Everything below it
 * is decided, committed or not, for ever; what lies above comes with a later question, since the cursor never moves
 * past the horizon. So a change may come late, as long as any transaction lasts, but none is missed, which a sequence
 * or a time stamp could not promise. (`statement_timeout` and `idle_in_transaction_session_timeout` bound the wait.)
 *
 * What is not in the product's own row (prices and tax rates of stores, names of categories) is changed together with
 * `changed_xid` of the products, under locks that keep writers of products out meanwhile; see `lockReferences`.
 *
 * Transaction ids only grow on one timeline of the database. After a restore or a fail-over they may begin again
 * lower, so the cursor names its timeline, and one of another is refused: the register then reads everything anew.
 */
export async function productChanges(
  pool: Pool,
  storeId: string,
  since: string | undefined,
  limit: number,
): Promise<ProductChanges> {
  const [timeline, xid, id] = since
    ? decodeCursor(since, "/querystring/since", "integer", "text", "uuid")
    : [null, "0", firstId];
  if (!/^\d{1,19}$/.test(xid)) throw new Problem("validation-failed");
  // Prepared on purpose: the index in the order of changes is right whatever the values.
  const { rows } = await pool.query<ChangeRow>({
    name: "product-changes",
    text: `
      WITH state AS MATERIALIZED (
        SELECT pg_snapshot_xmin(pg_current_snapshot()) AS horizon, pg_snapshot_xmax(pg_current_snapshot()) AS next,
          (SELECT timeline_id FROM pg_control_checkpoint()) AS timeline
      ), page AS MATERIALIZED (
        SELECT id FROM product
        WHERE (changed_xid, id) > ($2::text::xid8, $3::uuid) AND changed_xid < (SELECT horizon FROM state)
        ORDER BY changed_xid, id LIMIT $4)
      SELECT state.horizon::text, state.next::text, state.timeline, product.changed_xid::text AS xid, product.*
      FROM state LEFT JOIN (
        SELECT product.changed_xid, ${productColumns},
          product.archived OR (price.price_minor IS NULL AND product.currency <> store.currency) AS removed
        FROM ${productTables} WHERE product.id = ANY (ARRAY(SELECT id FROM page))
      ) product ON true
      ORDER BY product.changed_xid, product.id`,
    values: [storeId, xid, id, limit + 1],
  });
  const state = rows[0]!;
  if (timeline !== null && (timeline !== state.timeline || BigInt(xid) > BigInt(state.next))) {
    throw new Problem(
      "cursor-expired",
      "The database was restored or moved since. Read the whole catalogue again.",
    );
  }
  const changed = rows.filter((row) => row.id !== null);
  const page = changed.slice(0, limit);
  const more = changed.length > limit;
  const last = page.at(-1);
  const position =
    more && last
      ? [state.timeline, last.xid, last.id]
      : [state.timeline, String(BigInt(state.horizon) - 1n), lastId];
  return {
    items: page.filter((row) => !row.removed).map(productOf),
    removedIds: page.filter((row) => row.removed).map((row) => row.id),
    nextCursor: encodeCursor(position),
    more,
  };
}

const firstId = "00000000-0000-0000-0000-000000000000";
const lastId = "ffffffff-ffff-ffff-ffff-ffffffffffff";

interface ChangeRow extends Product {
  horizon: string;
  next: string;
  timeline: number;
  xid: string;
  changed_xid: string;
  removed: boolean;
}

function productOf(row: ChangeRow): ProductChanges["items"][number] {
  const {
    horizon: _horizon,
    next: _next,
    timeline: _timeline,
    xid: _xid,
    changed_xid: _changed,
    removed: _removed,
    ...product
  } = row;
  return product;
}
