import { randomUUID } from "node:crypto";
import { demoStore } from "@cloudpos/contracts";
import { contentHash } from "./check.ts";
import { demoSale, newSaleId } from "./testing.ts";

/**
 * A script for pgbench that calls the function which the service calls for every sale: one sale under new ids,
 * `salesPerCall` times, at a register for every client, as the service has a register's sales in one call at a time.
 */
export function commitSalesScript(salesPerCall: number): string {
  const sale = demoSale();
  const item = {
    position: 0,
    sale,
    contentHash: contentHash(sale),
    storeId: demoStore.id,
    userId: randomUUID(),
    timeZone: demoStore.timeZone,
    pricesIncludeTax: demoStore.pricesIncludeTax,
    givesBack: false,
    cashApproved: false,
    flags: [],
    recomputedTotals: null,
  };
  // A colon before a letter would be a variable of pgbench.
  const template = JSON.stringify(item).replaceAll('":', '": ');
  const script = `SELECT count(*) FROM commit_sales((
    SELECT jsonb_agg(jsonb_set(jsonb_set(jsonb_set('${template}'::jsonb, '{position}', to_jsonb(position)),
      '{sale,id}', to_jsonb('${newSaleId().slice(0, 19)}' || substr(gen_random_uuid()::text, 20))),
      '{sale,registerId}', to_jsonb(md5('pgbench-' || :client_id)::uuid))) FROM generate_series(1, ${salesPerCall}) AS position));`;
  return script.replaceAll(/\s+/g, " ");
}
