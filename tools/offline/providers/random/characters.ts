/** What `RandomPassword` and `RandomString` share: which characters, how many of each kind, in a random order. */
import { isKnown, wholeNumber } from "../logical/checks.ts";
import { UNKNOWN } from "../server/resource.ts";
import type { CheckFailure, PropertyMap } from "../server/resource.ts";
import { permutation, pickUniformly } from "./uniform.ts";

export interface CharacterRules {
  length: number;
  upper: boolean;
  lower: boolean;
  numeric: boolean;
  special: boolean;
  minUpper: number;
  minLower: number;
  minNumeric: number;
  minSpecial: number;
  /** Takes the place of the built-in special characters, unless empty. */
  overrideSpecial?: string;
}

export const UPPER = "ABCDEFGHIJKLMNOPQRSTUVWXYZ";
export const LOWER = "abcdefghijklmnopqrstuvwxyz";
export const NUMERIC = "0123456789";
export const SPECIAL = "!@#$%&*()-_=+[]{}<>:?";

const KINDS = ["upper", "lower", "numeric", "special"] as const;
const MINIMA = ["minUpper", "minLower", "minNumeric", "minSpecial"] as const;

export function randomText(rules: CharacterRules): string {
  const special = rules.overrideSpecial || SPECIAL;
  const all = (rules.upper ? UPPER : "") + (rules.lower ? LOWER : "") + (rules.numeric ? NUMERIC : "");
  const required = [
    ...choose(UPPER, rules.minUpper),
    ...choose(LOWER, rules.minLower),
    ...choose(NUMERIC, rules.minNumeric),
    ...choose(special, rules.minSpecial),
  ];
  const rest = choose(all + (rules.special ? special : ""), rules.length - required.length);
  const characters = [...required, ...rest];
  // Without this the required characters would always stand first.
  return permutation(characters.length, pickUniformly)
    .map((index) => characters[index])
    .join("");
}

function choose(from: string, count: number): string[] {
  const characters = Array.from(from);
  return Array.from({ length: count }, () => characters[pickUniformly(characters.length)] ?? "");
}

/** `number` is the old name of `numeric`; the state carries both with one value. */
export function completeCharacters(inputs: PropertyMap): PropertyMap {
  const numeric = inputs["numeric"] ?? inputs["number"] ?? true;
  const completed: PropertyMap = { upper: true, lower: true, special: true };
  for (const minimum of MINIMA) completed[minimum] = 0;
  return { ...completed, ...inputs, numeric, number: inputs["number"] ?? numeric };
}

export function checkCharacters(inputs: PropertyMap): CheckFailure[] {
  const failures = [
    ...wholeNumber(inputs, "length", 1),
    ...MINIMA.flatMap((minimum) => wholeNumber(inputs, minimum, 0)),
  ];
  if (failures.length > 0) return failures;
  const { length, numeric, number } = inputs;
  if (isKnown(numeric) && isKnown(number) && numeric !== number) {
    failures.push({
      property: "number",
      reason: "differs from numeric; leave it out, it is the old name of it",
    });
  }
  if (KINDS.every((kind) => inputs[kind] === false)) {
    failures.push({
      property: "special",
      reason: "upper, lower, numeric and special are all false: at least one has to be true",
    });
  }
  if (isKnown(length) && MINIMA.every((minimum) => inputs[minimum] !== UNKNOWN)) {
    const least = MINIMA.reduce((sum, minimum) => sum + (inputs[minimum] as number), 0);
    if ((length as number) < least) {
      failures.push({
        property: "length",
        reason: `is ${String(length)}, but ${MINIMA.join(", ")} together ask for ${least} characters`,
      });
    }
  }
  return failures;
}
