/**
 * How much of the database's speed is left after Node: sales through the HTTP route of this service, against the
 * same SQL function called by pgbench, taken in turns in one run on one server. Figures of different runs do not
 * compare; the ratios do.
 *
 *   TEST_POSTGRES_URL=postgres://superuser@host:5432/postgres node services/transaction/benchmark.ts [seconds]
 *
 * Needs `pgbench` in PATH, or PGBENCH set to a command that runs it (its last arguments are added); pgbench then
 * reaches the server through PGBENCH_URL where that differs from TEST_POSTGRES_URL.
 */
import { execFile } from "node:child_process";
import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { writeFile, rm } from "node:fs/promises";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { Worker } from "node:worker_threads";
import type { Answers, Load } from "./benchmark-clients.ts";
import { commitSalesScript } from "./benchmark-script.ts";
import { verifyJournal } from "./journal.ts";
import { startTransaction } from "./testing.ts";

const run = promisify(execFile);
const seconds = Number(process.argv[2] ?? 5);
const rounds = 2;
const registers = Array.from({ length: 32 }, () => randomUUID());

const transaction = await startTransaction();
await transaction.service.app.listen({ host: "127.0.0.1", port: 0 });
const { port } = transaction.service.app.server.address() as AddressInfo;
const tokens = new Map<string, string>();
for (const registerId of registers) tokens.set(registerId, await transaction.issuer.token({ registerId }));

const figures = new Map<string, number[]>();
const note = (name: string, value: number) => figures.set(name, [...(figures.get(name) ?? []), value]);
let committed = 0;
let refused = 0;
try {
  await overHttp(32, 2);
  for (let round = 0; round < rounds; round += 1) {
    for (const clients of [8, 16])
      note(`pgbench, one sale a call, ${clients} clients`, await pgbench(1, clients));
    for (const clients of [4, 8])
      note(`pgbench, 16 sales a call, ${clients} clients`, await pgbench(16, clients));
    for (const clients of [32, 128]) note(`HTTP route, ${clients} clients`, await overHttp(clients, seconds));
  }
  const verdicts = await Promise.all(registers.map((id) => verifyJournal(transaction.pool, id)));
  const { rows: stored } = await transaction.pool.query<{ count: string }>(
    "SELECT count(*) FROM sale WHERE register_id = ANY($1)",
    [registers],
  );
  const median = (name: string) => figures.get(name)!.toSorted((a, b) => a - b)[Math.floor(rounds / 2)]!;
  const best = (prefix: string) =>
    Math.max(...[...figures.keys()].filter((name) => name.startsWith(prefix)).map(median));
  for (const name of figures.keys()) console.log(`${name}: ${Math.round(median(name))} sales/s`);
  const http = best("HTTP");
  console.log(`ratio to pgbench, one sale a call: ${(http / best("pgbench, one")).toFixed(2)}`);
  console.log(`ratio to pgbench, 16 sales a call: ${(http / best("pgbench, 16")).toFixed(2)}`);
  const intact = verdicts.every((verdict) => verdict.broken === null);
  console.log(
    `journals intact: ${intact}; answers 201: ${committed}, others: ${refused}, sales stored of those registers: ${stored[0]!.count}`,
  );
  if (!intact || committed !== Number(stored[0]!.count)) process.exitCode = 1;
} finally {
  await transaction.close();
}

/** Sales per second through the route, each of `clients` sending the next when the last is answered. */
async function overHttp(clients: number, duration: number): Promise<number> {
  const load: Load = { port, clients, seconds: duration, tokens };
  // A thread of its own: what measures must not hold up what is measured.
  const worker = new Worker(new URL("./benchmark-clients.ts", import.meta.url), { workerData: load });
  const [answers] = (await once(worker, "message")) as [Answers];
  committed += answers.committed;
  refused += answers.refused;
  return answers.committed / answers.seconds;
}

/** Sales per second by pgbench: the same sale under new ids, for registers of its own. */
async function pgbench(salesPerCall: number, clients: number): Promise<number> {
  const file = join(tmpdir(), `cloudpos-benchmark-${process.pid}.sql`);
  await writeFile(file, commitSalesScript(salesPerCall));
  const url = new URL(process.env.PGBENCH_URL ?? transaction.database.settings.DATABASE_URL);
  url.username = "transaction";
  url.password = transaction.database.settings.DATABASE_PASSWORD;
  url.pathname = new URL(transaction.database.settings.DATABASE_URL).pathname;
  const [command, ...before] = (process.env.PGBENCH ?? "pgbench").split(" ");
  try {
    const { stdout } = await run(command!, [
      ...before,
      "-n",
      "-M",
      "prepared",
      "-f",
      file,
      "-c",
      String(clients),
      "-j",
      "2",
      "-T",
      String(seconds),
      url.href,
    ]);
    const calls = /tps = ([\d.]+)/.exec(stdout)?.[1];
    if (!calls) throw new Error(`pgbench printed no result:\n${stdout}`);
    return Number(calls) * salesPerCall;
  } finally {
    await rm(file);
  }
}
