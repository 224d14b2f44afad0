/** Two of every service on the same stores, as in staging, while registers sell and replicas are restarted. */
import { connect, createServer, type AddressInfo, type Server, type Socket } from "node:net";
import { setTimeout as pause } from "node:timers/promises";
import { streams } from "@cloudpos/contracts";
import { afterAll, beforeAll, expect, it } from "vitest";
import { newSeed, seeded } from "../api/random.ts";
import { serviceNames } from "../platform/definitions.ts";
import { startPlatform, type Platform } from "../platform/platform.ts";
import { runLoad } from "./run.ts";
import { sqlOfPool } from "./sql.ts";

let replicas: Platform[] = [];
let front: Server;

beforeAll(async () => {
  const first = await startPlatform();
  // Both seed and migrate; the second finds everything there.
  replicas = [first, await startPlatform({ besides: first })];
  front = await inTurns(replicas.map(({ origin }) => Number(new URL(origin).port)));
}, 240_000);
afterAll(async () => {
  front?.close();
  for (const platform of replicas.toReversed()) await platform.close();
});

/** A server that hands each connection to the next of the ports, as a name with several addresses does. */
async function inTurns(ports: readonly number[]): Promise<Server> {
  let count = 0;
  const server = createServer((from: Socket) => {
    const to = connect(ports[count++ % ports.length]!, "127.0.0.1");
    from.pipe(to).pipe(from);
    for (const [one, other] of [
      [from, to],
      [to, from],
    ] as const) {
      one.on("error", () => undefined);
      one.on("close", () => other.destroy());
    }
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return server;
}

it("keeps every sale exactly once, with all that follows from it", async () => {
  const seed = newSeed();
  const random = seeded(seed);
  const lines = [`seed ${seed}`];
  const restart = async (signal: AbortSignal) => {
    while (!signal.aborted) {
      const [platform, name] = [random.pick(replicas), random.pick(serviceNames)];
      await platform.stop(name);
      await pause(random.integer(300));
      await platform.start(name);
      lines.push(`restarted a replica of ${name}`);
    }
  };
  const report = await runLoad({
    origin: { url: `http://127.0.0.1:${(front.address() as AddressInfo).port}` },
    sql: sqlOfPool(replicas[0]!.stores.pool),
    seed,
    quiet: 150,
    disturbed: 200,
    connections: 20,
    registers: 6,
    disturb: restart,
    log: (line) => lines.push(line),
  });
  expect(report.faults, lines.join("\n")).toEqual([]);

  // Both took part in every group: work is shared, not left to one.
  const groups = ["inventory", "reporting", "customer", "payment", "notification"];
  for (const group of groups) {
    const consumers = await replicas[0]!.stores.redis.xinfo("CONSUMERS", streams.sales, group);
    expect((consumers as unknown[]).length, group).toBeGreaterThanOrEqual(2);
  }
}, 240_000);
