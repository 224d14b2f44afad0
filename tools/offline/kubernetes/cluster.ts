/**
 * A real Kubernetes of one node on this machine, for tests: it uses addresses, ports, folders and a pods' engine of its
 * own, so it runs beside the Docker engine and its Swarm, and it takes everything back when it is stopped.
 */
import { existsSync } from "node:fs";
import { copyFile, mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { readImages } from "../toolchain/base-images.ts";
import { run } from "../toolchain/command.ts";
import { withLock, writeWhole } from "../toolchain/install.ts";
import { clusterPrograms } from "../toolchain/kubernetes.ts";
import type { StepContext } from "../toolchain/step.ts";
import { versions } from "../toolchain/versions.ts";
import { addons, volumeSettings } from "./addons.ts";
import { writeCertificates } from "./certificates.ts";
import { clusterFolders, layout, registry } from "./layout.ts";
import {
  prepareCgroups,
  prepareNetwork,
  readKernelSettings,
  removeBridge,
  removeLogLinks,
  removePods,
  removeRules,
  removeShims,
  setKernelSettings,
  unmountAll,
} from "./machine.ts";
import { isRunning, startProgram, stopProgram, whyItEnded, type Program, type Started } from "./processes.ts";
import { containerdSocket, controllers, foundation, writeConfiguration } from "./programs.ts";

/** How long a program may take until it answers (ms): generous, as a busy machine is slow. */
const patience = 180_000;

/** A cluster that runs. */
export interface Cluster {
  /** Path of the file that kubectl and the provider take; with every right. */
  readonly kubeconfig: string;
  /** Host and port of the registry that its node pulls from, without TLS. */
  readonly registry: string;
  /** Path of kubectl. */
  readonly kubectl: string;
}

/** What a run writes down before it changes the machine. */
interface RunRecord {
  programs: Started[];
  kernel: Record<string, string>;
}

/**
 * Starts the cluster, anew: what an earlier or a crashed one has left is removed first.
 *
 * @throws Error naming the program that did not start, and its log; nothing is left running then
 */
export async function startCluster(context: StepContext): Promise<Cluster> {
  const folders = clusterFolders(context.home);
  return withLock(folders.root, async () => {
    if (process.getuid?.() !== 0)
      throw new Error("A cluster on this machine needs root: run the command as root, or set KUBECONFIG.");
    await clear(context);
    try {
      return await start(context);
    } catch (error) {
      // Its logs stay: they say why.
      await clear(context, { keepLogs: true });
      throw error;
    }
  });
}

/** Stops the cluster and removes everything that it has made on this machine; nothing happens when there is none. */
export async function stopCluster(context: StepContext): Promise<void> {
  await withLock(clusterFolders(context.home).root, () => clear(context));
}

async function start(context: StepContext): Promise<Cluster> {
  const folders = clusterFolders(context.home);
  const programs = clusterPrograms(context.home);
  const kubectl = join(programs.kubernetes, "kubectl");
  for (const folder of Object.values(folders).filter(
    (path) => path !== folders.record && path !== folders.kubeconfig,
  ))
    await mkdir(folder, { recursive: true, mode: 0o700 });
  await mkdir(layout.runtime, { recursive: true, mode: 0o700 });
  const record: RunRecord = { programs: [], kernel: await readKernelSettings() };
  const save = () => writeWhole(folders.record, JSON.stringify(record), 0o600);
  await save();
  const launch = async (program: Program) => {
    record.programs.push(await startProgram({ ...program, env: ownNetworksDirect() }, folders.logs));
    await save();
  };
  const ask = (...args: string[]) =>
    run(context, kubectl, ["--kubeconfig", folders.kubeconfig, "--request-timeout=5s", ...args]);
  /** Asks again until the answer is yes; a program that has ended meanwhile is why it never will be. */
  const until = async (what: string, question: () => Promise<boolean>) => {
    context.progress(`waiting for ${what}`);
    const deadline = Date.now() + patience;
    while (!(await question().catch(() => false))) {
      context.signal.throwIfAborted();
      for (const program of record.programs)
        if (!(await isRunning(program))) throw new Error(await whyItEnded(program.name, folders.logs));
      if (Date.now() > deadline)
        throw new Error(`The cluster has no ${what} after ${patience / 1000} s. Its logs: ${folders.logs}`);
      await delay(200);
    }
  };

  await prepareCgroups();
  await prepareNetwork(context);
  await setKernelSettings({ "net/ipv4/ip_forward": "1", "net/bridge/bridge-nf-call-iptables": "1" });
  await writeCertificates(folders);
  const tools = `${registry}/cloudpos/cluster-tools:${versions.coredns}`;
  await writeConfiguration(programs, folders, { pause: tools, volumes: volumeSettings(folders, tools) });
  context.progress("starting the control plane");
  for (const program of foundation(programs, folders)) await launch(program);
  await until("registry", async () => (await fetch(`http://${registry}/v2/`)).ok);
  await pushTools(context, tools, join(programs.coredns, "coredns"));
  await until("API", async () => (await ask("get", "--raw", "/readyz")) === "ok");
  const manifest = join(folders.configuration, "addons.json");
  await writeFile(manifest, JSON.stringify(addons(folders, tools)));
  await ask("apply", "--filename", manifest);
  for (const program of controllers(programs, folders)) await launch(program);
  await until("node that is ready", async () =>
    (
      await ask("get", "node", layout.node, "-o", 'jsonpath={.status.conditions[?(@.type=="Ready")].status}')
    ).includes("True"),
  );
  await until("name service", async () =>
    (
      await ask("get", "deployment", "coredns", "-n", "kube-system", "-o", "jsonpath={.status.readyReplicas}")
    ).includes("1"),
  );
  return { kubeconfig: folders.kubeconfig, registry, kubectl };
}

/** A proxy of the operator is for what is outside. */
function ownNetworksDirect(): Record<string, string> {
  const direct = ["127.0.0.1", "localhost", layout.pods, layout.services, ".svc", `.${layout.domain}`];
  const given = process.env["NO_PROXY"] ?? process.env["no_proxy"];
  const all = [...direct, ...(given ? [given] : [])].join(",");
  return { NO_PROXY: all, no_proxy: all };
}

/** One image for what holds a pod's network, makes its volumes and answers its questions for names. */
async function pushTools(context: StepContext, image: string, coredns: string): Promise<void> {
  const base = (await readImages(context.home))?.debianBase;
  if (!base)
    throw new Error("The base images are not there. Run ./cloudpos test --cluster, which makes them.");
  const folder = await mkdtemp(join(tmpdir(), "cloudpos-tools-"));
  try {
    await copyFile(coredns, join(folder, "coredns"));
    await writeFile(
      join(folder, "Dockerfile"),
      `FROM ${base}\nCOPY coredns /usr/local/bin/coredns\nCMD ["sleep", "infinity"]\n`,
    );
    await run(context, "docker", ["build", "--quiet", "--tag", image, folder]);
    await run(context, "docker", ["push", "--quiet", image]);
  } finally {
    await rm(folder, { recursive: true });
  }
}

/** Takes everything back, in the order in which nothing is started again by what still runs. */
async function clear(context: StepContext, { keepLogs = false } = {}): Promise<void> {
  const folders = clusterFolders(context.home);
  const record = await readRecord(folders.record);
  if (!record && !existsSync(layout.runtime)) return;
  context.progress("removing the cluster");
  const running = record?.programs ?? [];
  const containerd = running.find(({ name }) => name === "containerd");
  for (const program of running.toReversed()) if (program !== containerd) await stopProgram(program);
  await removePods();
  if (containerd) await stopProgram(containerd);
  await removeShims(containerdSocket);
  await removePods();
  await unmountAll(context, [folders.root, layout.runtime]);
  await mkdir(layout.runtime, { recursive: true });
  await removeRules(context, layout.runtime);
  await removeBridge(context);
  await removeLogLinks(folders.podLogs);
  await setKernelSettings(record?.kernel ?? {});
  for (const folder of Object.values(folders).filter(
    (path) => path !== folders.root && path !== folders.record,
  ))
    if (!keepLogs || folder !== folders.logs) await rm(folder, { recursive: true, force: true });
  await rm(layout.runtime, { recursive: true, force: true });
  // Last: a run that is killed before this line is cleared by the next.
  await rm(folders.record, { force: true });
  if (!keepLogs) await rm(folders.root, { recursive: true, force: true });
}

async function readRecord(path: string): Promise<RunRecord | undefined> {
  const text = await readFile(path, "utf8").catch(() => undefined);
  return text === undefined ? undefined : (JSON.parse(text) as RunRecord);
}
