/** The real Pulumi engine and the real plugin of `provider/`, with state in a folder that goes away. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { OpMap, PulumiFn } from "@pulumi/pulumi/automation/index.js";
import { stringify } from "yaml";
import { newStack } from "../../../../tools/offline/providers/testing/engine.ts";

export interface ServersStack {
  up(program: PulumiFn): Promise<OpMap>;
  /** Changed properties by resource, as a preview shows them: `preparation.swap: update`. */
  preview(program: PulumiFn): Promise<Record<string, string[]>>;
  refresh(): Promise<OpMap>;
  destroy(): Promise<void>;
  /** The whole state, secrets in plain text. */
  state(): Promise<string>;
  end(): void;
}

export async function serversStack(privateKey: string): Promise<ServersStack> {
  const home = mkdtempSync(join(tmpdir(), "servers-test-"));
  // As in the repository's own Pulumi.yaml; the SDK's type of project settings does not know plugins.
  const plugin = join(import.meta.dirname, "../provider");
  writeFileSync(
    join(home, "Pulumi.yaml"),
    stringify({
      name: "cloudpos",
      runtime: "nodejs",
      plugins: { providers: [{ name: "servers", path: plugin }] },
    }),
  );
  const stack = await newStack(home, "test", "cloudpos", home);
  await stack.setConfig("cloudpos:sshKey", { value: privateKey, secret: true });
  return {
    up: async (program) => (await stack.up({ program })).summary.resourceChanges ?? {},
    async preview(program) {
      const changes: Record<string, string[]> = {};
      await stack.preview({
        program,
        onEvent: ({ resourcePreEvent }) => {
          const metadata = resourcePreEvent?.metadata;
          if (!metadata?.detailedDiff) return;
          changes[metadata.urn.split("::").at(-1)!] = Object.entries(metadata.detailedDiff).map(
            ([path, { diffKind }]) => `${path}: ${diffKind}`,
          );
        },
      });
      return changes;
    },
    refresh: async () => (await stack.refresh()).summary.resourceChanges ?? {},
    destroy: async () => void (await stack.destroy()),
    state: async () => JSON.stringify(await stack.exportStack()),
    end: () => rmSync(home, { recursive: true, force: true }),
  };
}
