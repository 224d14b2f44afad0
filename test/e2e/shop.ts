import type { Sql } from "../load/sql.ts";

/** Where a shop is open, as the tests of a day in it need it. */
export interface Shop {
  origin: string;
  /** Authority to trust, PEM; the machine's own where there is none. */
  ca?: string;
  sql: Sql;
}
