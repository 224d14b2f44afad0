import { chmod, readdir, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { run } from "./command.ts";
import { download } from "./download.ts";
import { exists, installFolder } from "./install.ts";
import type { StepContext } from "./step.ts";
import { ensureProgram, findProgram } from "./system-packages.ts";
import { goArchiveSha256, versions } from "./versions.ts";

/** What is built of a Go module of ours, whose go.mod and go.sum pin every module by its checksum. */
export interface GoBuild {
  /** Folder with go.mod and go.sum. */
  readonly folder: string;
  /** Import paths of the programs. */
  readonly programs: readonly string[];
  /** For the operator: what version is built. */
  readonly version: string;
  /** Where the program goes; a folder (with a slash at its end) when there are several. */
  readonly output: string;
  /** Go variables that are set to a text, by their full names: how a program knows its own version. */
  readonly stamps: Readonly<Record<string, string>>;
}

/** Builds programs of a Go module. Modules and build results are kept in the home's cache. */
export async function goBuild(context: StepContext, build: GoBuild): Promise<string> {
  const go = await findGo(context);
  const names = build.programs.map((program) => program.split("/").at(-1)).join(", ");
  context.progress(`building ${names} ${build.version} with ${go.version} (minutes, once)`);
  const stamps = Object.entries(build.stamps).map(([name, value]) => ` -X ${name}=${value}`);
  const flags = ["-mod=readonly", "-buildvcs=false", "-trimpath", "-ldflags", `-s -w${stamps.join("")}`];
  // setpriv: a build whose parent was killed must not go on beside that of the next run.
  const ends = ["--pdeathsig", "KILL", go.program];
  await run(context, "setpriv", [...ends, "build", ...flags, "-o", build.output, ...build.programs], {
    cwd: build.folder,
    env: goEnvironment(context),
  });
  return go.version;
}

/** The folder of a module of `folder`'s go.mod, downloaded and checked. */
export async function goModuleFolder(context: StepContext, folder: string, module: string): Promise<string> {
  const go = await findGo(context);
  await run(context, go.program, ["mod", "download", module], { cwd: folder, env: goEnvironment(context) });
  const found = await run(context, go.program, ["list", "-mod=readonly", "-m", "-f", "{{.Dir}}", module], {
    cwd: folder,
    env: goEnvironment(context),
  });
  return found.trim();
}

function goEnvironment(context: StepContext): Record<string, string> {
  return {
    CGO_ENABLED: "0",
    GOTOOLCHAIN: "local",
    GOWORK: "off",
    // -modcacherw: without it nobody could delete the cache with a plain `rm -r`.
    GOFLAGS: "-modcacherw",
    GOMODCACHE: join(context.home.cache, "go", "modules"),
    GOCACHE: join(context.home.cache, "go", "build"),
  };
}

/** The machine's Go when it is recent enough, otherwise one of our own from the Go module proxy. */
async function findGo(context: StepContext): Promise<{ program: string; version: string }> {
  const installed = await findProgram("go");
  if (installed) {
    const version = (
      await run(context, installed, ["env", "GOVERSION"], { env: { GOTOOLCHAIN: "local" } })
    ).trim();
    if (isAtLeast(version, versions.oldestGo))
      return { program: installed, version: `the machine's Go ${version.slice(2)}` };
  }
  return { program: await bringGo(context), version: `Go ${versions.go} from the Go module proxy` };
}

/** Whether a version of Go, as in `go1.26.8`, is not older than another. */
export function isAtLeast(version: string, oldest: string): boolean {
  const numbers = (text: string) => (text.match(/\d+/g) ?? []).map(Number);
  const [have, want] = [numbers(version), numbers(oldest)];
  for (const [index, number] of want.entries()) {
    const difference = (have[index] ?? 0) - number;
    if (difference !== 0) return difference > 0;
  }
  return true;
}

async function bringGo(context: StepContext): Promise<string> {
  const target = join(context.home.cache, `go-${versions.go}`);
  await installFolder(target, async (folder) => {
    context.progress(`fetching Go ${versions.go} from the Go module proxy`);
    const archive = join(folder, "go.zip");
    const name = `golang.org/toolchain@v0.0.1-go${versions.go}.linux-amd64`;
    await download(context, `${moduleProxy()}/${name.replace("@", "/@v/")}.zip`, goArchiveSha256, archive);
    const unzip = await ensureProgram(context, "unzip", ["unzip"]);
    await run(context, unzip, ["-q", archive, "-d", folder]);
    await rm(archive);
    // A module's archive holds no permissions.
    const unpacked = join(folder, name);
    for (const programs of ["bin", "pkg/tool/linux_amd64"])
      for (const program of await readdir(join(unpacked, programs)))
        await chmod(join(unpacked, programs, program), 0o755);
    await rename(unpacked, join(folder, "go"));
  });
  const program = join(target, "go", "bin", "go");
  if (!(await exists(program))) throw new Error(`${target} is damaged. Delete it and run again.`);
  return program;
}

/** The first proxy of `GOPROXY`, as the go command itself would take it. */
function moduleProxy(): string {
  const configured = (process.env["GOPROXY"] ?? "").split(/[,|]/).find((proxy) => /^https?:/.test(proxy));
  return (configured ?? "https://proxy.golang.org").replace(/\/$/, "");
}
