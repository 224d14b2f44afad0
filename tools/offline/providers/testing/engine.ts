/**
 * The real Pulumi engine for a test: the CLI found on PATH, the unmodified SDKs, plugins of this repository, a
 * passphrase and state in a folder that goes away. The program runs in the test's own process.
 */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { LocalWorkspace } from "@pulumi/pulumi/automation/index.js";
import type { OpMap, PulumiFn, Stack } from "@pulumi/pulumi/automation/index.js";

/** A stand-in in this repository: its folder below `providers/`, and the version its SDK asks for. */
export interface Plugin {
  name: string;
  version: string;
}

export interface StateResource {
  urn: string;
  id: string;
  type: string;
  inputs: Record<string, unknown>;
  outputs: Record<string, unknown>;
}

export interface EngineStack {
  /** What it did, by number: `{ create: 1, same: 1 }`; the stack itself counts as a resource. */
  up(program: PulumiFn): Promise<{ operations: OpMap; outputs: Record<string, unknown> }>;
  preview(program: PulumiFn): Promise<OpMap>;
  refresh(): Promise<OpMap>;
  /** As `pulumi import`, without the program text: the language host at hand may be too old to write it. */
  import(type: string, name: string, id: string): Promise<void>;
  destroy(): Promise<void>;
  /** Every resource of the plugins, with secrets in plain text. */
  resources(): Promise<StateResource[]>;
  /** The state as it lies on the disk, secrets encrypted. */
  stateFile(): string;
  /** Removes the state and the plugins. Logical resources leave nothing else behind. */
  end(): void;
}

/**
 * A stack of the real engine whose state, plugins and Pulumi home are in a folder, and nowhere else.
 * @param workDir of the project file, where the project has one
 */
export function newStack(
  home: string,
  stackName: string,
  projectName: string,
  workDir?: string,
): Promise<Stack> {
  return LocalWorkspace.createOrSelectStack(
    { stackName, projectName, program: async () => {} },
    {
      ...(workDir !== undefined && { workDir }),
      pulumiHome: join(home, "pulumi"),
      envVars: {
        PULUMI_BACKEND_URL: `file://${home}`,
        PULUMI_CONFIG_PASSPHRASE: "test",
        PULUMI_SKIP_UPDATE_CHECK: "true",
        PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: "true",
      },
    },
  );
}

export async function engineStack(plugins: readonly Plugin[]): Promise<EngineStack> {
  const home = mkdtempSync(join(tmpdir(), "provider-test-"));
  for (const plugin of plugins) installPlugin(join(home, "pulumi"), plugin);
  const stack = await newStack(home, "test", "provider-test");
  return {
    async up(program) {
      const result = await stack.up({ program });
      const outputs = Object.entries(result.outputs).map(([key, { value }]) => [key, value as unknown]);
      return { operations: result.summary.resourceChanges ?? {}, outputs: Object.fromEntries(outputs) };
    },
    preview: async (program) => (await stack.preview({ program })).changeSummary,
    async refresh() {
      const result = await stack.refresh();
      return result.summary.resourceChanges ?? {};
    },
    async import(type, name, id) {
      const resources = [{ type, name, id }];
      await stack.import({ resources, protect: false, generateCode: false });
    },
    destroy: async () => void (await stack.destroy()),
    async resources() {
      const { deployment } = await stack.exportStack();
      const all = (deployment as { resources?: StateResource[] }).resources ?? [];
      return all.filter(({ type }) => plugins.some(({ name }) => type.startsWith(`${name}:`)));
    },
    stateFile: () => readFileSync(join(home, ".pulumi/stacks/provider-test/test.json"), "utf8"),
    end: () => rmSync(home, { recursive: true, force: true }),
  };
}

function installPlugin(pulumiHome: string, { name, version }: Plugin): void {
  const folder = join(pulumiHome, "plugins", `resource-${name}-v${version}`);
  const main = resolve(import.meta.dirname, "..", name, "main.ts");
  mkdirSync(folder, { recursive: true });
  writeFileSync(
    join(folder, `pulumi-resource-${name}`),
    `#!/bin/sh\nexec '${process.execPath}' '${main}' "$@"\n`,
    {
      mode: 0o755,
    },
  );
}
