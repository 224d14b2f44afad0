import { spawn } from "node:child_process";
import { mkdir, mkdtemp, readdir, readFile, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { CommandFailed, run } from "./command.ts";
import { installFolder, withLock } from "./install.ts";

const fresh = () => mkdtemp(join(tmpdir(), "cloudpos-install-"));

test("a folder is built once", async () => {
  const target = join(await fresh(), "tool-1.0");
  const build = (folder: string) => writeFile(join(folder, "tool"), "works");
  expect(await installFolder(target, build)).toBe(true);
  expect(await installFolder(target, () => expect.unreachable())).toBe(false);
  expect(await readdir(target)).toEqual(["tool"]);
});

test("a build that fails leaves no folder; what a killed one has left does not get into the next", async () => {
  const parent = await fresh();
  const target = join(parent, "tool-1.0");
  await expect(installFolder(target, () => Promise.reject(new Error("no space")))).rejects.toThrow(
    "no space",
  );
  await mkdir(join(parent, ".tool-1.0.partial"));
  await writeFile(join(parent, ".tool-1.0.partial", "half"), "");
  await installFolder(target, (folder) => writeFile(join(folder, "tool"), "works"));
  expect(await readdir(target)).toEqual(["tool"]);
});

test("two runs at once build a folder once", async () => {
  const target = join(await fresh(), "tool-1.0");
  let builds = 0;
  const build = async (folder: string) => writeFile(join(folder, "tool"), String(++builds));
  const results = await Promise.all([installFolder(target, build), installFolder(target, build)]);
  expect(results.toSorted()).toEqual([false, true]);
  expect(await readFile(join(target, "tool"), "utf8")).toBe("1");
});

test("the lock of a killed process is free at once", async () => {
  const target = join(await fresh(), "tool");
  const script = `import { withLock } from ${JSON.stringify(join(import.meta.dirname, "install.ts"))};
    setInterval(() => {}, 1000);
    await withLock(${JSON.stringify(target)}, () => { console.log("held"); return new Promise(() => {}); });`;
  const holder = spawn(process.execPath, ["--input-type=module", "--eval", script], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  await new Promise((resolve) => holder.stdout.once("data", resolve));
  holder.kill("SIGKILL");
  expect(await withLock(target, async () => "mine")).toBe("mine");
});

test("a program's output goes to the log, its failure says what it said last", async () => {
  let log = "";
  const context = {
    log: { path: "", write: (text: string) => void (log += text) },
    signal: new AbortController().signal,
  };
  expect(await run(context, "sh", ["-c", "echo out; echo err >&2"])).toBe("out\n");
  expect(log).toContain("err");
  await expect(run(context, "sh", ["-c", "echo no route to host >&2; exit 3"])).rejects.toThrow(
    /failed \(exit code 3\): no route to host/,
  );
  await expect(run(context, "no-such-program", [])).rejects.toThrow("not installed");
});

test("a silent program is ended with all that it has started", async () => {
  const context = { log: { path: "", write: () => {} }, signal: new AbortController().signal };
  const silent = run(context, "sh", ["-c", "sleep 600 & wait"], { firstOutputWithin: 50 });
  await expect(silent).rejects.toThrow(CommandFailed);
});
