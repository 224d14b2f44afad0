/**
 * A real stack for a test: the unmodified Pulumi engine and SDK, with the plugins of this repository, state in a
 * folder that goes away. The program runs in the test's own process.
 */
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { EngineEvent, OpMap, PulumiFn, Stack } from "@pulumi/pulumi/automation/index.js";
import { provider } from "../provider.ts";
import { newStack } from "../../testing/engine.ts";

export interface TestStack {
  /** Operations by number: `{ create: 1, same: 1 }`; the stack itself counts as a resource. */
  up(program: PulumiFn): Promise<{ operations: OpMap; outputs: Record<string, unknown> }>;
  /** What `up` would do, and the changed properties by the resource's logical name, `taskSpec.x: update`. */
  preview(program: PulumiFn): Promise<{ operations: OpMap; changes: Record<string, string[]> }>;
  refresh(): Promise<OpMap>;
  /** Imports an object and returns the inputs that the engine recorded for it. */
  import(type: string, name: string, id: string): Promise<Record<string, unknown>>;
  destroy(): Promise<void>;
  /** Inputs, outputs and id of every resource in the state. */
  resources(): Promise<StateResource[]>;
  /** Forgets a resource without touching it: as if the plugin had been killed before it could answer. */
  forget(logicalName: string): Promise<void>;
  /** Destroys what is left and removes the state. */
  end(): Promise<void>;
}

export interface StateResource {
  urn: string;
  id: string;
  type: string;
  inputs: Record<string, unknown>;
  outputs: Record<string, unknown>;
  initErrors?: string[];
}

export async function testStack(name: string): Promise<TestStack> {
  const home = mkdtempSync(join(tmpdir(), "docker-provider-"));
  installPlugin(home);
  const stack = await newStack(home, name, "docker-provider-test");
  return {
    async up(program) {
      const result = await stack.up({ program });
      const outputs = Object.entries(result.outputs).map(([key, { value }]) => [key, value as unknown]);
      return { operations: result.summary.resourceChanges ?? {}, outputs: Object.fromEntries(outputs) };
    },
    async preview(program) {
      const changes: Record<string, string[]> = {};
      const result = await stack.preview({ program, onEvent: (event) => collect(event, changes) });
      return { operations: result.changeSummary, changes };
    },
    async refresh() {
      const result = await stack.refresh();
      return result.summary.resourceChanges ?? {};
    },
    async import(type, logicalName, id) {
      await stack.import({
        resources: [{ type, name: logicalName, id }],
        protect: false,
        generateCode: false,
      });
      return (await resources(stack)).find(({ urn }) => urn.endsWith(`::${logicalName}`))!.inputs;
    },
    destroy: async () => void (await stack.destroy()),
    resources: () => resources(stack),
    async forget(logicalName) {
      const urn = (await resources(stack)).find((resource) => resource.urn.endsWith(`::${logicalName}`))!.urn;
      const state = await stack.exportStack();
      state.deployment.resources = (state.deployment.resources as StateResource[]).filter(
        (resource) => resource.urn !== urn,
      );
      await stack.importStack(state);
    },
    async end() {
      await stack.destroy();
      rmSync(home, { recursive: true, force: true });
    },
  };
}

function installPlugin(home: string): void {
  const folder = join(home, "pulumi/plugins", `resource-docker-v${provider.version}`);
  mkdirSync(folder, { recursive: true });
  const launcher = join(folder, "pulumi-resource-docker");
  const main = join(import.meta.dirname, "../main.ts");
  writeFileSync(
    launcher,
    `#!/bin/sh\nexec "${process.execPath}" --disable-warning=ExperimentalWarning "${main}" "$@"\n`,
  );
  chmodSync(launcher, 0o755);
}

async function resources(stack: Stack): Promise<StateResource[]> {
  const { deployment } = await stack.exportStack();
  return ((deployment as { resources?: StateResource[] }).resources ?? []).filter(({ type }) =>
    type.startsWith("docker:"),
  );
}

function collect(event: EngineEvent, changes: Record<string, string[]>): void {
  const metadata = event.resourcePreEvent?.metadata;
  if (!metadata?.detailedDiff) return;
  const name = metadata.urn.split("::").at(-1)!;
  changes[name] = Object.entries(metadata.detailedDiff).map(([path, { diffKind }]) => `${path}: ${diffKind}`);
}
