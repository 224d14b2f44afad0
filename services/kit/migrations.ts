import { join } from "node:path";
import type { Pool } from "pg";
import Postgrator from "postgrator";
import type { Logger } from "./log.ts";

/**
 * Brings a service's schema to the newest version in `folder` (`NNN.do.<what>.sql`).
 *
 * A file that takes away what an older program needs is a contract migration: `NNN.do.<what>.contract.sql`. The newest
 * ones wait until they are asked for, when no older replica is left; one that is followed by another migration has had
 * its time, and is carried out with it.
 *
 * Everything happens in one transaction under an advisory lock: several copies of a service that start together
 * wait for each other, and a migration that fails leaves nothing behind. A schema that is already newer is left
 * alone, since during a rollback the older program runs on it (expand, then contract).
 * @param contract also the newest contract migrations
 * @throws Error when an applied file was changed afterwards, or a migration fails.
 */
export async function migrate(
  service: string,
  pool: Pool,
  folder: string,
  log: Logger,
  contract = false,
): Promise<void> {
  const client = await pool.connect();
  try {
    await client.query("BEGIN");
    await client.query("SET LOCAL statement_timeout = 0");
    await client.query("SELECT pg_advisory_xact_lock(hashtext('cloudpos migrations'), hashtext($1))", [
      service,
    ]);
    const postgrator = new Postgrator({
      driver: "pg",
      schemaTable: "schema_version",
      currentSchema: service,
      migrationPattern: join(folder, "*.do.*.sql"),
      newline: "LF",
      execQuery: (query) => client.query(query),
      execSqlScript: async (script) => void (await client.query(script)),
    });
    const [current, newest] = [await postgrator.getDatabaseVersion(), await postgrator.getMaxVersion()];
    const target = contract ? newest : newestExpansion(await postgrator.getMigrations());
    if (current > newest) {
      log.warn({ current, newest }, "the schema is newer than this program; leaving it as it is");
    } else if (current < target) {
      const applied = await postgrator.migrate(String(target));
      if (applied.length > 0) log.info({ applied: applied.map((each) => each.filename) }, "schema migrated");
    }
    await client.query("COMMIT");
  } catch (error) {
    // The connection itself may be what failed; its end rolls back as well.
    await client.query("ROLLBACK").catch(() => undefined);
    throw error;
  } finally {
    client.release();
  }
}

/** Version of the last migration that is not a contract. */
export function newestExpansion(migrations: readonly { version: number; filename: string }[]): number {
  const versions = migrations
    .filter(({ filename }) => !filename.endsWith(".contract.sql"))
    .map(({ version }) => version);
  return Math.max(0, ...versions);
}
