import { commitSalesScript } from "../../services/transaction/benchmark-script.ts";
import type { Instance, Instances } from "../stacks/instances.ts";
const database = "load_pgbench";
const script = "/tmp/load-pgbench.sql";

/**
 * Sales per second that PostgreSQL itself manages: the function that commits a sale, called by pgbench beside
 * the stack's PostgreSQL, in a database with the same schema that exists only for this.
 * @returns sales per second by number of clients.
 */
export async function benchmarkDatabase(
  instances: Instances,
  primary: Instance,
  options: { seconds: number; clients: readonly number[] },
): Promise<Map<number, number>> {
  const inside = (command: string, ...args: string[]) =>
    instances.exec(primary, "bash", "-c", command, "bash", ...args);
  const drop = () => inside(`psql -qX -d postgres -c 'DROP DATABASE IF EXISTS ${database} WITH (FORCE)'`);
  await drop();
  try {
    await inside(
      `createdb ${database} && pg_dump --schema-only --no-owner --no-privileges -n transaction cloudpos | psql -qX -v ON_ERROR_STOP=1 -d ${database} -o /dev/null`,
    );
    await inside(`printf %s "$1" > ${script}`, commitSalesScript(1));
    const rates = new Map<number, number>();
    for (const clients of options.clients) {
      const output = await inside(
        `PGOPTIONS='-c search_path=transaction' pgbench -n -M prepared -f ${script} -c ${clients} -j 2 -T ${options.seconds} ${database}`,
      );
      const rate = /tps = ([\d.]+)/.exec(output)?.[1];
      if (!rate) throw new Error(`pgbench printed no result:\n${output}`);
      rates.set(clients, Number(rate));
    }
    return rates;
  } finally {
    await drop();
  }
}
