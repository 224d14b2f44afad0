import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { workloadsOf } from "./engine.ts";
import type { Engines } from "./engines.ts";
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
export async function git(args: readonly string[], env: Record<string, string> = {}): Promise<string> {
  const options = { maxBuffer: 16 * 1024 * 1024, env: { ...process.env, ...env } };
  return (await run("git", ["-C", repository, ...args], options)).stdout.trim();
}

/** What runs now, as it is in the repository and on the engine. */
export async function currentRelease(stack: string, engines: Engines): Promise<Release> {
  const workloads = await workloadsOf(engines, stack);
  return {
    at: new Date().toISOString(),
    commit: await commitOf(stack).catch(() => null),
    configuration: existsSync(stackFile(stack)) ? await readFile(stackFile(stack), "utf8") : "",
    images: Object.fromEntries(workloads.map(({ name, image }) => [name, image])),
  };
}

/** HEAD, or a commit of all that differs from it, new files too, which a reference keeps from being collected. */
async function commitOf(stack: string): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "cloudpos-"));
  try {
    // An index of its own: that of the operator is left alone.
    const env = { GIT_INDEX_FILE: join(folder, "index") };
    await git(["read-tree", "HEAD"], env);
    await git(["add", "--all"], env);
    const tree = await git(["write-tree"], env);
    const head = await git(["rev-parse", "HEAD"]);
    const author = ["-c", "user.name=cloudpos", "-c", "user.email=cloudpos@localhost"];
    const commit =
      tree === (await git(["rev-parse", "HEAD^{tree}"]))
        ? head
        : await git([...author, "commit-tree", tree, "-p", head, "-m", `What runs as the stack ${stack}`]);
    await git(["update-ref", referenceOf(stack, commit), commit]);
    return commit;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

const referenceOf = (stack: string, commit: string) => `refs/cloudpos/${stack}/${commit}`;

/** Lets git collect the commits of releases to which nobody can go back any more. */
export async function forgetReleases(stack: string, kept: readonly (Release | undefined)[]): Promise<void> {
  const wanted = new Set(
    kept.flatMap((release) => (release?.commit ? [referenceOf(stack, release.commit)] : [])),
  );
  const known = await git(["for-each-ref", "--format=%(refname)", `refs/cloudpos/${stack}/`]).catch(() => "");
  for (const name of known.split("\n").filter(Boolean)) {
    if (!wanted.has(name)) await git(["update-ref", "-d", name]);
  }
}

/**
 * Contract migrations that came between two commits.
 *
 * @returns paths of the files
 */
export async function contractsBetween(older: string, newer: string): Promise<string[]> {
  const pattern = ":(glob)services/*/migrations/*.contract.sql";
  const names = await git(["diff", "--name-only", "--diff-filter=A", older, newer, "--", pattern]);
  return names.split("\n").filter(Boolean);
}

/** `1a2b3c4d5e6f, up since 2026-03-01 08:30` */
export function describeRelease({ commit, at }: Release): string {
  return `${commit?.slice(0, 12) ?? "of unknown commit"}, up since ${at.slice(0, 16).replace("T", " ")}`;
}
