/**
 * Members of the Redis Cluster are killed while a running stack sells:
 *
 *   node test/faults/redis-members.ts [--stack staging] [--sales 2000] [--kills 6] [--connections 8] [--seed N]
 *
 * A shop of its own sells through edge and gateway; masters and replicas are killed at random, each when the one
 * before is healthy again. Then everything that follows from the sales is compared with PostgreSQL: stock, points,
 * reports, payments, Z reports. No event may be lost, and none have its effect twice. Prints how long each member was
 * away. Exits with 0 when nothing is wrong.
 *
 * Needs a stack with `redis.members: 6` and demo data.
 */
import { parseArgs } from "node:util";
import { newSeed, seeded } from "../api/random.ts";
import { printVerdict, runLoad } from "../load/run.ts";
import { sqlBy } from "../load/sql.ts";
import { instanceOf, instancesOf, primaryOf, psql, redisCli, replaced } from "../stacks/instances.ts";
import { originOf } from "../stacks/origin.ts";
import { inSeconds } from "./answers.ts";

const { values: options } = parseArgs({
  options: {
    stack: { type: "string", default: "staging" },
    sales: { type: "string", default: "2000" },
    kills: { type: "string", default: "6" },
    connections: { type: "string", default: "8" },
    seed: { type: "string" },
  },
});
const seed = options.seed === undefined ? newSeed() : Number(options.seed);
const sales = Number(options.sales);
const members = [1, 2, 3, 4, 5, 6].map((number) => `redis-${number}`);
const instances = await instancesOf(options.stack);

console.log(`Seed ${seed}`);

const quiet = Math.min(100, Math.floor(sales / 10));
const report = await runLoad({
  origin: await originOf(options.stack),
  sql: sqlBy(async (query) => psql(instances, await primaryOf(instances), query)),
  seed,
  quiet,
  disturbed: sales - quiet,
  connections: Number(options.connections),
  registers: 4,
  disturb: killMembers,
  log: (line) => console.log(line),
});
process.exit(
  printVerdict(
    report,
    `All ${sales} sales are there exactly once, and everything that follows from them is right.`,
    seed,
  ),
);

async function killMembers(signal: AbortSignal): Promise<void> {
  const random = seeded(seed);
  for (let kill = 0; kill < Number(options.kills) && !signal.aborted; kill += 1) {
    const member = random.pick(members);
    const killed = await instanceOf(instances, member);
    const role = /role:(\w+)/.exec(await redisCli(instances, killed, "INFO replication"))?.[1];
    await instances.kill(killed);
    console.log(
      `Killed ${member}, a ${role}: healthy again after ${inSeconds(await replaced(instances, killed))}`,
    );
  }
}
