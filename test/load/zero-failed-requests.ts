/**
 * Does a request fail while a running stack is operated?
 *
 *   node test/load/zero-failed-requests.ts [--stack dev] [--drills update,edge,scale,rotate] [--clients 8] [--seed N]
 *   node test/load/zero-failed-requests.ts [--stack dev] [--clients 8] [--seed N] -- ./cloudpos up --yes
 *
 * Tills and back offices work through the edge all the time (see steady-load.ts; nothing is sent again) while, one
 * after another, every service is updated (another log level, and back), so is the edge (another admin network, and
 * back), every service is scaled up and down, and every secret is rotated that can be without an interruption (a signing
 * key takes 17 minutes, until its last token has expired); or while the command after `--` runs. Prints requests,
 * failures and the worst latency of each part, then every failure with time and operation. Afterwards every sale that
 * was acknowledged is sent once more and has to be answered as it was. Exits with 0 when no request failed, no sale is
 * lost and the commands did what they should.
 *
 * Needs a stack with demo data (the owner signs in with the demo password) and, for zero, at least two replicas of
 * every service and of the edge. The stack's file is as before afterwards, but for the generations of secrets.
 */
import { spawn } from "node:child_process";
import { readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { parseArgs } from "node:util";
import { serviceNames } from "../../services/names.ts";
import { changeConfiguration, stackFile, writeConfiguration } from "../../tools/cli/support/stack-file.ts";
import { ApiClient } from "../api/client.ts";
import { newSeed } from "../api/random.ts";
import { openShop } from "./shop.ts";
import { originOf } from "../stacks/origin.ts";
import { SteadyLoad, type Failure } from "./steady-load.ts";

/** How long the load goes on by itself before and after each part. */
const undisturbedMs = 5_000;

/** Where nobody is: of the networks for examples (RFC 5737). */
const documentationNetwork = "192.0.2.0/24";

const separator = process.argv.indexOf("--");
const command = separator === -1 ? [] : process.argv.slice(separator + 1);
const { values: options } = parseArgs({
  args: process.argv.slice(2, separator === -1 ? undefined : separator),
  options: {
    stack: { type: "string", default: "dev" },
    drills: { type: "string", default: "update,edge,scale,rotate" },
    clients: { type: "string", default: "8" },
    seed: { type: "string" },
  },
});
const stack = options.stack;
const seed = options.seed === undefined ? newSeed() : Number(options.seed);
const cloudpos = path.resolve(import.meta.dirname, "../../cloudpos");

/** Each leaves the stack as it was. */
const drills: Readonly<Record<string, () => Promise<void>>> = {
  update: () =>
    changeAndBack("update of every service", (document, { logLevel }) =>
      document.setIn(["config", "cloudpos:logLevel"], logLevel === "warn" ? "info" : "warn"),
    ),
  edge: () =>
    changeAndBack("update of the edge", (document, { adminNetworks }) =>
      document.setIn(["config", "cloudpos:adminNetworks"], [...adminNetworks, documentationNetwork]),
    ),
  scale: async () => {
    const { settings } = await changeConfiguration(stack, () => undefined);
    const replicas = (more: number) =>
      serviceNames.flatMap((name) => {
        const now = settings.replicas[name] ?? 1;
        return typeof now === "number" ? [`${name}=${now + more}`] : [];
      });
    await part("scale up", () => run(cloudpos, "scale", ...replicas(1), "--yes", "--stack", stack));
    await part("scale down", () => run(cloudpos, "scale", ...replicas(0), "--yes", "--stack", stack));
  },
  rotate: () =>
    part("rotation of every secret", () => run(cloudpos, "rotate", "all", "--yes", "--stack", stack)),
};
const chosen = command.length > 0 ? [] : options.drills.split(",");
for (const name of chosen) {
  if (!drills[name]) throw new Error(`there is no drill "${name}": ${Object.keys(drills).join(", ")}`);
}

console.log(`Seed ${seed}`);
const origin = await originOf(stack);
const client = new ApiClient(origin.url, { ca: origin.ca });
const shop = await openShop(client, { registers: Number(options.clients), products: 200, customers: 20 });
client.close();

const load = new SteadyLoad({
  origin,
  shop,
  seed,
  onFailure: (failure) => console.log(`FAILED ${described(failure)}`),
});
load.start();
let problem: unknown;
try {
  await pause(undisturbedMs);
  if (command.length > 0) await part(command.join(" "), () => run(...(command as [string, ...string[]])));
  for (const name of chosen) await drills[name]!();
} catch (error) {
  problem = error;
}
const reports = await load.stop();
const lost = await load.lost();

console.log("\nREQUESTS  FAILED  WORST      WHILE");
for (const { phase, requests, failures, worstMs, worstOperation } of reports) {
  const worst = `${Math.round(worstMs)} ms`;
  console.log(
    `${String(requests).padStart(8)}  ${String(failures.length).padStart(6)}  ${worst.padEnd(9)}  ${phase} (${worstOperation})`,
  );
}
const failures = reports.flatMap((report) => report.failures);
const kinds = Map.groupBy(failures, ({ reason }) => reason.replace(/ after \d+ ms$/, ""));
for (const [kind, all] of kinds) console.log(`${all.length} x ${kind}`);
for (const fault of lost) console.log(`LOST ${fault}`);
const total = reports.reduce((sum, { requests }) => sum + requests, 0);
const worst = Math.round(Math.max(...reports.map(({ worstMs }) => worstMs)));
console.log(
  `${failures.length} of ${total} requests failed, worst latency ${worst} ms; ` +
    `${lost.length} of ${load.acknowledgedSales} acknowledged sales lost (seed ${seed}).`,
);
if (problem !== undefined) console.log(`Not carried out to the end: ${(problem as Error).message}`);
process.exit(failures.length === 0 && lost.length === 0 && problem === undefined ? 0 : 1);

/** Brings the stack up with a changed configuration, then with the one it had. */
async function changeAndBack(name: string, edit: Parameters<typeof changeConfiguration>[1]): Promise<void> {
  const file = await readFile(stackFile(stack), "utf8");
  const changed = await changeConfiguration(stack, edit);
  await part(name, async () => {
    await writeConfiguration(stack, changed);
    await run(cloudpos, "up", "--yes", "--stack", stack);
  });
  await part(`${name}, back`, async () => {
    await writeFile(stackFile(stack), file);
    await run(cloudpos, "up", "--yes", "--stack", stack);
  });
}

/** Carries something out under load, under its own name in the report, and lets the load go on for a while. */
async function part(name: string, work: () => Promise<void>): Promise<void> {
  console.log(`\n${new Date().toISOString()} ${name}`);
  load.phase(name);
  await work();
  await pause(undisturbedMs);
}

function described({ at, phase, operation, reason }: Failure): string {
  return `${at.toISOString()} ${operation}: ${reason} (during: ${phase})`;
}

/** Runs a command and shows what it says. @throws Error when it fails */
function run(...[file, ...args]: [string, ...string[]]): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn(file, args, { stdio: "inherit" });
    child.on("error", reject);
    child.on("exit", (code) =>
      code === 0
        ? resolve()
        : reject(new Error(`${path.basename(file)} ${args.join(" ")} ended with exit code ${code}`)),
    );
  });
}
