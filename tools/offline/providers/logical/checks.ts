/** Checks of single inputs. A value that is absent or not yet known passes: it is checked once it is known. */
import { UNKNOWN } from "../server/resource.ts";
import type { CheckFailure, PropertyMap } from "../server/resource.ts";

export function isKnown(value: unknown): boolean {
  return value !== undefined && value !== null && value !== UNKNOWN;
}

/** A whole number that JavaScript and the state file hold exactly, at least `least`. */
export function wholeNumber(
  inputs: PropertyMap,
  property: string,
  least = Number.MIN_SAFE_INTEGER,
  most = Number.MAX_SAFE_INTEGER,
): CheckFailure[] {
  const value = inputs[property];
  if (!isKnown(value)) return [];
  if (!Number.isSafeInteger(value))
    return [{ property, reason: `must be a whole number, not ${String(value)}` }];
  if ((value as number) < least)
    return [{ property, reason: `must be at least ${least}, not ${String(value)}` }];
  if ((value as number) > most)
    return [{ property, reason: `must be at most ${most}, not ${String(value)}` }];
  return [];
}

export function oneOf(inputs: PropertyMap, property: string, allowed: readonly string[]): CheckFailure[] {
  const value = inputs[property];
  if (!isKnown(value) || allowed.includes(value as string)) return [];
  return [{ property, reason: `must be one of ${allowed.join(", ")}, not ${JSON.stringify(value)}` }];
}

/** Each item of a list that `accepts` refuses is named with its index. */
export function eachItem(
  inputs: PropertyMap,
  property: string,
  accepts: (item: string) => boolean,
  expected: string,
): CheckFailure[] {
  const list = inputs[property];
  if (!Array.isArray(list)) return [];
  return list.flatMap((item: unknown, index) =>
    !isKnown(item) || (typeof item === "string" && accepts(item))
      ? []
      : [{ property: `${property}[${index}]`, reason: `must be ${expected}, not ${JSON.stringify(item)}` }],
  );
}

/** What `parse` makes of a text, or a failure that says why it cannot be read. */
export function parsed<Result>(
  inputs: PropertyMap,
  property: string,
  parse: (text: string) => Result,
): { value?: Result; failures: CheckFailure[] } {
  const text = inputs[property];
  if (!isKnown(text)) return { failures: [] };
  try {
    return { value: parse(String(text)), failures: [] };
  } catch (error) {
    return { failures: [{ property, reason: error instanceof Error ? error.message : String(error) }] };
  }
}
