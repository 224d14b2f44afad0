/**
 * Fuzzes the whole API of a platform in this process, from its own OpenAPI document:
 *
 *   node test/api/fuzz-run.ts [--count 20000] [--seed N] [--only NUMBER] [--minutes 15]
 *
 * Needs TEST_POSTGRES_URL, TEST_REDIS_URL and TEST_MONGODB_URL. Exits with 1 when there was a finding; each is
 * printed with its number, and the same seed with --only sends that request again.
 */
import { parseArgs } from "node:util";
import { startPlatform } from "../platform/platform.ts";
import { fuzz } from "./fuzz.ts";
import { newSeed } from "./random.ts";

const { values: options } = parseArgs({
  options: {
    count: { type: "string", default: "20000" },
    seed: { type: "string" },
    only: { type: "string" },
    minutes: { type: "string", default: "15" },
  },
});
const seed = options.seed === undefined ? newSeed() : Number(options.seed);
console.log(`Seed ${seed}`);
const platform = await startPlatform();
const report = await fuzz(platform, {
  seed,
  count: Number(options.count),
  mostMs: Number(options.minutes) * 60_000,
  ...(options.only !== undefined && { only: Number(options.only) }),
});

console.log(`${report.sent} requests in ${Math.round(report.seconds)} s, by status:`, report.statuses);
if (report.shed > 0) console.log(`${report.shed} refusals under load`);
if (report.neverDone.length > 0) console.log(`Never answered 2xx: ${report.neverDone.join(", ")}`);
const seen = new Map<string, number>();
for (const { what, request, answer } of report.findings) {
  const kind = `${what}: ${request.method} ${request.operation.path}`;
  const times = (seen.get(kind) ?? 0) + 1;
  seen.set(kind, times);
  if (times > 2) continue;
  console.log(`\n#${request.number} ${kind} (${request.bent}; ${request.role ?? "nobody"})`);
  console.log(`  ${request.method} ${request.address.slice(0, 300)}`);
  if (request.body !== undefined)
    console.log(`  ${JSON.stringify(request.headers)} ${request.body.slice(0, 600)}`);
  console.log(`  ${answer}`);
}
for (const [kind, times] of seen) console.log(`${times} x ${kind}`);
for (const [stream, length] of Object.entries(report.deadLetters))
  console.log(`${length} dead letters in ${stream}`);
for (const line of platform.logLines.filter((entry) => entry.includes('"level":"error"')).slice(-10)) {
  console.log(line.slice(0, 1_500));
}
await platform.close();
const whole = options.only !== undefined || report.sent === Number(options.count);
if (!whole) console.log("The time was up before all requests were sent.");
process.exit(
  report.findings.length + report.shed + Object.keys(report.deadLetters).length > 0 || !whole ? 1 : 0,
);
