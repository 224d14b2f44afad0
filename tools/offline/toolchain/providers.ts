import { readFile, rm } from "node:fs/promises";
import { join, resolve } from "node:path";
import { run } from "./command.ts";
import { reachable } from "./download.ts";
import { pulumiEnvironment, pulumiFolder } from "./environment.ts";
import type { Home } from "./home.ts";
import { exists, writeWhole } from "./install.ts";
import type { Step, StepContext } from "./step.ts";
import { providers } from "./versions.ts";

/** A resource plugin: its version is that of the npm package of the same name. */
export interface Provider {
  readonly name: string;
  readonly version: string;
}
const standIns = resolve(import.meta.dirname, "..", "providers");

/** The resource plugins that the program uses: the official ones, or our stand-ins where they are out of reach. */
export function providersStep(): Step {
  return {
    id: "providers",
    title: "Pulumi providers (docker, random, tls)",
    // The CLI installs the official plugins.
    needs: ["pulumi"],
    async run(context) {
      const missing: Provider[] = [];
      for (const provider of providers)
        if (!(await isInstalled(context.home, provider))) missing.push(provider);
      if (missing.length === 0) return "already there";
      const official = await Promise.all(missing.map((provider) => installOfficial(context, provider)));
      const replaced = missing.filter((_, index) => !official[index]);
      for (const provider of replaced) await installStandIn(context.home, provider);
      if (replaced.length === 0) return "official plugins";
      return `stand-ins of this repository for ${replaced.map(({ name }) => name).join(", ")}`;
    },
  };
}

/** The folder in which the engine looks for a plugin. */
export function pluginFolder(home: Home, { name, version }: Provider): string {
  return join(home.pulumi, "plugins", `resource-${name}-v${version}`);
}

/** Whether the plugin is there: an official one as it is, a stand-in only when it starts this very checkout. */
async function isInstalled(home: Home, provider: Provider): Promise<boolean> {
  const folder = pluginFolder(home, provider);
  const program = join(folder, `pulumi-resource-${provider.name}`);
  // The engine's own mark of an install that was cut short.
  if (!(await exists(program)) || (await exists(`${folder}.partial`))) return false;
  const isStandIn = await exists(join(folder, "stand-in"));
  return !isStandIn || (await readFile(program, "utf8")) === launcher(provider);
}

/** Installs the plugin that its vendor publishes; false when that is out of reach. */
export async function installOfficial(context: StepContext, provider: Provider): Promise<boolean> {
  const { name, version } = provider;
  // `pulumi plugin install` tries five times; a plain question first tells in a moment whether anybody is there.
  const address = `https://get.pulumi.com/releases/plugins/pulumi-resource-${name}-v${version}-linux-amd64.tar.gz`;
  if (!(await reachable(context, address))) return false;
  try {
    await run(
      context,
      join(pulumiFolder(context.home), "pulumi"),
      ["plugin", "install", "resource", name, version],
      {
        env: pulumiEnvironment(context.home),
        timeout: 180_000,
      },
    );
    return true;
  } catch (error) {
    context.signal.throwIfAborted();
    context.progress(`${name}: ${error instanceof Error ? error.message : String(error)}`);
    return false;
  }
}

/** What the engine starts, with its own address as the first argument. */
function launcher({ name }: Provider): string {
  const quote = (text: string) => `'${text.replaceAll("'", "'\\''")}'`;
  return `#!/bin/sh
# CloudPOS's stand-in for the official plugin, which was out of reach when this was written.
exec ${quote(process.execPath)} ${quote(join(standIns, name, "main.ts"))} "$@"
`;
}

async function installStandIn(home: Home, provider: Provider): Promise<void> {
  const folder = pluginFolder(home, provider);
  // Something half installed must not be mixed with ours.
  await rm(folder, { recursive: true, force: true });
  await rm(`${folder}.partial`, { force: true });
  await writeWhole(
    join(folder, "stand-in"),
    "written by ./cloudpos; delete this folder to try the official plugin again\n",
  );
  await writeWhole(join(folder, `pulumi-resource-${provider.name}`), launcher(provider), 0o755);
}
