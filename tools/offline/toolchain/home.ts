import { randomBytes, randomUUID } from "node:crypto";
import { chmod, link, mkdir, open, rm, stat } from "node:fs/promises";
import { homedir } from "node:os";
import { join, resolve } from "node:path";

/** Where everything that is not part of the repository lives. All paths are absolute. */
export interface Home {
  /** The folder itself: `CLOUDPOS_HOME`, or `~/.cloudpos`. */
  readonly root: string;
  /** Downloads and builds, one folder per tool and version; may be deleted at any time. */
  readonly cache: string;
  /** `PULUMI_HOME`: plugins and the engine's own files, apart from the operator's `~/.pulumi`. */
  readonly pulumi: string;
  /** Pulumi's state (file backend). Not a cache: losing it loses track of every stack. */
  readonly state: string;
  /** Encrypts the secrets in the state; a generated file with mode 0600. Back it up with the state. */
  readonly passphrase: string;
  /** One folder per run, one file per step. */
  readonly logs: string;
}

/** Names the folders of the home without touching the disk. */
export function locateHome(env: NodeJS.ProcessEnv = process.env): Home {
  const root = resolve(env["CLOUDPOS_HOME"] || join(homedir(), ".cloudpos"));
  return {
    root,
    cache: join(root, "cache"),
    pulumi: join(root, "pulumi"),
    state: join(root, "state"),
    passphrase: join(root, "passphrase"),
    logs: join(root, "logs"),
  };
}

/** Creates what is missing in the home (folders, passphrase) and returns it. Changes nothing that exists. */
export async function openHome(env: NodeJS.ProcessEnv = process.env): Promise<Home> {
  const home = locateHome(env);
  for (const folder of [home.root, home.cache, home.pulumi, home.state, home.logs])
    await mkdir(folder, { recursive: true, mode: 0o700 });
  await ensurePassphrase(home.passphrase);
  return home;
}

/** A folder for the logs of one run, named by its start in UTC so that a listing is in order. */
export async function newLogFolder(home: Home, now: Date = new Date()): Promise<string> {
  const folder = join(
    home.logs,
    now
      .toISOString()
      .replaceAll(":", "-")
      .replace(/\.\d+Z$/, "Z"),
  );
  await mkdir(folder, { recursive: true, mode: 0o700 });
  return folder;
}

/** Creates the passphrase in one go (a kill in the middle leaves none) and never replaces one. */
async function ensurePassphrase(path: string): Promise<void> {
  const temporary = `${path}.${randomUUID()}`;
  const existing = await stat(path).catch(() => undefined);
  if (existing === undefined) {
    const file = await open(temporary, "w", 0o600);
    await file.writeFile(randomBytes(32).toString("base64url"));
    await file.sync();
    await file.close();
    // A link, unlike a rename, fails when another run was first.
    await link(temporary, path).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== "EEXIST") throw error;
    });
    await rm(temporary);
  } else if (existing.size === 0) {
    throw new Error(
      `The passphrase file ${path} is empty. Restore it from your backup; if no stack exists yet, delete it and run again.`,
    );
  } else if ((existing.mode & 0o077) !== 0) {
    await chmod(path, 0o600);
  }
}
