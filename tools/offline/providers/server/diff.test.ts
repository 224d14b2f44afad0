import { expect, test } from "vitest";
import { diff } from "./diff.ts";
import { UNKNOWN } from "./resource.ts";

test("names each changed property the way a person would write it", () => {
  const changes = diff(
    { env: { "A.B": "1", C: "2" }, ports: [{ port: 1 }], gone: true },
    { env: { "A.B": "2", C: "2" }, ports: [{ port: 1 }, { port: 2 }], come: "x" },
    [],
  );
  expect(changes).toEqual([
    { path: 'env["A.B"]', kind: "update", replace: false },
    { path: "ports[1]", kind: "add", replace: false },
    { path: "gone", kind: "delete", replace: false },
    { path: "come", kind: "add", replace: false },
  ]);
});

test("replaces only for what a pattern names, at any depth", () => {
  const replaced = (olds: object, news: object) =>
    diff(olds as never, news as never, ["mode.global", "task.networks.*.name"]).some(
      ({ replace }) => replace,
    );
  expect(replaced({}, { mode: { replicated: { replicas: 2 } } })).toBe(false);
  expect(replaced({ mode: { replicated: { replicas: 2 } } }, { mode: { global: true } })).toBe(true);
  expect(replaced({ task: { image: "a" } }, { task: { image: "b" } })).toBe(false);
  expect(replaced({ task: {} }, { task: { networks: [{ name: "n" }] } })).toBe(true);
  expect(replaced({ task: { networks: [{ name: "n" }] } }, { task: UNKNOWN })).toBe(true);
});

test("an unknown value is a change, an empty one is none", () => {
  expect(diff({ id: "a" }, { id: UNKNOWN }, [])).toHaveLength(1);
  expect(diff({}, { labels: [], options: {}, nothing: null }, [])).toEqual([]);
});
