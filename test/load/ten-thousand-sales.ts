/**
 * Ten thousand sales on a running stack, through its edge and gateway, while services are killed:
 *
 *   node test/load/ten-thousand-sales.ts [--stack dev] [--sales 10000] [--connections 20] [--registers 8]
 *     [--seed N] [--pgbench-seconds 10] [--no-kills]
 *
 * It opens a shop of its own (a store with registers, people and customers, by the API alone), sells the first half
 * undisturbed and measures that, lets pgbench do the same SQL in the same PostgreSQL, and sells the second half while
 * instances of services are killed at random. One sale in ten is sent twice; what gets no answer is sent again.
 * Then it closes the shifts and checks with SQL and arithmetic of its own: every sale stored exactly once, receipt
 * numbers without gap or duplicate, journals, stock, loyalty points, reports and Z reports.
 *
 * Needs a stack with demo data (the owner signs in with the demo password), and the CLI of its platform (docker, kubectl). Exits with 0 when
 * nothing is wrong. Same seed, same sales.
 */
import { setTimeout as pause } from "node:timers/promises";
import { parseArgs } from "node:util";
import { serviceNames } from "../../services/names.ts";
import { newSeed, seeded } from "../api/random.ts";
import { instancesOf, primaryOf, psql } from "../stacks/instances.ts";
import { originOf } from "../stacks/origin.ts";
import { benchmarkDatabase } from "./pgbench.ts";
import { printVerdict, runLoad } from "./run.ts";
import { sqlBy } from "./sql.ts";

const { values: options } = parseArgs({
  options: {
    stack: { type: "string", default: "dev" },
    sales: { type: "string", default: "10000" },
    connections: { type: "string", default: "20" },
    registers: { type: "string", default: "8" },
    seed: { type: "string" },
    "pgbench-seconds": { type: "string", default: "10" },
    "no-kills": { type: "boolean", default: false },
  },
});
const seed = options.seed === undefined ? newSeed() : Number(options.seed);
const sales = Number(options.sales);
const registers = Number(options.registers);
console.log(`Seed ${seed}`);

const instances = await instancesOf(options.stack);
const postgres = await primaryOf(instances);
let databaseRates = new Map<number, number>();

const report = await runLoad({
  origin: await originOf(options.stack),
  sql: sqlBy((query) => psql(instances, postgres, query)),
  seed,
  warmUp: Math.floor(sales / 10),
  quiet: Math.floor(sales / 2) - Math.floor(sales / 10),
  disturbed: sales - Math.floor(sales / 2),
  connections: Number(options.connections),
  registers,
  disturb: options["no-kills"] ? async () => undefined : killServices,
  between: async () => {
    const seconds = Number(options["pgbench-seconds"]);
    databaseRates = await benchmarkDatabase(instances, postgres, { seconds, clients: [registers, 16] });
  },
  log: (line) => console.log(line),
});

const best = Math.max(...databaseRates.values());
for (const [clients, rate] of databaseRates) {
  console.log(`pgbench with the same SQL, ${clients} clients: ${Math.round(rate)} sales a second`);
}
console.log(`Through edge, gateway and service: ${Math.round(report.salesPerSecond)} sales a second`);
console.log(`Ratio: ${(report.salesPerSecond / best).toFixed(2)}`);
process.exit(
  printVerdict(
    report,
    `All ${sales} sales are there exactly once, and everything that follows from them is right.`,
    seed,
  ),
);

/** Kills an instance of some service every second or so; the platform starts it again. */
async function killServices(signal: AbortSignal): Promise<void> {
  const random = seeded(seed);
  const killed = new Map<string, number>();
  while (!signal.aborted) {
    const name = random.pick(serviceNames);
    const [instance] = await instances.list(name);
    if (instance) {
      // It may have ended by itself in this very moment.
      await instances.kill(instance).catch(() => undefined);
      killed.set(name, (killed.get(name) ?? 0) + 1);
    }
    await pause(500 + random.integer(1_500), undefined, { signal }).catch(() => undefined);
  }
  console.log(`Killed: ${[...killed].map(([name, count]) => `${count} x ${name}`).join(", ")}`);
}
