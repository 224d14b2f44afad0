import bcrypt from "bcryptjs";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { driver } from "../logical/testing.ts";
import { diff } from "../server/diff.ts";
import { UNKNOWN } from "../server/resource.ts";
import type { Provider } from "../server/resource.ts";
import { LOWER, NUMERIC, SPECIAL, UPPER, randomText } from "./characters.ts";
import { provider } from "./provider.ts";
import { pickBySeed } from "./seeded.ts";
import { permutation, pickUniformly } from "./uniform.ts";
import { uuid7 } from "./uuid.ts";

const of = (name: string) => driver(provider as Provider<never>, `random:index/random${name}:Random${name}`);

const count = (text: string, among: string) => Array.from(text).filter((one) => among.includes(one)).length;

describe("characters", () => {
  const rules = fc.record({
    extra: fc.integer({ min: 1, max: 40 }),
    upper: fc.boolean(),
    lower: fc.boolean(),
    numeric: fc.boolean(),
    special: fc.constant(true),
    minUpper: fc.integer({ min: 0, max: 5 }),
    minLower: fc.integer({ min: 0, max: 5 }),
    minNumeric: fc.integer({ min: 0, max: 5 }),
    minSpecial: fc.integer({ min: 0, max: 5 }),
    overrideSpecial: fc.constantFrom(undefined, "", "_-", "äß€😀"),
  });

  test("have the length, the minima and nothing but the wanted kinds", () => {
    fc.assert(
      fc.property(rules, ({ extra, overrideSpecial, ...wanted }) => {
        const length = wanted.minUpper + wanted.minLower + wanted.minNumeric + wanted.minSpecial + extra;
        const special = overrideSpecial || SPECIAL;
        const text = randomText({
          ...wanted,
          length,
          ...(overrideSpecial === undefined ? {} : { overrideSpecial }),
        });
        expect(Array.from(text)).toHaveLength(length);
        expect(count(text, UPPER + LOWER + NUMERIC + special)).toBe(length);
        const kinds = [
          [UPPER, wanted.upper, wanted.minUpper],
          [LOWER, wanted.lower, wanted.minLower],
          [NUMERIC, wanted.numeric, wanted.minNumeric],
          [special, wanted.special, wanted.minSpecial],
        ] as const;
        for (const [among, allowed, least] of kinds) {
          expect(count(text, among)).toBeGreaterThanOrEqual(least);
          if (!allowed) expect(count(text, among)).toBe(least);
        }
      }),
    );
  });

  test("required characters do not keep their place", () => {
    const rule = { length: 8, upper: false, lower: true, numeric: false, special: false };
    const minima = { minUpper: 1, minLower: 0, minNumeric: 0, minSpecial: 0 };
    const places = new Set(
      Array.from({ length: 400 }, () => randomText({ ...rule, ...minima }).search(/[A-Z]/)),
    );
    expect([...places].sort()).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
  });
});

describe("uniform choice", () => {
  test("stays within any bound", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: Number.MAX_SAFE_INTEGER }), (bound) => {
        const picked = pickUniformly(bound);
        expect(Number.isSafeInteger(picked) && picked >= 0 && picked < bound).toBe(true);
      }),
    );
  });

  test("a permutation has everything once", () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 50 }), (size) => {
        const sorted = permutation(size, pickUniformly).sort((one, other) => one - other);
        expect(sorted).toEqual(Array.from({ length: size }, (_, index) => index));
      }),
    );
  });

  /** Printed by Go: rand.New(rand.NewSource(int64(crc64.Checksum(seed, crc64.MakeTable(crc64.ISO))))). */
  test.each([
    ["cloudpos", 36826, [3, 0, 1, 4, 2, 5], 1048536602477, 38],
    ["42", 37266, [4, 5, 1, 0, 3, 2], 1071447029900, 1],
    ["x", 33066, [4, 0, 1, 5, 2, 3], 268075112123, 26],
  ] as const)("a seed gives what the official provider gives: %s", (seed, first, order, wide, power) => {
    const pick = pickBySeed(seed);
    expect([pick(50000), permutation(6, pick), pick(2 ** 40), pick(64)]).toEqual([first, order, wide, power]);
  });
});

describe("RandomPassword", () => {
  const password = of("Password");

  test("state is that of the official provider", async () => {
    const { id, state } = await password.create({ length: 16, special: false, minUpper: 2 });
    const result = state["result"] as string;
    expect(id).toBe("none");
    expect(state).toEqual({
      __meta: '{"schema_version":"3"}',
      bcryptHash: expect.stringMatching(/^\$2a\$10\$/) as string,
      id: "none",
      length: 16,
      lower: true,
      minLower: 0,
      minNumeric: 0,
      minSpecial: 0,
      minUpper: 2,
      number: true,
      numeric: true,
      result,
      special: false,
      upper: true,
    });
    expect(result).toMatch(/^[A-Za-z0-9]{16}$/);
    expect(await bcrypt.compare(result, state["bcryptHash"] as string)).toBe(true);
  });

  test("a hash counts the first 72 bytes, as the official one does", async () => {
    const { state } = await password.create({ length: 100 });
    const first = (state["result"] as string).slice(0, 72);
    expect(await bcrypt.compare(first, state["bcryptHash"] as string)).toBe(true);
  });

  test("is imported by its value, and the plain program then changes nothing", async () => {
    const { id, inputs, state } = await password.import("super,secret");
    expect({ id, inputs, result: state["result"] }).toEqual({
      id: "none",
      inputs: { length: 12 },
      result: "super,secret",
    });
    const normalise = password.type.normalise ?? ((map) => map);
    const program = { length: 12, special: true, numeric: true };
    expect(diff(normalise(inputs), normalise(program), password.type.replaceOnChanges)).toEqual([]);
  });

  test("keepers replace, and so does every other input", () => {
    const normalise = password.type.normalise ?? ((map) => map);
    const compare = (olds: object, news: object) =>
      diff(normalise({ ...olds }), normalise({ ...news }), password.type.replaceOnChanges);
    expect(compare({ length: 8, keepers: { a: "1" } }, { length: 8, keepers: { a: "2" } })).toMatchObject([
      { path: "keepers.a", replace: true },
    ]);
    expect(compare({ length: 8 }, { length: 9 })).toMatchObject([{ path: "length", replace: true }]);
    expect(compare({ length: 8, number: false }, { length: 8, numeric: false })).toEqual([]);
  });

  test.each([
    [{ length: 0 }, "length: must be at least 1"],
    [{ length: 1.5 }, "length: must be a whole number"],
    [{ length: 3, minUpper: 2, minLower: 2 }, "length: is 3, but"],
    [{ length: 3, minUpper: -1 }, "minUpper: must be at least 0"],
    [{ length: 3, upper: false, lower: false, numeric: false, special: false }, "special: upper, lower"],
    [{ length: 3, number: true, numeric: false }, "number: differs from numeric"],
  ])("refuses %j", (inputs, message) => {
    expect(password.failures(inputs)).toEqual([expect.stringContaining(message)]);
  });

  test("waits for what is not known yet", () => {
    expect(password.failures({ length: UNKNOWN, minUpper: 3 })).toEqual([]);
    expect(password.failures({ length: 4, minUpper: UNKNOWN })).toEqual([]);
  });
});

test("RandomString is its own id", async () => {
  const { id, state } = await of("String").create({ length: 12, special: false });
  expect(state).toMatchObject({ id, result: id, length: 12, __meta: '{"schema_version":"2"}' });
  expect(await of("String").import("abc")).toMatchObject({
    id: "abc",
    inputs: { length: 3 },
    state: { result: "abc" },
  });
});

describe("RandomId", () => {
  test("says one number in four ways", async () => {
    const { id, state } = await of("Id").create({ byteLength: 8, prefix: "p-" });
    const hex = (state["hex"] as string).slice(2);
    const value = Buffer.from(hex, "hex");
    expect(value).toHaveLength(8);
    expect(id).toBe(value.toString("base64url"));
    expect(state).toEqual({
      id,
      byteLength: 8,
      prefix: "p-",
      hex: `p-${hex}`,
      b64Std: `p-${value.toString("base64")}`,
      b64Url: `p-${id}`,
      dec: `p-${value.readBigUInt64BE()}`,
    });
  });

  test("is imported with and without a prefix", async () => {
    const plain = await of("Id").import("gEtk2V_GVJQ");
    expect(plain).toMatchObject({ inputs: { byteLength: 8 }, state: { dec: "9244593544885589140" } });
    const prefixed = await of("Id").import("my,prefix-,gEtk2V_GVJQ");
    expect(prefixed).toMatchObject({
      id: "gEtk2V_GVJQ",
      inputs: { byteLength: 8, prefix: "my,prefix-" },
      state: { hex: "my,prefix-804b64d95fc65494" },
    });
    await expect(of("Id").import("not base64!")).rejects.toThrow("URL-safe base64");
  });
});

test("RandomBytes is imported by its base64", async () => {
  const { id, state } = await of("Bytes").create({ length: 16 });
  expect(state).toEqual({ length: 16, base64: id, hex: Buffer.from(id, "base64").toString("hex") });
  expect(await of("Bytes").import(id)).toEqual({ id, inputs: { length: 16 }, state });
  await expect(of("Bytes").import("!")).rejects.toThrow("base64");
});

describe("RandomInteger", () => {
  test("keeps within its bounds, both included", async () => {
    const results = await Promise.all(
      Array.from(
        { length: 200 },
        async () => (await of("Integer").create({ min: -1, max: 1 })).state["result"],
      ),
    );
    expect([...new Set(results)].sort()).toEqual([-1, 0, 1]);
  });

  test("the same seed gives the same number", async () => {
    const { id, state } = await of("Integer").create({ min: 1, max: 50000, seed: "cloudpos" });
    expect([id, state["result"]]).toEqual(["36827", 36827]);
  });

  test("is imported with its bounds", async () => {
    expect(await of("Integer").import("15390,1,50000,abc")).toEqual({
      id: "15390",
      inputs: { min: 1, max: 50000, seed: "abc" },
      state: { id: "15390", min: 1, max: 50000, seed: "abc", result: 15390 },
    });
    await expect(of("Integer").import("1,2")).rejects.toThrow("RESULT,MIN,MAX");
  });

  test("refuses an empty range", () => {
    expect(of("Integer").failures({ min: 2, max: 1 })).toEqual(["min: is 2, which is more than max, 1"]);
    expect(of("Integer").failures({ min: UNKNOWN, max: 1 })).toEqual([]);
  });
});

describe("RandomShuffle", () => {
  const inputs = ["apple", "banana", "cherry"];

  test("gives as many as asked for, every item before any comes again", async () => {
    const { id, state } = await of("Shuffle").create({ inputs, resultCount: 7 });
    const results = state["results"] as string[];
    expect(id).toBe("-");
    expect(results).toHaveLength(7);
    expect(results.slice(0, 3).sort()).toEqual(inputs);
    expect(results.slice(3, 6).sort()).toEqual(inputs);
  });

  test("by default gives each once; of nothing it gives nothing", async () => {
    expect(((await of("Shuffle").create({ inputs })).state["results"] as string[]).sort()).toEqual(inputs);
    expect((await of("Shuffle").create({ inputs: [], resultCount: 3 })).state["results"]).toEqual([]);
  });

  test("cannot be imported", async () => {
    await expect(of("Shuffle").import("-")).rejects.toThrow("cannot be imported");
  });
});

test.each([
  [{}, /^[a-z]+-[a-z]+$/],
  [{ length: 1 }, /^[a-z]+$/],
  [{ length: 4, separator: "_", prefix: "shop" }, /^shop(_[a-z]+){4}$/],
])("RandomPet %j", async (inputs, pattern) => {
  const { id, state } = await of("Pet").create(inputs);
  expect(id).toMatch(pattern);
  expect(state).toEqual({ length: 2, separator: "-", ...inputs, id });
});

describe("UUIDs", () => {
  test.each([
    ["Uuid", /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/],
    ["Uuid4", /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/],
    ["Uuid7", /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/],
  ])("Random%s", async (name, pattern) => {
    const { id, state } = await of(name).create({});
    expect(id).toMatch(pattern);
    expect(state).toEqual({ id, result: id });
    expect(await of(name).import(id.toUpperCase())).toEqual({ id, inputs: {}, state });
    await expect(of(name).import("nonsense")).rejects.toThrow("is not a UUID");
  });

  test("version 7 begins with the time", () => {
    expect(uuid7(0x0197ad85fe6e)).toMatch(/^0197ad85-fe6e-7/);
  });
});
