import type { NotificationSettings } from "@cloudpos/contracts";
import type { Pool, PoolClient } from "pg";

/** Who in a store is told what; nobody, until somebody has been named. */
export async function readNoticeSettings(
  client: Pool | PoolClient,
  storeId: string,
): Promise<NotificationSettings> {
  const { rows } = await client.query<{
    stockLow: string[];
    shiftClosed: string[];
    shiftDifferenceMinor: string;
  }>(
    `SELECT stock_low AS "stockLow", shift_closed AS "shiftClosed", shift_difference_minor AS "shiftDifferenceMinor"
     FROM notice_settings WHERE store_id = $1`,
    [storeId],
  );
  const row = rows[0];
  return row
    ? { ...row, shiftDifferenceMinor: Number(row.shiftDifferenceMinor) }
    : { stockLow: [], shiftClosed: [], shiftDifferenceMinor: 0 };
}

/** Replaces the settings of a store. */
export async function writeNoticeSettings(
  pool: Pool,
  storeId: string,
  settings: NotificationSettings,
): Promise<void> {
  await pool.query(
    `INSERT INTO notice_settings (store_id, stock_low, shift_closed, shift_difference_minor) VALUES ($1, $2, $3, $4)
     ON CONFLICT (store_id) DO UPDATE SET stock_low = excluded.stock_low, shift_closed = excluded.shift_closed,
       shift_difference_minor = excluded.shift_difference_minor`,
    [storeId, settings.stockLow, settings.shiftClosed, settings.shiftDifferenceMinor],
  );
}
