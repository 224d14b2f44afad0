/**
 * What a program would have to say to describe an object as it is now.
 *
 * The daemon's answer alone is no good: it spells out defaults, sorts lists and rewrites values, and every one of
 * these would show up as drift. So three versions are compared: what the program said, what the daemon makes of
 * that (`expected`), and what the daemon has (`actual`), the last two in the same spelling. Where they agree the
 * program's own words stay; where they differ the actual value is what has drifted.
 */
import { isDeepStrictEqual } from "node:util";
import { isObject } from "../server/marshal.ts";
import type { PropertyMap } from "../server/resource.ts";

export function reconcile(said: PropertyMap, expected: PropertyMap, actual: PropertyMap): PropertyMap {
  const result: PropertyMap = {};
  for (const key of new Set([...Object.keys(said), ...Object.keys(actual)])) {
    const value = reconcileValue(said[key], expected[key], actual[key]);
    if (value !== undefined) result[key] = value;
  }
  return result;
}

function reconcileValue(said: unknown, expected: unknown, actual: unknown): unknown {
  if (isDeepStrictEqual(expected, actual)) return said;
  if (isObject(said) && isObject(actual)) {
    const merged = reconcile(said, isObject(expected) ? expected : {}, actual);
    return Object.keys(merged).length > 0 ? merged : undefined;
  }
  return actual;
}
