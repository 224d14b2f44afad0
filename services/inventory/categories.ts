import type { Category, CategoryChange, NewCategory } from "@cloudpos/contracts";
import { Problem } from "@cloudpos/kit";
import type { Pool, PoolClient } from "pg";
import { contentHash } from "./content-hash.ts";
import { requireRevision, requireSameContent } from "./products.ts";
import { transaction } from "./transaction.ts";
import { keyOf } from "./words.ts";

const selectCategory = `
  SELECT id, name, position, revision::float8 AS revision,
    (SELECT count(*)::integer FROM product WHERE category_id = category.id AND NOT archived) AS "productCount"
  FROM category`;

/** All categories, by position and name. */
export async function listCategories(pool: Pool): Promise<Category[]> {
  const { rows } = await pool.query<Category>({
    name: "categories",
    text: `${selectCategory} ORDER BY position, name_key`,
  });
  return rows;
}

/**
 * Creates a category, once.
 * @returns the category, and whether it is new.
 * @throws Problem `conflict` when the name is taken, `idempotency-mismatch`.
 */
export function createCategory(
  pool: Pool,
  content: NewCategory,
): Promise<{ category: Category; created: boolean }> {
  return transaction(pool, async (client) => {
    const { rowCount } = await client.query(
      `INSERT INTO category (id, name, name_key, position, content_hash) VALUES ($1, $2, $3, $4, $5)
       ON CONFLICT (id) DO NOTHING`,
      [content.id, content.name, keyOf(content.name), content.position ?? 0, contentHash(content)],
    );
    if (rowCount === 0) await requireSameContent(client, "category", content.id, content);
    return { category: (await find(client, content.id))!, created: rowCount === 1 };
  });
}

/**
 * Changes a category. A new name reaches the registers with all products of the category.
 * @throws Problem `category-not-found`, `revision-stale`, `conflict` when the name is taken.
 */
export function changeCategory(pool: Pool, id: string, change: CategoryChange): Promise<Category> {
  return transaction(pool, async (client) => {
    const { rows } = await client.query<{ revision: number; name: string }>(
      "SELECT revision::float8 AS revision, name FROM category WHERE id = $1 FOR UPDATE",
      [id],
    );
    const current = rows[0];
    if (!current) throw new Problem("category-not-found");
    requireRevision(current.revision, change.revision);
    const name = change.name ?? current.name;
    await client.query(
      `UPDATE category SET name = $2, name_key = $3, position = coalesce($4, position), revision = revision + 1
       WHERE id = $1`,
      [id, name, keyOf(name), change.position],
    );
    if (name !== current.name) {
      // A statement of its own, after the lock: it sees every product that was put into the category before.
      await client.query("UPDATE product SET changed_xid = pg_current_xact_id() WHERE category_id = $1", [
        id,
      ]);
    }
    return (await find(client, id))!;
  });
}

async function find(client: PoolClient, id: string): Promise<Category | null> {
  const { rows } = await client.query<Category>(`${selectCategory} WHERE id = $1`, [id]);
  return rows[0] ?? null;
}
