import { Problem } from "@cloudpos/kit";
import type { Pool, PoolClient } from "pg";

const mostTries = 3;

/**
 * Runs `work` in one transaction, and anew when it and another transaction were in each other's way.
 * @throws what `work` throws, after everything was undone; a broken uniqueness as the problem it is for the caller.
 */
export async function transaction<Result>(
  pool: Pool,
  work: (client: PoolClient) => Promise<Result>,
): Promise<Result> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await attempt(pool, work);
    } catch (error) {
      if (tries === mostTries || !isCollision(error)) throw asProblem(error);
    }
  }
}

/** SQLSTATE: serialization failure, deadlock. */
function isCollision(error: unknown): boolean {
  const { code } = error as { code?: string };
  return code === "40001" || code === "40P01";
}

async function attempt<Result>(pool: Pool, work: (client: PoolClient) => Promise<Result>): Promise<Result> {
  const client = await pool.connect();
  let failure: Error | undefined;
  try {
    await client.query("BEGIN");
    const result = await work(client);
    await client.query("COMMIT");
    return result;
  } catch (error) {
    await client.query("ROLLBACK").catch((rollbackError: Error) => (failure = rollbackError));
    throw error;
  } finally {
    client.release(failure);
  }
}

const taken: Readonly<Record<string, () => Problem>> = {
  product_sku_key: () =>
    new Problem("sku-taken", undefined, {
      errors: [{ path: "/body/sku", message: "belongs to another product" }],
    }),
  product_barcode_pkey: () =>
    new Problem("barcode-taken", undefined, {
      errors: [{ path: "/body/barcodes", message: "one belongs to another product" }],
    }),
  category_name_key_key: () =>
    new Problem("conflict", "There is a category of this name.", {
      errors: [{ path: "/body/name", message: "is taken" }],
    }),
  product_variant: () =>
    new Problem("conflict", "The group has a variant with these options.", {
      errors: [{ path: "/body/options", message: "belong to another variant" }],
    }),
};

function asProblem(error: unknown): unknown {
  const { code, constraint } = error as { code?: string; constraint?: string };
  return (code === "23505" && constraint !== undefined && taken[constraint]?.()) || error;
}
