import { spawn } from "node:child_process";
import { access, mkdir, rename, rm, writeFile } from "node:fs/promises";
import { basename, dirname, join } from "node:path";

/** Whether a path exists. */
export function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}

/**
 * Makes sure that a folder exists with its whole content: `build` fills a temporary folder next to it, which is
 * renamed at the end, so a killed run leaves nothing that looks finished. Two runs never build the same folder at
 * the same time. Returns false when it was there already.
 */
export async function installFolder(
  target: string,
  build: (folder: string) => Promise<void>,
): Promise<boolean> {
  if (await exists(target)) return false;
  return withLock(target, async () => {
    if (await exists(target)) return false;
    // What a killed run has left goes first.
    const partial = join(dirname(target), `.${basename(target)}.partial`);
    await rm(partial, { recursive: true, force: true });
    await mkdir(partial);
    try {
      await build(partial);
      await rename(partial, target);
    } finally {
      await rm(partial, { recursive: true, force: true });
    }
    return true;
  });
}

/** Writes a whole file at once; leaves an equal one alone. */
export async function writeWhole(path: string, content: string, mode = 0o644): Promise<void> {
  const partial = `${path}.partial-${process.pid}`;
  await mkdir(dirname(path), { recursive: true });
  await writeFile(partial, content, { mode });
  await rename(partial, path);
}

/**
 * Runs `work` while holding the lock `<target>.lock`. The lock is one of the kernel (flock): it is free again as soon
 * as this process ends, however it ends.
 */
export async function withLock<T>(target: string, work: () => Promise<T>): Promise<T> {
  const path = join(dirname(target), `.${basename(target)}.lock`);
  await mkdir(dirname(path), { recursive: true });
  // The holder lives as long as its standard input, which closes with this process.
  const holder = spawn("flock", [path, "sh", "-c", "echo held; exec cat"], {
    stdio: ["pipe", "pipe", "inherit"],
  });
  const ended = new Promise<void>((resolve) => holder.once("close", () => resolve()));
  await new Promise<void>((resolve, reject) => {
    holder.stdout.once("data", () => resolve());
    holder.once("error", (error) =>
      reject(new Error("The program `flock` is missing. Install the package util-linux.", { cause: error })),
    );
    holder.once("close", (code) => reject(new Error(`No lock on ${path} (flock ended with ${code}).`)));
  });
  try {
    return await work();
  } finally {
    holder.stdin.end();
    await ended;
  }
}
