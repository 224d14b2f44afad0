import { statfs } from "node:fs/promises";
import { connectDocker } from "./engine.ts";
import { preconditionError } from "./errors.ts";
import { portOwner } from "./ports.ts";
import type { Ports } from "./stack-file.ts";
import { formatBytes } from "./units.ts";

/** Below this `up` refuses: images, the databases and their logs would not fit. */
export const leastDiskBytes = 3 * 1024 ** 3;
/** Below this `doctor` warns. */
export const comfortableDiskBytes = 15 * 1024 ** 3;

/** Bytes that an ordinary user can still write below `path`. */
export async function freeBytes(path: string): Promise<number> {
  const { bavail, bsize } = await statfs(path);
  return bavail * bsize;
}

/** Refuses when images and data would not fit. */
export async function refuseFullDisk(folders: readonly string[]): Promise<void> {
  for (const folder of new Set(folders)) {
    const free = await freeBytes(folder);
    if (free >= leastDiskBytes) continue;
    throw preconditionError(
      `The disk of ${folder} is full: ${formatBytes(free)} free, ${formatBytes(leastDiskBytes)} are needed.\n` +
        "Make room and run again: docker image prune, docker builder prune; CloudPOS's own cache\n" +
        "(the folder cache/ of CLOUDPOS_HOME) may be deleted too. ./cloudpos doctor shows what is free.",
    );
  }
}

/** Refuses when somebody else listens on a port that the stack publishes. */
export async function refuseTakenPorts(stack: string, ports: Ports): Promise<void> {
  const docker = await connectDocker();
  const taken: string[] = [];
  for (const [name, port] of Object.entries(ports) as [keyof Ports, number][]) {
    const owner = await portOwner(port, docker);
    if (owner && owner.stack !== stack) taken.push(`Port ${port} (${name}) is taken by ${owner.who}.`);
  }
  if (taken.length > 0) {
    throw preconditionError(
      `${taken.join("\n")}\nStop it, or choose other ports under cloudpos:ports in Pulumi.${stack}.yaml, and run again. Nothing has been changed.`,
    );
  }
}
