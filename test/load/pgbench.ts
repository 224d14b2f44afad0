import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { commitSalesScript } from "../../services/transaction/benchmark-script.ts";
import { docker } from "./stack-containers.ts";

const run = promisify(execFile);
const database = "load_pgbench";
const script = "/tmp/load-pgbench.sql";

/**
 * Sales per second that PostgreSQL itself manages: the function that commits a sale, called by pgbench inside the
 * container of the stack's PostgreSQL, in a database with the same schema that exists only for this.
 * @returns sales per second by number of clients.
 */
export async function benchmarkDatabase(
  container: string,
  options: { seconds: number; clients: readonly number[] },
): Promise<Map<number, number>> {
  const inContainer = (command: string) => docker("exec", container, "bash", "-c", command);
  const drop = () =>
    inContainer(`psql -qX -d postgres -c 'DROP DATABASE IF EXISTS ${database} WITH (FORCE)'`);
  await drop();
  try {
    await inContainer(
      `createdb ${database} && pg_dump --schema-only --no-owner --no-privileges -n transaction cloudpos | psql -qX -v ON_ERROR_STOP=1 -d ${database} -o /dev/null`,
    );
    const copy = run("docker", ["exec", "-i", container, "bash", "-c", `cat > ${script}`]);
    copy.child.stdin!.end(commitSalesScript(1));
    await copy;
    const rates = new Map<number, number>();
    for (const clients of options.clients) {
      const output = await inContainer(
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
