import { existsSync } from "node:fs";
import { readdir, readFile, rm } from "node:fs/promises";
import { hostname } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

/** Name of the Pulumi project; part of the paths in a file backend. */
export const project = "cloudpos";

/** The folder of a file backend; undefined for others (S3, PostgreSQL, a service), where none of this file applies. */
export function backendFolder(url: string | undefined): string | undefined {
  return url?.startsWith("file://") ? join(fileURLToPath(url), ".pulumi") : undefined;
}

/** What other commands want to know of a stack's state without starting the engine. */
export interface StoredState {
  /** Salt of the passphrase, as it also stands in `Pulumi.<stack>.yaml`. */
  salt?: string;
  resources: number;
  /** Operations that were begun and whose end nobody saw. */
  pending: string[];
}

/** Reads the state of a stack; undefined when there is none yet. */
export async function readState(backend: string, stack: string): Promise<StoredState | undefined> {
  const path = join(backend, "stacks", project, `${stack}.json`);
  if (!existsSync(path)) return undefined;
  const content = JSON.parse(await readFile(path, "utf8")) as {
    checkpoint?: {
      latest?: {
        secrets_providers?: { state?: { salt?: string } };
        resources?: unknown[];
        pending_operations?: { type: string; resource: { urn: string } }[];
      };
    };
  };
  const latest = content.checkpoint?.latest;
  const salt = latest?.secrets_providers?.state?.salt;
  return {
    ...(salt ? { salt } : {}),
    resources: latest?.resources?.length ?? 0,
    pending: (latest?.pending_operations ?? []).map(
      (each) => `${each.type} ${each.resource.urn.split("::").at(-1)}`,
    ),
  };
}

/** Names of the stacks in a file backend. */
export async function storedStacks(backend: string): Promise<string[]> {
  const files = await readdir(join(backend, "stacks", project)).catch(() => []);
  return files.filter((file) => file.endsWith(".json")).map((file) => file.slice(0, -".json".length));
}

/** A lock of the file backend: some Pulumi process works on the stack, or did when it was killed. */
export interface Lock {
  path: string;
  pid: number;
  host: string;
  user: string;
  since: string;
  /** `stale`: its process is gone from this machine. `elsewhere`: another machine's; cannot be judged from here. */
  state: "alive" | "stale" | "elsewhere";
}

/** What `readLocks` asks about this machine; tests give their own. */
export interface ProcessTable {
  hostname: string;
  /** The command of a process; undefined when there is no such process. */
  command(pid: number): Promise<string | undefined>;
}

/** The processes of this machine. */
export const thisMachine: ProcessTable = {
  hostname: hostname(),
  async command(pid) {
    try {
      process.kill(pid, 0);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === "ESRCH") return undefined;
    }
    try {
      const command = (await readFile(`/proc/${pid}/comm`, "utf8")).trim();
      const state = /^State:\s+(\w)/m.exec(await readFile(`/proc/${pid}/status`, "utf8"))?.[1];
      return state === "Z" ? undefined : command;
    } catch {
      // No /proc (macOS): all that is known is that the process is there.
      return existsSync("/proc/self") ? undefined : "pulumi";
    }
  },
};

/** The locks on a stack. */
export async function readLocks(
  backend: string,
  stack: string,
  machine: ProcessTable = thisMachine,
): Promise<Lock[]> {
  const folder = join(backend, "locks", "organization", project, stack);
  const files = (await readdir(folder).catch(() => [])).filter((file) => file.endsWith(".json"));
  return Promise.all(
    files.map(async (file) => {
      const path = join(folder, file);
      const lock = await readLock(path);
      return { ...lock, path, state: await judge(lock, machine) };
    }),
  );
}

async function readLock(path: string): Promise<Pick<Lock, "pid" | "host" | "user" | "since">> {
  try {
    const content = JSON.parse(await readFile(path, "utf8")) as Record<string, unknown>;
    return {
      pid: Number(content["pid"]) || 0,
      host: String(content["hostname"] ?? ""),
      user: String(content["username"] ?? ""),
      since: String(content["timestamp"] ?? ""),
    };
  } catch {
    // Cut off by a full disk or a power cut while it was written: nobody can hold it.
    return { pid: 0, host: "", user: "", since: "" };
  }
}

async function judge(lock: Pick<Lock, "pid" | "host">, machine: ProcessTable): Promise<Lock["state"]> {
  if (lock.host !== "" && lock.host !== machine.hostname) return "elsewhere";
  if (lock.pid === 0) return "stale";
  // The number may meanwhile belong to some other program.
  return /^pulumi/.test((await machine.command(lock.pid)) ?? "") ? "alive" : "stale";
}

/** Removes a lock file and what the backend keeps beside it. */
export async function removeLock(lock: Lock): Promise<void> {
  await rm(lock.path, { force: true });
  await rm(`${lock.path}.attrs`, { force: true });
}
