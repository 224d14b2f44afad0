/** A short fuzz of the whole API: one that is always the same, and one that never is. See fuzz-run.ts. */
import { afterAll, beforeAll, expect, it } from "vitest";
import { startPlatform, type Platform } from "../platform/platform.ts";
import { fuzz } from "./fuzz.ts";
import { newSeed } from "./random.ts";

let platform: Platform;
beforeAll(async () => {
  platform = await startPlatform();
}, 180_000);
afterAll(() => platform?.close());

it.each([
  ["a seed that stays", 20_261_124],
  ["a seed of chance", newSeed()],
])(
  "answers 1,000 requests of %s without an error, a hang or an unknown field accepted (%i)",
  async (_name, seed) => {
    const report = await fuzz(platform, { seed, count: 1_000 });
    const lines = report.findings.map(
      ({ what, request, answer }) =>
        `#${request.number} ${what}: ${request.method} ${request.address} (${request.bent}): ${answer}`,
    );
    expect(lines, `node test/api/fuzz-run.ts --seed ${seed} --count 1000`).toEqual([]);
    expect(report.deadLetters).toEqual({});
    expect(report.sent).toBe(1_000);
  },
  120_000,
);
