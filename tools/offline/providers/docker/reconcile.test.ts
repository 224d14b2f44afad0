import { expect, test } from "vitest";
import { reconcile } from "./reconcile.ts";

test("keeps the program's words where nothing has drifted, however the daemon spells it", () => {
  const said = { timeout: "60s", labels: ["b", "a"], replicas: 1 };
  const spelled = { timeout: "1m0s", labels: ["a", "b"] };
  expect(reconcile(said, spelled, spelled)).toEqual(said);
});

test("reports exactly what differs: changed, added and removed", () => {
  const said = { env: { A: "1", B: "2" }, image: "x", replicas: 2 };
  const actual = { env: { A: "1", C: "3" }, image: "x" };
  expect(reconcile(said, said, actual)).toEqual({ env: { A: "1", C: "3" }, image: "x" });
});

test("of an import everything is said that the daemon has", () => {
  expect(reconcile({}, {}, { name: "n", task: { image: "x" } })).toEqual({ name: "n", task: { image: "x" } });
});
