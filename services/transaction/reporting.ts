import type { Logger } from "@cloudpos/kit";
import { pause } from "@cloudpos/kit/events/index";
import type { Pool } from "pg";

const retryMs = 60_000;

/**
 * Lets the role `reporting` read `sale_event`, from which projections are rebuilt, and nothing else. Not a migration:
 * the role may be made later than this schema, so this looks again until it is there or `signal` aborts.
 */
export async function shareWithReporting(pool: Pool, log: Logger, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    try {
      const { rowCount } = await pool.query("SELECT FROM pg_roles WHERE rolname = 'reporting'");
      if (rowCount === 1) return await grant(pool);
    } catch (error) {
      log.warn({ err: error, nextAttemptMs: retryMs }, "sales cannot be shared with reporting now");
    }
    await pause(retryMs, signal);
  }
}

async function grant(pool: Pool): Promise<void> {
  const { rows } = await pool.query<{ schema: string; granted: boolean }>(
    `SELECT quote_ident(current_schema()) AS schema,
       has_schema_privilege('reporting', current_schema(), 'USAGE')
         AND has_table_privilege('reporting', 'sale_event', 'SELECT') AS granted`,
  );
  const { schema, granted } = rows[0]!;
  // Granting again would only wait for locks.
  if (granted) return;
  await pool.query(`GRANT USAGE ON SCHEMA ${schema} TO reporting; GRANT SELECT ON sale_event TO reporting`);
}
