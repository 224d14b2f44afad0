import type { Pool, PoolClient } from "pg";
import type { TokenSigner } from "./tokens.ts";

/** What the parts of auth work with. */
export interface Domain {
  pool: Pool;
  signer: TokenSigner;
  /** Key of PIN and password hashes, enrolment codes and refresh tokens; not in the database. */
  pepper: string;
  /** Whether the demo shop's public codes enrol devices. */
  demoData: boolean;
  /** Says that events wait in the outbox. */
  wake(): void;
}

/** A connection with or without a transaction. */
export type Queryable = Pool | PoolClient;

/** Where a request came from, for the access log. */
export interface Origin {
  address: string;
  requestId: string;
}
