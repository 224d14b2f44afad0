import { spawn } from "node:child_process";
import { open, readFile, rm } from "node:fs/promises";
import { isIPv4 } from "node:net";
import { networkInterfaces } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { run } from "./command.ts";
import { exists } from "./install.ts";
import type { Step, StepContext } from "./step.ts";
import { ensureProgram, findProgram } from "./system-packages.ts";
import { chooseAddressPool, hexRoutes, type Subnet } from "./subnets.ts";

/** What is read of `docker info`. */
interface EngineInfo {
  readonly ServerVersion?: string;
  readonly Swarm?: {
    readonly LocalNodeState: string;
    readonly ControlAvailable: boolean;
    readonly Error?: string;
  };
}

/** How long a started engine may take until it answers (ms). */
const engineStartsWithin = 60_000;

/** A Docker engine that answers, with Swarm mode on and this node a manager. Settings of the machine stay as they are. */
export function dockerStep(): Step {
  return {
    id: "docker",
    title: "Docker engine in Swarm mode",
    needs: [],
    async run(context) {
      const engine = await ensureEngine(context);
      const swarm = await ensureSwarm(context);
      return `${engine}, ${swarm}`;
    },
  };
}

async function ensureEngine(context: StepContext): Promise<string> {
  if (await findProgram("docker")) {
    const info = await engineInfo(context);
    if (info) return `Docker ${info.ServerVersion} is running`;
  }
  const remote = process.env["DOCKER_HOST"];
  if (remote && remote !== "unix:///var/run/docker.sock")
    throw new Error(
      `No Docker engine answers at DOCKER_HOST=${remote}. Start it, or unset DOCKER_HOST to use this machine's.`,
    );
  if (process.getuid?.() !== 0) throw new Error(await whyNoEngine());
  await ensureProgram(context, "dockerd", ["docker.io"]);
  await ensureProgram(context, "docker", ["docker.io", "docker-cli"]);
  // The package may have started it.
  let info = await engineInfo(context);
  if (info) return `Docker ${info.ServerVersion} installed and running`;
  const way = (await exists("/run/systemd/system")) ? "systemd" : "hand";
  context.progress(`starting the Docker engine by ${way}`);
  let log = "journalctl -u docker";
  if (way === "systemd")
    await run(context, "systemctl", ["start", "docker"], { timeout: engineStartsWithin });
  else log = await startEngine(context);
  const deadline = Date.now() + engineStartsWithin;
  while (!(info = await engineInfo(context))) {
    if (Date.now() > deadline)
      throw new Error(
        `The Docker engine was started but does not answer after ${engineStartsWithin / 1000} s. See: ${log}`,
      );
    await delay(500, undefined, { signal: context.signal });
  }
  return `Docker ${info.ServerVersion} started by ${way}`;
}

/** Why there is no engine, for somebody who is not root. */
async function whyNoEngine(): Promise<string> {
  if (await exists("/var/run/docker.sock"))
    return "The Docker engine does not answer this user. Join its group (sudo usermod -aG docker $USER, then sign in again) or start it: sudo systemctl start docker";
  return "No Docker engine is running. Install and start it: sudo apt-get install docker.io && sudo systemctl enable --now docker";
}

/** What the engine says about itself, or undefined when none answers. */
export async function engineInfo(
  context: Pick<StepContext, "log" | "signal">,
): Promise<EngineInfo | undefined> {
  try {
    const info = JSON.parse(
      await run(context, "docker", ["info", "--format", "{{json .}}"], { timeout: 15_000 }),
    ) as EngineInfo;
    // Without an engine the client still prints what it knows of itself.
    return info.ServerVersion ? info : undefined;
  } catch {
    context.signal.throwIfAborted();
    return undefined;
  }
}

/** Starts dockerd with the machine's own settings, detached from this process; returns where its log is. */
async function startEngine(context: StepContext): Promise<string> {
  await removeStalePidFile("/var/run/docker.pid");
  const dockerd = await ensureProgram(context, "dockerd", ["docker.io"]);
  const path = join(context.home.root, "dockerd.log");
  const log = await open(path, "a");
  // Its own session: it outlives this command and does not get its Ctrl-C.
  const engine = spawn(dockerd, [], { detached: true, stdio: ["ignore", log.fd, log.fd], cwd: "/" });
  engine.unref();
  await log.close();
  context.log.write(`dockerd started as process ${engine.pid}, log ${path}\n`);
  return path;
}

/** A killed engine leaves its pid file; dockerd then refuses to start once the number belongs to another process. */
export async function removeStalePidFile(path: string): Promise<void> {
  const pid = (await readFile(path, "utf8").catch(() => "")).trim();
  if (pid === "") return;
  const name = (await readFile(`/proc/${pid}/comm`, "utf8").catch(() => "")).trim();
  if (name !== "dockerd") await rm(path, { force: true });
}

async function ensureSwarm(context: StepContext): Promise<string> {
  const swarm = (await engineInfo(context))?.Swarm;
  const problem = swarmProblem(swarm);
  if (problem) throw new Error(problem);
  if (swarm?.LocalNodeState === "active") return "Swarm is active";
  const pool = chooseAddressPool(await usedSubnets(context));
  const address = process.env["CLOUDPOS_SWARM_ADDRESS"] || "127.0.0.1";
  context.progress(`initialising Docker Swarm on this machine (address ${address}, networks from ${pool})`);
  const args = ["--advertise-addr", address, "--listen-addr", `${address}:2377`, "--default-addr-pool", pool];
  await run(context, "docker", ["swarm", "init", ...args], { timeout: 60_000 }).catch((error: Error) => {
    throw new Error(`Docker Swarm could not be initialised: ${error.message}. Is port 2377 in use?`, {
      cause: error,
    });
  });
  return `Swarm initialised (address ${address}, networks from ${pool}; undo: docker swarm leave --force)`;
}

/** What is in the way of using this Swarm, with what to do about it; undefined when nothing is. */
export function swarmProblem(swarm: EngineInfo["Swarm"]): string | undefined {
  switch (swarm?.LocalNodeState) {
    case "locked":
      return "The Swarm of this machine is locked. Unlock it with its key: docker swarm unlock";
    case "pending":
      return "This machine is still joining a Swarm. Wait until `docker info` says active, or leave it: docker swarm leave";
    case "error":
      return `The Swarm of this machine is broken (${swarm.Error || "no reason given"}). See \`docker info\` and the engine's log.`;
    case "active":
      return swarm.ControlAvailable
        ? undefined
        : "This machine is a worker of a Swarm, and only managers can deploy. Run CloudPOS on a manager (set DOCKER_HOST), or promote this node: docker node promote";
    case undefined:
    default:
      return undefined;
  }
}

/** Every IPv4 network that the machine or its Docker engine knows. */
async function usedSubnets(context: StepContext): Promise<Subnet[]> {
  const interfaces = Object.values(networkInterfaces()).flatMap((addresses) => addresses ?? []);
  const own = interfaces.flatMap(({ cidr, address }) => (cidr && isIPv4(address) ? [cidr] : []));
  const routes = hexRoutes(await readFile("/proc/net/route", "utf8").catch(() => ""));
  const ids = (await run(context, "docker", ["network", "ls", "--quiet"])).split("\n").filter(Boolean);
  const format = "{{range .IPAM.Config}}{{.Subnet}}\n{{end}}";
  const docker =
    ids.length === 0 ? "" : await run(context, "docker", ["network", "inspect", "--format", format, ...ids]);
  return [
    ...own,
    ...routes,
    ...docker.split("\n").filter((line) => /^\d+\.\d+\.\d+\.\d+\/\d+$/.test(line)),
  ] as Subnet[];
}
