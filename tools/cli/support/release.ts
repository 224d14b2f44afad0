import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { promisify } from "node:util";
import type Docker from "dockerode";
import { workloadsOf } from "./engine.ts";
import { repository, stackFile } from "./stack-file.ts";

const run = promisify(execFile);

/** What once ran, and is needed to run it again. */
export interface Release {
  /** When it was up, ISO 8601. */
  at: string;
  /** Of the repository; with changes that were not committed, one that only this machine has. Null outside of git. */
  commit: string | null;
  /** The stack's file. Its secrets are encrypted. */
  configuration: string;
  /** Images by workload. */
  images: Record<string, string>;
  /** When its contract migrations were carried out: from then on the release before cannot run any more. */
  contractedAt?: string;
}

/** Runs git in the repository. @throws when there is no git, no repository, or git says no */
export async function git(...args: string[]): Promise<string> {
  return (await run("git", ["-C", repository, ...args], { maxBuffer: 16 * 1024 * 1024 })).stdout.trim();
}

/** What runs now, as it is in the repository and on the engine. */
export async function currentRelease(stack: string, docker: Docker): Promise<Release> {
  const workloads = await workloadsOf(docker, stack);
  return {
    at: new Date().toISOString(),
    commit: await commitOf(stack).catch(() => null),
    configuration: existsSync(stackFile(stack)) ? await readFile(stackFile(stack), "utf8") : "",
    images: Object.fromEntries(workloads.map(({ name, image }) => [name, image])),
  };
}

/** HEAD, or a commit of the changes beside it that a reference keeps from being collected. */
async function commitOf(stack: string): Promise<string> {
  const changed = await git("stash", "create", `cloudpos release of ${stack}`);
  const commit = changed || (await git("rev-parse", "HEAD"));
  await git("update-ref", `refs/cloudpos/${stack}/${commit.slice(0, 12)}`, commit);
  return commit;
}

/**
 * Contract migrations that came between two commits.
 *
 * @returns paths of the files
 */
export async function contractsBetween(older: string, newer: string): Promise<string[]> {
  const pattern = ":(glob)services/*/migrations/*.contract.sql";
  const names = await git("diff", "--name-only", "--diff-filter=A", older, newer, "--", pattern);
  return names.split("\n").filter(Boolean);
}

/** `1a2b3c4d5e6f, up since 2026-03-01 08:30` */
export function describeRelease({ commit, at }: Release): string {
  return `${commit?.slice(0, 12) ?? "of unknown commit"}, up since ${at.slice(0, 16).replace("T", " ")}`;
}
