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
 * Needs a stack on Swarm with `redis.members: 6` and demo data, and the Docker CLI.
 */
import { setTimeout as pause } from "node:timers/promises";
import { parseArgs } from "node:util";
import { newSeed, seeded } from "../api/random.ts";
import { printVerdict, runLoad } from "../load/run.ts";
import { sqlOfContainer } from "../load/sql.ts";
import { originOf } from "../load/stack-origin.ts";
import { containerOf, containersOf, docker } from "../load/stack-containers.ts";

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
/** A member has to be back within this time, in milliseconds. */
const patienceMs = 180_000;
console.log(`Seed ${seed}`);

const quiet = Math.min(100, Math.floor(sales / 10));
const report = await runLoad({
  origin: await originOf(options.stack),
  sql: sqlOfContainer(await containerOf(options.stack, "postgres")),
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
    const container = await containerOf(options.stack, member);
    const role = /role:(\w+)/.exec(await ask(container, "INFO replication"))?.[1];
    const began = Date.now();
    await docker("kill", container);
    while (!(await isBack(member, container))) {
      if (Date.now() - began > patienceMs)
        throw new Error(`${member} is not back after ${patienceMs / 1000} s`);
      await pause(250);
    }
    console.log(
      `Killed ${member}, a ${role}: healthy again after ${((Date.now() - began) / 1000).toFixed(1)} s`,
    );
  }
}

async function isBack(member: string, killed: string): Promise<boolean> {
  const [container] = await containersOf(options.stack, member);
  if (!container || container === killed) return false;
  return (
    (await docker("inspect", "--format", "{{.State.Health.Status}}", container).catch(() => "")) === "healthy"
  );
}

/** Asks a member as the user that keeps it in its place, inside its container. */
function ask(container: string, command: string): Promise<string> {
  const script = `REDISCLI_AUTH=$(< /run/secrets/redis-cluster-password) redis-cli -s /tmp/redis.sock --user cluster ${command}`;
  return docker("exec", container, "bash", "-c", script);
}
