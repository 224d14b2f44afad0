/** The resource types of the random package, as the official provider defines them. */
import { randomBytes } from "node:crypto";
import bcrypt from "bcryptjs";
import { wholeNumber } from "../logical/checks.ts";
import { logicalResource } from "../logical/logical.ts";
import type { LogicalType } from "../logical/logical.ts";
import { UNKNOWN } from "../server/resource.ts";
import type { CheckFailure, PackageSchema, PropertyMap } from "../server/resource.ts";
import { checkCharacters, completeCharacters, randomText } from "./characters.ts";
import type { CharacterRules } from "./characters.ts";
import published from "./schema.json" with { type: "json" };
import { pickBySeed } from "./seeded.ts";
import { permutation, pickUniformly } from "./uniform.ts";
import type { Pick } from "./uniform.ts";
import { canonicalUuid, plainUuid, uuid4, uuid7 } from "./uuid.ts";
import { ADJECTIVES, ADVERBS, NAMES } from "./words.ts";

export const schema = published as PackageSchema;

const token = (name: string) => `random:index/random${name}:Random${name}`;

/** The cost of the official provider's hashes. */
const BCRYPT_ROUNDS = 10;

const password: LogicalType = {
  schema,
  token: token("Password"),
  stateVersion: 3,
  complete: completeCharacters,
  check: checkCharacters,
  async generate(inputs) {
    return describePassword(randomText(inputs as unknown as CharacterRules));
  },
  async importFrom(text) {
    return { inputs: { length: Array.from(text).length }, ...(await describePassword(text)) };
  },
};

async function describePassword(text: string) {
  // The same hash goes by two version marks; the official provider writes 2a. Bytes after the 72nd do not count.
  const salt = (await bcrypt.genSalt(BCRYPT_ROUNDS)).replace(/^\$2b\$/, "$2a$");
  return { id: "none", outputs: { result: text, bcryptHash: await bcrypt.hash(text, salt) } };
}

const string: LogicalType = {
  schema,
  token: token("String"),
  stateVersion: 2,
  complete: completeCharacters,
  check: checkCharacters,
  async generate(inputs) {
    const text = randomText(inputs as unknown as CharacterRules);
    return { id: text, outputs: { result: text } };
  },
  async importFrom(text) {
    return { id: text, inputs: { length: Array.from(text).length }, outputs: { result: text } };
  },
};

/**
 * The official provider makes the bytes themselves the resource's id, and ids are not encrypted in the state: take
 * `RandomPassword` for what has to stay secret.
 */
const bytes: LogicalType = {
  schema,
  token: token("Bytes"),
  idAmongOutputs: false,
  check: (inputs) => wholeNumber(inputs, "length", 1),
  async generate(inputs) {
    return describeBytes(randomBytes(inputs["length"] as number));
  },
  async importFrom(id) {
    const value = Buffer.from(id, "base64");
    if (value.length === 0 || value.toString("base64") !== id)
      throw new Error("the id has to be bytes in base64");
    return { inputs: { length: value.length }, ...describeBytes(value) };
  },
};

function describeBytes(value: Buffer) {
  const base64 = value.toString("base64");
  return { id: base64, outputs: { base64, hex: value.toString("hex") } };
}

const id: LogicalType = {
  schema,
  token: token("Id"),
  check: (inputs) => wholeNumber(inputs, "byteLength", 1),
  async generate(inputs) {
    return describeId(
      randomBytes(inputs["byteLength"] as number),
      (inputs["prefix"] as string | undefined) ?? "",
    );
  },
  async importFrom(text) {
    const comma = text.lastIndexOf(",");
    const prefix = text.slice(0, Math.max(comma, 0));
    const encoded = text.slice(comma + 1);
    const value = Buffer.from(encoded, "base64url");
    if (value.length === 0 || value.toString("base64url") !== encoded) {
      throw new Error(
        "the id has to be bytes in URL-safe base64, after a prefix and a comma if there is a prefix",
      );
    }
    const inputs = { byteLength: value.length, ...(prefix === "" ? {} : { prefix }) };
    return { inputs, ...describeId(value, prefix) };
  },
};

function describeId(value: Buffer, prefix: string) {
  const hex = value.toString("hex");
  const b64Url = value.toString("base64url");
  return {
    id: b64Url,
    outputs: {
      b64Std: prefix + value.toString("base64"),
      b64Url: prefix + b64Url,
      dec: prefix + BigInt(`0x${hex}`).toString(),
      hex: prefix + hex,
    },
  };
}

const integer: LogicalType = {
  schema,
  token: token("Integer"),
  check: checkRange,
  async generate({ min, max, seed }) {
    const least = min as number;
    const result = least + pickFor(seed)((max as number) - least + 1);
    return { id: String(result), outputs: { result } };
  },
  async importFrom(text) {
    const [result, min, max, ...seed] = text.split(",");
    if ([result, min, max].some((part) => !/^-?\d+$/.test(part ?? "")) || seed.length > 1) {
      throw new Error("the id has to be RESULT,MIN,MAX or RESULT,MIN,MAX,SEED");
    }
    const inputs = { min: Number(min), max: Number(max), ...(seed[0] ? { seed: seed[0] } : {}) };
    return { id: String(result), inputs, outputs: { result: Number(result) } };
  },
};

function checkRange(inputs: PropertyMap): CheckFailure[] {
  const failures = [...wholeNumber(inputs, "min"), ...wholeNumber(inputs, "max")];
  const { min, max } = inputs;
  if (failures.length > 0 || min === UNKNOWN || max === UNKNOWN) return failures;
  if ((min as number) > (max as number)) {
    return [{ property: "min", reason: `is ${String(min)}, which is more than max, ${String(max)}` }];
  }
  if (!Number.isSafeInteger((max as number) - (min as number) + 1)) {
    return [{ property: "max", reason: "is too far from min: the range may hold at most 2^53 - 1 numbers" }];
  }
  return [];
}

/** An empty seed is no seed. */
function pickFor(seed: unknown): Pick {
  return typeof seed === "string" && seed !== "" ? pickBySeed(seed) : pickUniformly;
}

const shuffle: LogicalType = {
  schema,
  token: token("Shuffle"),
  check: (inputs) => wholeNumber(inputs, "resultCount", 0),
  async generate({ inputs, resultCount, seed }) {
    const items = inputs as string[];
    const count = (resultCount as number | undefined) ?? items.length;
    const pick = pickFor(seed);
    const results: unknown[] = [];
    // More results than items: another round through all of them, so that none comes up much more than others.
    while (results.length < count && items.length > 0) {
      const round = permutation(items.length, pick).map((index) => items[index]);
      results.push(...round.slice(0, count - results.length));
    }
    return { id: "-", outputs: { results } };
  },
};

const pet: LogicalType = {
  schema,
  token: token("Pet"),
  complete: (inputs) => ({ length: 2, separator: "-", ...inputs }),
  check: (inputs) => wholeNumber(inputs, "length", 1),
  async generate({ length, separator, prefix }) {
    const word = (list: readonly string[]) => list[pickUniformly(list.length)];
    const count = length as number;
    const words = [
      ...Array.from({ length: Math.max(count - 2, 0) }, () => word(ADVERBS)),
      ...(count > 1 ? [word(ADJECTIVES)] : []),
      word(NAMES),
    ];
    return { id: [...(prefix ? [prefix] : []), ...words].join(separator as string), outputs: {} };
  },
};

function uuid(name: string, generate: () => string): LogicalType {
  const describe = (result: string) => ({ id: result, outputs: { result } });
  return {
    schema,
    token: token(name),
    generate: async () => describe(generate()),
    importFrom: async (text) => ({ inputs: {}, ...describe(canonicalUuid(text)) }),
  };
}

export const resources = [
  bytes,
  id,
  integer,
  password,
  pet,
  shuffle,
  string,
  uuid("Uuid", plainUuid),
  uuid("Uuid4", uuid4),
  uuid("Uuid7", uuid7),
].map(logicalResource);
