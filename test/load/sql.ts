import type { Pool } from "pg";

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

/** As one JSON document, so that both ways give the same types. */
function asJson(query: string): string {
  return `SELECT json_agg(row_to_json(answer)) AS rows FROM (${query}) AS answer`;
}
