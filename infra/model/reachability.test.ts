import { expect, it } from "vitest";
import { parseSettings } from "../settings.ts";
import { declareSystem } from "../workloads/index.ts";
import { reachability } from "./index.ts";

const settings = {
  "cloudpos:environment": "dev",
  "cloudpos:platform": "swarm",
  "cloudpos:domain": "localhost",
  "cloudpos:logLevel": "debug",
};
const system = declareSystem(parseSettings("dev", settings));
const matrix = reachability(system);
const allowed = (from: string, to: string) =>
  new Set(matrix.filter((reach) => reach.from === from && reach.to === to).map((reach) => reach.allowed));

it("has an entry for each workload and each port of every other", () => {
  const ports = system.workloads.reduce((sum, w) => sum + w.ports.length, 0);
  expect(matrix).toHaveLength(ports * system.workloads.length - ports);
});

it.each([
  ["edge", "gateway"],
  ["gateway", "transaction"],
  ["transaction", "postgres"],
  ["postgres", "backup"],
  ["backup", "postgres"],
  ["prometheus", "transaction"],
])("lets %s reach %s", (from, to) => {
  expect(allowed(from, to)).toEqual(new Set([true]));
});

it.each([
  ["edge", "postgres"],
  ["edge", "transaction"],
  ["transaction", "backup"],
  ["prometheus", "redis"],
  ["backup", "redis"],
  ["alertmanager", "gateway"],
])("keeps %s away from %s", (from, to) => {
  expect(allowed(from, to)).toEqual(new Set([false]));
});

it("lets a front before several replicas of the edge reach these, and nothing behind them", () => {
  const two = declareSystem(parseSettings("dev", { ...settings, "cloudpos:replicas": '{"edge":2}' }));
  const fromFront = reachability(two).filter(({ from, allowed }) => from === "front" && allowed);
  const monitoring = two.workloads.filter((w) => w.segments.includes("monitoring")).map(({ name }) => name);
  const reached = new Set(fromFront.map(({ to }) => to));
  expect([...reached].filter((name) => !monitoring.includes(name))).toEqual(["edge"]);
  const publishing = two.workloads.filter(({ ports }) => ports.some(({ published }) => published));
  expect(publishing.map(({ name }) => name)).toEqual(["front"]);
});
