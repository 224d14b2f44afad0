import { readFile } from "node:fs/promises";
import path from "node:path";
import { parse } from "yaml";
import type { System } from "../../infra/model/index.ts";
import { parseSettings, type Settings } from "../../infra/settings.ts";
import { declareSystem } from "../../infra/workloads/index.ts";

/** The stack's configuration, as the program reads it. @throws Error when this checkout has none */
export async function settingsOf(stack: string): Promise<Settings> {
  const file = path.resolve(import.meta.dirname, `../../Pulumi.${stack}.yaml`);
  const { config } = parse(await readFile(file, "utf8")) as { config: Record<string, unknown> };
  const texts = Object.entries(config).map(([key, value]) => [
    key,
    typeof value === "string" ? value : JSON.stringify(value),
  ]);
  return parseSettings(stack, Object.fromEntries(texts) as Record<string, string>);
}

/** What the stack's configuration declares. */
export async function declaredSystem(stack: string): Promise<System> {
  return declareSystem(await settingsOf(stack));
}
