import { existsSync } from "node:fs";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import {
  backendFolder,
  readLocks,
  readState,
  removeLock,
  storedStacks,
  thisMachine,
  type ProcessTable,
} from "./state.ts";

let backend: string;
beforeEach(async () => {
  backend = await mkdtemp(join(tmpdir(), "cloudpos-state-"));
});
afterEach(() => rm(backend, { recursive: true }));

const machine: ProcessTable = {
  hostname: "shop",
  command: async (pid) =>
    new Map([
      [10, "pulumi"],
      [11, "bash"],
    ]).get(pid),
};

async function lock(content: string): Promise<void> {
  const folder = join(backend, "locks/organization/cloudpos/dev");
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, "a.json"), content);
  await writeFile(join(folder, "a.json.attrs"), "{}");
}
const held = (pid: number, hostname = "shop") =>
  JSON.stringify({ pid, hostname, username: "root", timestamp: "2026-03-01T08:30:00Z" });

describe("locks", () => {
  test("there are none where there is no folder", async () => {
    expect(await readLocks(backend, "dev", machine)).toEqual([]);
  });

  test.each([
    ["a running pulumi is alive", held(10), "alive"],
    ["a process that is gone is stale", held(12), "stale"],
    ["a number that another program has got since is stale", held(11), "stale"],
    ["another machine's cannot be judged", held(12, "office"), "elsewhere"],
    ["a file that was cut off is stale", '{"pid":', "stale"],
  ])("%s", async (_, content, state) => {
    await lock(content);
    expect((await readLocks(backend, "dev", machine)).map((each) => each.state)).toEqual([state]);
  });

  test("a removed lock leaves nothing beside it", async () => {
    await lock(held(12));
    const [found] = await readLocks(backend, "dev", machine);
    await removeLock(found!);
    expect(existsSync(found!.path)).toBe(false);
    expect(existsSync(`${found!.path}.attrs`)).toBe(false);
  });

  test("this machine knows its own processes", async () => {
    expect(await thisMachine.command(process.pid)).toBeTruthy();
    expect(await thisMachine.command(2 ** 30)).toBeUndefined();
  });
});

test("the state tells its salt and what was interrupted", async () => {
  expect(await readState(backend, "dev")).toBeUndefined();
  await mkdir(join(backend, "stacks/cloudpos"), { recursive: true });
  const latest = {
    secrets_providers: { type: "passphrase", state: { salt: "v1:abc" } },
    resources: [{}, {}],
    pending_operations: [
      { type: "creating", resource: { urn: "urn:pulumi:dev::cloudpos::docker:index/service:Service::auth" } },
    ],
  };
  await writeFile(
    join(backend, "stacks/cloudpos/dev.json"),
    JSON.stringify({ version: 3, checkpoint: { latest } }),
  );
  expect(await readState(backend, "dev")).toEqual({
    salt: "v1:abc",
    resources: 2,
    pending: ["creating auth"],
  });
  expect(await storedStacks(backend)).toEqual(["dev"]);
});

test("only a file backend has a folder", () => {
  expect(backendFolder("file:///home/shop/state")).toBe("/home/shop/state/.pulumi");
  expect(backendFolder("s3://bucket")).toBeUndefined();
  expect(backendFolder(undefined)).toBeUndefined();
});
