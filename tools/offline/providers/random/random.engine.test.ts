/** The random package through the real engine: the life of a value, and that secrets stay secret. */
import * as random from "@pulumi/random";
import { secret } from "@pulumi/pulumi";
import { afterEach, beforeEach, expect, test } from "vitest";
import { engineStack } from "../testing/engine.ts";
import type { EngineStack } from "../testing/engine.ts";
import { provider } from "./provider.ts";

let stack: EngineStack;
beforeEach(async () => {
  stack = await engineStack([provider]);
});
afterEach(() => stack.end());

const everything = (generation: string) => async () => {
  const keepers = { generation };
  const password = new random.RandomPassword("password", { length: 24, minSpecial: 2, keepers });
  const bytes = new random.RandomBytes("bytes", { length: 32, keepers });
  const id = new random.RandomId("id", { byteLength: 4, prefix: "till-", keepers });
  const integer = new random.RandomInteger("integer", { min: 1, max: 6, keepers });
  const pet = new random.RandomPet("pet", { length: 3, keepers });
  const shuffle = new random.RandomShuffle("shuffle", { inputs: ["a", "b", "c"], keepers });
  const string = new random.RandomString("string", { length: 8, keepers });
  const uuids = [random.RandomUuid, random.RandomUuid4, random.RandomUuid7].map(
    (Kind, index) => new Kind(`uuid-${index}`, { keepers }).result,
  );
  return {
    password: password.result,
    hash: password.bcryptHash,
    base64: bytes.base64,
    hex: id.hex,
    integer: integer.result,
    pet: pet.id,
    shuffled: shuffle.results,
    string: string.result,
    uuids,
  };
};
const COUNT = 10;

test("values are made once, stay, are made again when keepers change, and go", async () => {
  const preview = await stack.preview(everything("1"));
  expect(preview).toEqual({ create: COUNT + 1 });
  const first = await stack.up(everything("1"));
  expect(first.operations).toEqual({ create: COUNT + 1 });
  expect(first.outputs["hex"]).toMatch(/^till-[0-9a-f]{8}$/);

  const second = await stack.up(everything("1"));
  expect(second).toEqual({ operations: { same: COUNT + 1 }, outputs: first.outputs });
  expect(await stack.refresh()).toEqual({ same: COUNT + 1 });
  expect((await stack.up(everything("1"))).outputs).toEqual(first.outputs);

  const third = await stack.up(everything("2"));
  expect(third.operations).toEqual({ replace: COUNT, same: 1 });
  expect(third.outputs["password"]).not.toBe(first.outputs["password"]);

  await stack.destroy();
  expect(await stack.resources()).toEqual([]);
});

test("no secret stands in the state in plain text", async () => {
  const { outputs } = await stack.up(everything("1"));
  const onDisk = stack.stateFile();
  expect(onDisk).toContain(outputs["string"]);
  for (const name of ["password", "hash"]) {
    // As it would stand in JSON.
    expect(onDisk).not.toContain(JSON.stringify(outputs[name]).slice(1, -1));
  }
  const hex = Buffer.from(outputs["base64"] as string, "base64").toString("hex");
  expect(onDisk).not.toContain(hex);
});

test("a secret input stays secret", async () => {
  await stack.up(async () => {
    new random.RandomId("id", { byteLength: 4, keepers: { of: secret("very hidden") } });
  });
  expect(stack.stateFile()).not.toContain("very hidden");
});

test("an imported password is kept by the program that describes it", async () => {
  await stack.import("random:index/randomPassword:RandomPassword", "password", "correct-horse");
  const program = async () => {
    const password = new random.RandomPassword("password", { length: 13 });
    return { password: password.result };
  };
  const { operations, outputs } = await stack.up(program);
  expect(outputs["password"]).toBe("correct-horse");
  expect(operations["replace"]).toBeUndefined();
  expect(operations["same"]).toBeGreaterThanOrEqual(1);
  expect(stack.stateFile()).not.toContain("correct-horse");
});

test("a program may import in passing", async () => {
  const { outputs } = await stack.up(async () => {
    const uuid = new random.RandomUuid("uuid", {}, { import: "aabbccdd-eeff-0011-2233-445566778899" });
    return { uuid: uuid.result };
  });
  expect(outputs["uuid"]).toBe("aabbccdd-eeff-0011-2233-445566778899");
});

test("a wrong input fails with its name", async () => {
  const program = async () => void new random.RandomPassword("password", { length: 3, minUpper: 4 });
  await expect(stack.up(program)).rejects.toThrow(/length: is 3, but minUpper/);
});
