/**
 * Says by its exit code whether node_modules holds what package-lock.json asks for. Asked by `./cloudpos` before
 * `npm ci`, when no dependency may be installed yet: so it imports nothing but Node's own modules.
 */
import { readFileSync } from "node:fs";
import { join } from "node:path";

interface LockEntry {
  readonly version?: string;
  readonly integrity?: string;
  readonly resolved?: string;
  readonly link?: boolean;
  readonly optional?: boolean;
}
type Lock = Readonly<Record<string, LockEntry>>;

/** Compares a package-lock.json with the record that npm writes at the end of an install. */
export function treeMatches(wanted: Lock, installed: Lock): boolean {
  const packages = Object.entries(wanted).filter(
    ([path]) => path.startsWith("node_modules/") || path.includes("/node_modules/"),
  );
  const complete = packages.every(([path, entry]) => {
    const found = installed[path];
    // npm leaves optional packages out that are for other platforms.
    if (!found) return entry.optional === true;
    return (
      found.version === entry.version && found.integrity === entry.integrity && found.link === entry.link
    );
  });
  return complete && Object.keys(installed).every((path) => path in wanted);
}

function readLock(path: string): Lock {
  return (JSON.parse(readFileSync(path, "utf8")) as { packages: Lock }).packages;
}

if (import.meta.main) {
  const repository = process.argv[2] ?? ".";
  try {
    const wanted = readLock(join(repository, "package-lock.json"));
    const installed = readLock(join(repository, "node_modules", ".package-lock.json"));
    process.exitCode = treeMatches(wanted, installed) ? 0 : 1;
  } catch {
    // No record: nothing is installed, or an install was killed half way.
    process.exitCode = 1;
  }
}
