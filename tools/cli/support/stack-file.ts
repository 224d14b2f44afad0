import { existsSync } from "node:fs";
import { readFile, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import type { Document } from "yaml";
import type { Home } from "../../offline/toolchain/home.ts";
import type { Settings } from "../../../infra/settings.ts";
import { preconditionError, usageError } from "./errors.ts";
import { readState } from "./state.ts";

/** The folder of the repository: where `Pulumi.yaml` is. */
export const repository = resolve(import.meta.dirname, "../../..");

/** Published ports of a stack. */
export interface Ports {
  http: number;
  https: number;
  prometheus: number;
  grafana: number;
}

/** What the program takes when a stack's file does not say otherwise. */
export const defaultPorts: Ports = { http: 80, https: 443, prometheus: 9090, grafana: 3001 };

/** Stacks whose files are part of the repository and are written by people. */
export const committedStacks: readonly string[] = ["staging", "production"];

/** Path of the configuration of a stack. */
export function stackFile(stack: string): string {
  return join(repository, `Pulumi.${stack}.yaml`);
}

/** What runs the containers of a stack. */
export type PlatformName = "swarm" | "kubernetes";

/** The platform of a stack; of one that has no file yet, the one that its file will name. */
export async function platformOf(stack: string): Promise<PlatformName> {
  return existsSync(stackFile(stack)) ? (await readStackFile(stack)).platform : "swarm";
}

/** A server as the commands reach it; everything else about it is the program's. */
export interface ServerAddress {
  name: string;
  address: string;
  port: number;
  user: string;
  role: "manager" | "worker";
}

/** The servers of a stack by name; none of one that runs on this machine's engine, or in a cluster. */
export async function serversOf(stack: string): Promise<ServerAddress[]> {
  return existsSync(stackFile(stack)) ? (await readStackFile(stack)).servers : [];
}

/** The keys of a stack's configuration that the CLI itself needs; everything is checked by the program. */
export interface StackConfiguration {
  environment: string;
  platform: PlatformName;
  domain: string;
  ports: Ports;
  images: Record<string, unknown>;
  servers: ServerAddress[];
}

/**
 * Reads the configuration of a stack.
 *
 * @throws OperatorError (precondition) when the file is missing or is not YAML
 */
export async function readStackFile(stack: string): Promise<StackConfiguration> {
  const path = stackFile(stack);
  if (!existsSync(path)) {
    throw preconditionError(`There is no Pulumi.${stack}.yaml. ./cloudpos up --stack ${stack} writes one.`);
  }
  const { parse } = await import("yaml");
  let content: { config?: Record<string, unknown> } | null;
  try {
    content = parse(await readFile(path, "utf8")) as typeof content;
  } catch (error) {
    throw preconditionError(
      `Pulumi.${stack}.yaml is not valid YAML: ${(error as Error).message.trim()}\nMend the file and run again.`,
    );
  }
  const value = (key: string) => content?.config?.[`cloudpos:${key}`];
  return {
    environment: String(value("environment") ?? "dev"),
    platform: value("platform") === "kubernetes" ? "kubernetes" : "swarm",
    domain: String(value("domain") ?? "localhost"),
    ports: { ...defaultPorts, ...(value("ports") as Partial<Ports> | undefined) },
    images: (value("images") ?? {}) as Record<string, unknown>,
    servers: (
      (value("servers") ?? []) as (Pick<ServerAddress, "name" | "address"> & Partial<ServerAddress>)[]
    )
      .map((server) => ({ port: 22, user: "root", role: "worker" as const, ...server }))
      .toSorted((a, b) => (a.name < b.name ? -1 : 1)),
  };
}

/** The configuration of a stack with a change that is not written yet. */
export interface ChangedConfiguration {
  /** The whole file, with all its comments. */
  text: string;
  settings: Settings;
  /** Whether anything differs from the file. */
  changed: boolean;
}

/**
 * Changes the configuration of a stack in memory: comments and everything else stay as people wrote them.
 *
 * @throws OperatorError (precondition) when there is no file; (usage) when what would come out is not valid, with all
 *   that is wrong
 */
export async function changeConfiguration(
  stack: string,
  change: (document: Document, settings: Settings) => void,
): Promise<ChangedConfiguration> {
  await readStackFile(stack);
  const [{ parseDocument }, { parseSettings, SettingsError }] = await Promise.all([
    import("yaml"),
    import("../../../infra/settings.ts"),
  ]);
  const before = await readFile(stackFile(stack), "utf8");
  const document = parseDocument(before);
  const settings = () => {
    const { config = {} } = document.toJS() as { config?: Record<string, unknown> };
    const text = Object.entries(config).map(([key, value]) => [
      key,
      typeof value === "string" ? value : JSON.stringify(value),
    ]);
    try {
      return parseSettings(stack, Object.fromEntries(text) as Record<string, string>);
    } catch (error) {
      if (!(error instanceof SettingsError)) throw error;
      throw usageError(
        `That cannot be done:\n${error.problems.map((problem) => `  - ${problem}`).join("\n")}\nNothing has been changed.`,
      );
    }
  };
  change(document, settings());
  const text = document.toString({ lineWidth: 0 });
  return { text, settings: settings(), changed: text !== parseDocument(before).toString({ lineWidth: 0 }) };
}

/** Writes the configuration of a stack. */
export async function writeConfiguration(stack: string, { text }: ChangedConfiguration): Promise<void> {
  await writeFile(stackFile(stack), text);
}

/** Images that this machine could get, as the toolchain found them; empty before it ran. */
export async function machineImages(home: Home): Promise<Record<string, unknown>> {
  const path = join(home.cache, "images.json");
  if (!existsSync(path)) return {};
  const images = JSON.parse(await readFile(path, "utf8")) as Record<string, unknown>;
  return Object.fromEntries(Object.entries(images).filter(([, value]) => value !== null && value !== ""));
}

/**
 * Writes the configuration of a stack of this machine if there is none, and keeps the images in it that only this
 * machine has (made or fetched by the toolchain) as they are now. Files of staging and production are left alone.
 *
 * @returns what was done, for the operator; undefined when nothing had to be
 */
export async function ensureStackFile(
  home: Home,
  stack: string,
  backend: string | undefined,
): Promise<string | undefined> {
  const path = stackFile(stack);
  const images = await machineImages(home);
  if (existsSync(path)) return committedStacks.includes(stack) ? undefined : followImages(path, images);
  if (committedStacks.includes(stack)) {
    throw usageError(
      `Pulumi.${stack}.yaml is missing; it is part of the repository. Get it back: git checkout Pulumi.${stack}.yaml`,
    );
  }
  const { stringify } = await import("yaml");
  const ports = stack === "dev" ? defaultPorts : await portsBeside();
  const configuration = {
    config: {
      "cloudpos:environment": "dev",
      "cloudpos:platform": "swarm",
      "cloudpos:domain": "localhost",
      "cloudpos:logLevel": "debug",
      "cloudpos:demoData": true,
      "cloudpos:ports": ports,
      ...(Object.keys(images).length > 0 ? { "cloudpos:images": images } : {}),
    },
  };
  const salt = backend ? (await readState(backend, stack))?.salt : undefined;
  const head = [
    `# The stack "${stack}" on this machine. Written by ./cloudpos up; not part of the repository.`,
    "# Change what you like and run ./cloudpos up again; infra/settings.ts describes every key.",
    "# Only images that this machine made itself (cloudpos/base-...) and their files are kept up to date by ./cloudpos.",
  ];
  await writeFile(
    path,
    [...head, ...(salt ? [`encryptionsalt: ${salt}`] : []), stringify(configuration)].join("\n"),
  );
  return `wrote Pulumi.${stack}.yaml`;
}

/** Ports for a stack beside others: the first block of ten thousand that is free. Browsers refuse port 10080. */
async function portsBeside(): Promise<Ports> {
  const { portOwner } = await import("./ports.ts");
  for (const base of [20_000, 30_000, 40_000]) {
    const ports = { http: base + 80, https: base + 443, prometheus: base + 9090, grafana: base + 3001 };
    const owners = await Promise.all(Object.values(ports).map((port) => portOwner(port, undefined)));
    if (owners.every((owner) => owner === undefined)) return ports;
  }
  throw preconditionError("No free ports were found for another stack on this machine.");
}

/** An image made on this machine has a name that may be gone after a clean-up; the file has to follow. */
async function followImages(path: string, images: Record<string, unknown>): Promise<string | undefined> {
  const { parseDocument } = await import("yaml");
  const document = parseDocument(await readFile(path, "utf8"));
  const changed: string[] = [];
  for (const [key, value] of Object.entries(images)) {
    const at = ["config", "cloudpos:images", key];
    const old = document.getIn(at);
    const madeHere = key === "mongodbWheels" || (typeof old === "string" && old.startsWith("cloudpos/base-"));
    if (old === value || !madeHere) continue;
    document.setIn(at, value);
    changed.push(key);
  }
  if (changed.length === 0) return undefined;
  await writeFile(path, document.toString({ lineWidth: 0 }));
  return `${path.split("/").at(-1)}: ${changed.join(", ")} as this machine has it now`;
}
