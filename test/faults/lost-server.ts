/**
 * Loses one server after the other of a stack on several servers while registers sell, and checks every sale afterwards:
 *
 *   node test/faults/lost-server.ts [--stack test-servers] [--down-seconds 60] [--rounds 1] [--connections 6]
 *     [--pause-ms 250] [--seed N]
 *
 * For stacks whose servers are containers of this machine (`./cloudpos test --only servers --keep`). A server is killed,
 * all of its processes at once, and stays away; then it is started again, and the next one follows when everything is
 * healthy and every store complete. Registers know the addresses of all servers and turn to the next one where one does
 * not answer, as browsers do. In the end every sale that was answered has to be there exactly once, and everything that
 * follows from sales has to be right (see test/load/verify.ts).
 *
 * The gap is the longest time without an answered sale from the loss until the platform is complete again. Exits with
 * 0 when nothing is wrong. Same seed, same sales.
 */
import { setTimeout as pause } from "node:timers/promises";
import { parseArgs } from "node:util";
import { docker } from "../../infra/foundation/servers/testing/hosts.ts";
import { workloadsOf } from "../../tools/cli/support/engine.ts";
import { closeEngines, reachEngines } from "../../tools/cli/support/engines.ts";
import { serversOf, type ServerAddress } from "../../tools/cli/support/stack-file.ts";
import { newSeed } from "../api/random.ts";
import { printVerdict, runLoad } from "../load/run.ts";
import { sqlBy } from "../load/sql.ts";
import { settingsOf } from "../stacks/declared.ts";
import { instancesOf } from "../stacks/instances.ts";
import { originOf } from "../stacks/origin.ts";
import { Answers, inSeconds, medianAndWorst } from "./answers.ts";
import { Members, ask, primaryOfCompleteCluster } from "./postgres-members.ts";

const { values: options } = parseArgs({
  options: {
    stack: { type: "string", default: "test-servers" },
    "down-seconds": { type: "string", default: "60" },
    rounds: { type: "string", default: "1" },
    connections: { type: "string", default: "6" },
    "pause-ms": { type: "string", default: "250" },
    seed: { type: "string" },
  },
});
const { stack } = options;
const seed = options.seed === undefined ? newSeed() : Number(options.seed);
/** How long sales may stand still, and how long the platform may take to be complete again. */
const patienceSeconds = 600;
const servers = await serversOf(stack);
if (servers.length < 2) throw new Error(`the stack ${stack} is not on several servers (cloudpos:servers)`);
const settings = await settingsOf(stack);
const members = new Members(await instancesOf(stack));
const answers = new Answers();
const gaps: number[] = [];
console.log(`Seed ${seed}`);

const report = await runLoad({
  origin: await originOf(stack),
  sql: sqlBy(async (query) =>
    ask(members, await primary(AbortSignal.timeout(patienceSeconds * 1_000)), query),
  ),
  seed,
  quiet: 100,
  disturbed: "throughout",
  pauseMs: Number(options["pause-ms"]),
  connections: Number(options.connections),
  registers: Number(options.connections),
  onAttempt: ({ outcome, at }) => void (outcome === "ok" && answers.add(at)),
  disturb: loseEachServer,
  log: (line) => console.log(line),
});
closeEngines();
if (gaps.length > 0) console.log(`${gaps.length} servers lost; no sale answered for ${medianAndWorst(gaps)}`);
process.exit(
  printVerdict(
    report,
    `All ${answers.count} answers were for sales that are there exactly once, with receipt numbers without a gap.`,
    seed,
  ),
);

async function loseEachServer(signal: AbortSignal): Promise<void> {
  for (let round = 0; round < Number(options.rounds); round += 1) {
    for (const server of servers) {
      const container = await containerAt(server);
      const leading = await primary(signal);
      const keeps = settings.servers.find(({ name }) => name === server.name)!.keeps;
      const lostAt = Date.now();
      await docker("kill", container);
      await pause(Number(options["down-seconds"]) * 1_000, undefined, { signal });
      await answers.until(() => answers.silence < 1_000, { seconds: patienceSeconds, signal });
      const gap = answers.longestPause(lostAt);
      const backAt = Date.now();
      await docker("start", container);
      closeEngines();
      await complete(signal);
      const whole = answers.longestPause(lostAt);
      gaps.push(whole);
      const what = keeps.includes(leading)
        ? `with the primary ${leading}`
        : `without the primary, ${leading}`;
      console.log(
        `${server.name}, ${what}: no sale answered for ${inSeconds(gap)} while it was away, ${inSeconds(whole)} in all; ` +
          `complete ${inSeconds(Date.now() - backAt)} after its start`,
      );
    }
  }
}

/** The container of this machine that is the server. */
async function containerAt({ name, address }: ServerAddress): Promise<string> {
  const format = "{{.Name}} {{range .NetworkSettings.Networks}}{{.IPAddress}} {{end}}";
  const ids = (await docker("ps", "--quiet")).split("\n");
  const lines = (await docker("inspect", "--format", format, ...ids)).split("\n");
  const found = lines
    .map((line) => line.trim().split(" "))
    .find(([, ...addresses]) => addresses.includes(address));
  if (!found) throw new Error(`the server ${name} (${address}) is no container of this machine`);
  return found[0]!.slice(1);
}

/** Everything runs and is healthy, and PostgreSQL could lose another member. */
async function complete(signal: AbortSignal): Promise<void> {
  const deadline = Date.now() + patienceSeconds * 1_000;
  for (;;) {
    signal.throwIfAborted();
    const unwell = await reachEngines(stack)
      .then((engines) => workloadsOf(engines, stack))
      .then(
        (workloads) => workloads.filter(({ health }) => health !== "healthy").map(({ name }) => name),
        (error: Error) => [error.message],
      );
    if (unwell.length === 0) break;
    if (Date.now() > deadline)
      throw new Error(`not complete after ${patienceSeconds} s: ${unwell.join(", ")}`);
    await pause(500);
  }
  await primary(signal);
}

function primary(signal: AbortSignal): Promise<string> {
  const { members: count } = settings.postgres;
  return primaryOfCompleteCluster(members, { count, seconds: patienceSeconds, signal });
}
