/** What changed between two sets of inputs, property by property, and whether it needs a new resource. */
import { isObject } from "./marshal.ts";
import { UNKNOWN } from "./resource.ts";
import type { PropertyMap } from "./resource.ts";

export interface Change {
  /** As the engine shows it: `taskSpec.containerSpec.env.LOG_LEVEL`, `labels[0].value`. */
  path: string;
  kind: "add" | "delete" | "update";
  replace: boolean;
}

type Path = readonly (string | number)[];

export function diff(olds: PropertyMap, news: PropertyMap, replaceOnChanges: readonly string[]): Change[] {
  const patterns = replaceOnChanges.map((pattern) => pattern.split("."));
  const changes: Change[] = [];
  compare(olds, news, [], patterns, changes);
  return changes;
}

function compare(old: unknown, now: unknown, path: Path, patterns: string[][], changes: Change[]): void {
  if (isObject(old) && isObject(now)) {
    for (const key of new Set([...Object.keys(old), ...Object.keys(now)])) {
      compare(old[key], now[key], [...path, key], patterns, changes);
    }
    return;
  }
  if (Array.isArray(old) && Array.isArray(now)) {
    for (let index = 0; index < Math.max(old.length, now.length); index++) {
      compare(old[index], now[index], [...path, index], patterns, changes);
    }
    return;
  }
  const before = absentWhenEmpty(old);
  const after = absentWhenEmpty(now);
  if (before === after && before !== UNKNOWN) return;
  const kind = before === undefined ? "add" : after === undefined ? "delete" : "update";
  const leaves = [...leafPaths(before, path), ...leafPaths(after, path)];
  const replace = leaves.some((leaf) => patterns.some((pattern) => matches(pattern, leaf)));
  changes.push({ path: renderPath(path), kind, replace });
}

/** No value, an empty list and an empty map all mean "not said". */
function absentWhenEmpty(value: unknown): unknown {
  if (value === null) return undefined;
  if (Array.isArray(value)) return value.length === 0 ? undefined : value;
  if (isObject(value))
    return Object.values(value).every((item) => absentWhenEmpty(item) === undefined) ? undefined : value;
  return value;
}

function leafPaths(value: unknown, path: Path): Path[] {
  if (value === undefined || value === null) return [];
  if (Array.isArray(value)) return value.flatMap((item, index) => leafPaths(item, [...path, index]));
  if (isObject(value)) return Object.entries(value).flatMap(([key, item]) => leafPaths(item, [...path, key]));
  return [path];
}

/** The pattern names the leaf or something that contains it; an unknown whole may contain what it names. */
function matches(pattern: readonly string[], leaf: Path): boolean {
  const shared = Math.min(pattern.length, leaf.length);
  for (let index = 0; index < shared; index++) {
    const expected = pattern[index];
    const actual = leaf[index];
    if (expected === "*" ? typeof actual !== "number" : expected !== actual) return false;
  }
  return pattern.length <= leaf.length;
}

export function renderPath(path: Path): string {
  return path.reduce<string>((text, step) => {
    if (typeof step === "number") return `${text}[${step}]`;
    if (!/^[A-Za-z_$][\w$-]*$/.test(step)) return `${text}["${step.replaceAll('"', '\\"')}"]`;
    return text === "" ? step : `${text}.${step}`;
  }, "");
}
