import { execFile } from "node:child_process";
import { promisify } from "node:util";
import type { Pool } from "pg";

const run = promisify(execFile);

/** Asks PostgreSQL past the services. Numbers come as JavaScript numbers. */
export type Sql = <Row>(query: string) => Promise<Row[]>;

/** Of a platform in this process. */
export function sqlOfPool(pool: Pool): Sql {
  return async (query) => {
    const { rows } = await pool.query<{ rows: never[] | null }>(asJson(query));
    return rows[0]!.rows ?? [];
  };
}

/** Of a running stack, by whatever runs a query in its PostgreSQL and prints the answer as `psql -qtAX` does. */
export function sqlBy(ask: (query: string) => Promise<string>): Sql {
  return async <Row>(query: string) =>
    (JSON.parse((await ask(asJson(query))) || "null") as Row[] | null) ?? [];
}

/** Of a running stack: psql in the container of PostgreSQL, as superuser. */
export function sqlOfContainer(container: string, database = "cloudpos"): Sql {
  return sqlBy(async (query) => {
    const psql = ["psql", "-U", "postgres", "-d", database, "-qtAX", "-v", "ON_ERROR_STOP=1", "-c", query];
    const { stdout } = await run("docker", ["exec", container, ...psql], { maxBuffer: 256 * 1024 * 1024 });
    return stdout.trim();
  });
}

/** As one JSON document, so that both ways give the same types. */
function asJson(query: string): string {
  return `SELECT json_agg(row_to_json(answer)) AS rows FROM (${query}) AS answer`;
}
