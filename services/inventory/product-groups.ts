import type {
  NewProductGroup,
  ProductGroup,
  ProductGroupChange,
  ProductGroupDetails,
  ProductOption,
} from "@cloudpos/contracts";
import { Problem } from "@cloudpos/kit";
import type { Pool, PoolClient } from "pg";
import { contentHash } from "./content-hash.ts";
import { decodeCursor } from "./cursor.ts";
import { fittingOptions } from "./options.ts";
import {
  checkBarcodes,
  findProducts,
  insertProduct,
  lockReferences,
  pageOf,
  requireRevision,
  requireSameContent,
  type Page,
} from "./products.ts";
import { currencyOf } from "./stores.ts";
import { transaction } from "./transaction.ts";
import { keyOf } from "./words.ts";

const selectGroup = `
  SELECT id, name, options, revision::float8 AS revision,
    (SELECT count(*)::integer FROM product WHERE group_id = product_group.id) AS "variantCount"
  FROM product_group`;

/** Groups by name. */
export async function listGroups(pool: Pool, limit: number, cursor?: string): Promise<Page<ProductGroup>> {
  const [nameKey, id] = cursor ? decodeCursor(cursor, "/querystring/cursor", "text", "uuid") : [null, null];
  const { rows } = await pool.query<ProductGroup>({
    name: "product-groups",
    text: `${selectGroup} WHERE $1::text IS NULL OR (name_key, id) > ($1, $2::uuid) ORDER BY name_key, id LIMIT $3`,
    values: [nameKey, id, limit + 1],
  });
  return pageOf(rows, limit, (last) => [keyOf(last.name), last.id]);
}

/** The group with its variants, or null. */
export async function findGroup(
  client: Pool | PoolClient,
  storeId: string,
  id: string,
): Promise<ProductGroupDetails | null> {
  const { rows } = await client.query<ProductGroup>({
    name: "product-group",
    text: `${selectGroup} WHERE id = $1`,
    values: [id],
  });
  if (!rows[0]) return null;
  const variants = await client.query<{ id: string }>("SELECT id FROM product WHERE group_id = $1", [id]);
  return {
    ...rows[0],
    variants: await findProducts(
      client,
      storeId,
      variants.rows.map((variant) => variant.id),
    ),
  };
}

/**
 * Creates a group and its variants: all or nothing, once.
 * @returns the group, and whether it is new.
 * @throws Problem as for a product.
 */
export function createGroup(
  pool: Pool,
  storeId: string,
  content: NewProductGroup,
): Promise<{ group: ProductGroupDetails; created: boolean }> {
  checkOptions(content.options);
  const variants = content.variants.map((variant, index) => {
    const path = `/body/variants/${index}`;
    checkBarcodes(variant.barcodes ?? [], `${path}/barcodes`);
    return { ...variant, options: fittingOptions(content.options, variant.options, `${path}/options`) };
  });
  return transaction(pool, async (client) => {
    const currency = await currencyOf(client, storeId);
    await lockReferences(client, content.categoryId, content.taxClass);
    const { rowCount } = await client.query(
      `INSERT INTO product_group (id, name, name_key, options, content_hash) VALUES ($1, $2, $3, $4, $5)
       ON CONFLICT (id) DO NOTHING`,
      [content.id, content.name, keyOf(content.name), JSON.stringify(content.options), contentHash(content)],
    );
    if (rowCount === 0) {
      await requireSameContent(client, "product_group", content.id, content);
    } else {
      for (const variant of variants) {
        const row = {
          ...variant,
          name: [content.name, ...variant.options.map(({ value }) => value)].join(", ").slice(0, 200),
          barcodes: variant.barcodes ?? [],
          categoryId: content.categoryId,
          defaultPriceMinor: variant.defaultPriceMinor ?? content.defaultPriceMinor,
          currency,
          taxClass: content.taxClass,
          groupId: content.id,
        };
        if (!(await insertProduct(client, row, contentHash(variant)))) {
          throw new Problem("conflict", `There is a product with the id ${variant.id}.`);
        }
      }
    }
    return { group: (await findGroup(client, storeId, content.id))!, created: rowCount === 1 };
  });
}

/**
 * Changes a group's name or options. Its variants keep their names, under which they were sold.
 * @throws Problem `product-group-not-found`, `revision-stale`, `conflict` when a variant would not fit any more.
 */
export function changeGroup(
  pool: Pool,
  storeId: string,
  id: string,
  change: ProductGroupChange,
): Promise<ProductGroupDetails> {
  if (change.options) checkOptions(change.options);
  return transaction(pool, async (client) => {
    const { rows } = await client.query<{ revision: number; name: string }>(
      "SELECT revision::float8 AS revision, name FROM product_group WHERE id = $1 FOR UPDATE",
      [id],
    );
    const current = rows[0];
    if (!current) throw new Problem("product-group-not-found");
    requireRevision(current.revision, change.revision);
    const name = change.name ?? current.name;
    await client.query(
      `UPDATE product_group SET name = $2, name_key = $3, options = coalesce($4, options), revision = revision + 1
       WHERE id = $1`,
      [id, name, keyOf(name), change.options && JSON.stringify(change.options)],
    );
    const group = (await findGroup(client, storeId, id))!;
    for (const variant of group.variants) {
      try {
        fittingOptions(group.options, variant.options, "/body/options");
      } catch (error) {
        if (!(error instanceof Problem)) throw error;
        throw new Problem("conflict", `The variant ${variant.sku} would not fit the group any more.`, {
          errors: error.errors ?? [],
        });
      }
    }
    return group;
  });
}

function checkOptions(options: readonly ProductOption[]): void {
  if (new Set(options.map((option) => option.name)).size === options.length) return;
  throw new Problem("validation-failed", undefined, {
    errors: [{ path: "/body/options", message: "name an option twice" }],
  });
}
