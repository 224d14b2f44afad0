import { readdir, readFile, readlink } from "node:fs/promises";
import { createServer } from "node:net";
import { basename } from "node:path";
import type Docker from "dockerode";
import { labels } from "./engine.ts";
import { messageOf } from "./errors.ts";

/** Who holds a port of this machine. */
export interface PortOwner {
  /** For people: a process with its number, a container, or that it could not be found out. */
  who: string;
  /** Set when it is a container of CloudPOS. */
  stack?: string;
}

/**
 * The owner of a TCP port; undefined when it is free.
 *
 * @param docker undefined when the engine cannot be asked
 */
export async function portOwner(port: number, docker: Docker | undefined): Promise<PortOwner | undefined> {
  const container = docker && (await containerOn(docker, port));
  if (container) return container;
  const problem = await tryToListen(port);
  if (!problem) return undefined;
  const owner = await processOn(port);
  return {
    who: owner ?? `a process that could not be found out (${problem}); look: sudo ss -ltnp sport = :${port}`,
  };
}

async function containerOn(docker: Docker, port: number): Promise<PortOwner | undefined> {
  const containers = await docker.listContainers();
  const found = containers.find((each) => each.Ports.some((p) => p.PublicPort === port && p.Type === "tcp"));
  if (!found) return undefined;
  const stack = found.Labels[labels.stack];
  return {
    who: `the container ${found.Names[0]?.slice(1) ?? found.Id.slice(0, 12)} (image ${found.Image})`,
    ...(stack ? { stack } : {}),
  };
}

/** Undefined when a server can listen there, else the reason. */
function tryToListen(port: number): Promise<string | undefined> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once("error", (error: NodeJS.ErrnoException) => {
      // Low ports need root; Docker has it.
      resolve(error.code === "EACCES" ? undefined : (error.code ?? messageOf(error)));
    });
    server.listen({ port, host: "0.0.0.0", exclusive: true }, () => server.close(() => resolve(undefined)));
  });
}

/** `nginx (process 812)`, found by way of the kernel's socket tables; needs root for other users' processes. */
async function processOn(port: number): Promise<string | undefined> {
  const tables = await Promise.all(
    ["/proc/net/tcp", "/proc/net/tcp6"].map((path) => readFile(path, "utf8").catch(() => "")),
  );
  const inodes = new Set(tables.flatMap((table) => listeningInodes(table, port)));
  if (inodes.size === 0) return undefined;
  for (const pid of (await readdir("/proc")).filter((entry) => /^\d+$/.test(entry))) {
    const files = await readdir(`/proc/${pid}/fd`).catch(() => []);
    for (const file of files) {
      const target = await readlink(`/proc/${pid}/fd/${file}`).catch(() => "");
      const inode = /^socket:\[(\d+)\]$/.exec(target)?.[1];
      if (inode && inodes.has(inode)) {
        // The program file: the command name of a Node process is that of its main thread.
        const program = await readlink(`/proc/${pid}/exe`).catch(() => "a program");
        const name = basename(program);
        return `${name} (process ${pid})`;
      }
    }
  }
  return undefined;
}

/** Inodes of the sockets that listen on a port, from the text of `/proc/net/tcp` or `tcp6`. */
export function listeningInodes(table: string, port: number): string[] {
  const wanted = port.toString(16).toUpperCase().padStart(4, "0");
  return table
    .split("\n")
    .slice(1)
    .map((line) => line.trim().split(/\s+/))
    .filter((columns) => columns[1]?.endsWith(`:${wanted}`) && columns[3] === "0A")
    .map((columns) => columns[9] ?? "");
}
