/** The small sibling of ten-thousand-sales.ts: services of this process are restarted while registers sell. */
import { setTimeout as pause } from "node:timers/promises";
import { afterAll, beforeAll, expect, it } from "vitest";
import { newSeed, seeded } from "../api/random.ts";
import { serviceNames } from "../platform/definitions.ts";
import { startPlatform, type Platform } from "../platform/platform.ts";
import { runLoad } from "./run.ts";
import { sqlOfPool } from "./sql.ts";

let platform: Platform;
beforeAll(async () => {
  platform = await startPlatform();
}, 180_000);
afterAll(() => platform?.close());

it("keeps 500 sales exactly once while services are restarted", async () => {
  const seed = newSeed();
  const random = seeded(seed);
  const lines = [`seed ${seed}`];
  const restart = async (signal: AbortSignal) => {
    while (!signal.aborted) {
      const name = random.pick(serviceNames);
      await platform.stop(name);
      await pause(random.integer(300));
      await platform.start(name);
      lines.push(`restarted ${name}`);
    }
  };
  const report = await runLoad({
    origin: { url: platform.origin },
    sql: sqlOfPool(platform.stores.pool),
    seed,
    quiet: 200,
    disturbed: 300,
    connections: 20,
    registers: 6,
    disturb: restart,
    log: (line) => lines.push(line),
  });
  expect(report.faults, lines.join("\n")).toEqual([]);
}, 180_000);
