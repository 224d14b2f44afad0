/** Small conversions between what a program writes and what the daemon's API takes. */
import { renderPath } from "../server/diff.ts";
import { isObject } from "../server/marshal.ts";
import { UNKNOWN } from "../server/resource.ts";
import type { CheckFailure, PropertyMap } from "../server/resource.ts";

export interface Label {
  label: string;
  value: string;
}

export type StringMap = Record<string, string>;

export function labelMap(labels: readonly Label[] | undefined): StringMap {
  return Object.fromEntries((labels ?? []).map(({ label, value }) => [label, value]));
}

/** In the order of their names, so that two readings of one object are equal. */
export function labelList(labels: StringMap | undefined | null): Label[] | undefined {
  const list = Object.entries(labels ?? {})
    .map(([label, value]) => ({ label, value }))
    .sort((a, b) => compareText(a.label, b.label));
  return list.length > 0 ? list : undefined;
}

/** Inputs as they are compared: labels are a set, however the program happens to order them. */
export function sortedLabels(inputs: PropertyMap): PropertyMap {
  const { labels } = inputs;
  if (!Array.isArray(labels) || !labels.every(isObject)) return inputs;
  return {
    ...inputs,
    labels: labels.toSorted((a, b) => compareText(String(a["label"]), String(b["label"]))),
  };
}

export function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

const UNITS: Readonly<Record<string, number>> = {
  ns: 1,
  us: 1e3,
  µs: 1e3,
  ms: 1e6,
  s: 1e9,
  m: 60e9,
  h: 3600e9,
};

/** A duration as Go writes it (`1m30s`, `500ms`) in nanoseconds; `undefined` when it is not one. */
export function parseDuration(text: string): number | undefined {
  if (text === "0") return 0;
  if (!/^(\d+(\.\d+)?(ns|us|µs|ms|s|m|h))+$/.test(text)) return undefined;
  let nanoseconds = 0;
  for (const [, amount, unit] of text.matchAll(/(\d+(?:\.\d+)?)(ns|us|µs|ms|s|m|h)/g)) {
    nanoseconds += Number(amount) * UNITS[unit!]!;
  }
  return Math.round(nanoseconds);
}

/** Nanoseconds the way Go prints them: `1m30s`, `500ms`, `0s`. */
export function formatDuration(nanoseconds: number): string {
  if (nanoseconds === 0) return "0s";
  if (nanoseconds < UNITS["s"]!) {
    const unit = nanoseconds >= UNITS["ms"]! ? "ms" : nanoseconds >= UNITS["us"]! ? "us" : "ns";
    return `${nanoseconds / UNITS[unit]!}${unit}`;
  }
  const seconds = nanoseconds / UNITS["s"]!;
  const hours = Math.floor(seconds / 3600);
  const minutes = Math.floor((seconds % 3600) / 60);
  const rest = Number((seconds % 60).toFixed(9));
  return `${hours > 0 ? `${hours}h` : ""}${hours > 0 || minutes > 0 ? `${minutes}m` : ""}${rest}s`;
}

/** As `parseDuration` for a value that check has already accepted. */
export function nanoseconds(text: string | undefined): number | undefined {
  return text === undefined ? undefined : parseDuration(text);
}

/** The object without the properties that say nothing: undefined, empty lists and empty maps. */
export function compact(value: PropertyMap): PropertyMap {
  const said = Object.entries(value).filter(
    ([, item]) =>
      item !== undefined &&
      item !== null &&
      !(Array.isArray(item) && item.length === 0) &&
      !(isObject(item) && Object.keys(item).length === 0),
  );
  return Object.fromEntries(said);
}

/** `undefined` instead of a value that equals the daemon's default. */
export function unless<Value>(value: Value | undefined | null, byDefault: Value): Value | undefined {
  return value === byDefault || value === null ? undefined : value;
}

/**
 * Every value a dotted path leads to (`*` for the items of a list), with the path it was found under.
 * Nothing below an unknown value is found.
 */
export function valuesAt(inputs: unknown, path: string): { at: string; value: unknown }[] {
  let found: { at: (string | number)[]; value: unknown }[] = [{ at: [], value: inputs }];
  for (const step of path.split(".")) {
    found = found.flatMap(({ at, value }) => {
      if (step === "*") {
        return Array.isArray(value) ? value.map((item, index) => ({ at: [...at, index], value: item })) : [];
      }
      return isObject(value) && value[step] !== undefined ? [{ at: [...at, step], value: value[step] }] : [];
    });
  }
  return found.map(({ at, value }) => ({ at: renderPath(at), value }));
}

/** Failures for inputs of the schema that this stand-in does not carry out; silence would be a lie. */
export function refuse(inputs: PropertyMap, paths: readonly string[], reason: string): CheckFailure[] {
  return paths.flatMap((path) =>
    valuesAt(inputs, path)
      .filter(({ value }) => value !== null && value !== false && value !== "")
      .map(({ at }) => ({
        property: at,
        reason: `is not supported by this stand-in for the official docker provider: ${reason}`,
      })),
  );
}

/** Failures for durations that are none. */
export function checkDurations(inputs: PropertyMap, paths: readonly string[]): CheckFailure[] {
  return paths.flatMap((path) =>
    valuesAt(inputs, path)
      .filter(({ value }) => typeof value === "string" && parseDuration(value) === undefined)
      .map(({ at, value }) => ({
        property: at,
        reason: `"${String(value)}" is not a duration; write a number with a unit: 500ms, 10s, 1m30s`,
      })),
  );
}

/** Failures for values that are not among those allowed. */
export function checkOneOf(inputs: PropertyMap, path: string, allowed: readonly string[]): CheckFailure[] {
  return valuesAt(inputs, path)
    .filter(({ value }) => value !== UNKNOWN && !allowed.includes(String(value)))
    .map(({ at, value }) => ({
      property: at,
      reason: `"${String(value)}" is not one of ${allowed.join(", ")}`,
    }));
}
