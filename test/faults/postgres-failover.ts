/**
 * Kills the primary of PostgreSQL again and again while registers sell, and checks every sale afterwards:
 *
 *   node test/faults/postgres-failover.ts [--stack dev] [--url https://...] [--kills 20] [--faults kill,freeze]
 *     [--members 3] [--connections 6] [--pause-ms 250] [--seed N]
 *
 * It opens a shop of its own and sells all the time. `kill` is SIGKILL for all processes of the primary's container;
 * `freeze` lets them stand still until another member has taken over. Faults take turns. Each time it waits until the
 * cluster is complete again before the next one, for three minutes at most. Every attempt of a register is written down
 * in a file outside of the platform, synchronously. In the end every sale that was answered has to be there exactly
 * once, and everything that follows from sales has to be right (see test/load/verify.ts).
 *
 * The gap of a fault is the longest time without an answered sale from the fault until the cluster is complete again.
 * Needs a stack with demo data and several members of PostgreSQL. Exits with 0 when nothing is wrong. Same seed, same
 * sales.
 */
import { closeSync, fsyncSync, openSync, writeSync } from "node:fs";
import path from "node:path";
import { parseArgs } from "node:util";
import { newSeed } from "../api/random.ts";
import { printVerdict, runLoad } from "../load/run.ts";
import { sqlBy } from "../load/sql.ts";
import type { Attempt } from "../load/tills.ts";
import { instancesOf } from "../stacks/instances.ts";
import { originOf, stackFolder } from "../stacks/origin.ts";
import { Answers, inSeconds, medianAndWorst } from "./answers.ts";
import { Members, ask, freeze, primaryOfCompleteCluster, thaw, type Fault } from "./postgres-members.ts";

const { values: options } = parseArgs({
  options: {
    stack: { type: "string", default: "dev" },
    url: { type: "string" },
    kills: { type: "string", default: "20" },
    faults: { type: "string", default: "kill,freeze" },
    members: { type: "string", default: "3" },
    connections: { type: "string", default: "6" },
    "pause-ms": { type: "string", default: "250" },
    seed: { type: "string" },
  },
});
const seed = options.seed === undefined ? newSeed() : Number(options.seed);
const faults = options.faults.split(",") as Fault[];
const count = Number(options.members);
const members = new Members(await instancesOf(options.stack));
/** How long one member may stand still, or the cluster take to be complete again. */
const patienceSeconds = 180;
console.log(`Seed ${seed}`);

const origin = await originOf(options.stack);
const journalFile = path.join(stackFolder(options.stack), `failover-${seed}.jsonl`);
const journal = openSync(journalFile, "w");
const answers = new Answers();
const gaps: { fault: Fault; milliseconds: number }[] = [];

const report = await runLoad({
  origin: { ...origin, ...(options.url && { url: options.url }) },
  sql: sqlBy(async (query) => {
    const signal = AbortSignal.timeout(patienceSeconds * 1_000);
    return ask(
      members,
      await primaryOfCompleteCluster(members, { count, seconds: patienceSeconds, signal }),
      query,
    );
  }),
  seed,
  quiet: 100,
  disturbed: "throughout",
  pauseMs: Number(options["pause-ms"]),
  connections: Number(options.connections),
  registers: Number(options.connections),
  onAttempt: write,
  disturb: strikeAgainAndAgain,
  log: (line) => console.log(line),
});
closeSync(journal);

for (const fault of new Set(faults)) {
  const own = gaps.filter((gap) => gap.fault === fault).map((gap) => gap.milliseconds);
  if (own.length === 0) continue;
  console.log(`${fault}: ${own.length} times, no sale answered for ${medianAndWorst(own)}`);
}
console.log(`Every attempt: ${journalFile}`);
process.exit(
  printVerdict(
    report,
    `All ${answers.count} answers were for sales that are there exactly once, with receipt numbers without a gap.`,
    seed,
  ),
);

function write(attempt: Attempt): void {
  writeSync(journal, `${JSON.stringify(attempt)}\n`);
  fsyncSync(journal);
  if (attempt.outcome === "ok") answers.add(attempt.at);
}

async function strikeAgainAndAgain(signal: AbortSignal): Promise<void> {
  const complete = () => primaryOfCompleteCluster(members, { count, seconds: patienceSeconds, signal });
  let primary = await complete();
  for (let number = 0; number < Number(options.kills); number += 1) {
    const fault = faults[number % faults.length]!;
    const struckAt = Date.now();
    if (fault === "kill") await members.kill(primary);
    else {
      await freeze(members, primary);
      try {
        await resumed(struckAt, signal);
      } finally {
        await thaw(members, primary);
      }
    }
    await resumed(struckAt, signal);
    const next = await complete();
    const gap = answers.longestPause(struckAt);
    gaps.push({ fault, milliseconds: gap });
    const what = next === primary ? `${primary} stays primary` : `${next} takes over from ${primary}`;
    console.log(`${number + 1}. ${fault}: ${what}, no sale answered for ${inSeconds(gap)}`);
    primary = next;
  }
}

/** Until sales are answered again: after a pause of a second at least, since some were on their way at the fault. */
function resumed(struckAt: number, signal: AbortSignal): Promise<void> {
  const isBack = () => answers.longestPause(struckAt) > 1_000 && answers.silence < 1_000;
  return answers.until(isBack, { seconds: patienceSeconds, signal });
}
