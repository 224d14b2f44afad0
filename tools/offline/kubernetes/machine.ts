/** What a cluster leaves in the kernel of its machine, and how it is taken back: mounts, cgroups, rules, the bridge. */
import { existsSync } from "node:fs";
import { mkdir, readdir, readFile, readlink, rm, rmdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { run } from "../toolchain/command.ts";
import type { StepContext } from "../toolchain/step.ts";
import { layout } from "./layout.ts";
import { signal } from "./processes.ts";

type Context = Pick<StepContext, "log" | "signal">;

/** Comment of our own rules, by which they are found again. */
const comment = layout.bridge;

/** The bridge with the node's address, and the rules that let pods speak beside the Docker engine's own. */
export async function prepareNetwork(context: Context): Promise<void> {
  const ip = (...args: string[]) => run(context, "ip", args);
  await ip("link", "add", layout.bridge, "type", "bridge");
  await ip("address", "add", `${layout.address}/${layout.pods.split("/")[1]}`, "dev", layout.bridge);
  await ip("link", "set", layout.bridge, "up");
  for (const rule of ownRules())
    await run(context, "iptables", ["--wait", "-t", rule.table, "-I", ...rule.rule]);
}

function ownRules(): { table: string; rule: string[] }[] {
  const named = ["-m", "comment", "--comment", comment];
  return [
    // The Docker engine drops what is forwarded unless somebody has allowed it.
    { table: "filter", rule: ["FORWARD", "-i", layout.bridge, ...named, "-j", "ACCEPT"] },
    { table: "filter", rule: ["FORWARD", "-o", layout.bridge, ...named, "-j", "ACCEPT"] },
    {
      table: "nat",
      rule: ["POSTROUTING", "-s", layout.pods, "!", "-d", layout.pods, ...named, "-j", "MASQUERADE"],
    },
  ];
}

/** Settings of the kernel that a kubelet changes for the whole machine. */
const kernelSettings = [
  "vm/overcommit_memory",
  "vm/panic_on_oom",
  "kernel/panic",
  "kernel/panic_on_oops",
  "net/ipv4/ip_forward",
  "net/ipv4/conf/all/route_localnet",
  "net/bridge/bridge-nf-call-iptables",
] as const;

/** Settings of the kernel by name, as they are now. */
export async function readKernelSettings(): Promise<Record<string, string>> {
  const found: Record<string, string> = {};
  for (const name of kernelSettings) {
    const value = await readFile(join("/proc/sys", name), "utf8").catch(() => undefined);
    if (value !== undefined) found[name] = value.trim();
  }
  return found;
}

/** Pods of one node reach each other's services by the bridge only when its traffic passes the rules. */
export async function setKernelSettings(settings: Readonly<Record<string, string>>): Promise<void> {
  const now = await readKernelSettings();
  for (const [name, value] of Object.entries(settings))
    if (now[name] !== value) await writeFile(join("/proc/sys", name), value);
}

/** Where cgroups are kept: the hierarchies of version 1, each a mount, and the one of version 2. */
async function hierarchies(): Promise<{ withControllers: string[]; all: string[] }> {
  const mounts = (await readFile("/proc/self/mounts", "utf8")).split("\n").map((line) => line.split(" "));
  const old = mounts.filter(([, , type]) => type === "cgroup").map(([, path]) => path!);
  const unified = mounts.filter(([, , type]) => type === "cgroup2").map(([, path]) => path!);
  // Beside version 1 the hierarchy of version 2 has no controllers, but the pods' engine makes a cgroup there as well.
  return { withControllers: old.length > 0 ? old : unified, all: [...old, ...unified] };
}

/** The cgroup that holds every pod; a kubelet wants it to be there. */
export async function prepareCgroups(): Promise<void> {
  for (const hierarchy of (await hierarchies()).withControllers) {
    const folder = join(hierarchy, layout.bridge);
    await mkdir(folder, { recursive: true });
    // A new cgroup of version 1 may use no processor until it is told which.
    for (const file of ["cpuset.cpus", "cpuset.mems"]) {
      const own = join(folder, file);
      // Version 2 inherits what is empty.
      if (!existsSync(own) || existsSync(join(hierarchy, "cgroup.controllers"))) continue;
      await writeFile(own, await readFile(join(hierarchy, file), "utf8"));
    }
  }
}

/** Ends every process of every pod, and takes their cgroups away. */
export async function removePods(): Promise<void> {
  for (const hierarchy of (await hierarchies()).all) {
    const folder = join(hierarchy, layout.bridge);
    if (!existsSync(folder)) continue;
    const deadline = Date.now() + 20_000;
    for (;;) {
      const groups = await groupsBelow(folder);
      const pids = (
        await Promise.all(
          groups.map((group) => readFile(join(group, "cgroup.procs"), "utf8").catch(() => "")),
        )
      )
        .join("\n")
        .split("\n")
        .filter(Boolean);
      pids.forEach((pid) => signal(Number(pid), "SIGKILL"));
      // Deepest first; one whose last process is not quite gone is busy.
      for (const group of groups.toReversed()) await rmdir(group).catch(() => {});
      if (!existsSync(folder)) break;
      if (Date.now() > deadline)
        throw new Error(`${folder} still has processes (${pids.join(", ")}) that cannot be ended.`);
      await delay(100);
    }
  }
}

async function groupsBelow(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
  const below = await Promise.all(
    entries.filter((entry) => entry.isDirectory()).map(({ name }) => groupsBelow(join(folder, name))),
  );
  return [folder, ...below.flat()];
}

/** Ends what containerd left beside its containers; each was told our socket's address. */
export async function removeShims(socket: string): Promise<void> {
  for (const pid of (await readdir("/proc")).filter((name) => /^\d+$/.test(name))) {
    const command = (await readFile(`/proc/${pid}/cmdline`, "utf8").catch(() => "")).split("\0");
    if (command[0]?.includes("containerd-shim") && command.includes(socket)) signal(Number(pid), "SIGKILL");
  }
}

/** Takes every mount in the given folders away, the last mounted first. */
export async function unmountAll(context: Context, folders: readonly string[]): Promise<void> {
  const points = (await readFile("/proc/self/mountinfo", "utf8"))
    .split("\n")
    .flatMap((line) => line.split(" ")[4] ?? [])
    .map((point) =>
      point.replace(/\\(\d{3})/g, (_, octal: string) => String.fromCharCode(parseInt(octal, 8))),
    );
  for (const point of points.toReversed())
    if (folders.some((folder) => point.startsWith(`${folder}/`)))
      await run(context, "umount", ["--lazy", point]);
}

/** Chains of Kubernetes and of the CNI plugins; nobody else uses these names on a machine without a cluster. */
const clusterChain = /^(KUBE|CNI)-/;

/** Takes the rules of the cluster out of iptables; those of others stay, and may change at the same time. */
export async function removeRules(context: Context, scratch: string): Promise<void> {
  for (const program of ["iptables", "ip6tables"])
    for (const table of ["filter", "nat", "mangle", "raw"]) {
      const listing = await run(context, `${program}-save`, ["-t", table]).catch(() => "");
      const changes = removalOf(listing);
      if (changes.length === 0) continue;
      const file = join(scratch, "rules");
      await writeFile(file, [`*${table}`, ...changes, "COMMIT", ""].join("\n"));
      await run(context, `${program}-restore`, ["--noflush", "--wait", "10", file]);
      await rm(file);
    }
}

/** What takes the cluster's rules out of a table as `iptables-save` prints it, in the same language. */
export function removalOf(listing: string): string[] {
  const lines = listing.split("\n");
  const chains = lines
    .flatMap((line) => line.match(/^:(\S+)/)?.[1] ?? [])
    .filter((chain) => clusterChain.test(chain));
  const rules = lines.filter((line) => {
    const [, chain = "", rest = ""] = line.match(/^-A (\S+) (.*)$/) ?? [];
    if (chain === "" || clusterChain.test(chain)) return false;
    const target = rest.match(/(?:^| )-[jg] (\S+)/)?.[1] ?? "";
    return clusterChain.test(target) || new RegExp(`--comment "?${comment}"?( |$)`).test(rest);
  });
  return [
    ...rules.map((rule) => rule.replace(/^-A/, "-D")),
    ...chains.map((chain) => `-F ${chain}`),
    ...chains.map((chain) => `-X ${chain}`),
  ];
}

/** Takes the bridge away; the pods' interfaces are gone with their namespaces. */
export async function removeBridge(context: Context): Promise<void> {
  if (existsSync(`/sys/class/net/${layout.bridge}`))
    await run(context, "ip", ["link", "delete", layout.bridge]);
}

/** The kubelet keeps a link to every container's log in a folder of the system. */
export async function removeLogLinks(podLogs: string): Promise<void> {
  const folder = "/var/log/containers";
  for (const name of await readdir(folder).catch(() => [])) {
    const target = await readlink(join(folder, name)).catch(() => "");
    if (target.startsWith(`${podLogs}/`)) await rm(join(folder, name), { force: true });
  }
}
