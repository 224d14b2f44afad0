/**
 * Kills one instance after another of a running stack while it is used, one workload at a time:
 *
 *   node test/faults/lost-instances.ts [--stack staging] [--workloads gateway,edge,etcd,...] [--clients 8] [--seed N]
 *
 * Tills and back offices work through the edge all the time (see test/load/steady-load.ts; nothing is sent again, so
 * every request that a till would have to send again is seen). Without `--workloads` it takes the edge and what is
 * before it, every service, the way to the database, and one member of each store. Of several members the one is killed
 * whose loss costs most: etcd's leader, a master of the Redis Cluster, the primary of PostgreSQL.
 *
 * Prints for each how long the platform took until as many are ready as before, how many requests failed and between
 * which moments, and the worst latency. Afterwards every sale that was acknowledged is sent once more and has to be
 * answered as it was. Exits with 0 when none is lost and everything came back; that requests fail is what is measured.
 */
import { setTimeout as pause } from "node:timers/promises";
import { parseArgs } from "node:util";
import { serviceNames } from "../../services/names.ts";
import { ApiClient } from "../api/client.ts";
import { newSeed } from "../api/random.ts";
import { openShop } from "../load/shop.ts";
import { SteadyLoad, type PhaseReport } from "../load/steady-load.ts";
import {
  instanceOf,
  instancesOf,
  primaryOf,
  redisCli,
  replaced,
  type Instance,
} from "../stacks/instances.ts";
import { originOf } from "../stacks/origin.ts";
import { inSeconds } from "./answers.ts";

/** How long the load goes on by itself before the first loss and after each, in milliseconds. */
const undisturbedMs = 5_000;

const { values: options } = parseArgs({
  options: {
    stack: { type: "string", default: "staging" },
    workloads: { type: "string" },
    clients: { type: "string", default: "8" },
    seed: { type: "string" },
  },
});
const { stack } = options;
const seed = options.seed === undefined ? newSeed() : Number(options.seed);
const instances = await instancesOf(stack);
const running = new Set((await instances.list()).map(({ workload }) => workload));

/** Stores of several members, and which of them is taken. */
const stores: Readonly<Record<string, () => Promise<Instance>>> = {
  "PostgreSQL's primary": () => primaryOf(instances),
  "etcd's leader": () => memberThat("etcd", isEtcdLeader),
  "a master of Redis": () => memberThat("redis", isRedisMaster),
};
const single = ["mongodb", "backup", "acme"];
const usual = [
  ...["front", "edge", ...serviceNames, "postgres"].filter((name) => running.has(name)),
  ...[
    ...(running.has("postgres-1") ? ["PostgreSQL's primary"] : []),
    ...(running.has("etcd-1") ? ["etcd's leader"] : []),
    ...(running.has("redis-1") ? ["a master of Redis"] : ["redis"]),
  ],
  ...single.filter((name) => running.has(name)),
];
const targets = options.workloads?.split(",") ?? usual;

console.log(`Seed ${seed}`);
const origin = await originOf(stack);
const client = new ApiClient(origin.url, { ca: origin.ca });
const shop = await openShop(client, { registers: Number(options.clients), products: 200, customers: 20 });
client.close();

const load = new SteadyLoad({ origin, shop, seed, onFailure: () => undefined });
load.start();
const back = new Map<string, number>();
let problem: unknown;
try {
  await pause(undisturbedMs);
  for (const target of targets) {
    const lost = await (stores[target] ?? (() => instanceOf(instances, target)))();
    load.phase(target);
    const before = await instances.list(lost.workload);
    await instances.kill(lost);
    back.set(target, await replaced(instances, lost, before.length));
    console.log(`${target}: ${lost.id.slice(0, 20)} killed, replaced after ${inSeconds(back.get(target)!)}`);
    await pause(undisturbedMs);
  }
} catch (error) {
  problem = error;
}
const reports = await load.stop();
const lostSales = await load.lost();

console.log("\nBACK AFTER  REQUESTS  FAILED  WITHIN   WORST     LOST");
for (const report of reports) console.log(row(report));
for (const [reason, count] of reasons(reports)) console.log(`${count} x ${reason}`);
for (const fault of lostSales) console.log(`LOST ${fault}`);
console.log(`${lostSales.length} of ${load.acknowledgedSales} acknowledged sales lost (seed ${seed}).`);
if (problem !== undefined) console.log(`Not carried out to the end: ${(problem as Error).message}`);
process.exit(lostSales.length === 0 && problem === undefined ? 0 : 1);

function row({ phase, requests, failures, worstMs }: PhaseReport): string {
  const times = failures.map(({ at }) => at.getTime());
  const within = times.length === 0 ? "-" : inSeconds(Math.max(...times) - Math.min(...times));
  const cells = [back.has(phase) ? inSeconds(back.get(phase)!) : "", requests, failures.length];
  const [away, count, failed] = cells.map(String);
  return `${away!.padStart(10)}  ${count!.padStart(8)}  ${failed!.padStart(6)}  ${within.padEnd(7)}  ${inSeconds(worstMs).padEnd(8)}  ${phase}`;
}

function reasons(of: readonly PhaseReport[]): [string, number][] {
  const all = of.flatMap(({ phase, failures }) =>
    failures.map(({ reason }) => `${phase}: ${reason.replace(/ after \d+ ms$/, "")}`),
  );
  return [...Map.groupBy(all, (reason) => reason)].map(([reason, same]) => [reason, same.length]);
}

/** The first member of a store of which something is true. */
async function memberThat(store: string, isTrue: (member: Instance) => Promise<boolean>): Promise<Instance> {
  const members = (await instances.list()).filter(({ workload }) =>
    new RegExp(`^${store}-\\d+$`).test(workload),
  );
  for (const member of members) if (await isTrue(member)) return member;
  throw new Error(`none of the ${members.length} running members of ${store} is the one that was looked for`);
}

async function isEtcdLeader(member: Instance): Promise<boolean> {
  const script =
    "exec 3<>/dev/tcp/127.0.0.1/2381; printf 'GET /metrics HTTP/1.0\\r\\n\\r\\n' >&3; grep '^etcd_server_is_leader ' <&3";
  return (await instances.exec(member, "bash", "-c", script)).endsWith(" 1");
}

async function isRedisMaster(member: Instance): Promise<boolean> {
  return /role:master/.test(await redisCli(instances, member, "INFO replication"));
}
