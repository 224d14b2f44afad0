import { Uuid, type CustomerHistoryQuery, type CustomerSale } from "@cloudpos/contracts";
import { decodeCursor, encodeCursor } from "@cloudpos/kit";
import type { Pool, PoolClient } from "pg";
import { Type } from "typebox";
import { getCustomer } from "./customers.ts";

const selectSale = `
  SELECT sale_id AS "saleId", store_id AS "storeId", register_id AS "registerId",
    receipt_number AS "receiptNumber", iso_utc(sold_at) AS "soldAt", currency, total_minor::float8 AS "totalMinor",
    points::float8 AS points
  FROM customer_sale WHERE customer_id = $1`;

/** A page of a customer's sales, newest first. @throws Problem `customer-not-found`. */
export async function listSales(
  pool: Pool,
  customerId: string,
  query: CustomerHistoryQuery,
): Promise<{ items: CustomerSale[]; nextCursor?: string }> {
  const limit = query.limit ?? 50;
  const after = query.cursor === undefined ? null : decodeCursor(Position, query.cursor)[0];
  await getCustomer(pool, customerId);
  const { rows } = await pool.query<CustomerSale>({
    name: "customer-sales",
    text: `${selectSale} AND ($2::uuid IS NULL OR (sold_at, sale_id) <
             (SELECT sold_at, sale_id FROM customer_sale last WHERE last.sale_id = $2))
           ORDER BY sold_at DESC, sale_id DESC LIMIT $3`,
    values: [customerId, after, limit + 1],
  });
  const items = rows.slice(0, limit);
  const last = rows.length > limit ? items.at(-1) : undefined;
  return { items, ...(last && { nextCursor: encodeCursor([last.saleId]) }) };
}

/** All sales of a customer, newest first. */
export async function allSales(client: PoolClient, customerId: string): Promise<CustomerSale[]> {
  const { rows } = await client.query<CustomerSale>(`${selectSale} ORDER BY sold_at DESC, sale_id DESC`, [
    customerId,
  ]);
  return rows;
}

const Position = Type.Tuple([Uuid]);
