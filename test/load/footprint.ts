/**
 * How soon is a service ready, and how much memory does a stack take when it has nothing to do?
 *
 *   node test/load/footprint.ts [--stack dev]
 *
 * One after another, a container of each service is killed; the engine starts another, and the time from the start of
 * its process to the first 200 of /ready is printed. Then the memory of every container, as its limit counts it (pages
 * of files that can be given back are not in it). Works on a Swarm stack of this machine.
 */
import { setTimeout as pause } from "node:timers/promises";
import { parseArgs } from "node:util";
import { serviceNames } from "../../services/names.ts";
import { SERVICES } from "../../infra/workloads/services.ts";
import { instanceOf, instancesOf, type Instance } from "../stacks/instances.ts";
import { docker, filtersFor } from "../stacks/swarm-instances.ts";

const { values: options } = parseArgs({ options: { stack: { type: "string", default: "dev" } } });
const { stack } = options;
const instances = await instancesOf(stack);

console.log("READY AFTER  SERVICE");
for (const service of serviceNames) {
  const killed = await instanceOf(instances, service);
  await instances.kill(killed);
  const started = await another(service, killed.id);
  const ready = await instances.exec(
    started,
    ...["bash", "-c"],
    `until probe-http ${SERVICES[service].port} /ready > /dev/null; do sleep 0.01; done; date +%s%3N`,
  );
  const begun = Date.parse(await docker("inspect", "--format", "{{.State.StartedAt}}", started.id));
  console.log(`${String(Number(ready) - begun).padStart(8)} ms  ${service}`);
}

const format = "{{.Name}}\t{{.MemUsage}}";
const ids = await docker("ps", "--quiet", ...filtersFor(stack));
const lines = (await docker("stats", "--no-stream", "--format", format, ...ids.split("\n"))).split("\n");
const used = lines.map((line) => {
  const [name, usage] = line.split("\t") as [string, string];
  const [, amount, unit] = /^([\d.]+)(KiB|MiB|GiB)/.exec(usage)!;
  const mebibytes = Number(amount) * { KiB: 1 / 1024, MiB: 1, GiB: 1024 }[unit as "MiB"];
  return { workload: name.replace(`cloudpos-${stack}-`, "").replace(/\..*/, ""), mebibytes };
});
console.log("\n    MEMORY  WORKLOAD");
for (const { workload, mebibytes } of used.sort((a, b) => b.mebibytes - a.mebibytes))
  console.log(`${mebibytes.toFixed(1).padStart(6)} MiB  ${workload}`);
console.log(
  `${used
    .reduce((sum, { mebibytes }) => sum + mebibytes, 0)
    .toFixed(1)
    .padStart(6)} MiB  all of them`,
);

/** @returns one that took the killed one's place */
async function another(workload: string, killed: string): Promise<Instance> {
  for (const deadline = Date.now() + 120_000; Date.now() < deadline; await pause(50)) {
    const found = (await instances.list(workload)).find(({ id }) => id !== killed);
    if (found) return found;
  }
  throw new Error(`no other instance of ${workload} came within two minutes`);
}
