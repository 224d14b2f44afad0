import type { CustomerExport } from "@cloudpos/contracts";
import { inTransaction } from "@cloudpos/kit";
import type { Pool } from "pg";
import { listConsents } from "./consents.ts";
import { getCustomer } from "./customers.ts";
import { wholeLedger } from "./loyalty.ts";
import { allSales } from "./sales.ts";

/** Everything that is known of a customer, as of one moment. @throws Problem `customer-not-found`. */
export function exportCustomer(pool: Pool, id: string): Promise<CustomerExport> {
  return inTransaction(pool, async (client) => {
    await client.query("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY");
    return {
      exportedAt: new Date().toISOString(),
      customer: await getCustomer(client, id),
      consents: await listConsents(client, id),
      loyalty: await wholeLedger(client, id),
      sales: await allSales(client, id),
    };
  });
}
