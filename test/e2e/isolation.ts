/** What every container of a running Swarm stack may do and whom it reaches, as the engine has it. */
import type { Reach } from "../../infra/model/index.ts";
import { docker, filtersFor } from "../stacks/swarm-instances.ts";

/** What `docker inspect` says, as far as it is looked at. */
interface Inspected {
  Id: string;
  Image: string;
  Config: { User: string; Labels: Record<string, string>; Env: string[] };
  HostConfig: {
    ReadonlyRootfs: boolean;
    Privileged: boolean;
    CapDrop: string[] | null;
    CapAdd: string[] | null;
    Memory: number;
    NanoCpus: number;
    NetworkMode: string;
    PidMode: string;
  };
  Mounts: { Type: string; Source: string; RW: boolean }[];
}

/** The stack's running containers. */
export async function containersOfStack(stack: string): Promise<Inspected[]> {
  const ids = await docker("ps", "--quiet", ...filtersFor(stack));
  return JSON.parse(await docker("inspect", ...ids.split("\n").filter(Boolean))) as Inspected[];
}

/** What is missing of a container's hardening, one sentence each; empty when all is well. */
export function weaknesses(container: Inspected): string[] {
  const { HostConfig: host, Config: config, Mounts: mounts } = container;
  const found: [boolean, string][] = [
    [!/^[1-9]\d*:\d+$/.test(config.User), `runs as "${config.User}", not as a user of its own`],
    [!host.ReadonlyRootfs, "can write to its root file system"],
    [host.Privileged, "is privileged"],
    [!host.CapDrop?.includes("ALL") && !host.CapDrop?.includes("CAP_ALL"), "keeps capabilities"],
    [(host.CapAdd ?? []).length > 0, `has the capabilities ${host.CapAdd?.join(", ")}`],
    [host.Memory <= 0, "has no limit of memory"],
    [host.NanoCpus <= 0, "has no limit of CPU"],
    [host.NetworkMode === "host", "uses the network of the machine"],
    [host.PidMode === "host", "sees the processes of the machine"],
    [mounts.some((m) => m.Type === "bind" && m.RW), "can write to a folder of the machine"],
    [mounts.some((m) => m.Source.endsWith("docker.sock")), "reaches the Docker engine"],
  ];
  return found.filter(([weak]) => weak).map(([, text]) => text);
}

/**
 * Tries to connect from the network of each container to each port of every other workload, on all addresses of the
 * other: its segments', and the one it leaves the machine by.
 *
 * @param image holds Node; the attempts are made by a container of it that shares the other's network
 * @returns what differs from the matrix, one sentence each
 */
export async function deviations(stack: string, image: string, matrix: readonly Reach[]): Promise<string[]> {
  const containers = (await containersOfStack(stack)).map(({ Id, Config }) => ({
    id: Id,
    workload: Config.Labels["cloudpos.workload"]!,
  }));
  const addresses = new Map<string, string[]>();
  for (const { id, workload } of containers) {
    const known = addresses.get(workload) ?? [];
    addresses.set(workload, [
      ...known,
      ...localAddresses(await docker("exec", id, "cat", "/proc/net/fib_trie")),
    ]);
  }
  const found: string[] = [];
  const attempt = async ({ id, workload }: (typeof containers)[number]) => {
    const reaches = matrix.filter((reach) => reach.from === workload);
    const targets = reaches.map(({ to, port }) => ({ port, hosts: addresses.get(to) ?? [] }));
    const answer = await docker(
      ...["run", "--rm", "--network", `container:${id}`, "--entrypoint", "node"],
      ...[image, "-e", ATTEMPTS, JSON.stringify(targets)],
    );
    const connected = JSON.parse(answer) as boolean[];
    reaches.forEach(({ to, port, allowed }, index) => {
      if (connected[index] === allowed) return;
      found.push(`${workload} ${allowed ? "does not reach" : "reaches"} port ${port} of ${to}`);
    });
  };
  for (let at = 0; at < containers.length; at += 4) {
    await Promise.all(containers.slice(at, at + 4).map(attempt));
  }
  return found;
}

/** The addresses that the kernel lists as local, without the loopback. */
function localAddresses(fibTrie: string): string[] {
  const local = [...fibTrie.matchAll(/\|-- (\S+)\n\s+\/32 host LOCAL/g)].map((match) => match[1]!);
  return [...new Set(local)].filter((address) => !address.startsWith("127."));
}

/**
 * Runs in Node inside the other's network: whether each target connects on any of its addresses, by a network that
 * both are on. What goes out by the default route does not count: the machine has no way into segments, and the
 * network around it may answer for any address (transparent proxies do).
 */
const ATTEMPTS = `
const { BlockList, connect } = require("node:net");
const { networkInterfaces } = require("node:os");
const networks = Object.values(networkInterfaces()).flat().filter(({ family }) => family === "IPv4");
const direct = (host) => networks.some(({ cidr }) => {
  const list = new BlockList();
  list.addSubnet(...cidr.split("/").map((part, index) => (index ? Number(part) : part)));
  return list.check(host);
});
const attempt = (host, port) => new Promise((resolve) => {
  const socket = connect({ host, port, timeout: 3000 });
  const end = (connected) => { socket.destroy(); resolve(connected); };
  socket.on("connect", () => end(true)).on("timeout", () => end(false)).on("error", () => end(false));
});
const any = async ({ hosts, port }) =>
  (await Promise.all(hosts.filter(direct).map((host) => attempt(host, port)))).includes(true);
Promise.all(JSON.parse(process.argv[1]).map(any)).then((all) => console.log(JSON.stringify(all)));
`;
