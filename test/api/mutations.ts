import type { Random } from "./random.ts";

/** A body bent in one way. */
export interface Mutation {
  kind: string;
  /** As it is sent: not every mutation is JSON. */
  text: string;
  /** Whether no server that refuses unknown fields may accept it. */
  mustBeRefused: boolean;
}

type Path = readonly (string | number)[];

const strange: readonly [kind: string, value: unknown][] = [
  ["null", null],
  ["a text", "x"],
  ["an empty text", ""],
  ["a number", 1],
  ["true", true],
  ["an array", []],
  ["an object", {}],
  ["a negative number", -1],
  ["a fraction", 0.5],
  ["zero", 0],
  ["2^53", 9_007_199_254_740_992],
  ["the largest number", Number.MAX_VALUE],
  ["2^31", 2_147_483_648],
  ["-2^63", -9_223_372_036_854_775_808],
  ["a text of 100,000", "a".repeat(100_000)],
  ["NUL", "a\u0000b"],
  ["half a surrogate pair", "a\ud800b"],
  ["right to left", "\u202egnp.exe"],
  ["emoji", "👩‍👩‍👧‍👦🧾"],
  ["combining marks", "Z̷̢̛͖̩͇̪̰͔̲̮̝̈́̀͑̅".repeat(20)],
  ["line breaks", "a\r\nb: c"],
  ["SQL", "'; DROP TABLE sale; --"],
  ["a template", "${7*7}{{7*7}}%s%n"],
  ["a path", "../../../../etc/passwd"],
  ["a formula", '=HYPERLINK("http://x","y")'],
  ["a date that is none", "2026-02-31T25:61:61Z"],
  ["year 0", "0000-01-01T00:00:00Z"],
  ["year 9999", "9999-12-31T23:59:59.999Z"],
  ["a day that is none", "2026-02-31"],
  ["a nil id", "00000000-0000-0000-0000-000000000000"],
  ["an id in capitals", "0198C0DE-0000-7000-8000-000000000001"],
  ["a regular expression's worst case", "a@" + "a-".repeat(5_000) + "!"],
];

/** Keys that mean something to JavaScript; written into the text, because an object would swallow them. */
const unknownKeys = ["unknownField", "__proto__", "constructor", "isAdmin", "ID", "", "a\u0000b", "😀"];

/** Bends a valid body in one way of many. */
export function mutate(random: Random, body: unknown): Mutation {
  const paths = pathsOf(body);
  const path = random.pick(paths);
  switch (random.integer(12)) {
    case 0:
    case 1:
    case 2: {
      const objects = paths.filter((candidate) => isObject(at(body, candidate)));
      const key = random.pick(unknownKeys);
      if (objects.length === 0) return asText("as it is", body);
      const holder = random.pick(objects);
      return {
        kind: `unknown field ${JSON.stringify(key)} at /${holder.join("/")}`,
        text: withKey(body, holder, key, random.pick(["1", "null", "{}", '"x"', "[]"])),
        mustBeRefused: true,
      };
    }
    case 3:
    case 4:
    case 5: {
      const [kind, value] = random.pick(strange);
      return asText(`${kind} at /${path.join("/")}`, replaced(body, path, value));
    }
    case 6:
      return asText(`nothing at /${path.join("/")}`, replaced(body, path, undefined));
    case 7: {
      const arrays = paths.filter((candidate) => Array.isArray(at(body, candidate)));
      if (arrays.length === 0) return asText("as it is", body);
      const holder = random.pick(arrays);
      const items = at(body, holder) as unknown[];
      return asText(`twice the same at /${holder.join("/")}`, replaced(body, holder, [...items, ...items]));
    }
    case 8: {
      const deep = "[".repeat(2_000) + "]".repeat(2_000);
      return {
        kind: "2,000 brackets deep",
        text: JSON.stringify(replaced(body, path, "@deep@")).replace('"@deep@"', deep),
        mustBeRefused: false,
      };
    }
    case 9:
      return {
        kind: "not JSON",
        text: random.pick(["", "{", "[1,", "nul", "\u0000", '{"a":1}}', "﻿{}", "NaN", "{'a':1}", "\ud800"]),
        mustBeRefused: false,
      };
    case 10:
      return asText("of another kind", random.pick([null, [], "text", 1, true, [body], { body }]));
    default: {
      const text = JSON.stringify(body);
      // The same key twice: the second counts, and must be checked as the first.
      return { kind: "every key twice", text: text.replace(/^\{(.*)\}$/s, "{$1,$1}"), mustBeRefused: false };
    }
  }
}

function asText(kind: string, value: unknown): Mutation {
  return { kind, text: JSON.stringify(value) ?? "", mustBeRefused: false };
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Every place in a value, itself included. */
function pathsOf(value: unknown, prefix: Path = []): Path[] {
  if (typeof value !== "object" || value === null) return [prefix];
  const entries: [string | number, unknown][] = Array.isArray(value)
    ? value.map((item, index) => [index, item])
    : Object.entries(value);
  return [prefix, ...entries.flatMap(([key, item]) => pathsOf(item, [...prefix, key]))];
}

function at(value: unknown, path: Path): unknown {
  return path.reduce<unknown>((inner, key) => (inner as Record<string | number, unknown>)[key], value);
}

function replaced(value: unknown, path: Path, by: unknown): unknown {
  const [key, ...rest] = path;
  if (key === undefined) return by;
  if (Array.isArray(value)) {
    return value.flatMap((item, index) => {
      if (index !== key) return [item as unknown];
      const inner = replaced(item, rest, by);
      return inner === undefined ? [] : [inner];
    });
  }
  const object = value as Record<string, unknown>;
  return { ...object, [key]: replaced(object[key as string], rest, by) };
}

const mark = "cloudpos-unknown-field";

function withKey(body: unknown, holder: Path, key: string, json: string): string {
  const marked = replaced(body, holder, { ...(at(body, holder) as object), [mark]: 0 });
  return JSON.stringify(marked).replace(`"${mark}":0`, () => `${JSON.stringify(key)}:${json}`);
}
