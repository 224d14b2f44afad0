/**
 * Sends requests through the edge of a running stack while another command runs, and counts those that failed:
 *
 *   node test/load/rolling-request-loop.ts [--stack dev] [--url https://localhost] [--connections 8]
 *     [--path /api/auth/health ...] [--seconds 600] [-- ./cloudpos up --yes]
 *
 * With a command it ends two seconds after it, at the latest after --seconds; without one, after --seconds
 * (default 600). A failure is an answer that is not 2xx, a broken connection, or no answer in 10 seconds; nothing is
 * sent again. Half of the connections are kept, half are new for every request, as tills and browsers do both.
 * Exits with 0 when every request succeeded and the command did too.
 */
import { spawn } from "node:child_process";
import { readFile } from "node:fs/promises";
import https from "node:https";
import path from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { parseArgs } from "node:util";
import { locateHome } from "../../tools/offline/toolchain/home.ts";

const answerTimeoutMs = 10_000;
const pauseMs = 50;
const afterCommandMs = 2_000;
const publicPaths = [
  "/",
  "/health",
  ...["auth", "inventory", "transactions", "payments", "customers", "notifications", "reports"].map(
    (prefix) => `/api/${prefix}/health`,
  ),
  "/api/auth/demo",
];

const separator = process.argv.indexOf("--");
const command = separator === -1 ? [] : process.argv.slice(separator + 1);
const { values: options } = parseArgs({
  args: process.argv.slice(2, separator === -1 ? undefined : separator),
  options: {
    stack: { type: "string", default: "dev" },
    url: { type: "string" },
    connections: { type: "string", default: "8" },
    seconds: { type: "string", default: "600" },
    path: { type: "string", multiple: true },
  },
});

const stackFolder = path.join(locateHome().root, "stacks", options.stack);
const ca = await readFile(path.join(stackFolder, "ca.crt"), "utf8");
const origin = options.url ?? (await recordedUrl());
const paths = options.path ?? publicPaths;

const stop = new AbortController();
const failures = new Map<string, number>();
let sent = 0;
let slowestMs = 0;

const started = performance.now();
const loops = Array.from({ length: Number(options.connections) }, (_, index) => loop(index));
const deadline = setTimeout(() => stop.abort(), Number(options.seconds) * 1_000);
let exitCode = 0;
if (command.length > 0) {
  exitCode = await runCommand(command);
  await pause(afterCommandMs);
  stop.abort();
}
await Promise.all(loops);
clearTimeout(deadline);

const failed = [...failures.values()].reduce((sum, count) => sum + count, 0);
console.log(
  `${sent} requests in ${Math.round((performance.now() - started) / 1_000)} s, ${failed} failed, ` +
    `slowest ${Math.round(slowestMs)} ms` +
    (command.length > 0 ? `; the command ended with ${exitCode}` : ""),
);
for (const [what, count] of failures) console.log(`  ${count} x ${what}`);
process.exit(failed === 0 && sent > 0 ? exitCode : 1);

/** The address that `./cloudpos up` has written down, unless --url says otherwise. */
async function recordedUrl(): Promise<string> {
  const record = JSON.parse(await readFile(path.join(stackFolder, "record.json"), "utf8")) as {
    url?: string;
  };
  if (!record.url) throw new Error(`${stackFolder}/record.json names no url: give --url`);
  return record.url;
}

async function loop(index: number): Promise<void> {
  const agent = new https.Agent({ ca, keepAlive: index % 2 === 0 });
  for (let turn = index; !stop.signal.aborted; turn += 1) {
    const address = paths[turn % paths.length]!;
    const before = performance.now();
    const problem = await request(agent, address);
    slowestMs = Math.max(slowestMs, performance.now() - before);
    sent += 1;
    if (problem !== null) {
      const key = `GET ${address}: ${problem}`;
      if (!failures.has(key)) console.error(`${new Date().toISOString()} ${key}`);
      failures.set(key, (failures.get(key) ?? 0) + 1);
    }
    await pause(pauseMs);
  }
  agent.destroy();
}

/** @returns what is wrong with the answer, or null. */
function request(agent: https.Agent, address: string): Promise<string | null> {
  return new Promise((resolve) => {
    const call = https.get(new URL(address, origin), { agent, timeout: answerTimeoutMs }, (response) => {
      const status = response.statusCode ?? 0;
      response.resume();
      response.on("end", () => resolve(status >= 200 && status < 300 ? null : `status ${status}`));
      response.on("error", (error) => resolve(`answer broken off: ${error.message}`));
    });
    call.on("timeout", () => call.destroy(new Error(`no answer in ${answerTimeoutMs} ms`)));
    call.on("error", (error: NodeJS.ErrnoException) => resolve(error.code ?? error.message));
  });
}

function runCommand([file, ...args]: string[]): Promise<number> {
  return new Promise((resolve, reject) => {
    const child = spawn(file!, args, { stdio: "inherit" });
    child.on("error", reject);
    child.on("exit", (code) => resolve(code ?? 1));
  });
}
