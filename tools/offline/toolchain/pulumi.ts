import { mkdir, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { run } from "./command.ts";
import { download, downloadText } from "./download.ts";
import { pulumiFolder } from "./environment.ts";
import { goBuild } from "./go.ts";
import { exists, installFolder, withLock, writeWhole } from "./install.ts";
import type { Step, StepContext } from "./step.ts";
import { versions } from "./versions.ts";

const modules = join(import.meta.dirname, "go");

/**
 * The Pulumi CLI with its Node language host, complete in one folder: the official download, or both built from their
 * published Go modules. The two are one step each, because building them side by side saves a minute.
 */
export function pulumiSteps(): Step[] {
  // One try per run: both steps wait for its answer.
  let attempt: Promise<boolean> | undefined;
  const official = (context: StepContext) => (attempt ??= fetchOfficial(context));
  return [
    {
      id: "pulumi",
      title: `Pulumi CLI ${versions.pulumi}`,
      needs: [],
      run: (context) =>
        part(context, "pulumi", official, {
          folder: join(modules, "pulumi"),
          program: "github.com/pulumi/pulumi/pkg/v3/cmd/pulumi",
          version: versions.pulumi,
        }),
    },
    {
      id: "language-host",
      title: "Pulumi language host for Node",
      needs: [],
      run: async (context) => {
        const summary = await part(context, "pulumi-language-nodejs", official, {
          folder: join(modules, "pulumi-language-nodejs"),
          program: "github.com/pulumi/pulumi/sdk/v3/nodejs/cmd/pulumi-language-nodejs",
          version: versions.languageHost,
        });
        await writeHelpers(pulumiFolder(context.home));
        return summary;
      },
    },
  ];
}

async function part(
  context: StepContext,
  name: string,
  official: (context: StepContext) => Promise<boolean>,
  source: { folder: string; program: string; version: string },
): Promise<string> {
  const program = join(pulumiFolder(context.home), name);
  if (await exists(program)) return "already there";
  if (await official(context)) return "official download, checked";
  const folder = pulumiFolder(context.home);
  await mkdir(folder, { recursive: true });
  return withLock(program, async () => {
    if (await exists(program)) return "built by another run";
    const partial = `${program}.partial`;
    const go = await goBuild(context, {
      folder: source.folder,
      programs: [source.program],
      version: source.version,
      output: partial,
      stamps: { "github.com/pulumi/pulumi/sdk/v3/go/common/version.Version": `v${source.version}` },
    });
    await rename(partial, program);
    return `built from its Go module with ${go}`;
  });
}

/** Fetches the official CLI with all its helpers; false when the vendor is out of reach or the download is not good. */
async function fetchOfficial(context: StepContext): Promise<boolean> {
  const target = pulumiFolder(context.home);
  // An earlier run has begun to build: go on with that, one folder does not mix both ways.
  if (await exists(target)) return false;
  const archive = `pulumi-v${versions.pulumi}-linux-x64.tar.gz`;
  context.progress("asking for the official download");
  try {
    // The list of checksums comes from the release on GitHub, the archive from the vendor's own server: neither alone
    // can slip something in.
    const release = `https://github.com/pulumi/pulumi/releases/download/v${versions.pulumi}`;
    const list = await downloadText(context, `${release}/pulumi-${versions.pulumi}-checksums.txt`);
    const sha256 = list.match(
      new RegExp(`^([0-9a-f]{64})\\s+\\*?${archive.replaceAll(".", "\\.")}$`, "m"),
    )?.[1];
    if (!sha256) throw new Error(`the list of checksums does not name ${archive}`);
    await installFolder(target, async (folder) => {
      context.progress("fetching the official download");
      await download(
        context,
        `https://get.pulumi.com/releases/sdk/${archive}`,
        sha256,
        join(folder, archive),
      );
      const unpack = [
        "--extract",
        "--gzip",
        "--strip-components=1",
        "--no-same-owner",
        "--directory",
        folder,
      ];
      await run(context, "tar", [...unpack, "--file", join(folder, archive)]);
      await rm(join(folder, archive));
    });
    return true;
  } catch (error) {
    context.signal.throwIfAborted();
    context.progress(`no official download (${error instanceof Error ? error.message : String(error)})`);
    return false;
  }
}

/** The two helpers that the engine starts for dynamic providers and policy packs; in the official download as well. */
async function writeHelpers(folder: string): Promise<void> {
  const helpers = {
    "pulumi-resource-pulumi-nodejs": "dynamic-provider",
    "pulumi-analyzer-policy": "run-policy-pack",
  };
  for (const [name, module] of Object.entries(helpers)) {
    if (await exists(join(folder, name))) continue;
    // The package is the one of the program that is being run, so it is looked up from the current folder.
    const script = `#!/bin/sh
main=$(node -e 'console.log(require.resolve("@pulumi/pulumi/cmd/${module}", { paths: [process.cwd()] }))') || exit 1
exec node "$main" "$@"
`;
    await writeWhole(join(folder, name), script, 0o755);
  }
}
