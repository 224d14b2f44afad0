import type { NewTaxClass, TaxClassChange, TaxClassRates } from "@cloudpos/contracts";
import { Problem } from "@cloudpos/kit";
import type { Pool, PoolClient } from "pg";
import { requireRevision } from "./products.ts";
import { transaction } from "./transaction.ts";

const selectTaxClass = `
  SELECT code, name, coalesce(rate_basis_points, default_rate_basis_points) AS "rateBasisPoints",
    default_rate_basis_points AS "defaultRateBasisPoints", rate_basis_points AS "storeRateBasisPoints",
    revision::float8 AS revision
  FROM tax_class LEFT JOIN tax_rate ON tax_rate.tax_class = code AND store_id = $1`;

/** All tax classes with their rates in a store, the highest rate first. */
export async function listTaxClasses(pool: Pool, storeId: string): Promise<TaxClassRates[]> {
  const { rows } = await pool.query<TaxClassRates>({
    name: "tax-classes",
    text: `${selectTaxClass} ORDER BY default_rate_basis_points DESC, code`,
    values: [storeId],
  });
  return rows;
}

/**
 * Creates a tax class, once.
 * @returns the class, and whether it is new.
 * @throws Problem `conflict` when there is another of this code.
 */
export function createTaxClass(
  pool: Pool,
  storeId: string,
  content: NewTaxClass,
): Promise<{ taxClass: TaxClassRates; created: boolean }> {
  return transaction(pool, async (client) => {
    const { rowCount } = await client.query(
      "INSERT INTO tax_class (code, name, default_rate_basis_points) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING",
      [content.code, content.name, content.defaultRateBasisPoints],
    );
    const taxClass = (await find(client, storeId, content.code))!;
    const same =
      taxClass.name === content.name && taxClass.defaultRateBasisPoints === content.defaultRateBasisPoints;
    if (rowCount === 0 && !same) {
      throw new Problem("conflict", `There is another tax class with the code ${content.code}.`);
    }
    return { taxClass, created: rowCount === 1 };
  });
}

/**
 * Changes a tax class, and with `storeRateBasisPoints` the rate of the own store. New rates reach the registers with
 * all products of the class.
 * @throws Problem `tax-class-not-found`, `revision-stale`.
 */
export function changeTaxClass(
  pool: Pool,
  storeId: string,
  code: string,
  change: TaxClassChange,
): Promise<TaxClassRates> {
  return transaction(pool, async (client) => {
    const { rows } = await client.query<{ revision: number }>(
      "SELECT revision::float8 AS revision FROM tax_class WHERE code = $1 FOR UPDATE",
      [code],
    );
    if (!rows[0]) throw new Problem("tax-class-not-found");
    requireRevision(rows[0].revision, change.revision);
    await client.query(
      `UPDATE tax_class SET name = coalesce($2, name), revision = revision + 1,
         default_rate_basis_points = coalesce($3, default_rate_basis_points)
       WHERE code = $1`,
      [code, change.name, change.defaultRateBasisPoints],
    );
    if (change.storeRateBasisPoints === null) {
      await client.query("DELETE FROM tax_rate WHERE store_id = $1 AND tax_class = $2", [storeId, code]);
    } else if (change.storeRateBasisPoints !== undefined) {
      await client.query(
        `INSERT INTO tax_rate (store_id, tax_class, rate_basis_points) VALUES ($1, $2, $3)
         ON CONFLICT (store_id, tax_class) DO UPDATE SET rate_basis_points = excluded.rate_basis_points`,
        [storeId, code, change.storeRateBasisPoints],
      );
    }
    if (change.defaultRateBasisPoints !== undefined || change.storeRateBasisPoints !== undefined) {
      // A statement of its own, after the lock: it sees every product that was given the class before.
      await client.query("UPDATE product SET changed_xid = pg_current_xact_id() WHERE tax_class = $1", [
        code,
      ]);
    }
    return (await find(client, storeId, code))!;
  });
}

async function find(client: PoolClient, storeId: string, code: string): Promise<TaxClassRates | null> {
  const { rows } = await client.query<TaxClassRates>(`${selectTaxClass} WHERE code = $2`, [storeId, code]);
  return rows[0] ?? null;
}
