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
import { writeFile, rm } from "node:fs/promises";
import { Agent, request } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { demoStore } from "@cloudpos/contracts";
import { contentHash } from "./check.ts";
import { verifyJournal } from "./journal.ts";
import { demoSale, newSaleId, startTransaction } from "./testing.ts";

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
try {
  await overHttp(32, 2);
  for (let round = 0; round < rounds; round += 1) {
    for (const clients of [8, 16])
      note(`pgbench, one sale a call, ${clients} clients`, await pgbench(1, clients));
    for (const clients of [4, 8])
      note(`pgbench, 16 sales a call, ${clients} clients`, await pgbench(16, clients));
    for (const clients of [32, 128]) note(`HTTP route, ${clients} clients`, await overHttp(clients, seconds));
  }
  const { rows } = await transaction.pool.query<{ register_id: string }>(
    "SELECT register_id FROM register_counter",
  );
  const verdicts = await Promise.all(rows.map((row) => verifyJournal(transaction.pool, row.register_id)));
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
    `journals intact: ${intact}; answers 201: ${committed}, sales stored of those registers: ${stored[0]!.count}`,
  );
  if (!intact || committed !== Number(stored[0]!.count)) process.exitCode = 1;
} finally {
  await transaction.close();
}

/** Sales per second through the route, each of `clients` sending the next when the last is answered. */
async function overHttp(clients: number, duration: number): Promise<number> {
  const agent = new Agent({ keepAlive: true, maxSockets: clients });
  const started = performance.now();
  const end = started + duration * 1000;
  let count = 0;
  const client = async (index: number) => {
    for (let turn = index; performance.now() < end; turn += clients) {
      const sale = demoSale({ registerId: registers[turn % registers.length]! });
      if ((await post(agent, sale.registerId, JSON.stringify(sale))) === 201) count += 1;
    }
  };
  await Promise.all(Array.from({ length: clients }, (_, index) => client(index)));
  agent.destroy();
  committed += count;
  return count / ((performance.now() - started) / 1000);
}

function post(agent: Agent, registerId: string, body: string): Promise<number> {
  return new Promise((resolve, reject) => {
    const headers = {
      authorization: `Bearer ${tokens.get(registerId)!}`,
      "content-type": "application/json",
      "content-length": Buffer.byteLength(body),
    };
    request(
      { agent, host: "127.0.0.1", port, path: "/api/transactions/sales", method: "POST", headers },
      (response) => {
        response.resume();
        response.on("end", () => resolve(response.statusCode!));
      },
    )
      .on("error", reject)
      .end(body);
  });
}

/** Sales per second by pgbench: the same sale under new ids, for registers of its own. */
async function pgbench(salesPerCall: number, clients: number): Promise<number> {
  const sale = demoSale();
  const item = {
    position: 0,
    sale,
    contentHash: contentHash(sale),
    storeId: demoStore.id,
    userId: randomUUID(),
    timeZone: demoStore.timeZone,
    flags: [],
    recomputedTotals: null,
  };
  // A register for every client, as the service has one lane for every register.
  const script = `SELECT count(*) FROM commit_sales((
    SELECT jsonb_agg(jsonb_set(jsonb_set(jsonb_set('${JSON.stringify(item)}'::jsonb, '{position}', to_jsonb(position)),
      '{sale,id}', to_jsonb('${newSaleId().slice(0, 19)}' || substr(gen_random_uuid()::text, 20))),
      '{sale,registerId}', to_jsonb(md5('pgbench-' || :client_id)::uuid))) FROM generate_series(1, ${salesPerCall}) AS position));`;
  const file = join(tmpdir(), `cloudpos-benchmark-${process.pid}.sql`);
  await writeFile(file, script.replaceAll(/\s+/g, " "));
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
